"""Errors of file intake, each as one sentence for the user."""

from kmdesk.i18n import N_, KmdeskError
from kmdesk.store.import_paths import shown_text

MISSING = N_("{name} was not found; choose the file again.")
FOLDER = N_("{name} is a folder; choose the files inside it.")
UNREADABLE = N_("{name} could not be opened; check that you are allowed to read it.")
EMPTY = N_("{name} is empty; get a new copy of it.")
TOO_LARGE = N_(
    "{name} is {size} MB, larger than the {limit} MB allowed; split it into smaller files."
)
LOCKED = N_("{name} is locked with a password; save it without the password and add it again.")
DAMAGED = N_("{name} is damaged or incomplete; get a new copy of it.")
BOMB = N_("{name} unpacks to far more than a document should and was refused for safety.")
UNKNOWN_KIND = N_(
    "{name} is not a kind of file that can be read here; save it as PDF and add it again."
)
TOO_SLOW = N_(
    "{name} was not read within {seconds} seconds and was stopped; split it and try again."
)
TOO_HUNGRY = N_("{name} needs more memory than is allowed to read; split it and try again.")
TOO_MANY_DOTS = N_(
    "{name} calls itself a picture of more than {count} million dots: it is damaged, or too large"
    " to show. Save it smaller and add it again."
)
TOO_MANY_PAGES = N_(
    "{name} has {pages} pages, more than the {limit} allowed; split it and add the parts."
)
NO_PAGE = N_("{name} has no page {page}.")
BAD_PAGE = N_("Page {page} of {name} is damaged and cannot be shown.")
PROTECTED = N_(
    "{name} is protected with a password, so its pages cannot be rearranged; save it without the"
    " protection and add it again."
)
NO_PAGES_HERE = N_("{name} has no pages that can be rearranged; only PDF and pictures have.")
NO_ROOM = N_("There is not enough room on the disk to write the pages; free some and try again.")
CANCELLED = N_("Reading {name} was cancelled.")
NO_WORKER = N_("The document reader could not be started; close the program and open it again.")


class IntakeError(KmdeskError):
    """A file gives no text; the message says why."""

    def __init__(self, msgid: str, /, **args: object) -> None:
        worded = {k: shown_text(v) if isinstance(v, str) else v for k, v in args.items()}
        super().__init__(msgid, **worded)


class IntakeCancelled(IntakeError):
    """The caller cancelled; nothing is wrong with the file."""
