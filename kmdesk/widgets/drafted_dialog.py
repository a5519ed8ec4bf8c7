"""A dialog whose three ways out say what becomes of the draft of what was typed in it."""

from PySide6.QtWidgets import QDialog

from kmdesk.widgets.draft_keeper import DraftKeeper


class DraftedDialog(QDialog):
    """``draft`` is set by the dialog itself, once there is something to keep."""

    draft: DraftKeeper | None = None

    def accept(self) -> None:
        """Close; what was typed is saved by now, so no draft of it stays."""
        if self.draft is not None:
            self.draft.forget()
        super().accept()

    def discard(self) -> None:
        """Close and throw away what was typed here, with its draft."""
        if self.draft is not None:
            self.draft.put_back()
        super().reject()

    def reject(self) -> None:
        """Close without saving; what was typed is kept as a draft."""
        if self.draft is not None:
            self.draft.flush()
        super().reject()
