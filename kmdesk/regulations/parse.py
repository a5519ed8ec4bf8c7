"""Parse the text of a law into parts that together are the text. Pure: no input, no output.

Two passes. The first walks the paragraphs and determines what each begins (a chapter heading, a
signature, the title of an amending act, perhaps a provision). The second keeps, within each
instrument, the candidate provisions that form one numbering; the rest is plain text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kmdesk.regulations import text_lines
from kmdesk.regulations.structure import LawText, Part, PartKind, Role, Section
from kmdesk.regulations.text_lines import Paragraph, UnitMark, one_line, paragraphs, without_marks
from kmdesk.thai.numbers import canonical_provision, provision_label, read_provision

# Candidates looked back on: without a bound the search is quadratic.
_LOOK_BACK = 60


def choose(candidates: Sequence[UnitMark]) -> list[int]:
    """Return the indices of the chain of ``candidates`` that best forms one numbering.

    Each candidate scores its weight; a gap in the numbering, a repeat or a step back costs.
    """
    if not candidates:
        return []
    best = [0.0] * len(candidates)
    previous = [-1] * len(candidates)
    for i, mark in enumerate(candidates):
        # A numbering begins with 1, but a fragment of a law may begin anywhere: it costs, no more.
        best[i] = mark.weight - min(0.25 * (mark.key.main - 1), 1.0)
        for j in range(max(0, i - _LOOK_BACK), i):
            score = best[j] + mark.weight - _cost(candidates[j], mark)
            if score > best[i]:
                best[i], previous[i] = score, j
    at = max(range(len(candidates)), key=best.__getitem__)
    chain: list[int] = []
    while at >= 0:
        chain.append(at)
        at = previous[at]
    return _with_misprints(candidates, chain[::-1])


def _with_misprints(candidates: Sequence[UnitMark], chain: list[int]) -> list[int]:
    """Keep strong candidates inside a gap of the chain, whatever their number is.

    Retyped laws print มาตรา ๔๐ for ๕๐; swallowing such a provision would be worse than showing it.
    """
    kept: list[int] = []
    for k, i in enumerate(chain):
        if k and _cost(candidates[chain[k - 1]], candidates[i]) > 0:
            first = candidates[chain[k - 1]]
            kept += [
                j
                for j in range(chain[k - 1] + 1, i)
                if candidates[j].weight >= 1.0 and candidates[j].unit == first.unit
            ]
        kept.append(i)
    return kept


def _cost(first: UnitMark, second: UnitMark) -> float:
    if first.unit != second.unit:
        return 5.0
    last = read_provision(first.through) if first.through else None
    before = last or first.key
    # From here on the order of these costs matters more than their size: a gap is likelier
    # than a number printed twice, and that likelier than a step back, which is a citation.
    if second.key.follows(before):
        return 0.0
    if second.key == before:
        return 1.6
    if second.key < before:
        return 3.5
    return min(0.3 * (second.key.main - before.main), 1.4)


# Behind these the law has ended; what looks like a provision there is mostly a citation.
_CLOSED = {
    PartKind.COUNTERSIGNATURE,
    PartKind.SCHEDULE,
    PartKind.REMARKS,
    PartKind.EDITORIAL,
    PartKind.FOOTNOTE,
}
# Paragraphs: the preamble of an amending act stands between its title and its first section.
_LOOK_AHEAD = 16


@dataclass(slots=True)
class _Start:
    """Start of a part at a paragraph."""

    at: int
    kind: PartKind
    section: int
    mark: UnitMark | None = None
    level: int = 0
    resumed: bool = False


def parse(text: str) -> LawText:
    """Parse ``text``."""
    found = paragraphs(text)
    walk = _Walk(text, found)
    starts = _chosen(walk.run())
    parts = _parts(text, found, starts)
    sections = _roles(walk.titles, parts)
    return LawText(text, tuple(parts), tuple(sections), tuple(p.start for p in found))


class _Walk:
    """The first pass."""

    def __init__(self, text: str, found: list[Paragraph]) -> None:
        self._text = text
        self._paragraphs = found
        self._units: list[UnitMark | None] = []
        before: Paragraph | None = None
        for paragraph in found:
            self._units.append(text_lines.unit_mark(text, paragraph, before))
            before = paragraph
        self._kind = PartKind.PREAMBLE
        self._section = 0
        self._lasts: list[UnitMark | None] = [None]  # latest provision of each instrument
        self._starts: list[_Start] = []
        self.titles: list[str] = [""]

    def run(self) -> list[_Start]:
        """Return where parts begin, including candidates for provisions."""
        self._begin(0, PartKind.PREAMBLE)
        i = 0
        while i < len(self._paragraphs):
            i = self._step(i)
        return self._starts

    def _begin(self, at: int, kind: PartKind, mark: UnitMark | None = None, level: int = 0) -> None:
        self._kind = kind
        if mark is not None:
            self._lasts[self._section] = mark
        self._starts.append(_Start(at, kind, self._section, mark, level))

    @property
    def _last(self) -> UnitMark | None:
        """The latest provision of the current instrument."""
        return self._lasts[self._section]

    def _step(self, i: int) -> int:
        paragraph = self._paragraphs[i]
        if paragraph.blank or text_lines.is_rule(paragraph):
            return i + 1
        if text_lines.is_footnote(paragraph):
            return self._footnote(i)
        if self._kind in (PartKind.FOOTNOTE, PartKind.EDITORIAL):
            return self._after_end(i)
        mark = self._units[i]
        if mark is not None and self._takes(mark):
            self._begin(i, PartKind.PROVISION, mark)
            return i + 1
        if self._kind in _CLOSED:
            return self._closed(i)
        return self._open(i)

    def _takes(self, mark: UnitMark) -> bool:
        """Return whether a provision can begin here at all."""
        if self._kind not in _CLOSED:
            return True
        # In remarks มาตรา only cites; elsewhere after the end a provision has to stand out.
        if self._kind is PartKind.REMARKS or mark.weight < 1.5:
            return False
        if self._last is None:
            return self._kind is PartKind.COUNTERSIGNATURE and mark.key.main == 1
        return mark.unit == self._last.unit and mark.key.follows(self._last.key)

    def _footnote(self, i: int) -> int:
        paragraph, following = self._paragraphs[i], self._following(i)
        if self._kind in _CLOSED or text_lines.is_sure_footnote(paragraph, following):
            resume = self._starts[-1]
            before = self._kind
            self._begin(i, PartKind.FOOTNOTE)
            if before in _CLOSED:
                return i + 1
            return self._resume(i, resume)
        return i + 1

    def _resume(self, i: int, interrupted: _Start) -> int:
        """Continue the interrupted part after a footnote at the foot of a page."""
        end = i + (2 if text_lines.is_bare_mark(self._paragraphs[i]) else 1)
        while end < len(self._paragraphs) and self._paragraphs[end].blank:
            end += 1
        self._kind = interrupted.kind
        if end < len(self._paragraphs):
            self._starts.append(replace(interrupted, at=end, resumed=True, section=self._section))
        return end

    def _after_end(self, i: int) -> int:
        """Among footnotes and editorial stamps accept only the start of another instrument."""
        paragraph = self._paragraphs[i]
        if self._kind is PartKind.EDITORIAL and self._is_title(i):
            self._new_section(i)
        elif text_lines.is_editor(paragraph) and self._kind is PartKind.FOOTNOTE:
            self._begin(i, PartKind.EDITORIAL)
        return i + 1

    def _closed(self, i: int) -> int:
        paragraph = self._paragraphs[i]
        if text_lines.is_editor(paragraph):
            self._begin(i, PartKind.EDITORIAL)
        elif text_lines.is_remarks(paragraph, self._following(i)):
            self._begin(i, PartKind.REMARKS)
        elif self._is_title(i):
            self._new_section(i)
        elif text_lines.is_close(paragraph):
            if self._kind is not PartKind.COUNTERSIGNATURE:
                self._begin(i, PartKind.COUNTERSIGNATURE)
        elif text_lines.is_schedule(paragraph) and paragraph.after_blank:
            if self._kind is not PartKind.SCHEDULE:
                self._begin(i, PartKind.SCHEDULE)
        elif level := text_lines.heading_level(paragraph):
            self._chapter_after_close(i, level)
        return i + 1

    def _chapter_after_close(self, i: int, level: int) -> bool:
        """Resume a code (บรรพ ๕) after the acts that bring its earlier books into force."""
        first = self._unit_below(i)
        if first is None or level > 4:
            return False
        owners = [
            (last.key, k)
            for k, last in enumerate(self._lasts)
            if last is not None and last.unit == first.unit and last.key < first.key
        ]
        if first.key.main == 1 and self._kind in _CLOSED:
            self._new_section(i)
        elif first.key.main > 1 and owners:
            self._section = max(owners)[1]
        else:
            return False
        self._begin(i, PartKind.HEADING, level=level)
        return True

    def _open(self, i: int) -> int:
        paragraph = self._paragraphs[i]
        if self._last and text_lines.is_editor(paragraph):
            self._begin(i, PartKind.EDITORIAL)
        elif text_lines.is_remarks(paragraph, self._following(i)):
            self._begin(i, PartKind.REMARKS)
        elif self._ends_here(paragraph):
            self._begin(i, PartKind.COUNTERSIGNATURE)
        elif self._last and paragraph.after_blank and self._is_amending_title(i):
            self._new_section(i)
        elif self._names_chapter(i):
            return i + 1
        elif level := text_lines.heading_level(paragraph):
            if self._kind is PartKind.TITLE and self._chapter_after_close(i, level):
                return i + 1
            if self._leads_to_unit(i):
                self._begin(i, PartKind.HEADING, level=level)
        return i + 1

    def _names_chapter(self, i: int) -> bool:
        """Return whether it is the title of a bare heading above, as บททั่วไป below หมวด ๑."""
        start = self._starts[-1]
        if start.kind is not PartKind.HEADING or not text_lines.is_loose_heading(
            self._paragraphs[i]
        ):
            return False
        between = self._paragraphs[start.at + 1 : i]
        bare = text_lines.is_bare_heading(self._paragraphs[start.at])
        # Nothing but blank lines may come between a number and its title.
        return bare and all(paragraph.blank for paragraph in between)

    def _ends_here(self, paragraph: Paragraph) -> bool:
        if not text_lines.is_close(paragraph):
            return False
        return self._last is not None or paragraph.line.startswith(("ประกาศมา", "ประกาศ มา"))

    def _new_section(self, i: int) -> None:
        self.titles.append(without_marks(self._paragraphs[i].line).strip(" *"))
        self._lasts.append(None)
        self._section = len(self.titles) - 1
        self._begin(i, PartKind.TITLE)

    def _is_title(self, i: int) -> bool:
        paragraph = self._paragraphs[i]
        alone = paragraph.after_blank or paragraph.line.startswith(text_lines.TREATIES)
        return alone and text_lines.is_title(paragraph)

    def _is_amending_title(self, i: int) -> bool:
        """Return whether it is a title inside a law: only if provisions restart after it."""
        paragraph = self._paragraphs[i]
        if not text_lines.is_title(paragraph) or self._last is None:
            return False
        # A law also names other laws on a line of their own; only an act restarts the numbering.
        for k in self._below(i, _LOOK_AHEAD):
            mark = self._units[k]
            if mark is not None:
                return mark.key <= self._last.key
            if text_lines.is_remarks(self._paragraphs[k], self._following(k)):
                return True
        return False

    def _leads_to_unit(self, i: int) -> bool:
        """Return whether a provision, another heading or the end closely follows a heading."""
        for k in self._below(i):
            paragraph = self._paragraphs[k]
            if self._units[k] is not None or text_lines.heading_level(paragraph):
                return True
            if self._ends_here(paragraph):
                return True
        return False

    def _unit_below(self, i: int) -> UnitMark | None:
        """Return the provision closely below the heading at ``i``, allowing headings in between."""
        at = i
        while True:
            for k in self._below(at):
                mark = self._units[k]
                if mark is not None:
                    return mark
                if text_lines.heading_level(self._paragraphs[k]):
                    at = k
                    break
            else:
                return None

    def _below(self, i: int, most: int = 4) -> Iterator[int]:
        """Yield the next few paragraphs with text of their own."""
        texts = 0
        for k in range(i + 1, len(self._paragraphs)):
            paragraph = self._paragraphs[k]
            if (
                paragraph.blank
                or text_lines.is_rule(paragraph)
                or text_lines.is_footnote(paragraph)
            ):
                continue
            yield k
            texts += 1
            if texts > most:
                return

    def _following(self, i: int) -> str:
        """Return the next line with text."""
        for paragraph in self._paragraphs[i + 1 : i + 4]:
            if not paragraph.blank:
                return paragraph.line
        return ""


def _chosen(starts: list[_Start]) -> list[_Start]:
    """Run the second pass: drop provisions outside their instrument's numbering."""
    kept: set[int] = set()
    for section in {start.section for start in starts}:
        units = [
            k for k, s in enumerate(starts) if s.section == section and s.mark and not s.resumed
        ]
        chain = choose([mark for k in units if (mark := starts[k].mark)])
        kept |= {units[k] for k in chain}
    return [
        start
        for k, start in enumerate(starts)
        if start.kind is not PartKind.PROVISION or start.resumed or k in kept
    ]


