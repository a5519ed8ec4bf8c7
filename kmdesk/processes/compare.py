"""Processes before and after: how steps are matched, what is saved, and how both are put in words.

Steps are removed, merged, shortened, kept or added. They are matched by their words, role and
order; matches chosen by the clerk take precedence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kmdesk.i18n import N_, language, tr
from kmdesk.processes import queries
from kmdesk.processes.cycle_time import CycleTime, cycle_time
from kmdesk.processes.flow import AFTER, BEFORE, TIMED, Flow, Process, Step, StepKind
from kmdesk.processes.queries import Paper, ProcessView
from kmdesk.processes.working_time import (
    MINUTES_A_DAY,
    format_days,
    format_minutes,
    format_span,
    promised_day,
)
from kmdesk.records.fields import screen_date
from kmdesk.records.unit import Reading
from kmdesk.thai.normal import normal_form
from kmdesk.thai.numbers import to_thai
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
    # A clerk’s (step, None) says that it was removed, so no likeness may match it again.
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
            # The words decide; role and order only choose between steps that read alike.
            score = likeness + _ROLE_BONUS * same_role - _ORDER_WEIGHT * apart
            yield (round(score, 6), step.key, other.key)


def _went_into(step: Step, after: Sequence[Step]) -> int | None:
    own = _words(step.name)
    if not own:
        return None
    # Words of the details count as well: what a merged step absorbed is often told only there.
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


def digits(value: object) -> str:
    """Return a number in the digits of the screen."""
    return to_thai(str(value)) if language() == "th" else str(value)


def percent(value: float) -> str:
    """Format a percentage without trailing zeros."""
    return digits(f"{value:.1f}".rstrip("0").rstrip("."))


def paper_words(paper: Paper) -> str:
    """Describe a paper with its number of originals and copies."""
    parts = [paper.name]
    if paper.originals:
        parts.append(tr("{count} originals", count=digits(paper.originals)))
    if paper.copies:
        parts.append(tr("{count} copies", count=digits(paper.copies)))
    if paper.note:
        parts.append(f"({paper.note})")
    return " ".join(parts)


def time_words(step: Step) -> str:
    """Return hands-on and waiting time of a step."""
    if step.kind not in TIMED or (step.work is None and step.wait is None):
        return ""
    if step.wait is None:
        return format_span(step.work)
    wait = tr("wait {time}", time=format_span(step.wait))
    return f"{format_span(step.work)} + {wait}" if step.work else wait


def step_words(process: Process, step: Step) -> tuple[str, str]:
    """Return the text of a symbol: numbered name, and time."""
    number = digits(process.row[step.key] + 1)
    below = "  ".join(part for part in (time_words(step), place_words(step)) if part)
    return (f"{number}. {step.name}" if step.name else "", below)


def place_words(step: Step) -> str:
    """Describe the place of a step; the start step's place is where to file."""
    if not step.place:
        return ""
    if step.kind is StepKind.START:
        return tr("file at {place}", place=step.place)
    return tr("at {place}", place=step.place)


def flow_words(flow: Flow) -> str:
    """Return the label of a flow."""
    share = f"{percent(flow.share)} %" if flow.share is not None else ""
    return f"{flow.condition} {share}".strip()


def saving_words(comparison: Comparison) -> str:
    """Describe the time before and after, and the difference in percent."""
    before, after = comparison.before.typical, comparison.after.typical
    change = change_words(comparison.percent_time)
    return f"{format_days(before)} → {format_days(after)} ({change})"


def change_words(saved: float) -> str:
    """Describe ``saved`` percent as less, more or the same, never as a negative saving."""
    words = percent(abs(saved))  # a longer time once read “reduced by −29 %”
    if words == percent(0.0):
        return tr("as before")
    if saved < 0:
        return tr("{percent} % more", percent=words)
    return tr("{percent} % less", percent=words)


def promised_minutes(view: ProcessView) -> int:
    """Return the time promised to a citizen: the service standard, else the worst case."""
    if view.standard_minutes:
        return view.standard_minutes
    return cycle_time(view.present.process).worst if view.present else 0


