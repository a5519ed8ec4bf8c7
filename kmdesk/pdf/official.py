"""Shared parts of the official forms: margins, sizes, garuda, paragraphs, signatures.

Measures follow ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. ๒๕๒๖: the garuda is 3 cm high in the
middle (กระดาษตราครุฑ, แบบที่ ๒๘) or 1.5 cm at the left (กระดาษบันทึกข้อความ, แบบที่ ๒๙, ข้อ ๗๑ ๗๕
๗๖); a page after the first has its number between hyphens, the page before it a catchword (ภาคผนวก
๒). Sizes are TH Sarabun points: text 16, single spacing, left margin 3 cm, right 2 cm, paragraphs
indented 2.5 cm.

A form is filled with plain data: texts, ISO dates, and a body of ``Text``, ``Point``, ``People``
and ``Heading`` parts. Missing values are left to be written by hand::

    paper = paper_of(library)                      # office, digits, the office's garuda
    write_memo(out, paper, MemoSheet(owner="…", number="…", dated="2026-01-05", subject="…",
        to="คณะทำงานทุกท่าน", body=(Text("ด้วย…"), Point("๑.", "…"), Text("จึงเรียน…")),
        signature=Signature("ชื่อเต็ม", "ตำแหน่ง")))
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from kmdesk import clock
from kmdesk.i18n import in_thai
from kmdesk.pdf.document import Document, Paper
from kmdesk.pdf.fonts import official_family, usable
from kmdesk.pdf.sheet import PageSize, fit_picture
from kmdesk.pdf.typography import CM, Align, Rich, Run, Style, as_runs, set_lines
from kmdesk.thai.dates import format_date
from kmdesk.thai.numbers import to_arabic, to_thai_words
from kmdesk.thai.words import break_offsets

TEXT, LABEL, TITLE = 16, 20, 29  # official points
URGENT = 32  # ข้อ ๒๘: red letters of at least 32 points
INDENT = 2.5 * CM
STEP = 0.75 * CM  # indent per level of points
CREST_HIGH, CREST_SMALL = 3 * CM, 1.5 * CM
_CREST_TOP = 1.5 * CM  # from the edge of the paper
_NEXT_TOP, _NUMBER_AT = 3.8 * CM, 3 * CM
_LINE = 1.33  # single spacing of TH Sarabun, in sizes
_TO_SIGN = 2.4  # blank lines for the signature
_CARRIED = (2, 6)  # body lines that move to the next page with the signature: minimum, maximum
_CATCH = 14  # minimum number of characters in a catchword
_SIZE = PageSize(left=3 * CM, right=2 * CM, top=2.5 * CM, bottom=2 * CM)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph with a 2.5 cm first-line indent; ``leads`` keeps it with the next part."""

    text: Rich
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A numbered paragraph: ข้อ ๑, ๑., ก. or (๑); ``level`` 0 is indented 2.5 cm."""

    label: str
    text: Rich
    level: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A short bold line that stays with the following part."""

    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a list: name, post, and a role or remark on the right."""

    name: str
    post: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """A numbered list of people in columns; ``indent`` in points."""

    people: tuple[Person, ...]
    indent: float = INDENT


Part = Text | Point | Heading | People


@dataclass(frozen=True, slots=True)
class Signature:
    """A signatory: full name and post; ``acting`` is a phrase such as ปฏิบัติราชการแทน…."""

    name: str = ""
    post: str = ""
    acting: str = ""


UNSIGNED = Signature()


def thai_day(stored: str | None, *, era: bool = False, blank: int = 24) -> str:
    """Return an ISO date as 12 มีนาคม 2551, with พ.ศ. before the year if ``era``; else dots."""
    try:
        written = format_date(date.fromisoformat(clock.wall_day(stored)), "long", False, "th")
    except ValueError:
        return stored or "." * blank
    if era:
        head, year = written.rsplit(" ", 1)
        written = f"{head} {in_thai('B.E.')} {year}"
    return written


class OfficialPage(Document):
    """Pages with the regulation's measures; used by the form modules in this package."""

    def __init__(
        self, out: Path, paper: Paper, title: str, crest: Literal["", "middle", "left"] = ""
    ) -> None:
        self.paper = paper
        self.crest = crest
        self._apart: set[int] = set()  # numbers of pages that start a separate part
        super().__init__(
            out,
            title=self.number(title, paper),
            office=paper.office,
            thai_digits=paper.thai_digits,
            printed_on=paper.printed_on,
            size=replace(_SIZE, top=_CREST_TOP) if crest else _SIZE,
            footer=False,
            family=usable(official_family()),
        )
        self.pitch = self.style().line_height
        if crest:
            self._draw_crest()

    # Text ------------------------------------------------------------------------------

    def style(self, size: float = TEXT, align: Align = "left", **fields: object) -> Style:
        """Return a style in official points, single spaced."""
        factor = self.fonts.family.factor
        made = Style(size=size * factor, leading=_LINE / factor, align=align, after=0)
        return made.but(**fields)

    @staticmethod
    def number(text: str, paper: Paper) -> str:
        """Return a text in the office's digits, except numbers that belong to Latin letters."""
        return to_thai_words(text) if paper.thai_digits else to_arabic(text)

    def words(self, text: str) -> str:
        """Return a text in the digits of this print."""
        return self.number(text, self.paper)

    def day(self, stored: str | None, *, era: bool = False, blank: int = 24) -> str:
        """Return a date in the digits of this print; see ``thai_day``."""
        return self.words(thai_day(stored, era=era, blank=blank))

    def line(self, text: str, size: float = TEXT, align: Align = "left", **more: object) -> None:
        """Add a short text as its own paragraph; nothing for an empty one."""
        if text.strip():
            self.paragraph(self.words(text), self.style(size, align, **more))

    def labelled(self, label: str, text: str, *, before: float = 6, indent: float = 0) -> None:
        """Add a label with its text hanging beside it; nothing for an empty text."""
        if not text.strip():
            return
        label = self.words(label)
        at = indent or self.fonts.shaper().width(label) * self.style().size + 10
        self._need(before + self.pitch)
        self.y -= before
        self.sheet.text(self.left, self._baseline(self.style()), label, size=self.style().size)
        self.paragraph(self.words(text), self.style(left=at))

    def keep(self, lines: float) -> None:
        """Continue on the next page unless that many lines fit on this one."""
        self._need(lines * self.pitch)

    def gap(self, lines: float = 1) -> None:
        """Add empty lines."""
        self.space(lines * self.pitch)

    def short_rule(self) -> None:
        """Draw the line below the head of an order, an announcement or minutes."""
        middle = self.left + self.width / 2
        self.gap(0.6)
        self.sheet.rule(middle - 2 * CM, self.y, middle + 2 * CM, self.y, 0.6)
        self.gap(0.4)

    # Parts -----------------------------------------------------------------------------

    def body(self, parts: Sequence[Part], after: float = 0) -> None:
        """Draw the parts in order.

        ``after`` is the height of a block that must not be alone on the next page: the last lines
        move with it.
        """
        carried, height = self._carried(parts) if after else (len(parts), 0.0)
        for at, part in enumerate(parts):
            if at == carried:
                self._need(height + after)
            match part:
                case Text(text, leads):
                    self._flowing(text, 0, leads)
                case Point(label, text, level):
                    number = [Run(f"{label}\u00a0\u00a0")] if label else []
                    self._flowing([*number, *as_runs(text)], level)
                case Heading(text):
                    style = self.style(bold=True, before=4, keep_with_next=True)
                    self.paragraph(self.words(text), style)
                case People(people, indent):
                    self._people(people, indent)

    def _flowing(self, text: Rich, level: int, leads: bool = False) -> None:
        """Add a paragraph with an indented first line; the others start at the margin."""
        style = self.style(
            align="justify",
            first=INDENT + level * STEP,
            before=0 if level else 6,
            keep_with_next=leads,
        )
        self.paragraph([run._replace(text=self.words(run.text)) for run in as_runs(text)], style)

    def _carried(self, parts: Sequence[Part]) -> tuple[int, float]:
        """Return the first of the last parts that move with the signature, and their height."""
        lines, height, first = 0, 0.0, len(parts)
        while first and lines < _CARRIED[0]:
            part = parts[first - 1]
            if not isinstance(part, Text | Point):
                break
            style = self.style(first=INDENT)
            more = len(set_lines(part.text, style, self.width, self.fonts.shaper))
            # A long paragraph stays: moved whole, it would leave half of the page before it empty.
            if lines + more > _CARRIED[1]:
                break
            lines, height, first = lines + more, height + more * self.pitch + 6, first - 1
        return first, height

    def _people(self, people: Sequence[Person], indent: float) -> None:
        def widest(texts: list[str], most: float) -> float:
            natural = max((shaper.width(self.words(text)) for text in texts), default=0)
            return min(natural * size + 12, most) if natural else 0

        shaper, size = self.fonts.shaper(), self.style().size
        label = shaper.width("88.  ") * size
        room = self.width - indent - label
        roles = widest([person.role for person in people], room * 0.32)
        names = widest([person.name or "." * 30 for person in people], room * 0.42)
        # Roles stand in one column for all, or the eye finds none of them in a long list.
        role_at = self.width - max(roles, room * 0.25) if roles else self.width
        post_at = indent + label + (names if any(p.post for p in people) else room)
        post_at = min(post_at, role_at)
        for at, person in enumerate(people, 1):
            cells = (
                (indent, indent + label, f"{at}."),
                (indent + label, post_at, person.name or "." * 30),
                (post_at, role_at, person.post),
                (role_at, self.width, person.role),
            )
            self._row(cells)

    def _row(self, cells: Sequence[tuple[float, float, str]]) -> None:
        """Draw texts side by side; a cell is (start, end, text), in points from the left margin."""
        style = self.style()
        set_cells = [
            (x, set_lines(self.words(text), style, max(end - x - 6, 20), self.fonts.shaper))
            for x, end, text in cells
            if text
        ]
        height = max(len(lines) for _, lines in set_cells)
        self._need(min(height, 3) * self.pitch)
        for row in range(height):
            self._need(self.pitch)
            for x, lines in set_cells:
                if row < len(lines):
                    self.sheet.line_of_text(lines[row], self.left + x, self._baseline(style))
            self.y -= self.pitch

    def sign(
        self,
        signature: Signature,
        *,
        closing: str = "",
        role: str = "",
        above: str = "",
        below: float = 0,
    ) -> None:
        """Add a signature block right of the middle, never split across pages.

        ``closing`` (ขอแสดงความนับถือ) goes above it, ``role`` (ผู้จดรายงานการประชุม) under the
        name. ``above`` is a line before everything (สั่ง ณ วันที่ …), ``below`` the height of what
        must follow on the same page.
        """
        middle = self.left + (self.width - 1 * CM) * 0.66
        wide = 2 * (self.left + self.width - middle)
        style = self.style(align="center")
        under = (f"({signature.name or '.' * 40})", signature.post, signature.acting, role)
        lines = [
            line
            for text in under
            if text
            for line in set_lines(self.words(text), style, wide, self.fonts.shaper)
        ]
        tops = [text for text in (above, closing) if text]
        self._need((len(tops) * 1.6 + _TO_SIGN + len(lines)) * self.pitch + below)
        for text in tops:
            self.gap(0.6)
            at = middle if text == closing else self.left + self.width / 2
            self.sheet.text(
                at, self._baseline(style), self.words(text), size=style.size, align="center"
            )
            self.y -= self.pitch
        self.gap(_TO_SIGN)
        for line in lines:
            self._need(self.pitch)
            self.sheet.line_of_text(line, middle - wide / 2, self._baseline(style))
            self.y -= self.pitch

    @property
    def sign_height(self) -> float:
        """Height of a usual signature block, with the line above it."""
        return (1.6 + _TO_SIGN + 3) * self.pitch

    # Pages -----------------------------------------------------------------------------

    def new_page(self) -> None:
        """Start a page; those after the first leave room for their number."""
        if self.sheets:
            self.size = replace(self.size, top=_NEXT_TOP)
        super().new_page()

    def page_break(self) -> None:
        """Start a separate part on a new page, without a catchword on the page before."""
        super().page_break()
        self._apart.add(len(self.sheets))

    def save(self) -> Path:
        """Number the pages after the first, add catchwords, and write the file."""
        size = self.style().size
        middle, right = self.left + self.width / 2, self.left + self.width
        for number, sheet in enumerate(self.sheets[1:], 2):
            words = catchword(sheet.first_line)
            text = self.words(f"- {number} -")
            before = self.sheets[number - 2]
            sheet.text(middle, self.size.height - _NUMBER_AT, text, size=size, align="center")
            if words and self.crest and number not in self._apart:
                before.text(right, 1.2 * CM, f"/{words}...", size=size, align="right")
        return super().save()

    def _draw_crest(self) -> None:
        """Draw the garuda or leave its space; text continues below or beside it."""
        high = CREST_HIGH if self.crest == "middle" else CREST_SMALL
        left = self.left + (self.width - high) / 2 if self.crest == "middle" else self.left
        if self.paper.crest:
            fit_picture(self.sheet, self.paper.crest, left, self.y - high, high, high)
        # Beside the small garuda of a memo stands the first line; below the large one it begins.
        self.y -= high + (0.2 * CM if self.crest == "middle" else 0)


def catchword(line: str) -> str:
    """Return the first words of a line, for the foot of the preceding page."""
    line = line.replace("\u00a0", " ")
    ends = [at for at in break_offsets(line) if at >= _CATCH]
    return line[: ends[0]].strip() if ends else line.strip()
