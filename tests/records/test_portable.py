"""A readable folder: complete, safe to open, and back again without loss."""

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from kmdesk.composition import build_kinds
from kmdesk.people.accounts import SignInError, add_account, new_recovery_code, recover
from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty, Kinds, Library, NotAllowed, PassageText
from kmdesk.records.describe import counts, describe
from kmdesk.records.model import Place, Record
from kmdesk.records.portable_export import export_records
from kmdesk.records.portable_folder import FolderError, safe_name
from kmdesk.records.portable_import import import_portable
from kmdesk.records.settings import CREST
from kmdesk.records.spreadsheet import as_text_cell, write_sheet
from kmdesk.shelf.documents import NewDocument, NewFile, add_document
from kmdesk.shelf.kind import refuse_classified
from kmdesk.store.check import check_store

CLERK = Actor("clerk", Duty.ADMINISTRATOR)
_STAYS = {"change", "account", "alembic_version", "sqlite_sequence"}
Dump = dict[str, list[str]]


def dump(root: Path) -> Dump:
    """Every row of every table but sign-ins and the change feed."""
    with closing(sqlite3.connect(root / "library.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            name: sorted(repr(dict(row)) for row in connection.execute(f'SELECT * FROM "{name}"'))
            for name in names
            if name not in _STAYS
        }


def files(root: Path) -> list[str]:
    """Every stored file."""
    folder = root / "files"
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    return build_kinds()


@pytest.fixture(scope="module")
def sample(sample_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    root = tmp_path_factory.mktemp("portable") / "library"
    library = Library.open(Path(shutil.copytree(sample_template, root)))
    yield library
    library.close()


@pytest.fixture
def office(library: Library, kinds: Kinds) -> Library:
    """Three papers that hang together, with files, places, tags and awkward words."""
    with library.writing(CLERK, "Stock") as unit:
        cupboard = Place(kind="cupboard", name="ตู้ ๑", label="ตู้ ๑")
        unit.session.add(cupboard)
        unit.session.flush()
        shelf = Place(kind="shelf", name="ชั้น ๒", label="ตู้ ๑ › ชั้น ๒", parent_id=cupboard.id)
        unit.session.add(shelf)
        unit.session.flush()
        ids = []
        for number, title in enumerate(('=HYPERLINK("x")', "<b>ข้าวหอม & ปลา</b>", "con"), 1):
            new = NewDocument(
                title, number=f"ตย ๐๐๑๐/ว {number}", dated="2025-06-02", place_id=shelf.id,
                tags=("ป้าย", f"-{number}"), detail={"note": "@ข้อสังเกต", "addressee": "+66"},
            )  # fmt: skip
            file = NewFile(f"เนื้อหา {number}".encode(), "../ลับ:ไฟล์?.txt", "text/plain")
            texts = [PassageText("page:1", "1", f"ข้อความ {number} <script>")]
            record = add_document(unit, new, texts, file)
            unit.attach(record, f"ที่สอง {number}".encode(), "../ลับ:ไฟล์?.txt", "text/plain")
            ids.append(record.id)
        unit.link(ids[0], ids[1], "cites", "page:1", "page:1")
        unit.link(ids[2], ids[0], "repeals")
        unit.commit()
    return library


@pytest.fixture
def empty(library_template: Path, tmp_path: Path) -> Iterator[Library]:
    root = tmp_path / "empty"
    shutil.copytree(library_template, root)
    library = Library.open(root)
    yield library
    library.close()


@pytest.fixture
def folder(office: Library, kinds: Kinds, tmp_path: Path) -> Path:
    return export_records(office, CLERK, kinds, tmp_path / "folder").folder


def _count(library: Library) -> int:
    with library.reading(CLERK) as reading:
        return counts(reading)["records"]


def test_the_whole_sample_office_comes_back_as_it_was(sample, kinds, empty, tmp_path) -> None:
    done = export_records(sample, CLERK, kinds, tmp_path / "folder")
    assert done.records == _count(sample) > 60
    brought = import_portable(empty, CLERK, done.folder, refuse_classified)
    assert {one.status for one in brought} == {"added"}
    assert [one.reason for one in brought if one.reason] == []
    assert dump(empty.root) == dump(sample.root)
    assert files(empty.root) == files(sample.root)


def test_brought_in_twice_nothing_is_doubled(folder, office, empty) -> None:
    import_portable(empty, CLERK, folder)
    once = dump(empty.root)
    again = import_portable(empty, CLERK, folder)
    assert {one.status for one in again} == {"duplicate"}
    assert dump(empty.root) == once == dump(office.root)


def test_among_other_records_everything_is_renumbered(folder, office, empty) -> None:
    with empty.writing(CLERK, "Stock") as unit:
        place = Place(kind="room", name="อื่น", label="อื่น")
        unit.session.add(place)
        for number in range(4):
            record = unit.add(kind="document", title=f"มีอยู่ก่อน {number}")
            unit.attach(record, f"{number}".encode(), "a.txt", "text/plain")
            unit.tag(record, f"ก่อน {number}")
        unit.commit()
    brought = import_portable(empty, CLERK, folder)
    assert [one.status for one in brought] == ["added"] * 3
    with empty.reading(CLERK) as reading, office.reading(CLERK) as before:
        for old, one in enumerate(brought, 1):
            assert one.record_id is not None and one.record_id > 4
            assert _spoken(reading, one.record_id) == _spoken(before, old)


def _spoken(reading, record_id: int) -> dict:
    """A record in words, whatever its numbers."""
    from kmdesk.shelf.kind import DocumentKind

    said = describe(reading, DocumentKind(), record_id)
    for link in said["links"]:
        link.pop("record_id")
    return {k: v for k, v in said.items() if k not in ("id", "history")}


def test_one_undo_takes_the_whole_folder_back(folder, empty) -> None:
    before = dump(empty.root)
    since = empty.feed_end()
    import_portable(empty, CLERK, folder)
    assert dump(empty.root) != before
    empty.undo_last(CLERK, since)
    assert dump(empty.root) == before


def test_a_part_says_what_it_could_not_join(office, kinds, empty, tmp_path) -> None:
    first = export_records(office, CLERK, kinds, tmp_path / "first", [1])
    (alone,) = import_portable(empty, CLERK, first.folder)
    assert "ข้าวหอม" in alone.reason
    rest = export_records(office, CLERK, kinds, tmp_path / "rest", [2, 3])
    assert [one.reason for one in import_portable(empty, CLERK, rest.folder)] == ["", ""]
    with empty.reading(CLERK) as reading:
        assert _spoken(reading, 3) == {**_spoken(reading, 3), "links": _spoken(reading, 3)["links"]}
        assert [link["relation"] for link in _spoken(reading, 3)["links"]] == ["repeals"]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.tags: set[str] = set()
        self.jumps: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.targets += [v for name, v in attrs if name == "href" and not v.startswith("#")]
        self.jumps += [v[1:] for name, v in attrs if name == "href" and v.startswith("#")]
        self.ids |= {v for name, v in attrs if name == "id"}


def test_it_reads_without_the_program(folder, office) -> None:
    pages = [folder / "index.html", *sorted(folder.glob("records/*/summary.html"))]
    assert len(pages) == 4
    for page in pages:
        parser = _Links()
        text = page.read_text("utf-8")
        parser.feed(text)
        assert "script" not in parser.tags and "b" not in parser.tags
        assert parser.targets
        assert set(parser.jumps) <= parser.ids
        for target in parser.targets:
            assert (page.parent / unquote(target)).resolve().is_relative_to(folder.resolve())
            assert (page.parent / unquote(target)).is_file(), target
    first = pages[1].read_text("utf-8")
    assert "ตู้ ๑ › ชั้น ๒" in first
    assert "ยกเลิกโดย" in first
    contents = {p.read_bytes() for p in (pages[1].parent / "files").iterdir()}
    assert contents == {"เนื้อหา 1".encode(), "ที่สอง 1".encode()}


def test_names_suit_every_file_system() -> None:
    taken: set[str] = set()
    names = [
        safe_name(wanted, taken, "x")
        for wanted in ("a/b:c?.pdf", "A-b-c-.PDF", "con.txt", "...", "", "\0\n", "ก" * 500 + ".pdf")
    ]
    assert names[0] == "a-b-c-.pdf"
    assert names[1] == "A-b-c- (2).PDF"
    assert names[2] == "_con.txt"
    assert len({name.lower() for name in names}) == len(names)
    assert all(0 < len(name) < 60 and not set(name) & set('<>:"/\\|?*\0\n') for name in names)
    assert names[-1].endswith(".pdf")


def _rows(folder: Path, at: int = 0) -> Path:
    return sorted(folder.glob("records/*/record.json"))[at]


def _change(path: Path, change: Callable[[dict], None]) -> None:
    said = json.loads(path.read_text("utf-8"))
    change(said)
    path.write_text(json.dumps(said, ensure_ascii=False), "utf-8")


def _other_path(said: dict) -> None:
    said["files"] = dict.fromkeys(said["files"], "../../../secret.txt")


def _absolute_path(said: dict) -> None:
    said["files"] = dict.fromkeys(said["files"], "/etc/hostname")


def _other_table(said: dict) -> None:
    said["rows"]["account"] = [{"id": 1, "name": "x", "password_hash": "y"}]


def _other_column(said: dict) -> None:
    said["rows"]["record"][0]["title; DROP TABLE record"] = "x"


def _other_type(said: dict) -> None:
    said["rows"]["record"][0]["title"] = {"x": 1}


def _other_owner(said: dict) -> None:
    said["rows"]["document"][0]["record_id"] = 999


def _no_record(said: dict) -> None:
    said["rows"]["record"] = []


@pytest.mark.parametrize(
    "harm",
    [
        _other_path,
        _absolute_path,
        _other_table,
        _other_column,
        _other_type,
        _other_owner,
        _no_record,
    ],
)
def test_a_folder_that_was_tampered_with_is_refused_in_part(harm, folder, empty) -> None:
    (folder.parent / "secret.txt").write_text("ความลับ")
    _change(_rows(folder), harm)
    first, *others = import_portable(empty, CLERK, folder)
    assert first.status == "refused"
    assert first.reason
    assert {one.status for one in others} == {"added"}
    with empty.reading(CLERK) as reading:
        assert reading.session.query(Record).count() == 2


def test_a_link_in_the_file_system_leads_nowhere(folder, empty) -> None:
    secret = folder.parent / "secret.txt"
    secret.write_text("ความลับ")
    stored = next(_rows(folder).parent.glob("files/*"))
    stored.unlink()
    try:
        stored.symlink_to(secret)
    except OSError:
        pytest.skip("this machine makes no symbolic links")
    assert import_portable(empty, CLERK, folder)[0].status == "refused"


def test_a_record_folder_outside_is_not_read(folder, empty, tmp_path) -> None:
    shutil.copytree(_rows(folder).parent, tmp_path / "elsewhere")

    def lead_out(said: dict) -> None:
        said["records"][0]["folder"] = "../elsewhere"

    _change(folder / "kmdesk-folder.json", lead_out)
    assert import_portable(empty, CLERK, folder)[0].status == "refused"


def test_a_changed_file_is_noticed(folder, empty) -> None:
    next(_rows(folder).parent.glob("files/*")).write_text("อื่น", "utf-8")
    first = import_portable(empty, CLERK, folder)[0]
    assert first.status == "refused"
    assert "ไม่ตรง" in first.reason


@pytest.mark.parametrize("said", ["", "[]", "{}", '{"format": "x"}', "{" * 5000])
def test_what_is_no_folder_of_ours_is_refused_whole(said, folder, empty) -> None:
    before = dump(empty.root)
    (folder / "kmdesk-folder.json").write_text(said, "utf-8")
    with pytest.raises(FolderError):
        import_portable(empty, CLERK, folder)
    assert dump(empty.root) == before


def test_a_newer_folder_is_refused(folder, empty) -> None:
    _change(folder / "kmdesk-folder.json", lambda said: said.update(schema="9999_later"))
    with pytest.raises(FolderError, match="รุ่นใหม่"):
        import_portable(empty, CLERK, folder)


def test_a_classified_paper_does_not_come_in_this_way(folder, empty) -> None:
    def stamp(said: dict) -> None:
        said["rows"]["passage"][0]["text"] = "ลับมาก\nที่ ตย ๐๐๑๐\n"

    _change(_rows(folder), stamp)
    assert import_portable(empty, CLERK, folder, refuse_classified)[0].status == "refused"


class _Stop(Exception):
    pass


def _stop_at(step: int) -> Callable[[int, int], None]:
    def tell(done: int, _total: int) -> None:
        if done >= step:
            raise _Stop

    return tell


def test_stopped_in_the_middle_nothing_is_left(office, kinds, folder, empty, tmp_path) -> None:
    with pytest.raises(_Stop):
        export_records(office, CLERK, kinds, tmp_path / "out", progress=_stop_at(2))
    assert [p.name for p in tmp_path.iterdir() if "out" in p.name] == []
    before = dump(empty.root)
    with pytest.raises(_Stop):
        import_portable(empty, CLERK, folder, progress=_stop_at(4))
    assert dump(empty.root) == before


def test_walk_ups_take_nothing_out_and_what_is_there_is_kept(office, kinds, folder) -> None:
    with pytest.raises(NotAllowed):
        export_records(office, WALK_UP, kinds, folder.parent / "mine")
    with pytest.raises(NotAllowed):
        write_sheet(office, WALK_UP, kinds, folder.parent / "mine.csv")
    with pytest.raises(FolderError):
        export_records(office, CLERK, kinds, folder)
    assert (folder / "index.html").is_file()


def test_no_cell_is_a_formula(office, kinds, tmp_path) -> None:
    out = tmp_path / "list.csv"
    assert write_sheet(office, CLERK, kinds, out) == 3
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert {row["เรื่อง"] for row in rows} == {'\'=HYPERLINK("x")', "<b>ข้าวหอม & ปลา</b>", "con"}
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell and cell[0] in "=+-@"]
    assert {row["ลงวันที่"] for row in rows} == {"2/6/2568"}
    assert {row["เรียน"] for row in rows} == {"'+66"}
    book = tmp_path / "list.xlsx"
    write_sheet(office, CLERK, kinds, book, [2, 1])
    sheet = load_workbook(book)["เอกสาร"]
    assert sheet.max_row == 3
    values = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in values} == {"s"}
    assert not [cell.value for cell in values if str(cell.value)[0] in "=+-@"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "'=1", "'", "\t=1"])
