"""Export of records to a readable folder, atomically, with HTML pages for any browser."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from msgspec import to_builtins
from sqlalchemy import Table, select

from kmdesk.i18n import language, tr
from kmdesk.records import portable_folder
from kmdesk.records.describe import ENDED, effective_status, effective_statuses, tag_names
from kmdesk.records.fields import relation_words, screen_date
from kmdesk.records.kinds import Kind, Kinds
from kmdesk.records.library import Library
from kmdesk.records.model import EVIDENCE, SECRETS, Link, OfficeValue, Place, Record, now
from kmdesk.records.portable_folder import PERSONAL, FolderError, atomic_folder
from kmdesk.records.settings import CREST
from kmdesk.records.unit import Actor, Duty, NotAllowed, Reading
from kmdesk.store.atomic import Tell, quiet
from kmdesk.store.engine import Base, head
from kmdesk.store.files import FileStore
from kmdesk.thai.normal import clean_text, clean_value

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
    # Texts taken from scans hold control characters, which no page may.
    return clean_text(
        f'<!DOCTYPE html><html lang="{language()}"><head><meta charset="utf-8">'
        # the page may be opened anywhere: nothing in it may run or be fetched
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1>{body}</body></html>\n"
    )


_AS_IT_IS = frozenset({"sort_key"})  # computed, not typed; JSON escapes its control characters
_CHUNK = 200  # records whose rows are read in one query


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the folder of each record, and files with their expected hashes."""

    names: dict[int, str]
    files: dict[str, str]
    office: str


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The finished folder and its number of records and files."""

    folder: Path
    records: int
    files: int


def export_records(
    library: Library,
    actor: Actor,
    kinds: Kinds,
    out: Path,
    record_ids: Sequence[int] | None = None,
    progress: Tell = quiet,
) -> ExportResult:
    """Export ``record_ids`` (None: everything outside the trash) to the new folder ``out``.

    A full export also includes the plans, holidays and facts of the office; sign-ins and the change
    feed are never exported. Raises FolderError when ``out`` exists or cannot be written, NotAllowed
    for a walk-up.
    """
    if actor.duty < Duty.CLERK:
        raise NotAllowed("Sign in as the clerk first: readers cannot take the library out.")
    with atomic_folder(out) as partial, library.reading(actor) as reading:
        done = write_out(reading, kinds, library.files, partial, record_ids, progress)
    return ExportResult(out, len(done.names), len(done.files))


def write_out(
    reading: Reading,
    kinds: Kinds,
    files: FileStore,
    root: Path,
    record_ids: Sequence[int] | None = None,
    progress: Tell = quiet,
    *,
    sealed: bool = False,
) -> Written:
    """Write the records into the existing ``root``; ``sealed``: a checksum list will follow."""
    return _TakeOut(reading, kinds, files, root).run(record_ids, progress, sealed=sealed)


class _TakeOut:
    def __init__(self, reading: Reading, kinds: Kinds, files: FileStore, root: Path) -> None:
        self._reading, self._kinds, self._files, self._root = reading, kinds, files, root
        self._tables = portable_folder.hanging_tables()
        self._pointed: dict[str, set[int]] = {}
        self._hashes: dict[str, str] = {}
        self._rows: dict[int, dict[str, list[dict[str, Any]]]] = {}

    def run(self, record_ids: Sequence[int] | None, progress: Tell, *, sealed: bool) -> Written:
        names = self._names(record_ids)
        lines: list[IndexLine] = []
        for at, (record_id, name) in enumerate(names.items()):
            progress(at, len(names))
            if at % _CHUNK == 0:
                self._read_rows(list(names)[at : at + _CHUNK])
            lines.append(self._record(record_id, name, names))
        progress(len(names), len(names))
        shared = self._shared(whole=record_ids is None)
        self._json(self._root / portable_folder.SHARED, shared)
        office = (
            next(
                (r["value"] for r in shared.get("office_value", []) if r["key"] == "office_name"),
                "",
            )
            or self._office_name()
        )
        (self._root / portable_folder.INDEX).write_text(index_page(office, lines), "utf-8")
        header = portable_folder.Header(
            format=portable_folder.FORMAT,
            version=portable_folder.VERSION,
            schema=head(),
            made_at=now(),
            office=office,
            whole=record_ids is None,
            sealed=sealed,
            records=[
                portable_folder.RecordFolder(record_id, f"{portable_folder.RECORDS}/{name}")
                for record_id, name in names.items()
            ],
        )
        self._json(self._root / portable_folder.HEADER, to_builtins(header))
        return Written(names, self._hashes, office)

    def _office_name(self) -> str:
        found = self._reading.session.get(OfficeValue, "office_name")
        return found.value if found else ""

    def _names(self, record_ids: Sequence[int] | None) -> dict[int, str]:
        query = select(Record.id, Record.number, Record.title).where(self._reading.visible())
        rows = {row[0]: row for row in self._reading.session.execute(query.order_by(Record.id))}
        wanted: Iterable[int] = rows if record_ids is None else dict.fromkeys(record_ids)
        taken: set[str] = set()
        names = {}
        for record_id in wanted:
            if record_id not in rows:
                self._reading.record(record_id)  # raises the error that says it does not exist
            _id, number, title = rows[record_id]
            # The id first: number and title of two papers may be equal, and so they lie in order.
            words = " ".join(filter(None, (f"{record_id:05}", number, title)))
            names[record_id] = portable_folder.safe_name(
                words, taken, f"{record_id:05}", ending=False
            )
        return names

    def _record(self, record_id: int, name: str, names: dict[int, str]) -> IndexLine:
        folder = self._root / portable_folder.RECORDS / name
        folder.mkdir(parents=True)
        rows = self._rows.pop(record_id)
        files = self._copy_files(folder, rows.get("attachment", []))
        self._note_pointed(rows)
        said = {"rows": rows, "files": files, "outside": self._outside(rows, names)}
        self._json(folder / portable_folder.ROWS, said)
        kind = self._kinds.get(rows["record"][0]["kind"])
        page = summary_page(self._reading, kind, record_id, files, names)
        (folder / portable_folder.SUMMARY).write_text(page, "utf-8")
        return self._line(kind, rows["record"][0], name)

    def _line(self, kind: Kind, record: dict[str, Any], name: str) -> IndexLine:
        changed = effective_statuses(self._reading.session, [record["id"]])
        status, place_id = changed.get(record["id"], record["status"]), record["place_id"]
        place = self._reading.session.get(Place, place_id) if place_id else None
        return IndexLine(
            tr(kind.label),
            record["number"],
            record["title"],
            record["dated"],
            f"{portable_folder.RECORDS}/{name}/{portable_folder.SUMMARY}",
            tr(kind.statuses.get(status, status)) if status else "",
            status in ENDED,
            (place.label or place.name) if place else "",
        )

    def _read_rows(self, record_ids: list[int]) -> None:
        """Read all rows of these records, one query per table instead of one per record."""
        self._rows = {record_id: {} for record_id in record_ids}
        owners: list[tuple[Any, str]] = [
            (Record.__table__, "id"),
            *((table, "record_id") for table in self._tables),
        ]
        for table, owner in owners:
            key = next(iter(table.primary_key.columns))
            query = select(table).where(table.c[owner].in_(record_ids)).order_by(key)
            for row in self._reading.session.execute(query).mappings():
                self._rows[row[owner]].setdefault(table.name, []).append(dict(row))

    def _copy_files(self, folder: Path, attachments: list[dict[str, Any]]) -> dict[str, str]:
        files: dict[str, str] = {}
        taken: set[str] = set()
        for row in attachments:
            source = self._files.path(row["sha256"])
            if not source.is_file():
                raise FolderError(
                    "The file {name} is missing on the disk. Open the health page to see more.",
                    name=row["name"],
                )
            inside = portable_folder.PERSONAL if row["role"] == EVIDENCE else portable_folder.FILES
            (folder / inside).mkdir(exist_ok=True)
            name = portable_folder.safe_name(row["name"], taken, f"file{row['id']}")
            shutil.copyfile(source, folder / inside / name)
            files[str(row["id"])] = f"{inside}/{name}"
            # The hash that the library expects: a damaged original shows when the pack is sealed.
            self._hashes[f"{portable_folder.RECORDS}/{folder.name}/{inside}/{name}"] = row["sha256"]
        return files

    def _note_pointed(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        for table, found in rows.items():
            for column, target in portable_folder.references(Base.metadata.tables[table]):
                ids = {row[column] for row in found if row[column] is not None}
                self._pointed.setdefault(target, set()).update(ids)

    def _outside(
        self, rows: dict[str, list[dict[str, Any]]], names: dict[int, str]
    ) -> dict[str, dict[str, Any]]:
        """Return what is known of referenced records that are not in the folder."""
        wanted = {
            row[column]
            for table, found in rows.items()
            for column, target in portable_folder.references(Base.metadata.tables[table])
            if target == "record"
            for row in found
            if row[column] is not None and row[column] not in names
        }
        columns = (Record.id, Record.kind, Record.number, Record.title, Record.dated)
        query = select(*columns).where(Record.id.in_(wanted), self._reading.visible())
        found_rows = self._reading.session.execute(query).mappings()
        return {str(row["id"]): {k: v for k, v in row.items() if k != "id"} for row in found_rows}

    def _shared(self, *, whole: bool) -> dict[str, list[dict[str, Any]]]:
        tables = portable_folder.shared_tables() if whole else portable_folder.needed_tables()
        shared = {table.name: self._shared_rows(table, whole) for table in tables}
        for row in shared.get("floor_plan", []):
            self._copy_plan(row["image"])
        for row in shared.get("office_value", []):
            # Without its file, a library made from this folder would lack the crest for good.
            if row["key"] == CREST.key:
                self._copy_plan(row["value"])
        return {name: rows for name, rows in shared.items() if rows}

    def _shared_rows(self, table: Table, whole: bool) -> list[dict[str, Any]]:
        key = portable_folder.key_of(table)
        rows = {
            row[key]: dict(row)
            for row in self._reading.session.execute(
                select(table).order_by(table.columns[key])
            ).mappings()
        }
        if whole:
            return [row for row in rows.values() if row.get("key") not in SECRETS]
        kept: set[int] = set()
        up = [
            column for column, target in portable_folder.references(table) if target == table.name
        ]
        queue = [at for at in self._pointed.get(table.name, ()) if at in rows]
        while queue:
            at = queue.pop()
            if at not in kept:
                kept.add(at)
                queue += [rows[at][c] for c in up if rows[at][c] is not None]
        return [row for at, row in rows.items() if at in kept]

    def _copy_plan(self, sha256: str) -> None:
        source = self._files.path(sha256) if sha256 else None
        if source is not None and source.is_file():
            (self._root / portable_folder.PLANS).mkdir(exist_ok=True)
            shutil.copyfile(source, self._root / portable_folder.PLANS / sha256)

    def _json(self, path: Path, value: object) -> None:
        clean = clean_value(value, _AS_IT_IS)
        path.write_text(json.dumps(clean, ensure_ascii=False, indent=1), "utf-8")
