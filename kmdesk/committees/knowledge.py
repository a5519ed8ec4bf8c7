"""Knowledge sets: the board, the steps from a draft to the shelf, and the markup of their text.

A text is stored as plain lines so that it is searched and compared like any text: ``# `` and
``## `` begin headings, ``- `` and ``1. `` list items, ``[words](address)`` is a link and
``![words](hash)`` a picture on a line of its own. A backslash before such a mark makes it an
ordinary character.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import aliased

from kmdesk.committees import queries
from kmdesk.committees.model import (
    CommitteeDetail,
    KnowledgeComment,
    KnowledgeSetDetail,
    KnowledgeStep,
)
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.terms import NEXT_STEPS, ROLES, STEP_ROLES, STEPS, check_day
from kmdesk.i18n import N_, tr
from kmdesk.records import BaseKind, Session, Unit
from kmdesk.records.edit import add_record, change_record, check_values
from kmdesk.records.fields import InvalidValue, fields_of, record_field
from kmdesk.records.model import PICTURE, Attachment, Record
from kmdesk.records.unit import Reading, require_for_status
from kmdesk.thai.words import word_spans

# The time of a comparison by words grows with the square of the length.
_LONGEST_BY_WORDS = 20_000  # characters of a changed section that are compared word by word


def compare_texts(old: str, new: str) -> list[tuple[str, str]]:
    """Return pieces as (mark, text): "=" in both, "-" only in the old, "+" only in the new.

    Lines are compared first, then the words (by dictionary, as Thai has no spaces between them)
    inside changed lines.
    """
    return list(_merged(_compared(old, new)))


def _compared(old: str, new: str) -> Iterator[tuple[str, str]]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, gone, come in _changes(before, after):
        if tag == "equal":
            yield "=", gone
        elif len(gone) + len(come) > _LONGEST_BY_WORDS:
            yield "-", gone
            yield "+", come
        else:
            yield from _by_words(gone, come)


def _by_words(old: str, new: str) -> Iterator[tuple[str, str]]:
    for tag, gone, come in _changes(_words_of(old), _words_of(new)):
        if tag == "equal":
            yield "=", gone
            continue
        yield "-", gone
        yield "+", come


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    # autojunk would ignore every word that is frequent in a long text
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield tag, "".join(before[a:b]), "".join(after[c:d])


def _words_of(text: str) -> list[str]:
    """Split a text into its words and the single characters between them."""
    pieces: list[str] = []
    at = 0
    for start, stop in word_spans(text):
        pieces += text[at:start]
        pieces.append(text[start:stop])
        at = stop
    pieces += text[at:]
    return pieces


def _merged(pieces: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    mark, text = "", ""
    for next_mark, more in pieces:
        if next_mark == mark or not more:
            text += more
            continue
        if text:
            yield mark, text
        mark, text = next_mark, more
    if text:
        yield mark, text


LONGEST_TEXT = 400_000
"""Maximum characters; a longer text is a book and belongs in a file."""

_MARK = re.compile(r"(?P<heading>#{1,3}) |(?P<bullet>-) |(?P<number>\d{1,4})\. ")
_PICTURE = re.compile(r"!\[([^\[\]\n]*)\]\(([0-9a-f]{64})\)")
# Only web and mail: other addresses that a DOCX may hold could start programs.
_LINK = re.compile(r"(?<!\\)\[([^\[\]\n]+)\]\(((?:https?://|mailto:)[^\s()]+)\)")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s()]+")
_ESCAPED = re.compile(r"\\([\\#\-!\[]|\d)")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text, optionally a link to a web or mail address."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. ``kind``: text, heading, bullet, number or picture.

    ``level`` is that of a heading, 1 to 3; ``picture`` the hash (hex) of the picture's file, whose
    caption is in ``spans``.
    """

    kind: str = "text"
    spans: tuple[Span, ...] = ()
    level: int = 0
    picture: str = ""

    @property
    def words(self) -> str:
        """The text without links."""
        return "".join(span.text for span in self.spans)


def is_address(text: str) -> bool:
    """Return whether the text is a valid link target: a web or mail address."""
    return _ADDRESS.fullmatch(text) is not None


def parse_text(text: str) -> list[Para]:
    """Parse a stored text into paragraphs, omitting empty lines."""
    return [_para(line) for line in text.split("\n") if line.strip()]


def compose_text(paras: Iterable[Para]) -> str:
    """Serialise paragraphs; the inverse of :func:`parse`."""
    lines: list[str] = []
    count = 0
    for para in paras:
        # numbers are counted anew, so lines may be moved without renumbering them
        count = count + 1 if para.kind == "number" else 0
        line = _line(para, count)
        if line.strip():
            lines.append(line)
    return "\n".join(lines)


