"""The handover pack: readable without the program, whole, and taken over without loss."""

import hashlib
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from pypdf import PdfReader

from kmdesk.composition import build_kinds
from kmdesk.office.handover_contents import contents_name, start_name
from kmdesk.office.handover_pack import bring_in_pack, hand_over, take_over
from kmdesk.people.accounts import has_recovery_code, sign_in
from kmdesk.records import WALK_UP, Actor, Duty, Kinds, Library, NotAllowed
from kmdesk.records.describe import counts
from kmdesk.records.model import EVIDENCE, Place
from kmdesk.records.portable_export import export_records
from kmdesk.records.portable_folder import FolderError
from kmdesk.shelf.documents import NewDocument, NewFile, add_document
from kmdesk.store.errors import StoreError
from kmdesk.store.manifest import MANIFEST
from kmdesk.thai.numbers import to_thai

SECRETARY = Actor("เลขานุการทดสอบ", Duty.SECRETARY)
ADMINISTRATOR = Actor("ผู้ดูแลทดสอบ", Duty.ADMINISTRATOR)
NAME, PASSWORD = "ผู้รับมอบ", "รหัสใหม่๑"
_STAYS = {"change", "account", "person", "alembic_version", "sqlite_sequence"}


def picture(root: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Every row but sign-ins and the feed, and every stored file."""
    with closing(sqlite3.connect(root / "library.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        rows = {
            name: sorted(repr(dict(row)) for row in connection.execute(f'SELECT * FROM "{name}"'))
            for name in [row[0] for row in tables]
            if name not in _STAYS
        }
    rows["office_value"] = [r for r in rows["office_value"] if "recovery" not in r]
    stored = (root / "files").rglob("*")
    return rows, sorted(str(p.relative_to(root)) for p in stored if p.is_file())


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    return build_kinds()


@pytest.fixture(scope="module")
def office(
    sample_template: Path, tmp_path_factory: pytest.TempPathFactory, kinds: Kinds
) -> Iterator[Library]:
    """The sample office, with a dead circular, its successor, and a sign-in sheet."""
    root = tmp_path_factory.mktemp("handover") / "library"
    library = Library.open(Path(shutil.copytree(sample_template, root)))
    with library.writing(ADMINISTRATOR, "Stock") as unit:
        place = Place(kind="cupboard", name="ตู้เหล็ก", label="ตู้เหล็ก")
        unit.session.add(place)
        unit.session.flush()
        old = add_document(
            unit,
            NewDocument("เวียนฉบับที่เลิกใช้", number="ตย 0010/ว 77", place_id=place.id),
            [],
            NewFile("เนื้อหาเดิม".encode(), "เดิม.txt", "text/plain"),
        )
        new = add_document(unit, NewDocument("เวียนฉบับที่มาแทน", number="ตย 0010/ว 78"), [])
        old.status = "repealed"
        unit.link(new.id, old.id, "repeals")
        unit.attach(new, "ลายมือชื่อ".encode(), "ใบลงชื่อ.txt", "text/plain", EVIDENCE)
        unit.commit()
    yield library
    library.close()


@pytest.fixture(scope="module")
def made(office: Library, kinds: Kinds, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hand_over(office, SECRETARY, kinds, tmp_path_factory.mktemp("made") / "ส่งมอบ").folder


@pytest.fixture
def pack(made: Path, tmp_path: Path) -> Path:
    """A copy of the pack, to be harmed."""
    return Path(shutil.copytree(made, tmp_path / "stick" / "ส่งมอบ"))


def _count(office: Library) -> int:
    """How many records the office has: sixty and more."""
    with office.reading(ADMINISTRATOR) as reading:
        found = counts(reading)["records"]
    assert found > 60
    return found


def test_a_library_taken_over_is_the_one_handed_over(office, made, tmp_path) -> None:
    root = tmp_path / "new" / "library"
    root.parent.mkdir()
    done = take_over(root, made, NAME, PASSWORD)
    assert (done.added, done.known, done.refused) == (_count(office), 0, ())
    assert picture(root) == picture(office.root)
    library = Library.open(root)
    try:
        assert sign_in(library, NAME, PASSWORD).duty is Duty.ADMINISTRATOR
        assert done.recovery and has_recovery_code(library)
    finally:
        library.close()


def test_into_a_library_in_use_it_comes_once_and_goes_in_one_stroke(made, office, library) -> None:
    with library.writing(ADMINISTRATOR, "Stock") as unit:
        add_document(unit, NewDocument("เรื่องที่มีอยู่ก่อน"), [])
        unit.commit()
    before = picture(library.root)
    since = library.feed_end()
    assert bring_in_pack(library, ADMINISTRATOR, made).added == _count(office)
    again = bring_in_pack(library, ADMINISTRATOR, made)
    assert (again.added, again.known) == (0, _count(office))
    assert list((library.root / "backups").glob("kmdesk-*"))
    library.undo_last(ADMINISTRATOR, since)
    assert picture(library.root)[0] == before[0]


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.targets += [v for name, v in attrs if name in ("href", "src") and v[0] != "#"]


def test_any_browser_reads_it_offline(made: Path) -> None:
    for name in (start_name(), "index.html"):
        text = (made / name).read_text("utf-8")
        page = _Page(text)
        assert '<meta charset="utf-8">' in text
        assert not page.tags & {"script", "link", "img", "iframe"}
        assert page.targets
        for target in page.targets:
            assert (made / unquote(target)).is_file(), target
    start = (made / start_name()).read_text("utf-8")
    assert "เรื่องใช้ภายใน" in start and "sha256sum -c" in start
    dead = (made / "index.html").read_text("utf-8")
    assert 'class="ended">' in dead


def _lines(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_the_contents_say_everything_once_and_lead_there(made: Path, office: Library) -> None:
    reader = PdfReader(made / contents_name())
    pages = _lines(reader)
    assert "สำนักงาน" in pages[0] and "จัดทำโดย เลขานุการทดสอบ" in pages[0]
    assert "พ.ศ." in pages[0] or "๒๕" in pages[0]
    assert f"รวม {to_thai(str(_count(office)))} รายการ" in pages[0] and "เรื่องใช้ภายใน" in pages[0]
    whole = " ".join(pages)
    dead = whole.index("เวียนฉบับที่เลิกใช้")
    line = whole[dead : dead + 200].replace(" ", "")
    assert "×ยกเลิกแล้วดูลำดับที่" in line
    assert "ตู้เหล็ก" in whole
    # every record's folder of the pack is named, and a link leads into it
    targets = {
        unquote(str(note.get_object()["/A"]["/URI"]))
        for page in reader.pages
        for note in page.get("/Annots", ())
        if "/A" in note.get_object()
    }
    folders = {path.parent.name for path in made.glob("records/*/summary.html")}
    assert {f"records/{name}/summary.html" for name in folders} == targets
    outline = _outline(reader, reader.outline)
    wanted = {
        "วิธีใช้ชุดส่งมอบนี้",
        "ที่จัดเก็บ และสิ่งที่อยู่ในนั้น",
        "คณะทำงานในปัจจุบัน",
        "กระบวนงาน",
        "แผนการจัดการความรู้ที่ใช้อยู่",
    }
    assert wanted <= set(outline)
    listed = [page for title, page in outline.items() if title in wanted or " · " in title]
    front = re.findall(r"หน้า ([๐-๙]+)(?![๐-๙/])", " ".join(pages[:2]))
    assert front == [to_thai(str(page + 1)) for page in listed]
    for title in wanted:
        assert title in pages[outline[title]]


def _outline(reader: PdfReader, entries: list) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in entries:
        if isinstance(entry, list):
            found |= _outline(reader, entry)
        else:
            found[str(entry.title)] = reader.get_destination_page_number(entry)
    return found


def test_every_file_is_listed_with_its_hash(made: Path) -> None:
    listed = {}
    for line in (made / MANIFEST).read_text("utf-8").splitlines():
        sha256, _, name = line.partition("  ")
        listed[name] = sha256
    there = {p.relative_to(made).as_posix(): p for p in made.rglob("*") if p.is_file()}
    assert set(listed) == set(there) - {MANIFEST}
    for name, sha256 in listed.items():
        assert hashlib.sha256(there[name].read_bytes()).hexdigest() == sha256


def test_files_with_personal_data_lie_apart_and_are_in_no_list(made: Path) -> None:
    (sheet,) = made.glob("records/*/personal/*")
    assert sheet.read_text("utf-8") == "ลายมือชื่อ"
    summary = (sheet.parent.parent / "summary.html").read_text("utf-8")
    assert "ใบลงชื่อ" not in summary and "personal" in summary
    assert "ใบลงชื่อ.txt" not in " ".join(_lines(PdfReader(made / contents_name())))


def _flip(pack: Path) -> None:
    path = next(p for p in sorted(pack.glob("records/*/files/*")))
    body = bytearray(path.read_bytes())
    body[0] ^= 1
    path.write_bytes(bytes(body))


def _reword(pack: Path) -> None:
    path = sorted(pack.glob("records/*/record.json"))[3]
    path.write_text(path.read_text("utf-8").replace("ตย", "ปล"), "utf-8")


def _truncate(pack: Path) -> None:
    path = sorted(pack.glob("records/*/record.json"))[-1]
    path.write_bytes(path.read_bytes()[:-20])


def _lose_folder(pack: Path) -> None:
    shutil.rmtree(sorted(p for p in (pack / "records").iterdir())[5])


def _lose_list(pack: Path) -> None:
    (pack / MANIFEST).unlink()


def _cut_list(pack: Path) -> None:
    path = pack / MANIFEST
    path.write_bytes(path.read_bytes()[:-30])


def _lead_out(pack: Path) -> None:
    with (pack / MANIFEST).open("a", encoding="utf-8") as stream:
        stream.write(f"{'0' * 64}  ../../secret.txt\n")


@pytest.mark.parametrize(
    "harm", [_flip, _reword, _truncate, _lose_folder, _lose_list, _cut_list, _lead_out]
)
def test_a_pack_that_was_changed_is_refused_whole(harm, pack, library, tmp_path) -> None:
    harm(pack)
    before = picture(library.root)
    with pytest.raises(FolderError) as refused:
        bring_in_pack(library, ADMINISTRATOR, pack)
    assert any("ก" <= letter <= "๛" for letter in str(refused.value))
    assert picture(library.root) == before
    with pytest.raises(FolderError):
        take_over(tmp_path / "new", pack, NAME, PASSWORD)
    assert [p.name for p in tmp_path.iterdir() if "new" in p.name] == []


def test_a_changed_pack_says_how_much_and_what(pack: Path, library: Library) -> None:
    _flip(pack)
    _lose_folder(pack)
    with pytest.raises(FolderError, match=r"หายไป \d+ ไฟล์ และถูกแก้ไขหรือเสียหาย 1 ไฟล์"):
        bring_in_pack(library, ADMINISTRATOR, pack)


def test_a_part_of_a_library_is_no_pack(office, kinds, tmp_path) -> None:
    part = export_records(office, ADMINISTRATOR, kinds, tmp_path / "part", [1, 2])
    with pytest.raises(FolderError, match="บางส่วน"):
        take_over(tmp_path / "new", part.folder, NAME, PASSWORD)


def test_a_library_that_is_there_is_not_replaced(made: Path, library: Library) -> None:
    with pytest.raises(StoreError):
        take_over(library.root, made, NAME, PASSWORD)


@pytest.mark.parametrize("actor", [WALK_UP, Actor("ธุรการ", Duty.CLERK)])
def test_only_secretary_and_administrator_hand_over(actor, office, kinds, tmp_path) -> None:
    with pytest.raises(NotAllowed):
        hand_over(office, actor, kinds, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("actor", [WALK_UP, SECRETARY])
def test_only_the_administrator_brings_a_pack_in(actor, made, library) -> None:
    with pytest.raises(NotAllowed):
        bring_in_pack(library, actor, made)


class _Stop(Exception):
    pass


@pytest.mark.parametrize("part", [0.1, 0.3, 0.6, 0.9])
def test_stopped_at_any_time_nothing_is_left(part, office, kinds, tmp_path) -> None:
    def tell(done: int, total: int) -> None:
        if done >= part * total:
            raise _Stop

    with pytest.raises(_Stop):
        hand_over(office, SECRETARY, kinds, tmp_path / "out", tell)
    assert list(tmp_path.iterdir()) == []


def test_taking_over_can_be_stopped(made, tmp_path) -> None:
    with pytest.raises(_Stop):
        take_over(tmp_path / "new", made, NAME, PASSWORD, _stop_at(40))
    assert list(tmp_path.iterdir()) == []


def _stop_at(step: int) -> Callable[[int, int], None]:
    def tell(done: int, _total: int) -> None:
        if done >= step:
            raise _Stop

    return tell


def test_a_stick_pulled_out_is_told_in_words(office, kinds, tmp_path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()

    def pull(done: int, total: int) -> None:
        if done > total * 0.1 and stick.exists():
            shutil.rmtree(stick)

    with pytest.raises(FolderError, match="ถูกถอดออก"):
        hand_over(office, SECRETARY, kinds, stick / "out", pull)


def test_what_is_there_already_is_kept(office, kinds, made) -> None:
    before = (made / MANIFEST).read_bytes()
    with pytest.raises(FolderError):
        hand_over(office, SECRETARY, kinds, made)
    assert (made / MANIFEST).read_bytes() == before


def test_a_file_damaged_in_the_library_is_not_handed_over(office, kinds, tmp_path) -> None:
    root = tmp_path / "library"
    shutil.copytree(office.root, root)
    stored = next(p for p in sorted((root / "files").glob("??/*")))
    stored.write_bytes(b"x" * stored.stat().st_size)
    library = Library.open(root)
    try:
        with pytest.raises(FolderError, match="เสียหาย"):
            hand_over(library, SECRETARY, kinds, tmp_path / "out")
    finally:
        library.close()
    assert not (tmp_path / "out").exists()
