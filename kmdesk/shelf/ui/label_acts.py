"""Labels that a clerk prints from the shelf: for papers and for places."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmdesk.i18n import N_, tr
from kmdesk.records.settings import LABEL_SHEET
from kmdesk.records.unit import Reading
from kmdesk.shelf import documents
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.printing import print_sheet
from kmdesk.widgets.queries import RecordView

if TYPE_CHECKING:
    from kmdesk.pdf.labels import LabelSheet

_SHEETS = {
    "3x8": N_("3 × 8 labels of 70 × 37 mm"),
    "3x7": N_("3 × 7 labels of 63.5 × 38.1 mm"),
    "2x7": N_("2 × 7 labels of 99.1 × 38.1 mm"),
    "2x4": N_("2 × 4 labels of 99.1 × 67.7 mm"),
    "5x13": N_("5 × 13 labels of 38.1 × 21.2 mm"),
    "own": N_("Other sheet, as measured below"),
}
_OWN = ("sheet", "own")
_MEASURES = [
    Field("columns", N_("Labels across"), "number", only_for=_OWN),
    Field("rows", N_("Labels down"), "number", only_for=_OWN),
    Field("width", N_("Width of a label (mm)"), "decimal", only_for=_OWN),
    Field("height", N_("Height of a label (mm)"), "decimal", only_for=_OWN),
    Field("left", N_("Margin on the left (mm)"), "decimal", only_for=_OWN),
    Field("top", N_("Margin above (mm)"), "decimal", only_for=_OWN),
    Field("gap_x", N_("Gap across (mm)"), "decimal", only_for=_OWN),
    Field("gap_y", N_("Gap down (mm)"), "decimal", only_for=_OWN),
]
_PLACES = {
    "cupboard": N_("Cupboards"),
    "shelf": N_("Shelves"),
    "folder": N_("Folders"),
    "": N_("All places that keep paper"),
}


def paper_label(tab: ActingTab, view: RecordView | None) -> None:
    """A sticker for the paper on the right."""
    if view is not None:
        _ask_papers(tab, (view.id,))


def list_labels(tab: ActingTab, _view: RecordView | None) -> None:
    """Stickers for all papers of the list."""
    _ask_papers(tab, tuple(tab.listed_ids))


def place_labels(tab: ActingTab, _view: RecordView | None) -> None:
    """Stickers for places, all of them or of one cupboard."""

    def ask(found: tuple[dict[Any, str], str]) -> None:
        cupboards, written = found
        fields = [
            Field("kind", N_("Labels for"), "choice", choices=_PLACES),
            Field("inside", N_("Where"), "choice", choices=cupboards),
        ]

        def make(library: Any, actor: Any, values: Any, sheet: "LabelSheet", out: Path) -> Path:
            from kmdesk.shelf.print import print_place_labels

            kind, inside, first = values["kind"], values["inside"], values["first"]
            return print_place_labels(library, actor, kind, inside, sheet, first, out)

        _ask_labels(tab, fields, {"kind": "folder"}, written, make)

    tab.context.read(_cupboards, done=ask)


def _cupboards(reading: Reading) -> tuple[dict[Any, str], str]:
    rows = documents.cupboards(reading.session)
    choices: dict[Any, str] = {None: N_("Everywhere")}
    choices.update({ids[0]: name for name, ids in rows})
    return choices, _kept(reading)


def _kept(reading: Reading) -> str:
    return LABEL_SHEET.read(reading.session)


def _ask_papers(tab: ActingTab, ids: tuple[int, ...]) -> None:
    def make(library: Any, actor: Any, values: Any, sheet: "LabelSheet", out: Path) -> Path:
        from kmdesk.shelf.print import print_paper_labels

        return print_paper_labels(library, actor, ids, sheet, values["first"], out)

    tab.context.read(_kept, done=lambda written: _ask_labels(tab, [], {}, written, make))


def _ask_labels(
    tab: ActingTab,
    fields: list[Field],
    present: dict[str, Any],
    written: str,
    make: Callable[[Any, Any, dict[str, Any], "LabelSheet", Path], Path],
) -> None:
    """Ask for the sheet and the first label; the sheet is remembered for the next time."""
    from kmdesk.pdf.labels import SHEETS, LabelSheet

    own = LabelSheet.read(written)
    known = next((name for name, sheet in SHEETS.items() if sheet == own), "own" if own else "3x8")
    shown = own or SHEETS["3x8"]
    asked = [
        *fields,
        Field("sheet", N_("Sheet of labels"), "choice", choices=_SHEETS),
        Field("first", N_("Start at label"), "number", required=True),
        *_MEASURES,
    ]
    values = {field.name: getattr(shown, field.name) for field in _MEASURES}

    def go_on(given: dict[str, Any], form: FormDialog) -> None:
        try:
            sheet = SHEETS.get(given["sheet"]) or _measured(given)
            sheet.check(given["first"])
        except Exception as error:  # a sentence at its field; the form stays
            form.show_error(error)
            return
        form.accept()
        tab.save(N_("Remember the sheet of labels"), _remember, sheet.written())
        print_sheet(
            tab,
            tab.context,
            lambda lib, actor, out: make(lib, actor, given, sheet, out),
            tr("Labels"),
        )

    ask_form(
        tab,
        N_("Labels"),
        asked,
        {**values, "sheet": known, "first": 1, **present},
        go_on,
        button=N_("Show it"),
        note=N_("Labels are counted from the left, row by row."),
    )


def _measured(values: dict[str, Any]) -> "LabelSheet":
    from kmdesk.pdf.labels import LabelSheet

    return LabelSheet(**{field.name: values[field.name] or 0 for field in _MEASURES})


def _remember(unit: Any, written: str) -> None:
    LABEL_SHEET.store(unit, written)
