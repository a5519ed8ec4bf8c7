"""The words of Qt's own file dialog and message boxes, from our catalogue: Qt knows no Thai."""

from PySide6.QtCore import QObject, QTranslator

from kmdesk.i18n import N_, language, tr

# By context, as Qt's sources have them. Names of keys (Alt+Left) stay as they are.
_FILE_DIALOG = (
    N_("&Look in:"),
    N_("Files of &type:"),
    N_("File &name:"),
    N_("Directory:"),
    N_("&Open"),
    N_("&Choose"),
    N_("&Save"),
    N_("Open"),
    N_("Save As"),
    N_("Find Directory"),
    N_("Back"),
    N_("Go back"),
    N_("Forward"),
    N_("Go forward"),
    N_("Parent Directory"),
    N_("Go to the parent directory"),
    N_("Create New Folder"),
    N_("Create a New Folder"),
    N_("New Folder"),
    N_("&New Folder"),
    N_("List View"),
    N_("Change to list view mode"),
    N_("Detail View"),
    N_("Change to detail view mode"),
    N_("Sidebar"),
    N_("List of places and bookmarks"),
    N_("Recent Places"),
    N_("Files"),
    N_("Directories"),
    N_("All Files (*)"),
    N_("All files (*)"),
    N_("Show "),
    N_("Show &hidden files"),
    N_("&Rename"),
    N_("&Delete"),
    N_("Delete"),
    N_("%1 already exists.\nDo you want to replace it?"),
    N_("%1\nFile not found.\nPlease verify the correct file name was given."),
    N_("%1\nDirectory not found.\nPlease verify the correct directory name was given."),
    N_("'%1' is write protected.\nDo you want to delete it anyway?"),
    N_("Are you sure you want to delete '%1'?"),
    N_("Could not delete directory."),
)
_FILE_MODEL = (
    N_("Computer"),
    N_("My Computer"),
    N_("Name"),
    N_("Size"),
    N_("Type"),
    N_("Kind"),
    N_("Date Modified"),
    N_("Invalid filename"),
    N_(
        '<b>The name "%1" cannot be used.</b><p>Try using another name, with fewer characters or'
        " no punctuation marks."
    ),
)
_FILE_KINDS = (
    N_("Drive"),
    N_("File Folder"),
    N_("File"),
    N_("%1 File"),
    N_("Alias"),
    N_("Shortcut"),
    N_("Unknown"),
)
_BUTTONS = (
    N_("OK"),
    N_("Save"),
    N_("Save All"),
    N_("Open"),
    N_("&Yes"),
    N_("Yes to &All"),
    N_("&No"),
    N_("N&o to All"),
    N_("Abort"),
    N_("Retry"),
    N_("Ignore"),
    N_("Close"),
    N_("Cancel"),
    N_("Discard"),
    N_("Help"),
    N_("Apply"),
    N_("Reset"),
    N_("Restore Defaults"),
)
_MESSAGES = (N_("Show Details..."), N_("Hide Details..."))
# Where the same English word is another one in the rest of the program.
_OTHER = {"Remove": N_("Take off this list"), "Folder": N_("Folder of files")}


def _words(*sources: str) -> dict[str, str]:
    return {source: _OTHER.get(source, source) for source in sources}


WORDS = {
    "QFileDialog": _words(*_FILE_DIALOG, "Remove"),
    "QFileSystemModel": _words(*_FILE_MODEL),
    "QAbstractFileIconProvider": _words(*_FILE_KINDS, "Folder"),
    "QPlatformTheme": _words(*_BUTTONS),
    "QDialogButtonBox": _words(*_BUTTONS),
    "QMessageBox": _words(*_MESSAGES),
}
"""By context and word of Qt's: our message id."""


class QtWords(QTranslator):
    """Answers Qt in the present language of the window."""

    def translate(
        self, context: str, source: str, _comment: str | None = None, _count: int = -1
    ) -> str:
        """The words for ``source``; None leaves them to Qt."""
        msgid = WORDS.get(context, {}).get(source)
        if msgid is not None and language() != "en":
            return tr(msgid)
        return None  # type: ignore[return-value]  # a null string: the next translator is asked


def install_words(application: QObject) -> QtWords:
    """Let Qt ask us first."""
    from PySide6.QtCore import QCoreApplication

    if present := application.findChildren(QtWords):
        return present[0]
    words = QtWords(application)
    QCoreApplication.installTranslator(words)
    return words
