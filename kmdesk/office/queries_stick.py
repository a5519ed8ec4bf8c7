"""Query for the files of the library, to detect new ones elsewhere."""

from sqlalchemy import select

from kmdesk.office.stick import Held
from kmdesk.records.model import Attachment
from kmdesk.records.unit import Reading


def held(reading: Reading) -> Held:
    """Return hashes by size, and names with sizes, of every file including the trash."""
    hashes: dict[int, set[str]] = {}
    names: set[tuple[str, int]] = set()
    query = select(Attachment.size, Attachment.sha256, Attachment.name)
    for size, sha256, name in reading.session.execute(query):
        hashes.setdefault(size, set()).add(sha256)
        names.add((name, size))
    return Held(hashes, frozenset(names))
