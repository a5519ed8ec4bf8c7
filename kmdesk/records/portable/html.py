"""HTML pages of the readable folder, viewable in any browser without kmdesk."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from sqlalchemy import select

from kmdesk.i18n import language, tr
from kmdesk.records.describe import tag_names
from kmdesk.records.display import relation_words, screen_date
from kmdesk.records.kinds import Kind
from kmdesk.records.model import Link, Place, Record
from kmdesk.records.portable.format import PERSONAL
from kmdesk.records.status import effective_status
from kmdesk.records.unit import Reading
from kmdesk.thai.clean import clean_text

_STYLE = """
body { font: 12pt/1.6 Sarabun, "TH Sarabun New", "Leelawadee UI", Tahoma, sans-serif;
  max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #16202c; }
h1 { font-size: 1.4em; line-height: 1.4; } h2 { font-size: 1.1em; color: #0b4f4a; }
table { border-collapse: collapse; width: 100%; } td, th { padding: .3em .5em; text-align: left;
  vertical-align: top; border-bottom: 1px solid #c5ccc9; }
th { white-space: nowrap; font-weight: normal; color: #3c4751; } thead th { font-weight: bold; }
pre { white-space: pre-wrap; font: inherit; } a { color: #0b4a86; }
.ended { color: #8f1420; font-weight: bold; }
.dead { border: 2px solid #8f1420; color: #8f1420; padding: .5em 1em; font-weight: bold; }
@media print { body { margin: 0; max-width: none; } }
"""


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One record in the contents; ``page`` is relative to the contents page."""

    kind: str
    number: str
    title: str
    dated: str | None
    page: str
    status: str = ""
    ended: bool = False
    place: str = ""


def index_page(office: str, lines: list[IndexLine]) -> str:
    """Return the contents page of the folder."""
    by_kind: dict[str, list[IndexLine]] = {}
    for line in lines:
        by_kind.setdefault(line.kind, []).append(line)
    count = escape(tr("{count} items", count=f"{len(lines):,}"))
    jumps = "".join(
        f'<li><a href="#k{at}">{escape(kind)}</a> {len(found):,}</li>'
        for at, (kind, found) in enumerate(by_kind.items())
    )
    tables = "".join(
        f'<h2 id="k{at}">{escape(kind)}</h2>{_table(found)}'
        for at, (kind, found) in enumerate(by_kind.items())
    )
    return whole_page(office or tr("Knowledge corner"), f"<p>{count}</p><ul>{jumps}</ul>{tables}")


def _table(lines: list[IndexLine]) -> str:
    words = (tr("No."), tr("Number"), tr("Title"), tr("Dated"), tr("Status"), tr("Place"))
    head = "".join(f"<th>{escape(word)}</th>" for word in words)
    rows = [
        f"<tr><td>{at}</td><td>{escape(line.number)}</td>"
        f'<td><a href="{quote(line.page)}">{escape(line.title)}</a></td>'
        f"<td>{escape(screen_date(line.dated, 'short'))}</td>"
        f'<td class="{"ended" if line.ended else "held"}">{escape(line.status)}</td>'
        f"<td>{escape(line.place)}</td></tr>"
        for at, line in enumerate(lines, 1)
    ]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def summary_page(
    reading: Reading,
    kind: Kind,
    record_id: int,
    files: Mapping[str, str],
    names: Mapping[int, str],
) -> str:
    """Return the summary page of a record; ``names`` are the folders of the others."""
    record = reading.record(record_id)
    facts = _facts(reading, kind, record)
    facts += [(tr(label), value) for label, value in kind.facts(reading.session, record_id)]
    rows = "".join(
        f"<tr><th>{escape(label)}</th><td>{escape(str(value))}</td></tr>"
        for label, value in facts
        if value
    )
    parts = [f"<table>{rows}</table>"]
    status = effective_status(reading.session, record)
    if kind.lights.get(status) == "red":
        status = tr(kind.statuses.get(status, status))
        parts.insert(0, f'<p class="dead">{escape(status)}</p>')
    if files:
        parts.append(_section(tr("Files"), _files(files)))
    links = _links(reading, record_id, names)
    if links:
        parts.append(_section(tr("Related items"), f"<ul>{''.join(links)}</ul>"))
    texts = [
        f"<h3>{escape(passage.label)}</h3><pre>{escape(passage.text)}</pre>"
        for passage in kind.passages(reading.session, record_id)
    ]
    if texts:
        parts.append(_section(tr("Text"), "".join(texts)))
    back = f'<p><a href="../../index.html">{escape(tr("Contents"))}</a></p>'
    return whole_page(record.title, "".join(parts) + back)


def _files(files: Mapping[str, str]) -> str:
    """Return links to the files; those with personal data are counted, not listed."""
    listed = [path for path in files.values() if not path.startswith(f"{PERSONAL}/")]
    shown = [
        f'<li><a href="{quote(path)}">{escape(path.partition("/")[2])}</a></li>' for path in listed
    ]
    html = f"<ul>{''.join(shown)}</ul>" if shown else ""
    if hidden := len(files) - len(listed):
        words = tr(
            "{count} files with personal data lie in the folder “personal”. They are for the"
            " office alone.",
            count=hidden,
        )
        html += f"<p>{escape(words)}</p>"
    return html


def _facts(reading: Reading, kind: Kind, record: Record) -> list[tuple[str, str]]:
    place = reading.session.get(Place, record.place_id) if record.place_id else None
    status = effective_status(reading.session, record)
    return [
        (tr("Kind"), tr(kind.label)),
        (tr("Number"), record.number),
        (tr("From"), record.issuer),
        (tr("Dated"), screen_date(record.dated)),
        (
            tr("Status"),
            tr(kind.statuses.get(status, status)) if status else "",
        ),
        (tr("Place"), (place.label or place.name) if place else ""),
        (tr("Tags"), ", ".join(tag_names(reading.session, record.id))),
    ]


def _links(reading: Reading, record_id: int, names: Mapping[int, str]) -> list[str]:
    lines = []
    for outgoing in (True, False):
        here, there = (Link.record_id, Link.to_id) if outgoing else (Link.to_id, Link.record_id)
        query = (
            select(Link.relation, Record.id, Record.number, Record.title)
            .join(Record, Record.id == there)
            .where(here == record_id, reading.visible())
            .order_by(Link.id)
        )
        for relation, other, number, title in reading.session.execute(query):
            words = escape(" ".join(filter(None, (number, title))))
            if other in names:
                words = f'<a href="../{quote(names[other])}/summary.html">{words}</a>'
            lines.append(f"<li>{escape(relation_words(relation, outgoing))}: {words}</li>")
    return lines


def _section(title: str, body: str) -> str:
    return f"<h2>{escape(title)}</h2>{body}"


def whole_page(title: str, body: str) -> str:
    """Return a complete HTML page; ``body`` is HTML already."""
    return clean_text(
        f'<!DOCTYPE html><html lang="{language()}"><head><meta charset="utf-8">'
        # the page may be opened anywhere: nothing in it may run or be fetched
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1>{body}</body></html>\n"
    )
