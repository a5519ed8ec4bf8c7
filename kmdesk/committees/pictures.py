"""Prepare the pictures of a text: verified, scaled down for print, stored with the set."""

from kmdesk.committees.model import KnowledgeSetDetail
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.queries_sets import picture_files
from kmdesk.committees.richtext import pictures
from kmdesk.records import Unit
from kmdesk.records.model import PICTURE, Attachment


def keep_pictures(unit: Unit, set_id: int, fresh: dict[str, bytes]) -> None:
    """Store the pictures named in the set's text; raises CommitteeError when one is missing."""
    detail = unit.session.get(KnowledgeSetDetail, set_id)
    if detail is None:
        return
    present = picture_files(unit.session, set_id)
    record = unit.record(set_id)
    for name in pictures(detail.text):
        if name in present:
            continue
        if name not in fresh:
            raise CommitteeError(
                "A picture of this text is not there. Take it out or add it again."
            ).at("text")
        is_png = fresh[name].startswith(b"\x89PNG")
        media, ending = ("image/png", "png") if is_png else ("image/jpeg", "jpg")
        unit.attach(record, fresh[name], f"{name[:12]}.{ending}", media, role=PICTURE)


def copy_pictures(unit: Unit, old_id: int, new_id: int) -> None:
    """Attach the same pictures to a new version, without storing their files twice."""
    for position, old in enumerate(picture_files(unit.session, old_id).values()):
        unit.session.add(
            Attachment(
                record_id=new_id,
                position=position,
                name=old.name,
                sha256=old.sha256,
                size=old.size,
                media_type=old.media_type,
                role=PICTURE,
            )
        )
    unit.session.flush()
