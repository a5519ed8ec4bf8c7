"""A picture is a page of its record's print as a scan is; a locked file is named and left out."""

from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from kmdesk.composition import build_kinds
from kmdesk.corner.basket_page import PackError, PackWishes, make_pack
from kmdesk.intake.client import shared_client
from kmdesk.records import Actor, Library, PassageText
from kmdesk.shelf.documents import NewDocument, NewFile, add_document
from kmdesk.widgets.basket import BasketItem
from tests.intake import make, make_pdf


def kept(library: Library, clerk: Actor, path: Path, media: str, title: str = "เรื่องทดสอบ") -> int:
    """A record with the file as its original, whatever is wrong with it."""
    with library.writing(clerk, "Add documents") as unit:
        record = add_document(
            unit, NewDocument(title=title), [PassageText("page:1", "1", "ข้อความ")],
            NewFile(path, path.name, media),
        )  # fmt: skip
        record_id = record.id
        unit.commit()
    return record_id


def printed(library: Library, clerk: Actor, record_id: int, out: Path) -> PdfReader:
    build_kinds().get("document").write_pdf(library, clerk, record_id, out)
    return PdfReader(out)


def words(page) -> str:  # type: ignore[no-untyped-def]
    return "".join(page.extract_text().split())


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "gif", "bmp"])
def test_a_picture_is_a_page(library: Library, clerk: Actor, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"p.{ending}"
    make.noise((600, 300)).convert("RGB").save(path)
    media = {"jpg": "image/jpeg", "tif": "image/tiff"}.get(ending, f"image/{ending}")
    pages = printed(library, clerk, kept(library, clerk, path, media), tmp_path / "o.pdf").pages
    assert len(pages) == 2
    assert len(pages[1].images) == 1
    assert pages[1].mediabox.width > pages[1].mediabox.height


def test_every_page_of_a_fax_is_printed_and_can_be_chosen(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "fax.tif"
    frames = [make.noise((300, 100 * n)).convert("L") for n in (1, 2, 6)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    record = kept(library, clerk, path, "image/tiff")
    assert len(printed(library, clerk, record, tmp_path / "o.pdf").pages) == 4
    out = make_pack(
        library, clerk, build_kinds(), [BasketItem(record, "โทรสาร", pages="3")], PackWishes()
    )
    body = PdfReader(out).pages[2:]
    assert len(body) == 1
    assert body[0].mediabox.height > body[0].mediabox.width  # the third stands upright


def test_a_locked_file_is_named_and_the_rest_is_printed(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    locked = make.locked_pdf(tmp_path / "locked.pdf", "word")
    record = kept(library, clerk, locked, "application/pdf")
    with library.writing(clerk, "Add documents") as unit:
        good = make.pdf(tmp_path / "good.pdf", ["good page"])
        unit.attach(unit.record(record), good, "good.pdf", "application/pdf")
        unit.commit()
    pages = printed(library, clerk, record, tmp_path / "o.pdf").pages
    assert "locked.pdf" in words(pages[0])
    assert "goodpage" in words(pages[-1])


def test_a_pack_with_a_locked_and_a_broken_file_is_made(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    locked = make.locked_pdf(tmp_path / "locked.pdf", "word")
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff" + b"no picture" * 9)
    one = kept(library, clerk, locked, "application/pdf", "เรื่องที่ล็อก")
    two = kept(library, clerk, broken, "image/jpeg", "เรื่องที่เสีย")
    three = kept(
        library, clerk, make.pdf(tmp_path / "g.pdf", ["good page"]), "application/pdf", "เรื่องดี"
    )
    basket = [BasketItem(record, "") for record in (one, two, three)]
    text = "".join(words(p) for p in PdfReader(
        make_pack(library, clerk, build_kinds(), basket, PackWishes())).pages)  # fmt: skip
    assert "goodpage" in text
    assert "locked.pdf" in text
    assert "broken.jpg" in text
    chosen = [BasketItem(one, "เรื่องที่ล็อก", pages="1"), basket[2]]
    text = "".join(words(p) for p in PdfReader(
        make_pack(library, clerk, build_kinds(), chosen, PackWishes())).pages)  # fmt: skip
    assert "locked.pdf" in text
    assert "goodpage" in text
    with pytest.raises(PackError):
        make_pack(library, clerk, build_kinds(), chosen[:1], PackWishes())


def test_what_was_filled_in_is_on_paper(library: Library, clerk: Actor, tmp_path: Path) -> None:
    field = make_pdf.field("n", "Tx", make_pdf.Text("FILLED 6677"), (100, 600, 400, 622))
    path = make_pdf.marked(tmp_path / "f.pdf", [], [field])
    record = kept(library, clerk, path, "application/pdf")
    out = make_pack(library, clerk, build_kinds(), [BasketItem(record, "แบบ")], PackWishes())
    pages = "\n".join(page.text for page in shared_client().read(out).pages)
    assert "FILLED 6677" in pages


def test_a_bomb_is_named_and_left_out(library: Library, clerk: Actor, tmp_path: Path) -> None:
    Image.new("1", (20_000, 9_000)).save(tmp_path / "bomb.png")
    record = kept(library, clerk, tmp_path / "bomb.png", "image/png")
    page = printed(library, clerk, record, tmp_path / "o.pdf").pages[0]
    assert "bomb.png" in words(page)


def test_a_pdf_that_pypdf_cannot_unlock_is_refused_in_words(tmp_path: Path) -> None:
    from kmdesk.pdf import PdfError
    from kmdesk.pdf.merging import open_pdf

    writer = PdfWriter(clone_from=PdfReader(make.pdf(tmp_path / "a.pdf", ["x"])))
    writer.encrypt("word", algorithm="RC4-128")
    writer.write(tmp_path / "b.pdf")
    with pytest.raises(PdfError):
        open_pdf(tmp_path / "b.pdf", "b")
