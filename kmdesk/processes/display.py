"""How processes are shown: words and digits of the current language, and colours of charts.

The colours can be told apart in black and white too.
"""

from datetime import date

from kmdesk.i18n import N_, language, tr
from kmdesk.processes.compare import Comparison, Fate, Portfolio
from kmdesk.processes.cycle_time import cycle_time
from kmdesk.processes.flow import TIMED, Flow, Process, Step, StepKind
from kmdesk.processes.queries import Paper, ProcessView
from kmdesk.processes.working_time import (
    MINUTES_A_DAY,
    format_days,
    format_minutes,
    format_span,
    promised_day,
)
from kmdesk.records.fields import screen_date
from kmdesk.thai.digits import to_thai


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


INK = "#16202c"
FAINT = "#46525d"
CRITICAL = "#0b4f4a"
PROBLEM = "#b3261e"
LANES = ("#ffffff", "#f1f5f3")
LANE_EDGE = "#8d979c"
FILLS = {
    StepKind.START: "#dcefe2",
    StepKind.END: "#dcefe2",
    StepKind.WORK: "#ffffff",
    StepKind.DECISION: "#fdf1cf",
    StepKind.DOCUMENT: "#e3edf8",
    StepKind.WAIT: "#e9e9ec",
    StepKind.PARALLEL: "#ffffff",
}
FATES = {
    Fate.REMOVED: "#f7d7d4",
    Fate.MERGED: "#e6dcf3",
    Fate.SHORTENED: "#d8ecdd",
    Fate.KEPT: "#ffffff",
    Fate.ADDED: "#d9e7f7",
}
BAR_BEFORE, BAR_AFTER = "#b9bfc4", "#2f7d6f"