def _parts(text: str, found: list[Paragraph], starts: list[_Start]) -> list[Part]:
    parts: list[Part] = []
    path: list[tuple[int, str]] = []
    section = 0
    if not found:
        return parts
    ends = [found[start.at].start for start in starts[1:]] + [len(text)]
    for start, end in zip(starts, ends, strict=True):
        if start.section != section:
            path, section = [], start.section
        if start.kind is PartKind.HEADING and not start.resumed:
            path = [entry for entry in path if entry[0] < start.level]
            path.append((start.level, _heading_text(found, start.at, end)))
        begin = found[start.at].start
        if begin < end:
            parts.append(_part(start, begin, end, tuple(name for _, name in path)))
    return parts


def _part(start: _Start, begin: int, end: int, path: tuple[str, ...]) -> Part:
    part = Part(start.kind, begin, end, start.section, path=path, resumed=start.resumed)
    if start.kind is PartKind.HEADING:
        return replace(part, label=path[-1] if path else "", level=start.level)
    if start.mark is None:
        return part
    mark = start.mark
    number, through = (
        canonical_provision(mark.number),
        canonical_provision(mark.through) if mark.through else "",
    )
    name = provision_label(mark.unit, number)
    if through:
        name += f" ถึง {provision_label(mark.unit, through)}"
    return replace(part, unit=mark.unit, number=number, through=through, label=name)


