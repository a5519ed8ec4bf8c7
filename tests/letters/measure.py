"""Precision and recall of the letterhead reader, field by field."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from kmdesk.intake.letterhead import read_letterhead
from kmdesk.intake.letterhead.layout import FIELDS, Known, Letterhead
from kmdesk.intake.letterhead.phrases import distance, skeleton
from tests.letters.facts import OFFICES, PROVINCE, Facts, make_facts
from tests.letters.layouts import rows_of, text_of
from tests.letters.noise import with_noise

WITHIN = "answer in n days"
EXACT = {"number", "dated", "urgency", "form", "reply_by"}


@dataclass
class Score:
    """Of one field: there on paper, proposed, right."""

    there: int = 0
    proposed: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """Share of proposals that are right."""
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was proposed rightly."""
        return self.right / self.there if self.there else 1.0


def is_right(field: str, gold: str, proposed: str) -> bool:
    """Equal; running text may keep the scanner's own slips, never lack or gain a word."""
    if field in EXACT:
        return gold == proposed
    one, other = skeleton(gold), skeleton(proposed)
    limit = max(1, len(one) // 12) if one else 0
    return distance(one, other, limit) <= limit


def letters(count: int, seed: int, level: str) -> Iterable[tuple[Facts, str]]:
    """``count`` letters of all layouts at one level of noise."""
    for number in range(count):
        chance = random.Random(f"{seed}:{level}:{number}")
        facts = make_facts(chance)
        yield facts, with_noise(text_of(rows_of(facts, chance)), level, chance)


def known_offices() -> Known:
    """What the office's own records would teach about half of the issuers."""
    taught = [*OFFICES[:7:2], PROVINCE]
    return Known([name for name, *_ in taught], {})


def score(scores: dict[str, Score], gold: dict[str, str], read: Letterhead) -> list[str]:
    """Count one letter in; the fields that went wrong."""
    wrong = []
    for field in FIELDS:
        tally = scores.setdefault(field, Score())
        wanted, proposed = gold.get(field, ""), read.value(field)
        tally.there += bool(wanted)
        tally.proposed += bool(proposed)
        if proposed and is_right(field, wanted, proposed):
            tally.right += 1
        elif proposed:
            wrong.append(field)
    return wrong


def score_days(scores: dict[str, Score], facts: Facts, read: Letterhead) -> None:
    """Count in the days an answer may take, which are no field of their own."""
    tally, found = scores.setdefault(WITHIN, Score()), read.within
    tally.there += facts.within is not None
    tally.proposed += found is not None
    if found is not None and facts.within is not None:
        start = "receipt" if found.from_receipt else "letter"
        tally.right += (found.days, start) == facts.within


def run(count: int, seed: int, level: str, known: Known | None = None) -> dict[str, Score]:
    """Scores over generated letters."""
    scores: dict[str, Score] = {}
    for facts, text in letters(count, seed, level):
        read = read_letterhead([text], known)
        score(scores, facts.gold(), read)
        score_days(scores, facts, read)
    return scores
