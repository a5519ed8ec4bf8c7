"""Pages rearranged on a real library: files, texts, links, history, undo in one stroke."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import text

from kmdesk.intake.client import IntakeClient
from kmdesk.office.ingest import Ingest
from kmdesk.records import Actor, Library
from kmdesk.records.describe import tag_names
from kmdesk.records.model import EARLIER, Attachment
from kmdesk.shelf import arrange_pages as strips
from kmdesk.shelf import letters
from kmdesk.shelf import papers as page_reads
from kmdesk.shelf.arrange_pages import (
    Arranging,
    Leaf,
    PagesError,
    Plan,
    arrange_pages,
    make_files,
    strip_of,
)
from kmdesk.shelf.documents import add_receipt
from kmdesk.shelf.kind import ClassifiedError
from kmdesk.store.files import remove_strays
from kmdesk.widgets.queries import record_view
from tests.intake.make import pdf
from tests.letters.layouts import write_pdf

ACT = "Arrange pages"
Arrange = Callable[..., tuple[int, ...]]


@pytest.fixture(scope="module")
def reader() -> Any:
    client = IntakeClient()
    yield client
    client.close()


@pytest.fixture
def arrange(library: Library, clerk: Actor, reader: IntakeClient, tmp_path: Path) -> Arrange:
    count = iter(range(1000))

    def run(plan: Plan) -> tuple[int, ...]:
        folder = tmp_path / f"made{next(count)}"
        folder.mkdir()
        files = make_files(library, reader, plan, folder)
        with library.writing(clerk, ACT) as unit:
            records = arrange_pages(unit, plan, files)
            unit.commit()
        return records

    return run


def _take(library: Library, clerk: Actor, path: Path) -> int:
    (outcome,) = Ingest(library, clerk).run([path])
    assert outcome.record_id, outcome.reason
    return outcome.record_id


def _plan(library: Library, clerk: Actor, records: list[int], *documents: Any) -> Plan:
    with library.reading(clerk) as reading:
        scans = page_reads.scans_of(reading, records)
    leaves = tuple(tuple(Leaf(*leaf) for leaf in pages) for pages in documents)
    return Plan(scans, leaves)


def _texts(library: Library, clerk: Actor, record_id: int) -> list[tuple[str, str, str]]:
    with library.reading(clerk) as reading:
        return [
            (p.anchor, p.label, p.text.strip())
            for p in page_reads.passages_of(reading.session, record_id)
        ]


def _drawn(library: Library, clerk: Actor, record_id: int) -> list[str]:
    """What stands on the pages of the file that a reader is shown."""
    with library.reading(clerk) as reading:
        (scan,) = page_reads.scans_of(reading, [record_id])
    document = pypdfium2.PdfDocument(library.files.path(scan.sha256))
    found = [page.get_textpage().get_text_bounded().strip() for page in document]
    document.close()
    return found


def _dump(library: Library) -> dict[str, list[Any]]:
    """Every table but the feed, what is derived, and the counters of versions."""
    tables = [
        "record",
        "document",
        "attachment",
        "passage",
        "link",
        "record_tag",
        "unchecked",
        "receipt",
    ]
    with library.reading(Actor("clerk", library_duty())) as reading:
        found = {}
        for table in tables:
            rows = reading.session.execute(text(f"SELECT * FROM {table} ORDER BY 1"))
            moves = {"version", "updated_at"}
            found[table] = [
                {key: value for key, value in row.items() if key not in moves}
                for row in rows.mappings()
            ]
    return found


def library_duty() -> Any:
    from kmdesk.records import Duty

    return Duty.CLERK


# One file ---------------------------------------------------------------------------------


def test_pages_texts_and_links_change_places_and_come_back(
    library: Library, clerk: Actor, arrange: Arrange, tmp_path: Path
) -> None:
    scan = _take(library, clerk, pdf(tmp_path / "scan.pdf", ["page a", "page b", "page c"]))
    other = _take(library, clerk, pdf(tmp_path / "other.pdf", ["something else"]))
    with library.writing(clerk, "Links") as unit:
        unit.link(scan, other, "cites", from_anchor="page:1")
        unit.link(scan, other, "cites", from_anchor="page:3")
        unit.link(other, scan, "cites", to_anchor="page:2")
        unit.commit()
    before, feed = _dump(library), library.feed_end()
    (same,) = arrange(
        _plan(library, clerk, [scan], [(0, 2, 0), (0, 0, 90)])  # b is taken out
    )
    assert same == scan
    assert _texts(library, clerk, scan) == [("page:1", "1", "page c"), ("page:2", "2", "page a")]
    assert _drawn(library, clerk, scan) == ["page c", "page a"]
    with library.reading(clerk) as reading:
        links = [(x.from_anchor, x.to_anchor) for x in letters.links_of(reading.session, scan)]
        files = reading.session.query(Attachment).filter_by(record_id=scan).all()
        assert sorted((file.role, file.name) for file in files) == [
            (EARLIER, "scan.pdf"),
            ("original", "scan.pdf"),
        ]
    assert links == [("page:2", ""), ("page:1", ""), ("", "")]
    assert library.undo_last(clerk, feed) == ACT
    assert _dump(library) == before
    assert library.redo_last(clerk, feed) == ACT
    assert _drawn(library, clerk, scan) == ["page c", "page a"]
    assert _texts(library, clerk, scan) == [("page:1", "1", "page c"), ("page:2", "2", "page a")]
    library.undo_last(clerk, feed)
    assert _dump(library) == before


def test_an_earlier_file_stays_in_the_store_and_out_of_sight(
    library: Library, clerk: Actor, arrange: Arrange, tmp_path: Path
) -> None:
    from kmdesk.composition import build_kinds

    path = pdf(tmp_path / "scan.pdf", ["page a", "page b"])
    scan = _take(library, clerk, path)
    arrange(_plan(library, clerk, [scan], [(0, 1, 0)]))
    remove_strays(library.root)
    with library.reading(clerk) as reading:
        view = record_view(reading, build_kinds(), scan, None)
        assert len(view.files) == 1
        earlier = reading.session.query(Attachment).filter_by(role=EARLIER).one()
    assert library.files.path(earlier.sha256).read_bytes() == path.read_bytes()
    # the same scan once more is known
    (again,) = Ingest(library, clerk).run([path])
    assert (again.status, again.record_id) == ("duplicate", scan)


def test_a_text_that_hangs_on_another_file_stays_where_it_is(
    library: Library, clerk: Actor, arrange: Arrange, tmp_path: Path
) -> None:
    scan = _take(library, clerk, pdf(tmp_path / "scan.pdf", ["page a", "page b"]))
    with library.writing(clerk, "More") as unit:
        from kmdesk.records import PassageText

        record = unit.record(scan)
        table = unit.attach(record, b"x", "table.txt", "text/plain")
        unit.passages(record, [PassageText("text:1", "", "table")], table)
        unit.commit()
    arrange(_plan(library, clerk, [scan], [(0, 1, 0), (0, 0, 0)]))
    assert [text for _a, _l, text in _texts(library, clerk, scan)] == ["page b", "page a", "table"]


# Several ----------------------------------------------------------------------------------


def test_one_scan_becomes_several_letters(
    library: Library,
    clerk: Actor,
    arrange: Arrange,
    tmp_path: Path,
    a_letter: Callable[..., Any],
    shelves: list[int],
) -> None:
    from pypdf import PdfReader, PdfWriter

    from tests.letters.layouts import rows_of

    facts = [a_letter(title=f"เรื่องทดสอบการแยกฉบับที่ {n}", number=f"กษ ๑๑๐๘/{n}") for n in (1, 2, 3)]
    writer = PdfWriter()
    counts = []
    for number, one in enumerate(facts):
        path = tmp_path / f"{number}.pdf"
        write_pdf(rows_of(one, random.Random(number)), path)
        pages = PdfReader(path).pages
        counts.append(len(pages))
        for page in pages:
            writer.add_page(page)
    writer.write(tmp_path / "scan.pdf")
    scan = _take(library, clerk, tmp_path / "scan.pdf")
    with library.writing(clerk, "Place") as unit:
        unit.record(scan).place_id = shelves[1]
        unit.record(scan).audience = "internal"
        unit.commit()
    before, feed = _dump(library), library.feed_end()
    starts = [sum(counts[:n]) for n in range(3)]
    parts = [
        [(0, start + at, 0) for at in range(n)] for start, n in zip(starts, counts, strict=True)
    ]
    records = arrange(_plan(library, clerk, [scan], *parts))
    assert records[0] == scan
    with library.reading(clerk) as reading:
        assert letters.waiting(reading) == sorted(records)
        for record_id, one in zip(records[1:], facts[1:], strict=True):
            record = reading.record(record_id)
            assert record.title == one.title
            assert (record.place_id, record.audience) == (shelves[1], "internal")
    names = {n.name for n in _files(library, clerk) if n.role != EARLIER}
    assert names == {"scan (1).pdf", "scan (2).pdf", "scan (3).pdf"}
    library.undo_last(clerk, feed)
    assert _dump(library) == before
    library.redo_last(clerk, feed)
    with library.reading(clerk) as reading:
        assert letters.waiting(reading) == sorted(records)
    assert len(_texts(library, clerk, records[2])) == counts[2]
    library.undo_last(clerk, feed)
    assert _dump(library) == before


def _files(library: Library, clerk: Actor) -> list[Attachment]:
    with library.reading(clerk) as reading:
        return list(reading.session.query(Attachment))


def test_several_documents_become_one(
    library: Library, clerk: Actor, arrange: Arrange, tmp_path: Path
) -> None:
    one = _take(library, clerk, pdf(tmp_path / "one.pdf", ["page a", "page b"]))
    two = _take(library, clerk, pdf(tmp_path / "two.pdf", ["page c", "page d"]))
    third = _take(library, clerk, pdf(tmp_path / "third.pdf", ["third"]))
    with library.writing(clerk, "Belongings") as unit:
        unit.tag(unit.record(two), "บัญชี")
        unit.link(third, two, "cites", to_anchor="page:2")
        unit.link(third, two, "cites", to_anchor="page:1")
        unit.link(third, one, "cites", to_anchor="page:1")
        add_receipt(unit, two, "๑๒", "12/3/2551")
        unit.commit()
    before, feed = _dump(library), library.feed_end()
    (kept,) = arrange(
        _plan(library, clerk, [one, two], [(f, p, 0) for f in (0, 1) for p in (0, 1)])
    )
    assert kept == one
    assert _drawn(library, clerk, one) == ["page a", "page b", "page c", "page d"]
    assert [a for a, _l, _t in _texts(library, clerk, one)] == [f"page:{n}" for n in (1, 2, 3, 4)]
    with library.reading(clerk) as reading:
        assert tag_names(reading.session, one) == ["บัญชี"]
        links = letters.links_of(reading.session, one)
        assert sorted(link.to_anchor for link in links) == ["page:1", "page:3", "page:4"]
        assert letters.received_on(reading.session, one) == "2008-03-12"
        with pytest.raises(Exception, match="ไม่อยู่ในคลัง"):
            reading.record(two)
        assert copies_of(reading, one) == 1
    library.undo_last(clerk, feed)
    assert _dump(library) == before


def copies_of(reading: Any, record_id: int) -> Any:
    query = text("SELECT copies FROM document WHERE record_id = :record")
    return reading.session.execute(query, {"record": record_id}).scalar()


def test_pictures_join_into_one_pdf(
    library: Library, clerk: Actor, arrange: Arrange, tmp_path: Path
) -> None:
    Image.new("RGB", (600, 800), "red").save(tmp_path / "front.jpg")
    frames = [Image.new("L", (600, 800), shade) for shade in (20, 220)]
    frames[0].save(tmp_path / "more.tif", save_all=True, append_images=frames[1:])
    one = _take(library, clerk, tmp_path / "front.jpg")
    two = _take(library, clerk, tmp_path / "more.tif")
    arrange(_plan(library, clerk, [one, two], [(1, 1, 0), (0, 0, 90), (1, 0, 0)]))
    with library.reading(clerk) as reading:
        (scan,) = page_reads.scans_of(reading, [one])
        assert scan.name == "more.pdf"
    document = pypdfium2.PdfDocument(library.files.path(scan.sha256))
    sizes = [document.get_page_size(n) for n in range(len(document))]
    document.close()
    assert [wide > high for wide, high in sizes] == [False, True, False]
    assert [a for a, _l, _t in _texts(library, clerk, one)] == ["page:1", "page:2", "page:3"]


# Refusals ---------------------------------------------------------------------------------


def test_what_was_changed_meanwhile_is_not_overwritten(
    library: Library, clerk: Actor, arrange: Arrange, tmp_path: Path
) -> None:
    scan = _take(library, clerk, pdf(tmp_path / "scan.pdf", ["page a", "page b"]))
    plan = _plan(library, clerk, [scan], [(0, 1, 0)])
    with library.writing(clerk, "Edit") as unit:
        unit.retitle(unit.record(scan), "ชื่อใหม่")
        unit.commit()
    before = _dump(library)
    with pytest.raises(PagesError, match="เปิดจัดหน้าใหม่"):
        arrange(plan)
    assert _dump(library) == before


def test_no_page_left_is_refused(
    library: Library, clerk: Actor, arrange: Arrange, tmp_path: Path
) -> None:
    scan = _take(library, clerk, pdf(tmp_path / "scan.pdf", ["page a"]))
    with pytest.raises(PagesError, match="อย่างน้อยหนึ่งหน้า"):
        arrange(_plan(library, clerk, [scan]))


def test_a_classified_letter_that_comes_to_light_is_refused(
    library: Library, clerk: Actor, arrange: Arrange, tmp_path: Path
) -> None:
    scan = _take(library, clerk, pdf(tmp_path / "scan.pdf", ["page a", "page b"]))
    with library.writing(clerk, "Text") as unit:
        second = page_reads.passages_of(unit.session, scan)[1]
        second.text = "ลับ\nที่ กษ ๑๑๐๘/๑\nเรื่อง ทดสอบ\nเรียน สหกรณ์จังหวัด"
        unit.commit()
    before = _dump(library)
    with pytest.raises(ClassifiedError):
        arrange(_plan(library, clerk, [scan], [(0, 0, 0)], [(0, 1, 0)]))
    assert _dump(library) == before


# Anything ---------------------------------------------------------------------------------

ACTS = st.tuples(
    st.sampled_from(["move", "turn", "out", "cut", "put"]), st.integers(0, 30), st.integers(0, 30)
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, max_size=14), st.integers(0, 2**30))
def test_any_sequence_of_acts_is_what_the_files_hold(
    library: Library,
    clerk: Actor,
    arrange: Arrange,
    tmp_path: Path,
    acts: list[tuple[str, int, int]],
    seed: int,
) -> None:
    names = [[f"{seed} file {file} page {page}" for page in range(3)] for file in range(2)]
    paths = [pdf(tmp_path / f"{seed}-{file}.pdf", pages) for file, pages in enumerate(names)]
    records = [_take(library, clerk, path) for path in paths]
    desk = Arranging(strip_of([3, 3]))
    for act, one, two in acts:
        count = len(desk.strip.items)
        if not count:
            break
        rows = sorted({one % count, two % count})
        match act:
            case "move":
                desk.do(strips.move, rows, 1 if two % 2 else -1)
            case "turn":
                desk.do(strips.turn, rows, 90)
            case "out" if len(desk.strip.documents) and count > 2:
                desk.do(strips.take_out, rows[:1])
            case "cut":
                desk.do(strips.cut, rows[0])
            case "put":
                desk.do(strips.put, rows[:1], two % (count + 1))
    documents = desk.strip.documents
    if not documents:
        return
    before = _dump(library)
    feed = library.feed_end()
    made = arrange(
        _plan(library, clerk, records, *([(x.file, x.page, x.turn) for x in d] for d in documents))
    )
    for record_id, pages in zip(made, documents, strict=True):
        wanted = [names[leaf.file][leaf.page] for leaf in pages]
        assert _drawn(library, clerk, record_id) == wanted
        assert _texts(library, clerk, record_id) == [
            (f"page:{at}", str(at), words) for at, words in enumerate(wanted, 1)
        ]
    library.undo_last(clerk, feed)
    assert _dump(library) == before
