"""Paper of the places: a floor plan on one A4 sheet with its legend, and stickers for cupboards."""

from collections.abc import Sequence
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.labels import Label
from kmdesk.pdf.sheet import PageSize
from kmdesk.pdf.typography import Line, Rich, Style, set_lines
from kmdesk.places import all_places, within
from kmdesk.places.floor_plan import (
    EDGE,
    FILLS,
    INK,
    LIT,
    LIT_EDGE,
    SHAPE_KINDS,
    PlanRow,
    ShapeRow,
    Target,
)
from kmdesk.records.unit import Reading

HOLDING_PAPER = ("cupboard", "shelf", "folder", "slot")


def place_stickers(reading: Reading, kind: str = "", inside: int | None = None) -> list[Label]:
    """Return a sticker for each place of a kind, in shelf order.

    Without a kind, all places that hold paper; ``inside`` limits them to one place and its
    contents.
    """
    chosen = set(within(reading.session, inside)) if inside is not None else None
    stickers: list[Label] = []
    for row in all_places(reading):
        of_kind = row.kind == kind if kind else row.kind in HOLDING_PAPER
        if of_kind and (chosen is None or row.id in chosen):
            # the name itself stands in large letters above
            around = row.label.removesuffix(row.name).strip(" /›·,") if row.label else ""
            stickers.append(Label(row.name, (around,) if around else ()))
    return stickers


# Below six points nobody reads a name on paper: longer ones run over their shape.
_SIZES = (12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0)
_PAD = 3.0


def write_plan(
    out: Path,
    plan: PlanRow,
    *,
    office: str = "",
    lit: ShapeRow | None = None,
    targets: Sequence[Target] = (),
    picture: Path | None = None,
) -> None:
    """Print a floor to ``out``, as large as the sheet allows, then a list of what is where."""
    page = PageSize(left=40, right=40, top=40, bottom=50)
    title = tr("Floor plan: {floor}", floor=plan.name)
    document = Document(
        out, title=title, office=office, landscape=plan.width >= plan.height, size=page
    )
    document.heading(title)
    _legend(document, plan, lit)
    scale = min(document.width / plan.width, document.room / plan.height)
    left = document.left + (document.width - plan.width * scale) / 2
    top = document.y
    traced = picture is not None and picture.is_file()
    if picture is not None and traced:
        high = plan.height * scale
        document.sheet.picture(picture, left, top - high, plan.width * scale, high)
    # rooms lie below what stands in them, the marked shape on top
    for shape in sorted(plan.shapes, key=lambda s: (s.kind != "room", s == lit)):
        x, width, height = left + shape.x * scale, shape.width * scale, shape.height * scale
        y = top - (shape.y + shape.height) * scale
        here = shape == lit
        document.sheet.box(
            x,
            y,
            width,
            height,
            fill=LIT if here else "" if traced and shape.kind == "room" else FILLS[shape.kind],
            line=2.5 if here else 0.8,
            color=LIT_EDGE if here else EDGE,
        )
        _write(document, shape, x, y, width, height)
    document.y = top - plan.height * scale - 12
    _list(document, plan, targets)
    document.save()


def _list(document: Document, plan: PlanRow, targets: Sequence[Target]) -> None:
    """List every shape that is a place: its name, kind, and whose desk it is."""
    known = {target.place_id: target for target in targets}
    rows: list[list[Rich]] = []
    for shape in sorted(plan.shapes, key=lambda s: (list(SHAPE_KINDS).index(s.kind), s.text)):
        target = known.get(shape.place_id) if shape.place_id is not None else None
        if target is not None and shape.kind != "room":
            name = shape.text or target.label
            rows.append([name, tr(SHAPE_KINDS[shape.kind]), ", ".join(target.people)])
    if rows:
        document.page_break()
        document.heading(tr("What is where"), 2)
        document.table(
            [tr("On the plan"), tr("Kind of shape"), tr("Who works here")], rows, (3, 2, 6)
        )


def _legend(document: Document, plan: PlanRow, lit: ShapeRow | None) -> None:
    """Draw coloured squares with their meaning on one line."""
    if lit is not None:
        document.paragraph(tr("Marked: {place}", place=lit.text), "bold")
    x, y = document.left, document.y - 12
    kinds = {shape.kind for shape in plan.shapes}
    for kind, label in SHAPE_KINDS.items():
        if kind in kinds:
            document.sheet.box(x, y, 12, 10, fill=FILLS[kind], line=0.6, color=EDGE)
            x += 16 + document.sheet.text(x + 16, y + 1.5, tr(label), size=10) + 14
    document.y = y - 10


def _write(
    document: Document, shape: ShapeRow, x: float, y: float, width: float, height: float
) -> None:
    """Draw the name in the largest size that fits; rooms at the top, others centred."""
    if not shape.text:
        return
    for size in _SIZES:
        style = Style(size=size, leading=1.4, align="center", color=INK)
        lines = set_lines(shape.text, style, width - 2 * _PAD, document.fonts.shaper)
        tall = len(lines) * style.line_height
        if tall <= height and _whole(lines, shape.text, width - 2 * _PAD):
            break
    upper = y + height - (2 if shape.kind == "room" else (height - tall) / 2)
    for row, line in enumerate(lines):
        baseline = upper - (row + 1) * style.line_height + 0.36 * size
        document.sheet.line_of_text(line, x + _PAD, baseline)


def _whole(lines: list[Line], text: str, width: float) -> bool:
    """Return whether no word had to be cut."""
    return all(line.width <= width + 0.5 for line in lines) and len(lines) <= len(text.split()) + 2
