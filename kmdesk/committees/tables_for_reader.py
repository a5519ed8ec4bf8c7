"""Tables of a plan that depend on the reader: year figures, provincial plans below it."""

from collections.abc import Iterable

from kmdesk import clock
from kmdesk.committees import plan as queries_plan
from kmdesk.committees import plan_figures
from kmdesk.committees.model import DesiredState, KmPlanDetail
from kmdesk.committees.plan import fiscal_span
from kmdesk.committees.plan_figures import figure_words, share, year_figures
from kmdesk.committees.table import Block
from kmdesk.i18n import N_, tr
from kmdesk.records import Duty
from kmdesk.records.unit import Reading


def reader_tables(reading: Reading, plan_id: int) -> tuple[Block, ...]:
    """Return the tables of a plan visible to this reader, omitting empty ones."""
    return tuple(block for block in _blocks(reading, plan_id) if block.rows)


def _blocks(reading: Reading, plan_id: int) -> Iterable[Block]:
    detail = reading.session.get(KmPlanDetail, plan_id)
    if detail is not None and reading.actor.duty >= Duty.CLERK:
        rows = plan_figures.year_rows(reading, plan_id, *fiscal_span(detail.fiscal_year))
        figures = year_figures(rows, clock.today_iso())
        words = tuple((tr(f.name), figure_words(f)) for f in figures)
        yield Block(N_("The year in figures"), (N_("Figure"), N_("Value")), words, (7, 3))
    yield Block(
        N_("Focus areas of the province under these"),
        (N_("Focus area"), N_("Under"), N_("KM plan")),
        tuple(
            (own, above, plan)
            for above, plan, _id, own, _own in plan_figures.served_focus(reading, plan_id)
        ),
        (5, 4, 4),
    )
    yield Block(
        N_("Desired states of the province under these"),
        (N_("Desired state"), N_("Under"), N_("KM plan"), N_("Reached")),
        tuple(_served(reading, *row) for row in plan_figures.served_states(reading, plan_id)),
        (5, 4, 4, 2),
    )
    yield from _above(reading, plan_id)


def _served(reading: Reading, above: str, plan: str, state_id: int) -> tuple[str, ...]:
    state = reading.session.get(DesiredState, state_id)
    part = share(state.baseline, state.target, state.reached) if state is not None else None
    title = state.title if state is not None else ""
    return (title, above, plan, "" if part is None else f"{part:.0%}")


def _above(reading: Reading, plan_id: int) -> Iterable[Block]:
    """Yield the parts of the department's plans that this plan serves."""
    focus, states = plan_figures.department_parts(reading)
    own_focus, own_states, _activities = queries_plan.plan_parts(reading.session, plan_id)
    rows = [(a.title, focus[a.under_id]) for a in own_focus if a.under_id in focus]
    rows += [(s.title, states[s.under_id]) for s in own_states if s.under_id in states]
    heads = (N_("Own focus area or desired state"), N_("Serves of the department"))
    yield Block(N_("Under the department's plan"), heads, tuple(rows), (5, 5))
