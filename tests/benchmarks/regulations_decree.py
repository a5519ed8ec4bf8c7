"""The Good Governance Decree 2546 from its Gazette PDF, carried through No. 2 of 2562.

python -m tests.benchmarks.regulations_decree CORPUS_FOLDER

Both PDFs have damaged text layers that intake mends. The result is compared with the consolidated
text in the corpus, which was retyped by hand; every difference is counted and put under a reason,
or shown as unexplained.
"""

import difflib
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kmdesk.regulations.amending_clauses import read_amendments
from kmdesk.regulations.edits import gazette, in_force
from kmdesk.regulations.import_law import read_law
from kmdesk.regulations.operations import Operation, ProvisionState
from kmdesk.regulations.parse import parse
from kmdesk.regulations.structure import LawText, plain, readable
from kmdesk.regulations.versions import Change, Outcome, build
from tests.benchmarks.regulations_parse import REGULATIONS, read_lines

OLD, NEW = "gazette_2546_good_governance.pdf", "gazette_2562_good_governance_no2.pdf"
CONSOLIDATED = "ocscprep-5_2_1_good_governance"
_TYPING = 3  # characters an error of the hand that retyped may touch


@dataclass(frozen=True)
class Difference:
    """What stands in one text where the other has something else."""

    number: str
    carried: str
    consolidated: str
    reason: str


@dataclass(frozen=True)
class Proof:
    """The laws read, the operations, the outcome, and how it differs from the consolidated text."""

    old: LawText
    operations: tuple[Operation, ...]
    in_force_on: str
    outcome: Outcome
    same: int
    provisions: int
    differences: tuple[Difference, ...]


def held(law: LawText) -> list[ProvisionState]:
    """The law's own provisions and headings."""
    return [
        ProvisionState(
            f"part:{at}", part.kind.value, part.unit, part.number, part.through, part.level,
            readable(plain(law, part)),
        )
        for at, part in enumerate(law.parts)
        if part.kind.value in ("provision", "heading") and not part.resumed
    ]  # fmt: skip


def bare(text: str) -> str:
    """Without blanks and line breaks."""
    return "".join(text.split())


def prove(corpus: Path) -> Proof:
    """Read both PDFs, apply, compare."""
    old = parse(read_law(corpus / "files" / OLD).text)
    new = parse(read_law(corpus / "files" / NEW).text)
    printed = gazette(new)
    said = in_force(
        (plain(new, part) for part in new.provisions()), printed.day if printed else None
    )
    day = said.day if said and said.day else ""
    operations = read_amendments(new)
    outcome = build(held(old), [Change(k, day, "2", op) for k, op in enumerate(operations)])
    text = next(r["text"] for r in read_lines(corpus / REGULATIONS) if r["id"] == CONSOLIDATED)
    law = parse(text)
    wanted = {part.number: readable(plain(law, part)) for part in law.provisions()}
    own = [readable(plain(new, part)) for part in new.provisions()]
    dropped = {v[0].text for v in outcome.versions.values() if len(v) > 1}
    found: list[Difference] = []
    provisions = [part for part in outcome.parts if part.kind == "provision"]
    same = 0
    for part in provisions:
        one, two = bare(part.text), bare(wanted.get(part.number, ""))
        same += one == two
        found += differences(part.number, one, two, own, dropped)
    return Proof(old, tuple(operations), day, outcome, same, len(provisions), tuple(found))


def differences(
    number: str, one: str, two: str, own: list[str], dropped: set[str]
) -> list[Difference]:
    """Every stretch in which two wordings differ, with its reason."""
    matcher = difflib.SequenceMatcher(None, one, two, autojunk=False)
    return [
        Difference(number, one[a:b], two[c:d], reason(one[a:b], two[c:d], own, dropped))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def reason(carried: str, consolidated: str, own: list[str], dropped: set[str]) -> str:
    """Why the texts differ here."""
    if max(len(carried), len(consolidated)) <= _TYPING:
        return "one to three characters typed otherwise"
    if not carried:
        middle = consolidated[5:-5]
        if any(middle in bare(text) for text in dropped):
            return "repealed by No. 2, but left in the consolidated text"
        if share(consolidated, "".join(bare(text) for text in own[8:])) > 0.8:
            return "No. 2's own transitional sections, put in by the editor"
    return "unexplained"


def share(text: str, other: str) -> float:
    """How much of ``text`` stands in ``other`` in stretches of eight or more."""
    blocks = difflib.SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= 8) / len(text)


def main(corpus: Path) -> None:
    """Print the proof."""
    proof = prove(corpus)
    printed = gazette(proof.old)
    print(
        f"2546 decree from its Gazette PDF: {proof.provisions} sections,"
        f" {printed.source if printed else None}"
    )
    assert proof.in_force_on == (date(2019, 4, 30) + timedelta(days=1)).isoformat()
    print(f"No. 2 of 2562 in force {proof.in_force_on}: {len(proof.operations)} operations read")
    for operation in proof.operations:
        print(f"  clause {operation.clause}: {operation.action.value} {operation.place.label}")
    print(f"conflicts: {proof.outcome.conflicts or 'none'}")
    print(
        f"against the consolidated text: {proof.same} of {proof.provisions} sections equal letter"
        f" by letter, {len(proof.differences)} differences in the others"
    )
    for why, count in Counter(d.reason for d in proof.differences).most_common():
        print(f"  {count}: {why}")
    for d in proof.differences:
        carried, other = d.carried[:40], d.consolidated[:60]
        print(f"  section {d.number}: {carried!r} / {other!r} ({d.reason})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
