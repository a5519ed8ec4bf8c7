"""Ranking of natural questions against a reference computed in the same run.

    python -m tests.benchmarks.search_ranking CORPUS [QUESTIONS_A_SET]

The reference is the plain sum of normalised BM25 scores of words and of character trigrams
over title (counted three times) and text. ``half`` columns show that weights chosen on the
even questions hold on the odd ones.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from kmdesk.search.answer import Answer
from kmdesk.search.fallbacks import fallbacks, question
from kmdesk.search.index import Builder, Entry, Piece, Snapshot
from kmdesk.search.parse import parse, synonyms
from kmdesk.thai.normal import normal_form
from kmdesk.thai.words import words


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Objects of a JSON-lines file, compressed or not."""
    if path.suffix == ".zst":
        import zstandard

        data = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(path.open("rb"))
        text = data.read().decode()
    else:
        text = path.read_text(encoding="utf-8")
    return (json.loads(line) for line in text.split("\n") if line)


class Reference:
    """BM25 over words and over trigrams, normalised and added."""

    def __init__(self, texts: list[tuple[str, str]]) -> None:
        self.families = []
        for cut in (words, trigrams):
            bags = []
            for title, text in texts:
                bag = Counter(cut(text))
                for term in cut(title):
                    bag[term] += 3
                bags.append(bag)
            lists: dict[str, list[tuple[int, int]]] = {}
            for number, bag in enumerate(bags):
                for term, count in bag.items():
                    lists.setdefault(term, []).append((number, count))
            sizes = np.array([bag.total() for bag in bags], float)
            arrays = {t: np.array(p, float).T for t, p in lists.items()}
            self.families.append((cut, arrays, 1.2 * (0.25 + 0.75 * sizes / sizes.mean())))
        self.size = len(texts)

    def scores(self, query: str) -> Any:
        """One score a document."""
        total = np.zeros(self.size)
        for cut, lists, norm in self.families:
            scores = np.zeros(self.size)
            for term in dict.fromkeys(cut(query)):
                if term in lists:
                    docs, counts = lists[term][0].astype(int), lists[term][1]
                    weight = np.log1p((self.size - len(docs) + 0.5) / (len(docs) + 0.5))
                    scores[docs] += weight * counts * 2.2 / (counts + norm[docs])
            total += scores / (scores.max() or 1.0)
        return total


def trigrams(text: str) -> list[str]:
    """Every three characters."""
    return [text[i : i + 3] for i in range(len(text) - 2)]


def reciprocal(scores: Any, relevant: int) -> float:
    """1/rank when among the first ten."""
    rank = int((scores > scores[relevant]).sum()) + 1
    return 1 / rank if rank <= 10 and scores[relevant] > 0 else 0.0


def questions(corpus: Path, docs_file: str, queries_file: str, most: int) -> None:
    """Print the row of one question set."""
    docs = list(lines(corpus / "retrieval" / docs_file))
    texts = [(normal_form(d.get("title") or ""), normal_form(d["text"])) for d in docs]
    number = {d["id"]: i for i, d in enumerate(docs)}
    view = index(texts)
    reference = Reference(texts)
    asked = list(lines(corpus / "retrieval" / queries_file))[:most]
    ours, theirs, whole_path = [], [], []
    for query in asked:
        relevant = number[query["relevant"][0]]
        text = normal_form(query["query"])
        ours.append(reciprocal(question(view, text, view.live).scores, relevant))
        theirs.append(reciprocal(reference.scores(text), relevant))
        answer = fallbacks(view, parse(query["query"]), view.live, synonyms())
        whole_path.append(reciprocal(spread(answer, len(docs)), relevant))
    a, b, c = (np.array(x) for x in (ours, theirs, whole_path))
    gain = a - b
    print(
        f"{docs_file:28} {len(asked):5} questions  MRR@10 reference {b.mean():.4f}  "
        f"ours {a.mean():.4f} ({gain.mean():+.4f}; half {gain[::2].mean():+.4f}"
        f" {gain[1::2].mean():+.4f})  through the query path {c.mean():.4f}"
        f"  R@10 {(a > 0).mean():.3f} / {(b > 0).mean():.3f}",
        flush=True,
    )


def spread(answer: Answer, size: int) -> Any:
    """An answer's scores as one array over all documents."""
    scores = np.zeros(size)
    scores[answer.docs] = answer.scores + 1e-6
    return scores


def index(texts: list[tuple[str, str]]) -> Snapshot:
    """A view over normal (title, text) pairs."""
    builder = Builder()
    for number, (title, text) in enumerate(texts):
        builder.add(Entry(number + 1, 1, title=title, pieces=[Piece("text:1", "", text)]))
    return Snapshot([builder.build()])


def sections(corpus: Path) -> None:
    """Print the Cooperatives Act queries."""
    docs = list(lines(corpus / "retrieval" / "coop_act_sections.jsonl"))
    view = index([("", normal_form(d["text"])) for d in docs])
    kinds: dict[str, list[bool]] = {}
    for query in lines(corpus / "retrieval" / "coop_act_queries.jsonl"):
        answer = fallbacks(view, parse(query["query"]), view.live, synonyms())
        order = np.argsort(-answer.scores, kind="stable")
        best = [docs[int(answer.docs[i])]["id"] for i in order[:10]]
        if query["relevant"]:
            depth = 1 if query["kind"] == "section_number" else 10
            good = any(name in query["relevant"] for name in best[:depth])
        else:
            good = bool(answer.tried)  # it says that nothing holds the words
        kinds.setdefault(query["kind"], []).append(good)
        if not good:
            print("   miss:", query["query"], best[:3])
    for kind, results in kinds.items():
        print(f"coop_act {kind:18} {sum(results)}/{len(results)}")


def nitibench(corpus: Path) -> None:
    """Print recall@10 of sections for long tax questions (a trend only)."""
    docs = list(lines(corpus / "retrieval" / "nitibench_sections.jsonl.zst"))
    view = index(
        [(normal_form(d["law"] + " " + d["section"]), normal_form(d["text"])) for d in docs]
    )
    number = {d["id"]: i for i, d in enumerate(docs)}
    recalls = []
    for query in lines(corpus / "retrieval" / "nitibench_tax_queries.jsonl"):
        scores = question(view, normal_form(query["query"]), view.live).scores
        best = set(np.argsort(-scores)[:10].tolist())
        wanted = {number[name] for name in query["relevant"] if name in number}
        recalls.append(len(best & wanted) / max(1, len(wanted)))
    print(f"nitibench_tax R@10 {np.mean(recalls):.3f} over {len(recalls)}")


def main() -> None:
    """Print every table."""
    corpus = Path(sys.argv[1])
    most = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    questions(corpus, "iapp_wiki_docs.jsonl.zst", "iapp_wiki_queries.jsonl", most)
    questions(corpus, "xquad_th_docs.jsonl", "xquad_th_queries.jsonl", most)
    sections(corpus)
    nitibench(corpus)


if __name__ == "__main__":
    main()
