"""A law at other days: its history by footnotes, days known and unknown, and comparison. Frozen."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kmdesk.i18n import N_, tr
from kmdesk.records.fields import screen_date
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries, version_store
from kmdesk.regulations.operations import Place, read_places
from kmdesk.regulations.queries import PartRow
from kmdesk.regulations.structure import readable
from kmdesk.regulations.text_lines import one_line
from kmdesk.regulations.version_store import ChangeDay, VersionRow
from kmdesk.thai.numbers import DIGIT, PROVISION, to_arabic, to_thai
from kmdesk.thai.words import word_spans


class Kind(StrEnum):
    """What the amending law did."""

    ADDED = "added"
    AMENDED = "amended"
    REPEALED = "repealed"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Entry:
    """One step in a provision's history.

    ``number`` is the amending law's (ฉบับที่ ๓ or ๘๗/๒๕๕๗), ``year`` its Buddhist year; either may
    be missing. ``words`` is the footnote.
    """

    kind: Kind
    place: Place
    act: str
    number: str
    year: int | None
    words: str


# Footnotes are typed by hand, so these patterns also take misspellings: โดยโดย, แก้ใข, ฉะบับที่.
_BY = r"\s*(?:(?:โดย)+|ตาม(?=\s?(?:พระราช|ประกาศ|คำสั่ง|ระเบียบ|กฎ)))\s*"
_STEP = re.compile(rf"(?P<verb>แก้[ไใ]ข(?:เพิ่มเติ่?ม|เพิ่ม)?|เพิ่ม(?:เติม|ความ)?|ยกเลิก|เปลี่ยน(?:แปลง)?){_BY}")
_WORDS_BY = re.compile(
    rf"(?:มาตรา|ข้อ)\s*{PROVISION}\s*แห่ง(?P<act>.+?)\s*ให้(?:แก้ไข|เปลี่ยน|ใช้)คำ", re.DOTALL
)
_CLAUSE_OF = re.compile(rf"(?:มาตรา|ข้อ)\s*{PROVISION}(?:\s*วรรค\S+|\s*\([^)]*\))*\s*แห่ง")
_TITLED = re.compile(rf"\(ฉะ?บับที่\s*(?P<number>{DIGIT}+)\)")
# ที่ also ends other words; it numbers a law only where no letter precedes it.
_SERIAL = re.compile(rf"(?:ฉะ?บับที่|(?<![ก-๎])ที่|แห่งชาติที่)\s*(?P<number>{DIGIT}+(?:/{DIGIT}{{4}})?)")
_YEAR = re.compile(rf"(?<!{DIGIT})({DIGIT}{{4}})(?!{DIGIT})")
_SCHEDULE = re.compile(r"(?:บัญชี|อัตรา|พิกัด|ประเภท|ตาราง|แบบ|รายการ|ชื่อพระราช|ภาคผนวก)")
_CHAPTER_FIRST = re.compile(r"(?:ชื่อ\s*)?(?:บรรพ|ภาค|ลักษณะ|หมวด|ส่วน|ตอน)(?:ที่)?\s*[๐-๙0-9]")
_WHICH = re.compile(r"\s*(?:ซึ่ง|ที่|และ)\s*$")
_PAREN_TERM = re.compile(r"(?<!นิยาม)คำว่า\s*“")


def read_footnote(note: str) -> list[Entry]:
    """Return the steps in a footnote, in order; none for a mere Gazette citation."""
    text = re.sub(r"^มาร?ตรา?(?=\s*[๐-๙0-9])", "มาตรา", one_line(readable(note)))
    words = _WORDS_BY.match(text)
    if words:
        return [_entry(Kind.REWORDED, Place(), words["act"], text)]
    found = [*_STEP.finditer(text)]
    if not found:
        return []
    # All steps of one footnote are about the place that its beginning names.
    place = _place(text[: found[0].start()])
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        _entry(_kind(match["verb"]), place, text[match.end() : end], text)
        for match, end in zip(found, ends, strict=True)
    ]


def history(notes: str) -> Iterator[Entry]:
    """Yield the steps in all footnotes of a provision, one footnote per line."""
    for line in notes.split("\n"):
        yield from read_footnote(line)


def _kind(verb: str) -> Kind:
    if verb.startswith("แก้"):
        return Kind.AMENDED
    if verb.startswith("เพิ่ม"):
        return Kind.ADDED
    return Kind.REPEALED if verb == "ยกเลิก" else Kind.REWORDED


def _entry(kind: Kind, place: Place, act: str, words: str) -> Entry:
    # "มาตรา ๕ แห่ง" tells the clause of the amending law, which is not part of its title.
    title = _WHICH.sub("", _CLAUSE_OF.sub("", act.strip(), count=1)).strip(" ,")
    titled = [*_TITLED.finditer(title)]
    serial = titled[-1] if titled else _SERIAL.search(title)
    # The last year: a title may name the law it amends, with its year, before its own.
    years = _YEAR.findall(title)
    number = to_arabic(serial["number"]) if serial else ""
    return Entry(kind, place, title, number, int(to_arabic(years[-1])) if years else None, words)


def _place(text: str) -> Place:
    """Return the place named before the verb; empty for a part of a schedule."""
    words = text.strip()
    if _SCHEDULE.match(words):
        return Place()
    if re.match(rf"{PROVISION}\s+(?:วรรค|\()", words):  # one lacks the word มาตรา
        words = f"มาตรา {words}"
    if _CHAPTER_FIRST.match(words):
        chapters = [place for place in read_places(words) if place.chapter]
        return chapters[-1] if chapters else Place()
    found = read_places(_PAREN_TERM.sub("นิยามคำว่า “", words))
    return found[0] if found and words.startswith(("มาตรา", "ข้อ")) else Place()


_SHOWN = 12


@dataclass(frozen=True, slots=True)
class LawTime:
    """Warnings about a law as at a day; ``as_of`` None is today.

    ``later`` are labels of parts whose wording is, by their footnotes, younger than that day,
    ``unsure`` those changed in that very year.
    """

    as_of: str | None
    days: tuple[ChangeDay, ...]
    unapplied: tuple[str, ...]
    later: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    begins_on: str | None = None
    ended_on: str | None = None

    def warnings(self) -> list[str]:
        """Return the warnings that must be shown with the text, whatever the day."""
        if not self.unapplied:
            return []
        return [
            tr(
                "There are amending laws not yet included in this text: {list}",
                list=_listed(self.unapplied),
            )
        ]

    def day_warnings(self) -> list[str]:
        """Return the warnings about the chosen day."""
        result: list[str] = []
        day = self.as_of
        if day and self.begins_on and day < self.begins_on:
            result.append(
                tr(
                    "On that day the law was not in force; it begins on {day}.",
                    day=screen_date(self.begins_on),
                )
            )
        if day and self.ended_on and day >= self.ended_on:
            result.append(
                tr(
                    "On that day the law had ended; it ended on {day}.",
                    day=screen_date(self.ended_on),
                )
            )
        if self.later:
            result.append(
                tr(
                    "By their footnotes these were changed after that day, and their earlier"
                    " wording is not in the library: {list}",
                    list=_listed(self.later),
                )
            )
        if self.unsure:
            result.append(
                tr(
                    "By their footnotes these were changed in that same year, before or after"
                    " that day: {list}",
                    list=_listed(self.unsure),
                )
            )
        return result


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(labels[:_SHOWN]) + (" …" if len(labels) > _SHOWN else "")


def law_time(
    reading: Reading, record_id: int, rows: Sequence[PartRow], as_of: str | None
) -> LawTime:
    """Collect the warnings about a law as at a day, whose parts then are ``rows``."""
    detail = queries.instrument(reading.session, record_id)
    later: list[str] = []
    unsure: list[str] = []
    if as_of is not None:
        year = int(as_of[:4]) + 543
        for row in rows:
            years = [entry.year for entry in entries_of(row) if entry.year]
            # Footnotes give an amending law's year, not its day: in that year nothing is sure.
            if any(found > year for found in years):
                later.append(row.label or row.heading)
            elif any(found == year for found in years):
                unsure.append(row.label or row.heading)
    return LawTime(
        as_of,
        tuple(version_store.change_days(reading.session, record_id)),
        tuple(version_store.unapplied(reading, record_id)),
        tuple(dict.fromkeys(later)),
        tuple(dict.fromkeys(unsure)),
        detail.effective_on if detail else None,
        detail.ended_on if detail else None,
    )


def entries_of(row: PartRow) -> Iterator[Entry]:
    """Yield the history steps in the footnotes of one of the law's own parts."""
    if row.notes and row.role == "body" and row.kind in ("provision", "heading", "schedule"):
        yield from history(row.notes)


