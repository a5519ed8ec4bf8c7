"""A dialog whose ways out say what becomes of the draft of what was typed in it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton

from kmdesk.widgets.draft_keeper import DraftKeeper


class DraftedDialog(QDialog):
    """``draft`` is set by the dialog itself, once there is something to keep.

    While ``save_button`` is greyed, what was typed is being saved.
    """

    draft: DraftKeeper | None = None
    save_button: QPushButton

    def accept(self) -> None:
        """Close; what was typed is saved by now, so no draft of it stays."""
        if self.draft is not None:
            self.draft.forget()
        # Left while it was being saved: nothing but this deletes the dialog then.
        was_left = not self.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        super().accept()
        if was_left:
            self.deleteLater()

    def discard(self) -> None:
        """Close and throw away what was typed here, with its draft."""
        if self.draft is not None:
            self.draft.put_back()
        super().reject()

    def reject(self) -> None:
        """Close without saving; what was typed is kept as a draft."""
        self._leave_draft()
        super().reject()

    def park(self) -> None:
        """Close at once, without a question; what was typed is kept as a draft."""
        self._leave_draft()
        super().reject()

    def _leave_draft(self) -> None:
        if self.draft is None:
            return
        self.draft.flush()
        if not self.save_button.isEnabled():
            # Left while it is being saved: it stays, hidden, to drop the draft when that is done.
            self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)


def put_away(dialog: QDialog) -> None:
    """Close a dialog at which nobody sits any more; a question it asks is not waited for."""
    if isinstance(dialog, DraftedDialog):
        dialog.park()
    else:
        dialog.reject()
    # Some answer with a question about what is unsaved; past it leads only the base class.
    if dialog.isVisible():
        QDialog.reject(dialog)
