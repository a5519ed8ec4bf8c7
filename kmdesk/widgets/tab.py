"""The shape of all five tabs: browse left, sortable list in the middle, record right.

A room writes a :class:`TabSpec` and names the widget ``Tab`` in its ``ui/tab.py``; the
window imports it after its first paint and calls ``Tab(context, parent)``. For example::

    from kmdesk.directory import queries, service
    from kmdesk.directory.entries import StaffDetail
    from kmdesk.widgets.dialogs import Field, ask_form
    from kmdesk.widgets.tab import TITLE, Action, Column, Node, RecordTab, TabSpec

    class DirectorySpec(TabSpec):
        code = "directory"
        kinds = ("staff", "cooperative")
        joins = (StaffDetail,)                              # outer-joined on record_id
        columns = (TITLE, Column(N_("Telephone"), StaffDetail.phone, width=8))
        sort = (0, False)

        def nodes(self, reading):                           # off the UI thread
            return [Node(N_("All")), Node(N_("Staff"), queries.is_kind("staff"))]

        def load(self, reading, record_id):                 # off the UI thread, frozen
            return queries.staff(reading.session, record_id)

        def body(self, context, parent):                    # optional: a QWidget with
            return StaffBody(context, parent)               # show_record(view, anchor)

        actions = (Action(N_("Edit…"), lambda tab, view: edit(tab, view)),)

    def edit(tab, view):                                    # clerk only, by default
        fields = [Field("title", N_("Name"), required=True), Field("phone", N_("Telephone"))]
        ask_form(tab, N_("Edit staff"), fields, {"title": view.title, "phone": view.detail.phone},
                 lambda values, form: tab.save(N_("Edit staff"), service.change, view.id, values,
                                               form=form))   # service.change(unit, id, values)

    class Tab(RecordTab):
        def __init__(self, context, parent=None):
            super().__init__(DirectorySpec(), context, parent)

Labels are N_() message ids; the tab translates them. A Kind may carry
``lights: Mapping[str, str]`` (status → "green" | "amber" | "red" | "grey").
"""

from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from kmdesk.i18n import tr
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.browse_tree import BrowseTree, read_branches
from kmdesk.widgets.context import Context
from kmdesk.widgets.drafts import FormPlace
from kmdesk.widgets.list_pane import ListPane
from kmdesk.widgets.printing import form_actions, print_list
from kmdesk.widgets.queries import ListRequest, RecordView, record_view
from kmdesk.widgets.record_panel import RecordPanel
from kmdesk.widgets.spec import (
    DATED,
    ISSUER,
    NUMBER,
    PLACE,
    STATUS,
    TITLE,
    Action,
    Body,
    Column,
    Node,
    TabSpec,
)
from kmdesk.widgets.tab_views import TabViews
from kmdesk.widgets.when_shown import WhenShown

__all__ = [
    "DATED",
    "ISSUER",
    "NUMBER",
    "PLACE",
    "STATUS",
    "TITLE",
    "Action",
    "Body",
    "Column",
    "Node",
    "RecordTab",
    "RecordView",
    "TabSpec",
]


@dataclass(frozen=True, slots=True)
class TabLeft:
    """Where a tab was left that is made anew; record 0 for none."""

    record: int
    body: Any
    order: tuple[int, bool]
    chosen: list[int]


