"""Buttons of a paper that is a law or an appointment order: read it into its own tab, or do not."""

from kmdesk.i18n import N_
from kmdesk.shelf.documents import STAY, DocumentView, keep_on_shelf
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.tab import Action


def _read_in(tab: ActingTab, view: RecordView | None) -> None:
    if view is not None:
        tab.context.read_in_requested.emit(view.id)


def _stay(tab: ActingTab, view: RecordView | None) -> None:
    if view is not None:
        record_id = view.id
        tab.save(STAY, lambda unit: keep_on_shelf(unit, record_id))


def _room(view: RecordView) -> str:
    return view.detail.room if isinstance(view.detail, DocumentView) else ""


ROOM_ACTS = (
    Action(
        N_("This is a law: read it into its tab…"),
        _read_in,
        kinds=("document",),
        when=lambda view: _room(view) == "regulations",
    ),
    Action(
        N_("This is an appointment order: read it into its tab…"),
        _read_in,
        kinds=("document",),
        when=lambda view: _room(view) == "committees",
    ),
    Action(STAY, _stay, kinds=("document",), rare=True, when=lambda view: bool(_room(view))),
)
