"""An independent gold set for the section parser: 5,127 sections cut by another project.

python -m tests.benchmarks.regulations_nitibench CORPUS_FOLDER

Twice: our parser's sections of the laws both have, by number and text (their text is younger, so
sections amended since differ); and their own texts joined into whole laws and parsed by us.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

from kmdesk.regulations.parse import parse
from kmdesk.regulations.structure import LawText, Role, plain, readable
from kmdesk.thai.numbers import canonical_provision, read_provision, to_arabic
from tests.benchmarks.regulations_parse import laws, read_lines

SECTIONS = Path("retrieval") / "nitibench_sections.jsonl.zst"
_BLANK = re.compile(r"[\s“”\"\u0091-\u0097‘’\u200b\ufeff]+")


def bare(text: str) -> str:
    """Words only: no blanks, no quotation marks, Arabic digits."""
    return _BLANK.sub("", to_arabic(readable(text)))


def gold(corpus: Path) -> dict[str, list[tuple[str, str]]]:
    """Law → its (number, text); rows of schedules are no sections."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in read_lines(corpus / SECTIONS):
        if read_provision(row["section"]):
            text = row["text"].removeprefix(row["law"]).strip()
            found[row["law"]].append((canonical_provision(row["section"]), text))
    return found


def wordings(law: LawText, role: Role | None) -> dict[str, str]:
    """Number → bare text."""
    return {part.number: bare(plain(law, part)) for part in law.provisions(role)}


def title(text: str) -> str:
    """A title to compare by."""
    return re.sub(r"\s+|\(ฉบับ Update ล่าสุด\)", "", to_arabic(text))


def main(corpus: Path) -> None:
    """Print both comparisons."""
    wanted = gold(corpus)
    ours = {title(item["title"]): item["text"] for item in laws(corpus)}
    total = found = same = extra = shared = 0
    missing: list[str] = []
    for law, rows in wanted.items():
        if title(law) in ours:
            shared += 1
            mine = wordings(parse(ours[title(law)]), Role.BODY)
            numbers = {number for number, _ in rows}
            total, found = total + len(numbers), found + len(numbers & set(mine))
            extra += len(set(mine) - numbers)
            same += sum(mine.get(number) == bare(text) for number, text in rows)
            missing += [f"{law} {number}" for number in sorted(numbers - set(mine))]
    print(f"laws of the corpus that are in the set: {shared}")
    print(
        f"sections found: {found} of {total} ({found / total:.4f}), {extra} of ours not in the set"
    )
    print(f"text equal: {same} (theirs is younger: the fines of 2022, acts after mid-2021)")
    for line in missing:
        print(f"  not found: {line}")
    total = found = same = extra = 0
    for rows in wanted.values():
        law_text = parse("\n".join(text for _, text in rows))
        mine = wordings(law_text, None)
        texts = dict(rows)
        total, found = total + len(texts), found + len(set(texts) & set(mine))
        extra += len(set(mine) - set(texts))
        same += sum(mine.get(number) == bare(text) for number, text in texts.items())
    print(f"their {len(wanted)} laws joined and parsed: {found} of {total} sections found,")
    print(f"  {same} equal letter by letter, {extra} invented")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