def plain_text(text: str) -> str:
    """Return the visible text, one line per paragraph, for search and comparison."""
    return "\n".join(para.words for para in parse_text(text))


def numbered(paras: Iterable[Para]) -> Iterator[tuple[str, Para]]:
    """Yield each paragraph with its list marker: a bullet, its number or ""."""
    count = 0
    for para in paras:
        count = count + 1 if para.kind == "number" else 0
        yield {"bullet": "•", "number": f"{count}."}.get(para.kind, ""), para


def picture_hashes(text: str) -> list[str]:
    """Return the hashes of the pictures in a stored text, in order."""
    return list(dict.fromkeys(para.picture for para in parse_text(text) if para.picture))


def _para(line: str) -> Para:
    line = line.strip()
    picture = _PICTURE.fullmatch(line)
    if picture is not None:
        caption = (Span(picture[1]),) if picture[1] else ()
        return Para("picture", caption, picture=picture[2])
    mark = _MARK.match(line)
    if mark is None:
        return Para("text", _spans(line))
    spans = _spans(line[mark.end() :].strip())
    if mark["heading"]:
        return Para("heading", spans, len(mark["heading"]))
    return Para("bullet" if mark["bullet"] else "number", spans)


def _spans(text: str) -> tuple[Span, ...]:
    found: list[Span] = []
    at = 0
    for link in _LINK.finditer(text):
        _add_span(found, text[at : link.start()])
        found.append(Span(_ESCAPED.sub(r"\1", link[1]), link[2]))
        at = link.end()
    _add_span(found, text[at:])
    return tuple(found)


def _add_span(spans: list[Span], text: str) -> None:
    if text:
        spans.append(Span(_ESCAPED.sub(r"\1", text)))


def _line(para: Para, count: int) -> str:
    if para.kind == "picture":
        caption = re.sub(r"[\[\]\n]", " ", para.words).strip()
        return f"![{caption}]({para.picture})" if para.picture else ""
    words = "".join(_written(span) for span in para.spans)
    words = " ".join(words.split("\n")).strip()
    if not words:
        return ""
    lead = {
        "heading": f"{'#' * max(1, min(3, para.level))} ",
        "bullet": "- ",
        "number": f"{count}. ",
    }.get(para.kind, "")
    if not lead and (words[0] in "#-!" or (words[0].isdigit() and _MARK.match(words))):
        words = f"\\{words}"
    return lead + words


def _written(span: Span) -> str:
    words = span.text.replace("\\", "\\\\").replace("[", "\\[")
    if span.link and is_address(span.link):
        bare = re.sub(r"[\[\]\n]", " ", span.text.replace("\\", "\\\\"))
        return f"[{bare}]({span.link})" if bare.strip() else ""
    return words


WAITING = ("draft", "sent", "compiled", "improved", "reviewed")
"""Steps after which somebody has to act."""


@dataclass(frozen=True, slots=True)
class Card:
    """A set on the board."""

    record_id: int
    title: str
    step: str
    group: str
    due_on: str | None


def board(reading: Reading) -> list[Card]:
    """Return every visible set, those due first."""
    group = aliased(Record)
    query = (
        select(Record.id, Record.title, Record.status, group.title, KnowledgeSetDetail.due_on)
        .join(KnowledgeSetDetail, KnowledgeSetDetail.record_id == Record.id)
        .outerjoin(group, group.id == KnowledgeSetDetail.group_id)
        .where(reading.visible())
        .order_by(KnowledgeSetDetail.due_on.is_(None), KnowledgeSetDetail.due_on, Record.sort_key)
    )
    return [Card(r[0], r[1], r[2], r[3] or "", r[4]) for r in reading.session.execute(query)]


