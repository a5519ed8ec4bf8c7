"""Comparison of a process before and after, and the savings of all processes.

Steps are removed, merged, shortened, kept or added. They are matched by their words, role and
order; matches chosen by the clerk take precedence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kmdesk.i18n import N_
from kmdesk.processes import queries
from kmdesk.processes.cycle_time import CycleTime, cycle_time
from kmdesk.processes.flow import AFTER, BEFORE, TIMED, Process, Step
from kmdesk.processes.queries import ProcessView
from kmdesk.processes.working_time import MINUTES_A_DAY
from kmdesk.records.unit import Reading
from kmdesk.thai.normal import normal_form
from kmdesk.thai.words import words

_SAME = 0.45  # minimum similarity of two steps that count as the same work
_WITHIN = 0.6  # minimum share of a step's words found in the step it was merged into
_ROLE_BONUS = 0.1
_ORDER_WEIGHT = 0.15


class Fate(StrEnum):
    """Outcome of a step."""

    REMOVED = "removed"
    MERGED = "merged"
    SHORTENED = "shortened"
    KEPT = "kept"
    ADDED = "added"


FATE_LABELS: Mapping[str, str] = {
    Fate.REMOVED: N_("Removed"),
    Fate.MERGED: N_("Merged"),
    Fate.SHORTENED: N_("Time cut"),
    Fate.KEPT: N_("Kept"),
    Fate.ADDED: N_("New step"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Steps of the old version that became the new step, and their outcome."""

    before: tuple[Step, ...]
    after: Step | None
    fate: Fate

    @property
    def minutes_before(self) -> int:
        """Typical time before, in working minutes."""
        return sum(step.time.typical for step in self.before)

    @property
    def minutes_after(self) -> int:
        """Typical time after, in working minutes."""
        return self.after.time.typical if self.after else 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows in the order of the new steps; removed steps keep their old position."""

    rows: tuple[Row, ...]
    before: CycleTime
    after: CycleTime

    @property
    def percent_time(self) -> float:
        """Typical cycle time saved, in percent of the time before."""
        return _percent(self.before.typical, self.after.typical)


def compare(
    before: Process, after: Process, chosen: Iterable[tuple[int | None, int | None]] = ()
) -> Comparison:
    """Match two versions; ``chosen`` are the clerk's (key before, key after) pairs.

    A pair with None declares a step removed or added, regardless of similarity.
    """
    sources = _match(_timed(before), _timed(after), tuple(chosen))
    return Comparison(
        tuple(_rows(_timed(before), _timed(after), sources)),
        cycle_time(before),
        cycle_time(after),
    )


def matches_of(comparison: Comparison) -> list[tuple[int | None, int | None]]:
    """Return the pairs that reproduce the comparison when passed as ``chosen``."""
    pairs: list[tuple[int | None, int | None]] = []
    for row in comparison.rows:
        after = row.after.key if row.after else None
        pairs += [(step.key, after) for step in row.before] or [(None, after)]
    return pairs


def _timed(process: Process) -> list[Step]:
    return [step for step in process.steps if step.kind in TIMED]


def _match(
    before: Sequence[Step], after: Sequence[Step], chosen: Sequence[tuple[int | None, int | None]]
) -> dict[int, int]:
    """Return a mapping from keys before to keys after."""
    keys_before, keys_after = {s.key for s in before}, {s.key for s in after}
    result = {
        b: a
        for b, a in chosen
        if b in keys_before and a in keys_after and b is not None and a is not None
    }
    settled = {b for b, _a in chosen if b is not None}
    closed = {a for b, a in chosen if b is None and a is not None}
    taken = set(result.values()) | closed
    # greedy, best pairs first; the clerk's choices were settled above
    for _score, one, other in sorted(_candidates(before, after), reverse=True):
        if one not in settled and one not in result and other not in taken:
            result[one] = other
            taken.add(other)
    open_after = [step for step in after if step.key not in closed]
    for step in before:
        if step.key not in result and step.key not in settled:
            # A merged step is one of several in the new one: most of its words have to be there.
            into = _went_into(step, open_after)
            if into is not None:
                result[step.key] = into
    return result


def _candidates(before: Sequence[Step], after: Sequence[Step]) -> Iterable[tuple[float, int, int]]:
    words_after = [_words(step.name) for step in after]
    for row, step in enumerate(before):
        own = _words(step.name)
        for other_row, other in enumerate(after):
            likeness = _likeness(own, words_after[other_row])
            if likeness < _SAME:
                continue
            same_role = normal_form(step.role) == normal_form(other.role)
            apart = abs(row / max(1, len(before)) - other_row / max(1, len(after)))
            score = likeness + _ROLE_BONUS * same_role - _ORDER_WEIGHT * apart
            yield (round(score, 6), step.key, other.key)


def _went_into(step: Step, after: Sequence[Step]) -> int | None:
    own = _words(step.name)
    if not own:
        return None
    shares = [
        (len(own & _words(f"{other.name} {other.detail}")) / len(own), -row, other.key)
        for row, other in enumerate(after)
    ]
    best = max(shares, default=(0.0, 0, 0))
    return best[2] if best[0] >= _WITHIN else None


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in words(normal_form(text)) if word.strip())


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _rows(before: Sequence[Step], after: Sequence[Step], found: Mapping[int, int]) -> list[Row]:
    by_after: dict[int, list[Step]] = {}
    for step in before:
        if step.key in found:
            by_after.setdefault(found[step.key], []).append(step)
    place = {step.key: float(row) for row, step in enumerate(after)}
    rows: list[tuple[float, Row]] = []
    last = -1.0
    for step in before:
        if step.key in found:
            last = place[found[step.key]]
        else:
            # Half a row: after the new step its predecessor became, before the next.
            rows.append((last + 0.5, Row((step,), None, Fate.REMOVED)))
    for step in after:
        sources = tuple(by_after.get(step.key, ()))
        rows.append((place[step.key], Row(sources, step, _fate(sources, step))))
    return [row for _place, row in sorted(rows, key=lambda item: item[0])]


def _fate(sources: tuple[Step, ...], after: Step) -> Fate:
    if not sources:
        return Fate.ADDED
    if len(sources) > 1:
        return Fate.MERGED
    shorter = after.time.typical < sources[0].time.typical
    return Fate.SHORTENED if shorter else Fate.KEPT


def _percent(before: float, after: float) -> float:
    return (before - after) / before * 100 if before else 0.0


def comparison_of(view: ProcessView) -> Comparison | None:
    """Compare the process before and after; None unless both versions exist."""
    before, after = view.phase(BEFORE), view.phase(AFTER)
    if before is None or after is None:
        return None
    return compare(before.process, after.process, view.matches)


@dataclass(frozen=True, slots=True)
class Saving:
    """Saving of one process; times are typical working minutes per case."""

    record_id: int
    title: str
    owner: str
    minutes_before: float
    minutes_after: float
    steps_before: int
    steps_after: int
    percent: float
    target: float

    @property
    def days(self) -> float:
        """Working days saved per case."""
        return (self.minutes_before - self.minutes_after) / MINUTES_A_DAY

    @property
    def reached(self) -> bool:
        """Whether the target is met."""
        return self.percent >= self.target


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Improved processes, largest saving first, and those without two versions."""

    savings: tuple[Saving, ...]
    open_titles: tuple[str, ...]

    @property
    def days(self) -> float:
        """Working days saved in total, counting one case of each process."""
        return sum(saving.days for saving in self.savings)

    @property
    def percent(self) -> float:
        """Time saved over all processes, in percent."""
        before = sum(saving.minutes_before for saving in self.savings)
        after = sum(saving.minutes_after for saving in self.savings)
        return (before - after) / before * 100 if before else 0.0

    @property
    def steps(self) -> int:
        """Steps saved in total."""
        return sum(saving.steps_before - saving.steps_after for saving in self.savings)

    @property
    def reached(self) -> int:
        """Number of processes that meet their target."""
        return sum(saving.reached for saving in self.savings)


def read_portfolio(reading: Reading) -> Portfolio:
    """Compute the savings of every process the actor may see."""
    savings: list[Saving] = []
    left: list[str] = []
    for record_id in queries.process_ids(reading):
        record = reading.record(record_id)
        view = queries.view(reading.session, record_id)
        comparison = comparison_of(view) if view is not None else None
        if view is None or comparison is None:
            left.append(record.title)
            continue
        savings.append(
            Saving(
                record_id,
                record.title,
                record.issuer,
                comparison.before.typical,
                comparison.after.typical,
                comparison.before.steps,
                comparison.after.steps,
                comparison.percent_time,
                view.target_percent,
            )
        )
    savings.sort(key=lambda saving: -saving.days)
    return Portfolio(tuple(savings), tuple(left))
