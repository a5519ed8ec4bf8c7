"""What the tests ask of the change feed."""

from kmdesk.records import Actor, Kinds, Library
from kmdesk.records.history import ChangeRow, record_history


def history_of(library: Library, actor: Actor, record_id: int) -> list[ChangeRow]:
    """The changes of a record as the history dialog reads them, newest first."""
    with library.reading(actor) as reading:
        return [change for change, _words in record_history(reading, Kinds(), record_id)]