KIND_WORDS = {
    Kind.ADDED: N_("Provision added"),
    Kind.AMENDED: N_("Provision amended"),
    Kind.REPEALED: N_("Provision repealed"),
    Kind.REWORDED: N_("Words changed"),
}


@dataclass(frozen=True, slots=True)
class ProvisionHistory:
    """Wordings of a provision in the library, and the steps recorded in its footnotes."""

    title: str
    label: str
    versions: tuple[VersionRow, ...]
    entries: tuple[Entry, ...]


def provision_history(reading: Reading, record_id: int, anchor: str) -> ProvisionHistory | None:
    """Return the history of one part; None when there is no such part."""
    versions = version_store.versions_of(reading.session, record_id, anchor)
    row = queries.any_part(reading.session, record_id, anchor)
    if row is None or not versions:
        return None
    notes = "\n".join(version.notes for version in versions if version.notes)
    entries = tuple(entries_of(replace(row, notes=notes)))
    title = reading.record(record_id).title
    return ProvisionHistory(title, row.label or row.heading, tuple(versions), entries)


def span(version: VersionRow) -> str:
    """Return the validity period of a wording as text."""
    start, end = screen_date(version.valid_from), screen_date(version.valid_to)
    if start and end:
        return tr("{start} until before {end}", start=start, end=end)
    if start:
        return tr("since {start}", start=start)
    if end:
        return tr("until before {end}", end=end)
    return tr("the text as imported")