def _heading_text(found: list[Paragraph], at: int, end: int) -> str:
    """Return a chapter's number and title on one line."""
    lines: list[str] = []
    for paragraph in found[at:]:
        if paragraph.start >= end or len(lines) >= 4:
            break
        if lines and (paragraph.blank or text_lines.is_rule(paragraph)):
            if len(lines) > 1 or not text_lines.is_bare_heading(found[at]):
                break
            continue
        lines.append(without_marks(paragraph.line))
    return one_line(" ".join(lines))[:300]


def _roles(titles: list[str], parts: list[Part]) -> list[Section]:
    """Assign roles: the first instrument is the law, unless it only brings a code into force."""
    counts = [0] * len(titles)
    for part in parts:
        if part.kind is PartKind.PROVISION and not part.resumed:
            counts[part.section] += 1
    # A code is brought into force by a short act printed before it; the code is the law then.
    codes = [
        k for k, title in enumerate(titles) if k and title.startswith(("ประมวล", "บรรพ", "ภาค"))
    ]
    body = max(codes, key=counts.__getitem__, default=0)
    # An act that only mentions a code in a title below has more provisions than that title.
    if counts[body] <= counts[0]:
        body = 0
    return [Section(_role(k, body, title), title) for k, title in enumerate(titles)]


def _role(index: int, body: int, title: str) -> Role:
    if index == body:
        return Role.BODY
    if title.startswith(text_lines.TREATIES):
        return Role.ATTACHED
    return Role.PROMULGATION if index < body else Role.AMENDING
