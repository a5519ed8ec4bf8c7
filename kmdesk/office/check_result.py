"""How a check of the machine ended: a verdict and a sentence for the technician."""

from dataclasses import dataclass
from enum import StrEnum

from kmdesk.i18n import N_


class Verdict(StrEnum):
    """How a check ended."""

    GOOD = "good"
    NOTE = "note"
    """Works, but something useful is absent."""
    BAD = "bad"


VERDICT_WORDS = {
    Verdict.GOOD: N_("Good"),
    Verdict.NOTE: N_("Note"),
    Verdict.BAD: N_("FAULT"),
}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of the report; ``name`` is a message id, ``said`` a translated sentence."""

    name: str
    verdict: Verdict
    said: str


def good(said: str) -> CheckResult:
    """It works."""
    return CheckResult("", Verdict.GOOD, said)


def note(said: str) -> CheckResult:
    """It works without something."""
    return CheckResult("", Verdict.NOTE, said)


def bad(said: str) -> CheckResult:
    """It does not work; ``said`` also tells what to do."""
    return CheckResult("", Verdict.BAD, said)