def made_by(acts: Iterable[tuple[str, str]], unit: str = "มาตรา") -> str:
    """Return the acts that produced a wording, with their clauses."""
    return ", ".join(f"{act} {unit} {to_thai(clause)}" if clause else act for act, clause in acts)


_GAP = re.compile(r"\n|[^\S\n]+|[^\s]")
_SHORT = 3  # blanks of at most this length between two changes read better as changed


class Mark(StrEnum):
    """State of a segment of text in a diff."""

    SAME = "same"
    ADDED = "added"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of text that is unchanged, added or struck."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A part in both states; ``None`` where it did not exist."""

    anchor: str
    label: str
    old: str | None
    new: str | None
    segments: tuple[Segment, ...]

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return any(segment.mark is not Mark.SAME for segment in self.segments)


def tokens(text: str) -> list[str]:
    """Split text into words, blanks, line breaks and signs; joined they give the text."""
    found: list[str] = []
    at = 0
    for start, stop in word_spans(text):
        found += _GAP.findall(text[at:start])
        found.append(text[start:stop])
        at = stop
    return [*found, *_GAP.findall(text[at:])]


def compare_words(old: str, new: str) -> tuple[Segment, ...]:
    """Return the word diff of two texts; the SAME and STRUCK segments joined give ``old``."""
    if old == new:
        return (Segment(Mark.SAME, old),) if old else ()
    one, two = tokens(old), tokens(new)
    # autojunk would ignore frequent tokens, such as blanks, in texts of 200 tokens or more.
    matcher = difflib.SequenceMatcher(None, one, two, autojunk=False)
    found: list[Segment] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(Segment(Mark.SAME, "".join(one[a:b])))
            continue
        if b > a:
            found.append(Segment(Mark.STRUCK, "".join(one[a:b])))
        if d > c:
            found.append(Segment(Mark.ADDED, "".join(two[c:d])))
    return tuple(_joined(_smooth(found)))


def _smooth(segments: Sequence[Segment]) -> Iterable[Segment]:
    """Treat blanks alone between two changes as part of both."""
    for at, segment in enumerate(segments):
        inner = 0 < at < len(segments) - 1
        blank = segment.mark is Mark.SAME and not segment.text.strip() and "\n" not in segment.text
        if inner and blank and len(segment.text) <= _SHORT:
            yield Segment(Mark.STRUCK, segment.text)
            yield Segment(Mark.ADDED, segment.text)
        else:
            yield segment


def _joined(segments: Iterable[Segment]) -> Iterable[Segment]:
    """Merge each run of changes: everything struck, then everything added."""
    went, came, same = "", "", ""
    for segment in segments:
        if segment.mark is Mark.SAME:
            if went or came:
                yield from _run(went, came)
                went = came = ""
            same += segment.text
            continue
        if same:
            yield Segment(Mark.SAME, same)
            same = ""
        if segment.mark is Mark.STRUCK:
            went += segment.text
        else:
            came += segment.text
    if same:
        yield Segment(Mark.SAME, same)
    yield from _run(went, came)


def _run(went: str, came: str) -> Iterable[Segment]:
    if went:
        yield Segment(Mark.STRUCK, went)
    if came:
        yield Segment(Mark.ADDED, came)


def side(segments: Iterable[Segment], drop: Mark) -> list[Segment]:
    """Return one side of a diff, without the segments only the other side has."""
    return [segment for segment in segments if segment.mark is not drop]


def compare_laws(old: Sequence[PartRow], new: Sequence[PartRow]) -> list[Compared]:
    """Return the parts of both states in text order, a part of only one state in its place."""
    before = {row.anchor: row for row in old}
    after = {row.anchor: row for row in new}
    return [
        _compared(before.get(anchor), after.get(anchor))
        for anchor in _merged([row.anchor for row in old], [row.anchor for row in new])
    ]


def _merged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Merge both orders; a part that exists in only one stays after its predecessor."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found: list[str] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        # "replace" means here that parts went and others came in the same place: both are shown.
        found += old[a:b] if tag == "equal" else [*old[a:b], *new[c:d]]
    return list(dict.fromkeys(found))


def _compared(old: PartRow | None, new: PartRow | None) -> Compared:
    row = new or old
    assert row is not None
    one, two = old.text if old else None, new.text if new else None
    label = row.label or row.text.split("\n")[0][:60]
    return Compared(row.anchor, label, one, two, compare_words(one or "", two or ""))