def test_what_a_spreadsheet_would_evaluate_becomes_a_text_cell(text: str) -> None:
    assert as_text_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["ก=1", "1+1", ""])
def test_an_ordinary_text_is_written_as_it_is(text: str) -> None:
    assert as_text_cell(text) == text


def test_every_kind_of_the_sample_has_its_sheet(sample, kinds, tmp_path) -> None:
    book = tmp_path / "all.xlsx"
    assert write_sheet(sample, CLERK, kinds, book) == _count(sample) > 60
    sheets = load_workbook(book, read_only=True).sheetnames
    assert {"เอกสาร", "สหกรณ์"} <= set(sheets)


def test_what_a_pulled_stick_left_is_swept_when_it_is_old(office, kinds, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    old, young = stick / ".ชุดเก่า.kmdesk-part", stick / ".ชุดใหม่.kmdesk-part"
    for left in (old, young):
        (left / "records").mkdir(parents=True)
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    export_records(office, CLERK, kinds, stick / "ชุด", [1])
    assert sorted(path.name for path in stick.iterdir()) == [young.name, "ชุด"]


def _set(table: str, column: str, value: int) -> Callable[[dict], None]:
    def change(said: dict) -> None:
        said["rows"][table][0][column] = value

    return change


def _add(library: Library) -> int:
    with library.writing(CLERK, "Add") as unit:
        added = unit.add(kind="document", title="ฉบับต่อไป").id
        unit.commit()
        return added


def test_no_number_of_a_folder_uses_up_the_numbers_of_the_library(
    library: Library, kinds: Kinds, empty: Library, tmp_path: Path
) -> None:
    _add(library)
    out = export_records(library, CLERK, kinds, tmp_path / "out").folder
    rows = next(out.rglob("record.json"))
    fair = rows.read_text("utf-8")
    for column, value in (("id", 2**70), ("version", 2**70), ("version", 2**40)):
        _change(rows, _set("record", column, value))
        (outcome,) = import_portable(empty, CLERK, out)
        assert outcome.status == "refused"
        rows.write_text(fair, "utf-8")
    for number in (2**53, 2**31):
        _change(rows, _set("record", "id", number))
        (outcome,) = import_portable(empty, CLERK, out)
        assert (outcome.status, _add(empty) < 10) == ("added", True)
        fair = fair.replace("ฉบับต่อไป", "อีกฉบับ")
        rows.write_text(fair, "utf-8")


def test_the_recovery_code_neither_leaves_nor_comes_in(
    library: Library, kinds: Kinds, empty: Library, tmp_path: Path
) -> None:
    _add(library)
    add_account(library, SYSTEM, "หัวหน้า", "รหัสลับ๑", Duty.ADMINISTRATOR)
    code = new_recovery_code(library, SYSTEM)
    out = export_records(library, CLERK, kinds, tmp_path / "out").folder
    told = [p for p in out.rglob("*") if p.is_file() and b"argon2" in p.read_bytes()]
    assert told == []
    hidden = library.value("recovery_hash")
    _change(
        out / "shared.json",
        lambda said: said.update(office_value=[{"key": "recovery_hash", "value": hidden}]),
    )
    add_account(empty, SYSTEM, "ผู้ดูแล", "รหัสลับ๑", Duty.ADMINISTRATOR)
    import_portable(empty, Actor("ธุรการ", Duty.CLERK), out)
    with pytest.raises(SignInError):
        recover(empty, code, "ผู้ดูแล", "ยึดคลังแล้ว")


def test_the_crest_of_the_office_comes_along(
    library: Library, kinds: Kinds, empty: Library, tmp_path: Path
) -> None:
    _add(library)
    with library.writing(CLERK, "x") as unit:
        CREST.store(unit, unit.keep(b"picture").sha256)
        unit.commit()
    out = export_records(library, CLERK, kinds, tmp_path / "out").folder
    shutil.copytree(out, tmp_path / "torn")
    import_portable(empty, CLERK, out)
    assert empty.files.verify(CREST.of(empty))
    (picture,) = (tmp_path / "torn" / "plans").iterdir()
    picture.write_bytes(b"another")
    other = Library.create(tmp_path / "other")
    import_portable(other, CLERK, tmp_path / "torn")
    assert (CREST.of(other), check_store(other.root)) == ("", [])
    other.close()


def test_no_control_character_makes_a_table_unreadable(
    library: Library, kinds: Kinds, tmp_path: Path
) -> None:
    """The sheet is opened by its own reader, which refuses what XML forbids."""
    odd = "".join(map(chr, [*range(32), 127, 0xFFFE, 0xFFFF]))
    with library.writing(CLERK, "Add documents") as unit:
        unit.add(kind="document", title=f"ก{odd}ข", number="๑\x0b๒", source="x\x1fy")
        unit.commit()
    for name in ("a.csv", "a.xlsx"):
        write_sheet(library, CLERK, kinds, tmp_path / name)
    texts = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(texts, newline=""))
    (sheet,) = load_workbook(tmp_path / "a.xlsx").worksheets
    names, cells = (list(line) for line in sheet.iter_rows(values_only=True))
    for found in (row, dict(zip(names, cells, strict=True))):
        title = str(found["เรื่อง"])
        assert title[0] == "ก" and title[-1] == "ข"
        said = "".join(str(value) for value in found.values())
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", said)