def waiting(session: Session) -> list[tuple[int, str]]:
    """Return (set id, step) of sets that await a next step, due ones first."""
    query = (
        select(Record.id, Record.status)
        .join(KnowledgeSetDetail, KnowledgeSetDetail.record_id == Record.id)
        .where(Record.status.in_(WAITING), Record.deleted_at.is_(None))
        .order_by(KnowledgeSetDetail.due_on.is_(None), KnowledgeSetDetail.due_on, Record.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def sets_due(session: Session, last: str) -> list[tuple[int, str]]:
    """Return (set id, day) of sets whose next step is due by ``last`` (ISO)."""
    query = (
        select(Record.id, KnowledgeSetDetail.due_on)
        .join(KnowledgeSetDetail, KnowledgeSetDetail.record_id == Record.id)
        .where(KnowledgeSetDetail.due_on <= last, Record.status.in_(WAITING))
    )
    return [(row[0], row[1] or "") for row in session.execute(query)]


def sets_of(session: Session, group_id: int) -> list[Record]:
    """Return the knowledge sets of a group."""
    query = (
        select(Record)
        .join(KnowledgeSetDetail, KnowledgeSetDetail.record_id == Record.id)
        .where(KnowledgeSetDetail.group_id == group_id, Record.deleted_at.is_(None))
        .order_by(Record.sort_key)
    )
    return list(session.scalars(query))


def steps(session: Session, set_id: int) -> list[KnowledgeStep]:
    """Return the steps of a knowledge set, oldest first."""
    return list(
        session.scalars(
            select(KnowledgeStep)
            .where(KnowledgeStep.record_id == set_id)
            .order_by(KnowledgeStep.id)
        )
    )


def comments(session: Session, set_id: int) -> list[KnowledgeComment]:
    """Return the comments on a set, oldest first."""
    query = select(KnowledgeComment).where(KnowledgeComment.record_id == set_id)
    return list(session.scalars(query.order_by(KnowledgeComment.said_on, KnowledgeComment.id)))


class SetForm(BaseKind):
    """How the values of a knowledge set's form are stored."""

    code = "knowledge_set"
    detail = KnowledgeSetDetail
    # nothing of a draft is found by readers before it is published
    initial: Mapping[str, object] = {"status": "draft", "audience": "internal"}
    fields = (
        record_field("title", N_("Title"), "title", required=True),
        *fields_of(KnowledgeSetDetail),
    )

    def validate(self, unit: Unit, values: Mapping[str, object]) -> None:
        """Raise InvalidValue for a text that is too long."""
        check_length(values.get("text"))


SET = SetForm()
COMMENT = fields_of(KnowledgeComment)


def add_set(unit: Unit, values: Mapping[str, object], on: str) -> Record:
    """Create a draft of a group; its issue defaults to the group's."""
    check_day(on, "on")
    group_id = values.get("group_id")
    group = unit.session.get(CommitteeDetail, group_id) if group_id else None
    issue = group.issue if group is not None else ""
    record = add_record(unit, SET, {"issue": issue, **values, "dated": on})
    if isinstance(group_id, int):
        unit.link(record.id, group_id, "about")
    _note_step(unit, record.id, "draft", on, "", str(values.get("by") or ""))
    return record


def advance(unit: Unit, set_id: int, step: str, on: str, note: str = "", by: str = "") -> None:
    """Advance a set to its next step; publishing puts it on the shelf.

    Raises InvalidValue for a step that does not follow the current one, NotAllowed when anyone
    below the secretary publishes a set or withdraws a published one.
    """
    check_day(on, "on")
    record = unit.record(set_id)
    require_for_status(unit.actor, record.kind, record.status, step)
    if step not in NEXT_STEPS.get(record.status, ()):
        raise InvalidValue(
            "A set that is “{present}” cannot become “{wanted}” at once.",
            "step",
            present=tr(STEPS[record.status]),
            wanted=tr(STEPS.get(step, step)),
        )
    previous = steps(unit.session, set_id)
    if previous and on < previous[-1].taken_on:
        raise InvalidValue("This step cannot be earlier than the one before. Check the day.", "on")
    _check_role(unit, set_id, step, by, on)
    record.status = step
    # a review does not take a published set off the shelf
    record.on_shelf = step == "published" or (record.on_shelf and step == "reviewed")
    if step == "published":
        _publish(unit, record, on)
    _note_step(unit, set_id, step, on, note, by)


def _publish(unit: Unit, record: Record, on: str) -> None:
    """Publish a set on the shelf, name its makers and mark the version it replaces."""
    record.dated, record.audience = on, "public"
    detail = unit.session.get(KnowledgeSetDetail, record.id)
    if detail is None:
        return
    if detail.group_id is not None:
        unit.link(detail.group_id, record.id, "publishes")
        record.issuer = record.issuer or queries.title_of(unit.session, detail.group_id)
        # who made it may differ from the roster of the day: what was typed is kept
        if not detail.makers.strip():
            seats = queries.seats(unit.session, detail.group_id, on)
            detail.makers = ", ".join(seat.words for seat in seats)
    if detail.replaces_id is not None:
        older = unit.session.get(Record, detail.replaces_id)
        # marked, not deleted: papers and links still lead to the older version
        if older is not None and older.deleted_at is None:
            older.status = "superseded"
            unit.link(record.id, older.id, "replaces")
            _note_step(unit, older.id, "superseded", on, record.title)


def may_take(session: Session, set_id: int, step: str, on: str) -> list[str]:
    """Return who may take a set to a step on a day (ISO), by role and by committee.

    Drafts come from the set's own group; from there on members of other committees may act too;
    publishing is for those outside the group when there are any.
    """
    detail = session.get(KnowledgeSetDetail, set_id)
    group_id = detail.group_id if detail is not None else None
    allowed = STEP_ROLES.get(step, ())
    fitting = [p for p in queries.every_seat(session, on) if p.seat.role in allowed]
    own = [p.seat.words for p in fitting if p.committee_id == group_id]
    others = [p.seat.words for p in fitting if p.form != "km_group"]
    if step in ("draft", "sent"):
        names = own
    elif step in ("published", "reviewed"):
        names = others or own
    else:
        names = own + others
    return list(dict.fromkeys(names))


def _check_role(unit: Unit, set_id: int, step: str, by: str, on: str) -> None:
    """Raise InvalidValue unless the person has a role for the step; skipped without rosters."""
    # An office that keeps no rosters has nobody to name: then everybody may.
    names = may_take(unit.session, set_id, step, on)
    who = by.strip() or unit.actor.name
    if names and who not in names:
        raise InvalidValue(
            "{name} may not take this step. It is for {roles}: {names}.",
            "by",
            name=who,
            roles=", ".join(tr(ROLES[role]) for role in STEP_ROLES.get(step, ())),
            names=", ".join(names),
        )


def new_version(unit: Unit, set_id: int, on: str) -> Record:
    """Create a draft that will replace a published set, starting with its text.

    Raises CommitteeError for a set that is not published.
    """
    record, detail = unit.record(set_id), unit.session.get(KnowledgeSetDetail, set_id)
    if detail is None or record.status not in ("published", "reviewed"):
        raise CommitteeError("Only a published set has a new version.")
    values = {key: getattr(detail, key) for key in ("group_id", "issue", "makers", "text")}
    new = add_set(unit, {**values, "title": record.title, "replaces_id": set_id}, on)
    copy_pictures(unit, set_id, new.id)
    return new


def add_comment(unit: Unit, set_id: int, text: str, on: str, by: str = "") -> None:
    """Add a comment on a set, for those who work on it."""
    values = {"text": text.strip(), "said_on": on, "said_by": by.strip() or unit.actor.name}
    check_values(COMMENT, values)
    unit.session.add(KnowledgeComment(record_id=unit.record(set_id).id, **values))
    unit.session.flush()


def write_text(
    unit: Unit,
    set_id: int,
    typed: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> None:
    """Change title, makers, issue or text, from an editor that was filled with ``opened``.

    ``pictures`` are new ones by hash. Raises EditConflict when another user changed the same
    fields since, InvalidValue, at the field, for a text that is too long or a missing picture.
    """
    # first the text, since the pictures to keep are those it names
    change_record(unit, SET, set_id, typed, opened)
    keep_pictures(unit, set_id, dict(pictures or {}))
    unit.session.flush()


def keep_source(unit: Unit, set_id: int, file: Path) -> None:
    """Attach the original file a text was imported from."""
    media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    unit.attach(unit.record(set_id), file, file.name, media)


def check_length(text: object) -> None:
    """Raise InvalidValue, at the text, when it is too long for a set."""
    if len(str(text or "")) > LONGEST_TEXT:
        raise InvalidValue(
            "This text is too long ({count} characters). Cut it, or attach it as a file.",
            "text",
            count=f"{len(str(text)):,}",
        )


def _note_step(unit: Unit, set_id: int, step: str, on: str, note: str, by: str = "") -> None:
    unit.session.flush()
    detail = unit.session.get(KnowledgeSetDetail, set_id)
    unit.session.add(
        KnowledgeStep(
            record_id=set_id,
            step=step,
            taken_on=on,
            taken_by=by or unit.actor.name,
            note=note,
            # each step keeps the text of its day, for comparison with later ones
            text=detail.text if detail is not None else "",
        )
    )
    unit.session.flush()


def picture_files(session: Session, set_id: int) -> dict[str, Attachment]:
    """Return the pictures of a set's text, by hash."""
    query = select(Attachment).where(Attachment.record_id == set_id, Attachment.role == PICTURE)
    return {row.sha256: row for row in session.scalars(query.order_by(Attachment.position))}


def keep_pictures(unit: Unit, set_id: int, fresh: dict[str, bytes]) -> None:
    """Store the pictures named in the set's text; raises InvalidValue when one is missing."""
    detail = unit.session.get(KnowledgeSetDetail, set_id)
    if detail is None:
        return
    present = picture_files(unit.session, set_id)
    record = unit.record(set_id)
    for name in picture_hashes(detail.text):
        if name in present:
            continue
        if name not in fresh:
            raise InvalidValue(
                "A picture of this text is not there. Take it out or add it again.", "text"
            )
        # the name in the text is a hash and says nothing of the format
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
