"""A folder as an old stick may hold it: odd names, odd kinds of file, links, and good papers."""

import os
import socket
from pathlib import Path

THAI = "บันทึกข้อความ เรื่อง ทดสอบทางเข้า"
OWN = (
    "~$letter.docx", "~WRL0001.tmp", "Thumbs.db", "desktop.ini", ".DS_Store", "._letter.pdf",
    "paper.lnk", "page.url", "half.pdf.part", "half.pdf.crdownload", ".~lock.letter.odt#",
    "base.laccdb", "page.webloc", "notes.txt~", "THUMBS.DB", "draft.txt.swp",
)  # fmt: skip


def odd_names() -> list[bytes]:
    """Names that a Linux disk takes: every byte, old Thai codes, long, turning, twins."""
    every = [bytes([65, code]) + b".txt" for code in range(1, 256) if code != ord("/")]
    thai = "หนังสือเวียน ๒๕๖๘".encode("cp874") + b".txt"
    long = ("ก" * 83).encode() + b"aa.txt"  # 255 bytes
    more = [
        thai, long, "สองบรรทัด\nต่อ.txt".encode(), "ขวา\u202eไปซ้าย.txt".encode(),
        "ท้ายว่าง.txt ".encode(), b"Case.txt", b"case.txt", b"CON.txt", b"a:b?.txt",
        "ก\u0e33.txt".encode(), b"\xe0\xb8.txt", b"-rf.txt", b"#x.txt", b"100%41.txt",
    ]  # fmt: skip
    kept = [name for name in every if name.strip() not in (b".txt", b"A~.txt")]
    return [*kept, b"A~.txt", *more]


def fill_with_good(folder: Path) -> int:
    """Good papers under every odd name; how many."""
    names = odd_names()
    for number, name in enumerate(names):
        raw = os.path.join(os.fsencode(folder), name)  # noqa: PTH118
        with open(raw, "wb") as stream:  # noqa: PTH123
            stream.write(f"{THAI} ฉบับที่ {number}\n".encode())
    return len(names)


def fill_with_bad(folder: Path, outside: Path) -> list[str]:
    """What must not come in, and whose names are told; ``outside`` holds a secret."""
    secret = outside / "secret.txt"
    secret.write_text("ความในที่ไม่มีใครเลือก", "utf-8")
    (folder / "inner.txt").write_text(f"{THAI} ข้างใน\n", "utf-8")
    (folder / "link-inside.txt").symlink_to(folder / "inner.txt")
    (folder / "link-outside.txt").symlink_to(secret)
    (folder / "link-folder").symlink_to(outside, target_is_directory=True)
    (folder / "loop.pdf").symlink_to(folder / "loop.pdf")
    (folder / "dangling.pdf").symlink_to(folder / "nothing.pdf")
    (folder / "up").symlink_to(folder.parent, target_is_directory=True)
    os.mkfifo(folder / "pipe.pdf")
    os.mkfifo(folder / "pipe.jsonl")
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(folder)  # the path of a socket must be short
        try:
            made.bind("sock.pdf")
        finally:
            os.chdir(here)
    (folder / "empty.pdf").touch()
    return [
        "link-inside.txt", "link-outside.txt", "link-folder", "loop.pdf", "dangling.pdf", "up",
        "pipe.pdf", "pipe.jsonl", "sock.pdf", "empty.pdf",
    ]  # fmt: skip


def fill_with_own(folder: Path) -> None:
    """What the system and programs keep for themselves."""
    for name in OWN:
        (folder / name).write_text("ของระบบ", "utf-8")
    for name in ("__MACOSX", "System Volume Information", "$RECYCLE.BIN"):
        (folder / name).mkdir()
        (folder / name / "inside.txt").write_text("ของระบบ", "utf-8")
    (folder / "x.pdf").mkdir()
    (folder / "x.pdf" / "paper.txt").write_text(f"{THAI} ในโฟลเดอร์\n", "utf-8")