class RecordTab(ActingTab):
    """Browse tree, list and record of one room, filled from its :class:`TabSpec`."""

    def __init__(self, spec: TabSpec, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.spec = spec
        spec.status_words = _status_words(spec, context)
        spec.forms = form_actions(context.kinds, spec.kinds)
        self._wanted: tuple[int, str] | None = None
        self._shown: RecordView | None = None
        self._loading, self._anchor, self._is_loading = 0, "", False
        self._acting: FormPlace | None = None
        self._reopening: Action | None = None
        self._build()
        context.actor_changed.connect(self.refresh)
        # Not while another page hides this one: five tabs would be read after every write.
        self._when_shown = WhenShown(self, self.refresh)
        context.library_changed.connect(self._when_shown.ask)
        context.library_grew.connect(self._grow)
        self._show_count(0)
        self.refresh()

    # Reading ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read tree, list and record again; the selection stays."""
        self.pane.show_buttons(self.context.actor.duty)
        self.views.refresh()
        self._read_lists()
        self._read_shown()

    def reload(self) -> None:
        """Read the list again with the present node, filter and order."""
        self.list.load(self._request())
        self._read_shown()

    def _read_shown(self) -> None:
        """The record shown anew; one that is on its way, just added, is not turned back."""
        if self._is_loading:
            self._load_record(self._loading, self._anchor)
        elif self._shown is not None:
            self._load_record(self._shown.id, "")

    def _grow(self) -> None:
        """An import under way: the lists follow; the record stays unless it became another."""
        if self.window().isVisible() and not self.isVisible():
            self._when_shown.ask()
            return
        self._read_lists()
        if self._is_loading:
            self._load_record(self._loading, self._anchor)
        elif self._shown is not None:
            self._load_record(self._shown.id, "", known=self._shown)

    def _read_lists(self) -> None:
        self.context.read(read_branches, self.spec, done=self.tree.show_branches)
        self.list.load(self._request())

    def open_record(self, record_id: int, anchor: str = "") -> None:
        """Show a record, whatever the list holds, and select it where it is listed."""
        self._load_record(record_id, anchor)
        self.list.select(record_id)

    def start_over(self) -> None:
        """As it was first: no filter, the first node, for the next person."""
        self.pane.clear_filter()
        self.tree.select([0])
        self.list.clearSelection()
        self.list.order_by(*self.spec.sort)
        self._shown, self._loading, self._is_loading = None, 0, False
        self.record.clear()
        self.reload()

    def left_off(self) -> TabLeft:
        """Return the record shown, how the list is sorted and which lines are chosen."""
        record = self._loading if self._is_loading else self._shown.id if self._shown else 0
        return TabLeft(record, self.record.body.left_off(), self.list.order, self.selected_ids)

    def go_on(self, left: TabLeft) -> None:
        """Read the list for what stands in the filter; show the record again."""
        self.list.order_by(*left.order)
        self.record.body.go_on(left.body)
        if left.record:
            self._load_record(left.record, "")
        self.list.select(*left.chosen)
        self.reload()

    @property
    def shown(self) -> RecordView | None:
        """The record on the right."""
        return self._shown

    @property
    def listed_ids(self) -> list[int]:
        """Ids of all records the list shows, in order."""
        return self.list.ids

    @property
    def selected_ids(self) -> list[int]:
        """Ids of the chosen lines, in order."""
        return self.list.selected_ids()

    @property
    def list_name(self) -> str:
        """What the list shows, for titles and file names."""
        node = self.tree.node
        return (tr(node.label) if node is not None and node.label else "") or tr("List")

    # Drafts ----------------------------------------------------------------------------

    def form_place(self) -> FormPlace:
        """Where the form about to open belongs: the button just pressed, told once."""
        # Only once: a form opened later by something else on the page is not that button's.
        place, self._acting = self._acting, None
        if place is not None:
            return place
        shown = self._shown
        return FormPlace(self.spec.code, "", shown.id if shown else 0, shown.title if shown else "")

    def reopen(self, place: FormPlace) -> None:
        """Press the button again that a draft came from, on its record."""
        action = next((a for a in self.spec.all_actions if a.label == place.action), None)
        if action is None or self.context.actor.duty < action.duty:
            return
        if not place.record:
            self._act(action)
            return
        self._reopening = action
        self.open_record(place.record)

    # Building --------------------------------------------------------------------------

    def _build(self) -> None:
        self.tree = BrowseTree(self)
        self.tree.setAccessibleName(tr("Browse"))
        self.tree.currentItemChanged.connect(self._browse)
        self.pane = pane = ListPane(self.spec, self.context, self)
        self.filter, self.list, self.print_button = pane.filter, pane.list, pane.print_button
        self.more_button, self.forms_button = pane.more_button, pane.forms_button
        pane.reload_requested.connect(self.reload)
        pane.print_requested.connect(self._print_list)
        pane.clear_requested.connect(self._clear_filter)
        self.list.record_chosen.connect(self._choose)
        self.list.record_activated.connect(self._enter_record)
        self.list.counted.connect(self._show_count)
        self.record = RecordPanel(self.spec, self.context, self)
        self.record.action_requested.connect(self._act)
        self.record.link_requested.connect(self.context.open_requested)
        self.views = TabViews(self, self.spec, self.tree, pane)
        self.views.reload_requested.connect(self.reload)
        pane.arrange(self.views.button, self._act)
        self._list_buttons = pane.buttons
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        for part, share in ((self.tree, 0), (pane, 3), (self.record, 2)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, share)
        self.splitter.setSizes([230, 620, 500])
        self.splitter.setChildrenCollapsible(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(8, 8, 8, 8)
        outer.addWidget(self.splitter)

    # Slots -----------------------------------------------------------------------------

    def _request(self) -> ListRequest:
        node = self.tree.node
        column, descending = self.list.order
        chosen = self.spec.columns[column]
        return ListRequest(
            self.spec.kinds,
            self.spec.joins,
            node.where if node else None,
            self.pane.words,
            chosen.value if chosen.sort is None else chosen.sort,
            descending,
            self.spec.shows_shelved,
            chosen.natural,
        )

    def _browse(self, *_items: object) -> None:
        self.list.load(self._request())

    def _choose(self, record_id: int) -> None:
        if self._shown is None or self._shown.id != record_id:
            self._load_record(record_id, "")

    def _load_record(self, record_id: int, anchor: str, known: RecordView | None = None) -> None:
        """Read and show a record; one that is still as ``known`` is left as it is."""
        self._loading, self._anchor, self._is_loading = record_id, anchor, True
        kinds, spec = self.context.kinds, self.spec

        def work(reading: Any) -> RecordView | None:
            view = record_view(reading, kinds, record_id, spec.load(reading, record_id))
            return None if view == known else view

        self.context.read(
            work,
            done=lambda view: self._show_record(record_id, view, anchor),
            failed=lambda error: self._lost(record_id, error),
        )

    def _show_record(self, record_id: int, view: RecordView | None, anchor: str) -> None:
        if record_id != self._loading:
            return
        self._is_loading = False
        if view is not None:  # else it is as it is shown
            # Another record than the button was pressed on: a form that opens now is not that
            # button's.
            if self._shown is not None and self._shown.id != view.id:
                self._acting = None
            self._shown = view
            self.record.show_record(view, anchor)
            reopening, self._reopening = self._reopening, None
            if reopening is not None:
                self._act(reopening)

    def _lost(self, record_id: int, error: Exception) -> None:
        if record_id == self._loading:
            self._is_loading = False
            self._shown = self._reopening = None
            self.record.clear(str(error))

    def _enter_record(self, _record_id: int) -> None:
        self.record.setFocus()

    def _act(self, wanted: object) -> None:
        action = cast(Action, wanted)
        about = self._shown if action.needs_record else None
        record, title = (about.id, about.title) if about is not None else (0, "")
        self._acting = FormPlace(self.spec.code, action.label, record, title)
        action.run(self, self._shown if action.needs_record else None)

    def _show_count(self, count: int) -> None:
        self.pane.show_count(count, "" if self.tree.is_at_top else self.list_name)

    def _clear_filter(self) -> None:
        self.pane.clear_filter()
        self.tree.select([0])
        self.reload()
        self.filter.setFocus()

    def _print_list(self) -> None:
        name = self.list_name
        title = tr("List: {name}", name=name) if name != tr("List") else name
        print_list(self, self.context, self.list.ids, title, self.pane.words)


def _status_words(spec: TabSpec, context: Context) -> dict[str, str]:
    words: dict[str, str] = {}
    others = [kind.code for kind in context.kinds if kind.code not in spec.kinds]
    # The tab's own kinds last: where two call one status differently, their word stays.
    for code in (*(others if spec.shows_shelved else ()), *spec.kinds):
        if code in context.kinds:
            words.update(context.kinds.get(code).statuses)
    return words
