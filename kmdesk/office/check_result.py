"""Result of a check of the machine: a verdict and a sentence for the technician."""

from dataclasses import dataclass
from enum import StrEnum

from kmdesk.i18n import N_


# Apart from the self-test, which imports the checks of Qt only when it runs them: those need the
# results, too, and the command line shows them without a window system.
class Verdict(StrEnum):
    """Outcome of a check."""

    GOOD = "good"
    NOTE = "note"
    """Works, but something useful is missing."""
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
    """Return a passed result."""
    return CheckResult("", Verdict.GOOD, said)


def note(said: str) -> CheckResult:
    """Return a result that works without something optional."""
    return CheckResult("", Verdict.NOTE, said)


def bad(said: str) -> CheckResult:
    """Return a failed result; ``said`` also names the remedy."""
    return CheckResult("", Verdict.BAD, said)