def promised_words(view: ProcessView) -> str:
    """Return the promised time as text."""
    minutes = promised_minutes(view)
    return format_minutes(minutes) if minutes else ""


def due_words(view: ProcessView, filed: date) -> str:
    """Return the sentence for a citizen who files complete papers on ``filed``."""
    minutes = promised_minutes(view)
    if not minutes:
        return ""
    day = promised_day(filed, minutes, view.calendar)
    latest = view.calendar.latest_start(minutes)
    if latest is not None and minutes < MINUTES_A_DAY and view.calendar.is_open(filed):
        return tr(
            "If the papers are complete and filed on {filed} by {time}, it will be done the same"
            " day; if later, by {day}.",
            filed=screen_date(filed.isoformat()),
            time=digits(f"{latest:%H.%M}"),
            day=screen_date(day.isoformat()),
        )
    return tr(
        "If the papers are complete and filed on {filed}, it will be done by {day}.",
        filed=screen_date(filed.isoformat()),
        day=screen_date(day.isoformat()),
    )


def totals_words(process: Process) -> str:
    """Return the cycle time of a process in one line."""
    total = cycle_time(process)
    return tr(
        "Total: best {best}, typical {typical}, worst {worst}; hands-on {work}, waiting {wait}.",
        best=format_minutes(total.best),
        typical=format_minutes(total.typical),
        worst=format_minutes(total.worst),
        work=format_minutes(total.hands_on),
        wait=format_minutes(total.waiting),
    )


def breach_words(process: Process, standard: int | None) -> str:
    """Return the warning that the service standard cannot be kept, or ""."""
    total = cycle_time(process)
    if standard is None or total.worst <= standard:
        return ""
    limit = format_minutes(standard)
    if total.typical > standard:
        return tr("Above the service standard of {limit} in most cases.", limit=limit)
    return tr("Above the service standard of {limit} in the worst case.", limit=limit)


def verdict_words(comparison: Comparison, target: float) -> str:
    """Compare the saving with the target in one sentence."""
    met = comparison.percent_time >= target
    return tr(
        "Time {time}; steps {before} → {after}; target {target} %: {verdict}.",
        time=saving_words(comparison),
        before=digits(comparison.before.steps),
        after=digits(comparison.after.steps),
        target=percent(target),
        verdict=tr("reached") if met else tr("not reached"),
    )


def visitor_facts(view: ProcessView) -> list[tuple[str, str]]:
    """Return (label message id, value) of a visitor's questions other than time, cost and desk."""
    facts = [
        (N_("Who may apply"), view.applicant),
        (N_("Where to file"), view.where_to_file),
        (N_("What to bring"), "\n".join(f"☐ {paper_words(paper)}" for paper in view.papers)),
        (N_("By which law"), view.basis),
        (N_("Last day by law"), view.legal_deadline),
        (N_("Where to complain"), view.complaints),
        (N_("Purpose"), view.purpose),
        (N_("Remarks"), view.note),
    ]
    return [(label, value) for label, value in facts if value]


def portfolio_words(portfolio: Portfolio) -> str:
    """Return the totals as one sentence."""
    more_time, more_steps = portfolio.days < 0, portfolio.steps < 0
    time = format_days(abs(portfolio.days) * MINUTES_A_DAY)
    steps = digits(abs(portfolio.steps))
    return tr(
        "{count} processes compared: {time} in total, one case of each ({change}); {steps};"
        " {reached} reach their target.",
        count=digits(len(portfolio.savings)),
        time=tr("{time} more", time=time) if more_time else tr("{time} saved", time=time),
        change=change_words(portfolio.percent),
        steps=tr("{count} steps more", count=steps)
        if more_steps
        else tr("{count} steps fewer", count=steps),
        reached=digits(portfolio.reached),
    )


FATES = {
    Fate.REMOVED: "#f7d7d4",
    Fate.MERGED: "#e6dcf3",
    Fate.SHORTENED: "#d8ecdd",
    Fate.KEPT: "#ffffff",
    Fate.ADDED: "#d9e7f7",
}
BAR_BEFORE, BAR_AFTER = "#b9bfc4", "#2f7d6f"
