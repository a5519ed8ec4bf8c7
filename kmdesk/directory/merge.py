"""Make two entries of one cooperative or person one: nothing that only one had is lost."""

from kmdesk.directory import queries
from kmdesk.directory.edit import DirectoryError
from kmdesk.directory.model import CooperativeYear
from kmdesk.records import Unit
from kmdesk.records.describe import tag_names

_COLUMNS = ("number", "issuer", "dated", "place_id")


def merge_entries(unit: Unit, keep_id: int, gone_id: int) -> int:
    """Everything of ``gone_id`` goes over to ``keep_id``, the rest to the trash; gives the kept.

    Where both say something, the kept entry's word stands. A person's contact stays hidden
    unless both entries had consent.
    """
    keep, gone = unit.record(keep_id), unit.record(gone_id)
    if keep_id == gone_id or keep.kind != gone.kind:
        raise DirectoryError("Choose another entry of the same kind to merge with.")
    one = queries.detail(unit.session, keep.kind, keep_id)
    other = queries.detail(unit.session, gone.kind, gone_id)
    if one is None or other is None:
        raise DirectoryError("This item is not part of the directory.")
    consent = bool(getattr(one, "consent", False)) and bool(getattr(other, "consent", False))
    for column in _COLUMNS:
        if not getattr(keep, column) and getattr(gone, column):
            setattr(keep, column, getattr(gone, column))
    for key in (c.key for c in one.__table__.columns):
        if not getattr(one, key) and getattr(other, key):
            setattr(one, key, getattr(other, key))
    if hasattr(one, "consent"):
        one.consent = consent
    _move_years(unit, keep_id, gone_id)
    _move_links(unit, keep_id, gone_id)
    for file in queries.files_of(unit.session, gone_id):
        file.record_id = keep_id
    for name in tag_names(unit.session, gone_id):
        unit.tag(keep, name)
    unit.trash(gone_id)
    return keep_id


def _move_years(unit: Unit, keep_id: int, gone_id: int) -> None:
    present = {row.year for row in queries.years(unit.session, keep_id)}
    for row in unit.session.query(CooperativeYear).filter_by(record_id=gone_id):
        if row.year not in present:
            row.record_id = keep_id
    unit.session.flush()


def _move_links(unit: Unit, keep_id: int, gone_id: int) -> None:
    for link in queries.links_of(unit.session, gone_id):
        source = keep_id if link.record_id == gone_id else link.record_id
        target = keep_id if link.to_id == gone_id else link.to_id
        anchors, relation = (link.from_anchor, link.to_anchor), link.relation
        unit.session.delete(link)
        unit.session.flush()
        if source != target:
            unit.link(source, target, relation, *anchors)
