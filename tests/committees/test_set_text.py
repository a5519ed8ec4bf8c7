"""A set's text: kept plain, written in the editor, brought in from DOCX, printed."""

from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kmdesk.committees import knowledge, queries
from kmdesk.committees.docx_process import read_apart
from kmdesk.committees.kind import KnowledgeSetKind
from kmdesk.committees.knowledge import (
    LONGEST_TEXT,
    Para,
    Span,
    add_set,
    compare_texts,
    compose_text,
    new_version,
    parse_text,
    picture_hashes,
    plain_text,
    write_text,
)
from kmdesk.committees.orders import add_committee
from kmdesk.committees.pictures import LONGEST_SIDE, picture_hash, read_picture
from kmdesk.committees.read_docx import prepare_picture, read_docx
from kmdesk.committees.ui.body import BlocksBody
from kmdesk.committees.ui.rich_editor import RichEditor
from kmdesk.committees.ui.set_editor import SetEditor
from kmdesk.committees.ui.tab import Tab
from kmdesk.records import Actor, Library
from kmdesk.records.fields import InvalidValue
from kmdesk.records.model import Attachment
from kmdesk.widgets.both_texts import BothTexts
from kmdesk.widgets.clashes import ClashOffer
from kmdesk.widgets.context import Context
from kmdesk.widgets.queries import record_view

HASH = "0123456789abcdef" * 4


def png(width: int = 40, height: int = 20) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "#aa3322").save(out, "PNG")
    return out.getvalue()


letters = st.text(st.sampled_from("กขa 1.-#![]()\\_*"), min_size=1, max_size=12)
lines = letters.map(lambda t: " ".join(t.split())).filter(bool)
links = st.sampled_from(["", "https://www.example.go.th/a?b=1", "mailto:a@example.go.th"])
paras = st.one_of(
    st.builds(lambda s: Para("text", (Span(s),)), lines),
    st.builds(lambda s, n: Para("heading", (Span(s),), n), lines, st.integers(1, 3)),
    st.builds(lambda s, k: Para(k, (Span(s),)), lines, st.sampled_from(["bullet", "number"])),
    st.just(Para("picture", (Span("ภาพ"),), picture=HASH)),
)


@given(st.lists(paras, max_size=6))
def test_what_was_written_is_read_back(wanted: list[Para]) -> None:
    assert parse_text(compose_text(wanted)) == wanted
    assert plain_text(compose_text(wanted)) == "\n".join(para.words for para in wanted)


@given(lines.filter(lambda t: not set(t) & set("[]\\")), links)
def test_links_keep_their_words_and_address(words: str, address: str) -> None:
    text = compose_text([Para("text", (Span("ดู"), Span(words, address)))])
    assert plain_text(text) == f"ดู{words}"
    found = [span.link for para in parse_text(text) for span in para.spans if span.link]
    assert found == ([address] if address else [])


@given(st.text(st.sampled_from("กขคง \n#-[1."), max_size=80))
def test_any_typed_text_stays_the_same_words(typed: str) -> None:
    once = compose_text(parse_text(typed))
    assert compose_text(parse_text(once)) == once


@given(st.lists(paras, max_size=5))
def test_the_editor_gives_back_what_it_was_given(qapp: QApplication, wanted: list[Para]) -> None:
    editor = RichEditor(None)  # type: ignore[arg-type]
    image = QImage.fromData(png())
    stored = compose_text(wanted)
    editor.set_text(stored, {HASH: image})
    assert editor.text() == stored
    editor.deleteLater()


def test_buttons_make_headings_lists_links_and_pictures(qtbot: QtBot) -> None:
    editor = RichEditor(None)  # type: ignore[arg-type]
    qtbot.addWidget(editor)
    editor.insertPlainText("หัวเรื่อง")
    editor.make("heading", 1)
    editor.insertPlainText("\nหนึ่ง")
    editor.make("number")
    editor.insertPlainText("\nสอง")
    assert editor.text() == "# หัวเรื่อง\n1. หนึ่ง\n2. สอง"
    editor.make("bullet")
    assert editor.text().endswith("- สอง")
    editor.make("text")
    editor.insert_link(" คู่มือ", "https://example.go.th")
    editor.insert_picture(HASH, QImage.fromData(png()), "แผนที่")
    assert editor.text().endswith(f"สอง[ คู่มือ](https://example.go.th)\n![แผนที่]({HASH})")
    editor.undo()


def test_a_book_is_not_pasted_and_what_was_there_stays(qtbot: QtBot) -> None:
    editor = RichEditor(None)  # type: ignore[arg-type]
    qtbot.addWidget(editor)
    editor.insertPlainText("ของเดิม")
    data = QMimeData()
    data.setText("ก" * 5_000_000)
    with qtbot.waitSignal(editor.too_long) as said:
        editor.insertFromMimeData(data)
    assert said.args == [5_000_000]
    assert editor.text() == "ของเดิม"
    data.setText("ต่อ")
    editor.insertFromMimeData(data)
    assert editor.text() == "ของเดิมต่อ"


