"""The tab a button was pressed in, as far as actions and their dialogs know it.

It stands below :mod:`kmdesk.widgets.spec`, whose actions are given it, and below
:class:`kmdesk.widgets.tab.RecordTab`, which is one.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QWidget

from kmdesk.widgets.context import Context
from kmdesk.widgets.page import Page

if TYPE_CHECKING:
    from kmdesk.records.describe import Paper
    from kmdesk.widgets.dialogs import FormDialog
    from kmdesk.widgets.drafts import FormPlace


class TakesPaper(Protocol):
    """A tab that papers of the shelf can be read into."""

    def take_paper(self, paper: "Paper") -> None:
        """Open the tab's import, filled with the text of ``paper``."""
        ...


class ActingTab(Page):
    """What an action may ask of its tab, and how it writes."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context

    @property
    def listed_ids(self) -> list[int]:
        """Ids of all records the list shows, in order."""
        raise NotImplementedError

    @property
    def selected_ids(self) -> list[int]:
        """Ids of the chosen lines, in order."""
        raise NotImplementedError

    @property
    def list_name(self) -> str:
        """What the list shows, for titles and file names."""
        raise NotImplementedError

    def open_record(self, record_id: int, anchor: str = "") -> None:
        """Show a record, whatever the list holds."""
        raise NotImplementedError

    def reopen(self, place: "FormPlace") -> None:
        """Press a button of the tab, by its label, once its record is shown as it is now."""
        raise NotImplementedError

    def form_values(self, name: str) -> Mapping[str, object]:
        """What the print form ``name`` begins with here, beyond what it declares."""
        return {}

    def save(
        self,
        label: str,
        work: Callable[..., Any],
        *args: object,
        form: "FormDialog | None" = None,
        done: Callable[[Any], None] | None = None,
    ) -> None:
        """Run ``work(unit, *args)`` and commit; every screen is refreshed afterwards.

        A ``form`` closes when it worked and shows the sentence of the error otherwise.
        When ``work`` returns a record id (int), that record is shown.
        """

        def settle(result: Any) -> None:
            if form is not None:
                form.accept()
            # In Python True is an int, too, but no record id.
            if isinstance(result, int) and not isinstance(result, bool):
                self.open_record(result)
            if done is not None:
                done(result)

        def refuse(error: Exception) -> None:
            if form is not None:
                form.show_error(error)
            else:
                from kmdesk.widgets.dialogs import show_error

                show_error(self, error)

        self.context.write(label, work, *args, done=settle, failed=refuse)
