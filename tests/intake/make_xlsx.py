"""Workbooks written part by part, as programs other than Excel write them."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from kmdesk.intake.sheets import read_sheets
from kmdesk.intake.table import Cells, is_blank

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
USUAL = "http://schemas.openxmlformats.org/"
STRICT = "http://purl.oclc.org/ooxml/"
_USUAL_FILLS = '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'


def number(value: float, style: int = 0) -> str:
    """A cell that holds a number, in the style'th of the formats."""
    return f'<c s="{style}"><v>{value}</v></c>'


def words(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def formula(text: str) -> str:
    """A formula without its value."""
    return f"<c><f>{escape(text)}</f></c>"


def row(*cells: str, hidden: bool = False) -> str:
    return f"<row{' hidden=' + quoteattr('1') if hidden else ''}>{''.join(cells)}</row>"


def xlsx(
    path: Path,
    sheets: Sequence[tuple[str, str, str]],
    *,
    formats: Sequence[int | str] = (0,),
    styles: str = _USUAL_FILLS,
    main: str = "xl/workbook.xml",
    strict: bool = False,
    is_1904: bool = False,
) -> Path:
    """A workbook of sheets (name, state, rows); ``formats``: ids or codes."""
    base = STRICT if strict else USUAL
    sheet_space = f"{base}spreadsheetml/{'main' if strict else '2006/main'}"
    kinds = f"{base}officeDocument/{'' if strict else '2006/'}relationships"
    own = [each for each in formats if isinstance(each, str)]
    codes = "".join(
        f"<numFmt numFmtId={quoteattr(str(200 + at))} formatCode={quoteattr(code)}/>"
        for at, code in enumerate(own)
    )
    ids = [200 + own.index(each) if isinstance(each, str) else each for each in formats]
    shapes = "".join(f'<xf numFmtId="{each}" fontId="9" fillId="9" borderId="9"/>' for each in ids)
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" state="{state}" r:id="r{at}"/>'
        for at, (name, state, _rows) in enumerate(sheets, 1)
    )
    space = f'xmlns="{sheet_space}" xmlns:r="{kinds}"'
    links = [(f"r{at}", "worksheet", f"sheets/s{at}.xml") for at in range(1, len(sheets) + 1)]
    links.append(("s", "styles", "looks.xml"))
    folder = main.rsplit("/", 1)[0]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _types(main))
        archive.writestr("_rels/.rels", _links(kinds, [("r1", "officeDocument", f"/{main}")]))
        archive.writestr(
            main,
            f'<workbook {space}><workbookPr date1904="{int(is_1904)}"/>'
            f"<sheets>{listed}</sheets></workbook>",
        )
        archive.writestr(f"{folder}/_rels/{main.rsplit('/', 1)[1]}.rels", _links(kinds, links))
        archive.writestr(
            f"{folder}/looks.xml",
            f"<styleSheet {space}><numFmts>{codes}</numFmts>{styles}"
            f"<cellXfs>{shapes}</cellXfs></styleSheet>",
        )
        for at, (_name, _state, rows) in enumerate(sheets, 1):
            archive.writestr(
                f"{folder}/sheets/s{at}.xml",
                f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>",
            )
    return path


def _types(main: str) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    )


def _links(kinds: str, links: Sequence[tuple[str, str, str]]) -> str:
    said = "".join(
        f'<Relationship Id="{key}" Type="{kinds}/{kind}" Target="{target}"/>'
        for key, kind, target in links
    )
    return f'<Relationships xmlns="{_PACKAGE}">{said}</Relationships>'


def cells_of(path: Path) -> Cells:
    """Cells of the first sheet that is seen and is a table: no cover, no lookup list."""
    sheets = read_sheets(path)
    seen = [sheet for sheet in sheets if not sheet.is_hidden] or sheets
    return next((sheet.cells for sheet in seen if _is_table(sheet.cells)), seen[0].cells)


def _is_table(cells: Cells) -> bool:
    return sum(sum(not is_blank(cell) for cell in row) > 1 for row in cells[:15]) > 1
