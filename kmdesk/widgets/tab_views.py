"""Saved filters and columns put to work on one tab."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from kmdesk.i18n import N_
from kmdesk.records import Duty
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.browse_tree import BrowseTree
from kmdesk.widgets.dialogs import Field, ask_form
from kmdesk.widgets.list_pane import ListPane
from kmdesk.widgets.list_views import (
    LONGEST_NAME,
    ListViews,
    SavedFilter,
    keep_views,
    load_views,
)
from kmdesk.widgets.spec import TabSpec
from kmdesk.widgets.view_button import ViewButton

if TYPE_CHECKING:
    from kmdesk.widgets.dialogs import FormDialog


class TabViews(QObject):
    """Owns the button; what a clerk keeps is there for everybody, a reader's choice is not kept."""

    reload_requested = Signal()

    def __init__(self, tab: ActingTab, spec: TabSpec, tree: BrowseTree, pane: ListPane) -> None:
        super().__init__(tab)
        self._tab, self._spec, self._tree, self._pane = tab, spec, tree, pane
        labels = [column.label for column in spec.columns]
        self.button = ViewButton(tab, labels, self._may_keep)
        self.button.filter_chosen.connect(self.apply)
        self.button.keep_requested.connect(self._ask_name)
        self.button.forget_requested.connect(self._forget)
        self.button.column_toggled.connect(self.toggle)

    def refresh(self) -> None:
        """Read again what is kept."""
        self._tab.context.read(load_views, self._spec.code, done=self._set)

    def apply(self, saved: object) -> None:
        """Show the list as it was when the filter was kept; a node that is gone: all of it."""
        if isinstance(saved, SavedFilter):
            self._tree.select_labels(saved.path)
            self._pane.filter.setText(saved.text)
            self._pane.list.order_by(saved.column, saved.descending)
            self.reload_requested.emit()

    def keep(self, name: str) -> None:
        """Keep the present filter under a name."""
        self._store(self.button.views.with_filter(self._present(name)))

    def toggle(self, label: str) -> None:
        """Leave a column out or take it in again; the last one stays."""
        views = self.button.views
        hidden = set(views.hidden) ^ {label}
        columns = [column.label for column in self._spec.columns]
        if all(each in hidden for each in columns):
            return
        self._store(views.with_hidden(tuple(each for each in columns if each in hidden)))

    def _present(self, name: str) -> SavedFilter:
        """What the list shows now, to be kept under ``name``."""
        return SavedFilter(name, self._tree.labels(), self._pane.words, *self._pane.list.order)

    def _may_keep(self) -> bool:
        return self._tab.context.actor.duty >= Duty.CLERK

    def _set(self, views: ListViews) -> None:
        self.button.views = views
        self._pane.list.leave_out(views.hidden)

    def _store(self, views: ListViews) -> None:
        self._set(views)
        if self._may_keep():
            code = self._spec.code
            self._tab.context.write(N_("Keep a view of the list"), keep_views, code, views)

    def _forget(self, name: str) -> None:
        self._store(self.button.views.without_filter(name))

    def _ask_name(self) -> None:
        def take(values: dict[str, Any], form: "FormDialog") -> None:
            form.accept()
            self.keep(values["name"][:LONGEST_NAME])

        fields = [Field("name", N_("Name of the filter"), required=True)]
        present = {"name": self._pane.words or self._tab.list_name}
        ask_form(self._tab, N_("Keep this filter"), fields, present, take, keep=False)
