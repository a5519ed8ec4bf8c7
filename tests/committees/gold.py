"""Orders with what they say, written by somebody who had not seen the reader; scores against it.

A fact is counted where it belongs and nowhere else: a wrong name of a body is one wrong body.
Duties are compared by their text and by which body of the order they are of (its place among
the order's bodies, or shared by all), not by what that body is called. So a body that was
missed, or one too many, moves the duties of those below it.

How such an order is written, and what counts as a body, its name, a role or a duty, is told
in gold_orders/README.md; every lot follows it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kmdesk.committees.order_draft import OrderDraft
from kmdesk.committees.read_order import read_order
from kmdesk.thai.numbers import to_arabic

FOLDER = Path(__file__).parent / "gold_orders"
OWN = Path(__file__).parent / "own_orders"
"""Orders by whoever mended the reader: they keep what was mended, they prove nothing."""
KINDS = ("members", "roles", "bodies", "duties", "orders", "heads")

Facts = dict[str, Counter[str]]


@dataclass(slots=True)
class Score:
    """How many facts of a kind were right, read and wanted; what was wrong in words."""

    right: int = 0
    read: int = 0
    wanted: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of what was read that is so."""
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        """The share of what is so that was read."""
        return self.right / self.wanted if self.wanted else 1.0


def scores(folder: Path = FOLDER) -> dict[str, Score]:
    """The scores of all orders of a folder, by kind of fact."""
    found = {kind: Score() for kind in KINDS}
    for path in sorted(folder.glob("*.txt")):
        text, _, gold = path.read_text("utf-8").partition("=== gold")
        wanted, read = _wanted(gold), _read(read_order(text))
        if not any(fact.startswith("effective") for fact in wanted["heads"]):
            # Where the order says nothing it holds from the day it was signed.
            del read["heads"][next((f for f in read["heads"] if f.startswith("effective")), "")]
        for kind, score in found.items():
            _compare(score, path.stem, read[kind], wanted[kind])
    return found


def _compare(score: Score, name: str, read: Counter[str], wanted: Counter[str]) -> None:
    right = read & wanted
    score.right += right.total()
    score.read += read.total()
    score.wanted += wanted.total()
    score.wrong += [f"{name} missing {fact}" for fact in wanted - right]
    score.wrong += [f"{name} wrong {fact}" for fact in read - right]


def _wanted(gold: str) -> Facts:
    facts: Facts = {kind: Counter() for kind in KINDS}
    body, places = "", dict[str, int]()
    for line in gold.strip().splitlines():
        key, _, value = (part.strip() for part in line.partition(":"))
        if key == "body":
            body = _body(value)
            facts["bodies"][body] += 1
            _place(places, body)
        elif key == "m":
            name, post, role = (_plain(part) for part in value.split("|"))
            facts["members"][f"{name}|{post}"] += 1
            facts["roles"][f"{name}|{post}|{role}"] += 1
        elif key in ("d", "shared-d"):
            whose = _place(places, body) if key == "d" else "all"
            facts["duties"][f"{whose}|{_plain(value)}"] += 1
        elif key in ("repeals", "amends", "adds"):
            facts["orders"].update(f"{key} {n}" for n in _numbers(value))
        elif key in ("number", "subject", "dated", "effective") and value:
            facts["heads"][f"{key} {_plain(value)}"] += 1
    return facts


def _read(draft: OrderDraft) -> Facts:
    facts: Facts = {kind: Counter() for kind in KINDS}
    places: dict[str, int] = {}
    for group in draft.groups:
        facts["bodies"][_body(group.title)] += 1
        for member in group.members:
            who = f"{_plain(member.name)}|{_plain(member.post)}"
            facts["members"][who] += 1
            facts["roles"][f"{who}|{_plain(member.said)}"] += 1
        duties = [duty for lines in group.duties.values() for duty in lines]
        whose = _place(places, _body(group.title))
        facts["duties"].update(f"{whose}|{_plain(duty)}" for duty in duties)
    facts["duties"].update(f"all|{_plain(duty)}" for duty in draft.shared_duties)
    for key in ("repeals", "amends", "adds"):
        facts["orders"].update(f"{key} {n}" for n in _numbers(getattr(draft, key)))
    heads = {"number": draft.number, "subject": draft.title, "dated": draft.dated or ""}
    heads["effective"] = draft.effective_on or ""
    facts["heads"].update(f"{key} {_plain(value)}" for key, value in heads.items() if value)
    return facts


def _place(places: dict[str, int], body: str) -> str:
    """Which body of its order this is; one that is named again keeps its place."""
    return f"body {places.setdefault(body, len(places) + 1)}"


def _numbers(words: str) -> Iterable[str]:
    return re.findall(r"[^\s,]+/\d+", to_arabic(words))


_YEAR = re.compile(r"ประจำปี(?:งบประมาณ)?(?:พ\.ศ\.)?\d{4}$")


def _body(title: str) -> str:
    """The name of a body; of the authors some say the year it is renewed for and some do not."""
    return _YEAR.sub("", _plain(title))


def _plain(words: str) -> str:
    """A fact without its spaces and with Arabic digits."""
    return re.sub(r"\s+", "", to_arabic(words))
