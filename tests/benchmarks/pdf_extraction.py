"""Set real paragraphs, extract them with pdftotext and pdfium, compare with the source.

    python -m tests.benchmarks.pdf_extraction CORPUS [PARAGRAPHS]

Prints how many paragraphs come back exactly (spaces and line ends aside), and how many lines
end inside a cluster or inside a word of the segmented corpus, against plain ICU breaks.
"""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import zstandard
from icu4py import breakers

from kmdesk.pdf import Document, PageSize
from kmdesk.pdf.sheet import Fonts
from kmdesk.pdf.typography import Style, set_lines
from kmdesk.thai.words import clusters, line_ends


def records(path: Path) -> Iterator[dict[str, str]]:
    """The objects of a compressed JSON-lines file."""
    with path.open("rb") as raw:
        stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw)
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            yield json.loads(line)


def paragraphs(corpus: Path, count: int) -> list[str]:
    """Paragraphs from news and laws, as the sources have them."""
    chosen = random.Random(7)
    found: list[str] = []
    for name, share in (("thaigov_news", 0.7), ("laws_acts", 0.3)):
        pool: list[str] = []
        for i, record in enumerate(records(corpus / f"{name}.jsonl.zst")):
            pool += [p.strip() for p in re.split(r"[\r\n]+", record["text"]) if len(p.strip()) > 40]
            if i >= 3000:
                break
        found += chosen.sample([p for p in pool if len(p) < 3000], int(count * share))
    chosen.shuffle(found)
    return found


def bare(text: str) -> str:
    """A text without spaces, line ends and other controls of layout, its old quotes as such."""
    text = re.sub(
        r"[\x80-\x9f]", lambda c: c[0].encode("latin-1").decode("cp1252", "replace"), text
    )
    return re.sub(r"[\s\u00a0\u200b\u00ad\f\u0002\ufffe]", "", text)


def extracted(path: Path) -> dict[str, str]:
    """The text of a PDF as two programs read it."""
    run = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    poppler = subprocess.run(run, capture_output=True, check=True).stdout.decode()
    with pdfium.PdfDocument(path) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return {"pdftotext": poppler, "pdfium": "\n".join(pages)}


def compare(sources: list[str], style: str, folder: Path) -> int:
    """Set each paragraph between marks, look for it in what comes back; how many are not equal."""
    out = folder / f"{style}.pdf"
    document = Document(out, title="x", footer=False, size=PageSize(bottom=40, top=40))
    start = time.perf_counter()
    for number, text in enumerate(sources):
        document.paragraph(f"<<{number}>>", "left")
        document.paragraph(text, style)
    document.save()
    took = time.perf_counter() - start
    pages = len(document.sheets)
    print(f"{style}: {pages} pages, {pages / took:.0f} pages/s, {out.stat().st_size >> 10} KiB")
    unequal = 0
    for program, text in extracted(out).items():
        parts = dict(re.findall(r"<<(\d+)>>(.*?)(?=<<\d+>>|\Z)", bare(text), re.DOTALL))
        wrong = [i for i, p in enumerate(sources) if parts.get(str(i)) != bare(p)]
        print(f"  {program}: {len(sources) - len(wrong)} of {len(sources)} equal")
        unequal += len(wrong)
        for i in wrong[:12]:
            show_difference(bare(sources[i]), parts.get(str(i), ""))
    return unequal


def show_difference(source: str, got: str) -> None:
    """Print the place where two texts part."""
    at = next((i for i, (a, b) in enumerate(zip(source, got, strict=False)) if a != b), -1)
    at = min(len(source), len(got)) if at < 0 else at
    print(f"    {source[max(0, at - 8) : at + 22]!r} | {got[max(0, at - 8) : at + 22]!r}")


def breaks_in_clusters(sources: list[str]) -> int:
    """Count line ends that fall inside a cluster."""
    fonts, bad, lines = Fonts(), 0, 0
    for text in sources:
        borders, at = {0}, 0
        for cluster in clusters(text):
            at += len(cluster)
            borders.add(at)
        at = 0
        for line in set_lines(text, Style(align="justify"), 300, fonts.shaper):
            at += len(line.text)
            lines += 1
            bad += at not in borders
    print(f"line ends inside a cluster: {bad} of {lines}")
    return bad


def breaks_in_words(corpus: Path) -> tuple[float, float]:
    """The share of legal line ends inside words of the segmented corpus; that of plain ICU."""
    ours = plain = inside_ours = inside_plain = 0
    for record in records(corpus / "wordseg" / "best2009.jsonl.zst"):
        for paragraph in record["text"].split("\n"):
            words = re.sub(r"<[^<>]+>", "", paragraph).split("|")
            text = "".join(words)
            borders, at = {0}, 0
            for word in words:
                at += len(word)
                borders.add(at)
            mine = [end for end in line_ends(text) if 0 < end < len(text)]
            icu = [end for _, end in breakers.LineBreaker(text, "th").segments()]
            icu = [end for end in icu if 0 < end < len(text)]
            ours, plain = ours + len(mine), plain + len(icu)
            inside_ours += sum(end not in borders for end in mine)
            inside_plain += sum(end not in borders for end in icu)
    print(
        f"breaks inside words: {inside_ours / ours:.1%} of {ours}, "
        f"plain ICU {inside_plain / plain:.1%} of {plain}"
    )
    return inside_ours / ours, inside_plain / plain


def main() -> None:
    """Run every comparison."""
    corpus = Path(sys.argv[1])
    sources = paragraphs(corpus, int(sys.argv[2]) if len(sys.argv) > 2 else 2000)
    with tempfile.TemporaryDirectory() as folder:
        for style in ("left", "body"):
            compare(sources, style, Path(folder))
    breaks_in_clusters(sources)
    breaks_in_words(corpus)


if __name__ == "__main__":
    main()
