"""Ten papers of ten kinds for verify, and what former programs left: ``fixtures.py FOLDER``."""

import sys
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
WORDS = "ประกาศทดสอบการนำเข้าบนวินโดวส์"


def main() -> int:
    """Write them; names are Thai and long, as an office's are."""
    sys.path.insert(0, str(TREE))
    from PIL import Image

    from tests.fixtures.former import FROZEN, lay, lay_pack
    from tests.intake import make, make_xlsx

    folder = Path(sys.argv[1]) / "เอกสาร นำเข้า"
    folder.mkdir(parents=True)
    texts = {
        "a.txt": "utf-8",
        "b.txt": "cp874",
        "c.html": "utf-8",
        "d.csv": "cp874",
        "e.eml": "utf-8",
    }
    body = f"{WORDS} เรื่อง การยืมเอกสาร"
    for number, (name, encoding) in enumerate(texts.items(), 1):
        text = f"{body} ฉบับที่ {number}"
        if name.endswith(".html"):
            text = f"<html><meta charset=utf-8><body><p>{text}</p></body></html>"
        if name.endswith(".csv"):
            text = f"ลำดับ,เรื่อง\r\n1,{text}\r\n"
        if name.endswith(".eml"):
            head = "From: a@example.org\r\nSubject: mail\r\nMIME-Version: 1.0\r\n"
            text = f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        path = folder / f"{WORDS} ฉบับที่ {number}{Path(name).suffix}"
        path.write_bytes(text.encode(encoding))
    write_pdf(folder / f"{WORDS} ฉบับที่ 6.pdf", f"{body} ฉบับที่ 6")
    make.docx(folder / f"{WORDS} ฉบับที่ 7.docx", make.paragraph(f"{body} ฉบับที่ 7"))
    rows = make_xlsx.row(make_xlsx.words(f"{body} ฉบับที่ 8"))
    make_xlsx.xlsx(folder / f"{WORDS} ฉบับที่ 8.xlsx", [("แผ่นที่ 1", "visible", rows)])
    for number, ending in ((9, "png"), (10, "jpg")):
        picture = Image.new("RGB", (300, 200), (number, 90, 90))
        picture.save(folder / f"{WORDS} ฉบับที่ {number}.{ending}")
    lay(Path(sys.argv[1]) / "old", FROZEN[0])
    lay_pack(Path(sys.argv[1]) / "pack")
    return 0


def write_pdf(path: Path, text: str) -> None:
    """One line in the font that the program ships."""
    import fontpkg
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Sarabun", str(fontpkg.path("Sarabun", 400, "normal"))))
    canvas = Canvas(str(path), invariant=1)
    canvas.setFont("Sarabun", 16)
    canvas.drawString(72, 700, text)
    canvas.save()


if __name__ == "__main__":
    sys.exit(main())
