"""Validate a step table; each problem names its row and explains the correction."""

from collections.abc import Iterator
from dataclasses import dataclass

from kmdesk.i18n import N_, Message
from kmdesk.processes.flow import TIMED, Flow, Process, Step, StepKind

_TOLERANCE = 0.05


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem: its row (None: the whole table), column and message.

    ``blocks`` means that totals are unreliable until it is corrected.
    """

    key: int | None
    column: str
    message: Message
    blocks: bool = True


def check(process: Process) -> list[Problem]:
    """Return all problems, in table order."""
    if not process.steps:
        return [_table(N_("There are no steps yet. Add the first one."))]
    rows = process.row
    found = [*_whole_table(process)]
    for step in process.steps:
        found += [*_row(process, step), *_times(step), *_flows(process, step)]
    return sorted(found, key=lambda p: -1 if p.key is None else rows[p.key])


def _table(msgid: str, blocks: bool = True, **args: object) -> Problem:
    return Problem(None, "", Message(msgid, args), blocks)


def _at(step: Step, column: str, msgid: str, /, blocks: bool = True, **args: object) -> Problem:
    return Problem(step.key, column, Message(msgid, args), blocks)


def _whole_table(process: Process) -> Iterator[Problem]:
    kinds = [step.kind for step in process.steps]
    if StepKind.START not in kinds:
        yield _table(N_("No step is marked as the start: the first row is taken."), blocks=False)
    if StepKind.END not in kinds:
        yield _table(N_("No step is marked as the end."), blocks=False)


def _row(process: Process, step: Step) -> Iterator[Problem]:
    if not step.name.strip() and step.kind is not StepKind.PARALLEL:
        yield _at(step, "name", N_("Write what is done in this step."))
    if step.kind in TIMED and not step.role.strip():
        yield _at(step, "role", N_("Write who does this step."), blocks=False)
    start = process.start
    if start is not None and step.key not in process.reachable(start.key):
        yield _at(step, "next", N_("No step leads here: name this row as a next step of another."))
    elif step.key not in process.leading_to(_exits(process)):
        yield _at(
            step,
            "next",
            N_("From here the work goes round without a way out: add a next step to the end."),
        )


def _exits(process: Process) -> list[int]:
    return [
        step.key
        for step in process.steps
        if step.kind is StepKind.END or not process.outs[step.key]
    ]


def _times(step: Step) -> Iterator[Problem]:
    if step.kind not in TIMED:
        return
    if step.work is None and step.wait is None:
        yield _at(step, "work", N_("The time is missing: write it as 30 min, 2 h or 1/2/5 days."))
    for column, span in (("work", step.work), ("wait", step.wait)):
        if span is not None and not 0 <= span.best <= span.typical <= span.worst:
            yield _at(step, column, N_("The times must rise from best over typical to worst."))


def _flows(process: Process, step: Step) -> Iterator[Problem]:
    flows = [flow for flow in process.flows if flow.source == step.key]
    for flow in flows:
        if flow.target not in process.by_key:
            yield _at(step, "next", N_("A next step is not in the table any more: choose another."))
        elif flow in process.loops and flow.at_most < 1:
            yield _at(step, "next", N_("A way back must be allowed at least once."))
    if not flows and step.kind is not StepKind.END:
        yield _at(step, "next", N_("There is no next step: name one, or mark this row as the end."))
    if flows and step.kind is StepKind.END:
        yield _at(step, "next", N_("An end has no next step: remove it, or change the kind."))
    if len({flow.target for flow in flows}) < len(flows):
        yield _at(step, "next", N_("The same next step is named twice."), blocks=False)
    if step.kind is StepKind.DECISION:
        yield from _shares(step, flows)
    elif step.kind is not StepKind.PARALLEL and len(flows) > 1:
        yield _at(
            step,
            "kind",
            N_("Several next steps: make this row a decision, or a parallel step if all are done."),
            blocks=False,
        )


def _shares(step: Step, flows: list[Flow]) -> Iterator[Problem]:
    shares = [flow.share for flow in flows]
    if len(flows) < 2:
        yield _at(step, "next", N_("A decision needs at least two next steps."))
        return
    if any(not flow.condition.strip() for flow in flows):
        yield _at(
            step, "next", N_("Write the answer on each way out of the decision."), blocks=False
        )
    if any(share is not None and not 0 <= share <= 100 for share in shares):
        yield _at(step, "next", N_("A share must lie between 0 and 100 %."))
    elif any(share is None for share in shares):
        yield _at(
            step, "next", N_("Shares are missing: what is left is split evenly."), blocks=False
        )
    else:
        total = sum(share for share in shares if share is not None)
        if abs(total - 100) > _TOLERANCE:
            yield _at(
                step, "next", N_("The shares come to {total} %, not 100 %."), total=f"{total:g}"
            )