def _linked(paragraph: docx.text.paragraph.Paragraph, words: str, address: str) -> None:
    rel = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link, run, text = (OxmlElement(name) for name in ("w:hyperlink", "w:r", "w:t"))
    link.set(qn("r:id"), rel)
    text.text = words
    run.append(text)
    link.append(run)
    paragraph._p.append(link)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_heading("ชุดความรู้", 0)
    document.add_heading("ขั้นตอน", 1)
    document.add_paragraph("ยื่นคําขอ", style="List Number")  # as old programs write ำ
    document.add_paragraph("ตรวจเอกสาร", style="List Number")
    document.add_paragraph("ข้อควรระวัง", style="List Bullet")
    linked = document.add_paragraph("อ่านต่อที่ ")
    _linked(linked, "คู่มือ", "https://example.go.th/x")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "วัน", "๓"
    document.add_picture(BytesIO(png(3000, 1000)))
    path = tmp_path / "ชุด.docx"
    document.save(str(path))
    return path


def test_a_docx_comes_with_headings_lists_links_tables_and_pictures(letter: Path) -> None:
    found = read_docx(letter)
    *words, picture = found.text.split("\n")
    assert words == [
        "# ชุดความรู้",
        "# ขั้นตอน",
        "1. ยื่นคำขอ",
        "2. ตรวจเอกสาร",
        "- ข้อควรระวัง",
        "อ่านต่อที่ [คู่มือ](https://example.go.th/x)",
        "วัน | ๓",
    ]
    (name,) = picture_hashes(picture)
    assert Image.open(BytesIO(found.pictures[name])).width == LONGEST_SIDE
    assert picture_hash(found.pictures[name]) == name


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"text"])
def test_what_is_no_docx_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(content)
    for read in (read_docx, read_apart):
        with pytest.raises(InvalidValue) as caught:
            read(path)
        assert caught.value.field == "text"
        assert "x.docx" in str(caught.value)
    with pytest.raises(InvalidValue) as no_picture:
        read_picture(path)
    assert no_picture.value.field == "text" and "x.docx" in str(no_picture.value)


def test_what_is_read_in_a_process_apart_is_the_same(letter: Path) -> None:
    assert read_apart(letter) == read_docx(letter)


@pytest.mark.parametrize("lie", ["another picture", "too long", "no text", "dies"])
def test_a_process_that_the_file_has_taken_over_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: str
) -> None:
    monkeypatch.setattr("kmdesk.committees.docx_process._MODULE", "tests.committees.lying_docx")
    with pytest.raises(InvalidValue) as caught:
        read_apart(tmp_path / lie)
    assert caught.value.field == "text"


@pytest.fixture
def set_id(library: Library, clerk: Actor) -> int:
    with library.writing(clerk, "x") as unit:
        group = add_committee(unit, {"title": "กลุ่ม", "form": "km_group"}).id
        found = add_set(unit, {"title": "ชุด", "group_id": group, "text": "ร่าง"}, "2025-01-01").id
        unit.commit()
    return found


def test_pictures_belong_to_the_set_and_go_along_to_its_next_version(
    library: Library, clerk: Actor, set_id: int, tmp_path: Path
) -> None:
    data = prepare_picture(png(300, 200))
    name = picture_hash(data)
    text = f"# หัวข้อ\n![แผนภาพ]({name})\n[คู่มือ](https://example.go.th)\n1. หนึ่ง"
    with library.writing(clerk, "x") as unit:
        with pytest.raises(InvalidValue) as missing:
            write_text(unit, set_id, {"text": text})
        assert missing.value.field == "text"
    with library.writing(clerk, "x") as unit:
        with pytest.raises(InvalidValue) as long:
            write_text(unit, set_id, {"text": "ก" * (LONGEST_TEXT + 1)})
        assert long.value.field == "text"
        write_text(unit, set_id, {"text": text}, None, {name: data})
        write_text(unit, set_id, {"text": text})  # stored by now
        unit.record(set_id).status = "published"
        newer = new_version(unit, set_id, "2025-02-01").id
        assert list(knowledge.picture_files(unit.session, newer)) == [name]
        assert unit.session.query(Attachment).filter_by(record_id=set_id).count() == 1
        unit.commit()
    assert library.files.path(name).read_bytes() == data
    kind = KnowledgeSetKind()
    with library.reading(clerk) as reading:
        from kmdesk.records import Kinds

        kinds = Kinds()
        kinds.register(kind)
        assert record_view(reading, kinds, set_id, None).files == ()
        first = next(kind.passages(reading.session, set_id))
        assert first.text == "หัวข้อ\nแผนภาพ\nคู่มือ\nหนึ่ง"
    out = tmp_path / "set.pdf"
    kind.write_pdf(library, clerk, set_id, out)
    with pypdfium2.PdfDocument(out) as pdf:
        page = pdf[0]
        printed = page.get_textpage().get_text_range()
        images = [o for o in page.get_objects() if o.type == 3]
    assert "แผนภาพ" in printed
    assert "https" not in printed
    assert len(images) == 1


def test_versions_differ_by_words_not_by_phrases() -> None:
    pieces = compare_texts("คณะกรรมการประชุมทุกเดือน", "คณะกรรมการประชุมทุกปี")
    assert ("-", "เดือน") in pieces
    assert ("+", "ปี") in pieces
    assert pieces[0] == ("=", "คณะกรรมการประชุมทุก")


@pytest.fixture
def tab(context: Context, qtbot: QtBot) -> Tab:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 700)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 17)
    return tab


def _draft(office: Library, clerk: Actor) -> int:
    with office.reading(clerk) as reading:
        (found,) = queries.in_hand(reading.session, "knowledge_set", "draft")
    return found


def _editor(tab: Tab, qtbot: QtBot, record_id: int) -> SetEditor:
    from kmdesk.committees.ui.set_editor import edit_set

    tab.open_record(record_id)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record_id)
    edit_set(tab, tab.shown)
    (editor,) = [e for e in tab.window().findChildren(SetEditor) if e.isVisible()]
    qtbot.waitUntil(lambda: editor.draft is not None)
    return editor


def test_a_docx_becomes_the_text_of_a_set_with_its_file_kept(
    tab: Tab, qtbot: QtBot, office: Library, clerk: Actor, letter: Path, tmp_path: Path
) -> None:
    draft = _draft(office, clerk)
    editor = _editor(tab, qtbot, draft)
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK")
    before = editor.rich.text()
    editor.read_file(broken)
    qtbot.waitUntil(editor._problems["text"].isVisible)
    assert editor.rich.text() == before
    editor.read_file(letter)
    qtbot.waitUntil(lambda: editor.rich.text().startswith("# ชุดความรู้"))
    with qtbot.waitSignal(editor.accepted):
        editor.save()
    with office.reading(clerk) as reading:
        names = [a.name for a in reading.session.query(Attachment).filter_by(record_id=draft)]
        detail = queries.detail(reading.session, "knowledge_set", draft)
    assert "ชุด.docx" in names
    assert getattr(detail, "text", "").startswith("# ชุดความรู้")
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == draft)
    body = tab.findChild(BlocksBody)
    assert body is not None
    qtbot.waitUntil(lambda: "<img" in body.text.toHtml())


def test_what_two_people_wrote_is_offered_and_a_closed_editor_keeps_a_draft(
    tab: Tab, qtbot: QtBot, office: Library, clerk: Actor
) -> None:
    draft = _draft(office, clerk)
    editor = _editor(tab, qtbot, draft)
    editor.rich.setPlainText("ของฉัน")
    with office.writing(clerk, "x") as unit:
        write_text(unit, draft, {"text": "ของอีกคน", "makers": "ผู้จัดทำอีกคน"})
        unit.commit()
    editor.save()
    qtbot.waitUntil(lambda: bool(editor.findChildren(ClashOffer)))
    assert editor._problems["text"].plain == "ขณะนี้เป็น: ของอีกคน"
    assert "แก้รายการนี้" in editor._problems[""].plain
    (offer,) = editor.findChildren(ClashOffer)
    assert offer.compare.isHidden()
    offer.both.click()
    assert editor.rich.text() == "ของอีกคน\nของฉัน"
    editor.reject()
    again = _editor(tab, qtbot, draft)
    assert again.draft is not None
    assert again.draft.offered is not None
    again.draft.take()
    assert again.rich.text() == "ของอีกคน\nของฉัน"
    again.discard()


def test_a_long_text_of_somebody_else_is_compared_and_a_field_only_they_changed_stays(
    tab: Tab, qtbot: QtBot, office: Library, clerk: Actor
) -> None:
    draft, theirs = _draft(office, clerk), "ของอีกคน " * 100 + "จบ"
    editor = _editor(tab, qtbot, draft)
    editor.rich.setPlainText("ของฉัน")
    with office.writing(clerk, "x") as unit:
        write_text(unit, draft, {"text": theirs, "makers": "ผู้จัดทำอีกคน"})
        unit.commit()
    editor.save()
    qtbot.waitUntil(lambda: bool(editor.findChildren(ClashOffer)))
    assert editor._problems["text"].plain.endswith("…")
    (offer,) = editor.findChildren(ClashOffer)
    offer.compare.click()
    (window,) = editor.findChildren(BothTexts)
    window.theirs.click()
    assert editor.rich.text() == theirs
    editor.rich.setPlainText("ของฉันหลังอ่านของอีกคน")
    with qtbot.waitSignal(editor.accepted):
        editor.save()
    with office.reading(clerk) as reading:
        detail = queries.detail(reading.session, "knowledge_set", draft)
    assert getattr(detail, "text", "") == "ของฉันหลังอ่านของอีกคน"
    assert getattr(detail, "makers", "") == "ผู้จัดทำอีกคน"
