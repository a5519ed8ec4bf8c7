"""Bad files for everything that reads one in the program itself, made from good ones.

A byte turned, a piece cut or doubled, a member of a ZIP spoiled or swollen, a JSON value of
another kind, a path that leads out: each is refused in a sentence, or read.
"""

import io
import json
import random
import resource
import shutil
import time
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
from openpyxl import Workbook

from kmdesk import intake
from kmdesk.committees.read_docx import read_docx
from kmdesk.directory.import_sheet import COOPERATIVES
from kmdesk.i18n import KmdeskError
from kmdesk.intake import IntakeError
from kmdesk.intake.client import IntakeClient, RenderClient
from kmdesk.intake.rows import Table, find_heads
from kmdesk.intake.rows.plan import Plan, plan_rows
from kmdesk.intake.table import Cells
from kmdesk.records import SYSTEM, Library
from kmdesk.records.portable_import import import_portable
from kmdesk.shelf.import_register import REGISTER
from kmdesk.store.backup import back_up, restore
from kmdesk.store.bagit import bags_in
from tests.faults import acts
from tests.faults.fuzz import LIMIT_S, Fuzzed
from tests.intake import make
from tests.intake.make_xlsx import cells_of

_VALUES = (None, -1, 1 << 70, 0.5, "", "x" * 10_000, [], {}, True, "../../x", "a\0b", "²", "=1+1",
           "<b>x</b>", "9" * 5000)  # fmt: skip
_BOMB = b"0" * (40 << 20)
_SUFFIXES = ("", ".pdf", ".docx", ".xlsx", ".csv", ".html", ".tif")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADS = ["เลขทะเบียนรับ", "ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ"]
LIMIT_MB = 400
INEXCUSABLE = {intake.TOO_SLOW, intake.TOO_HUNGRY, intake.NO_WORKER}
"""What a file of a few kilobytes has no right to."""


def spoiled(chance: random.Random, data: bytes) -> bytes:
    """A few bytes turned, cut, doubled or put in."""
    spoil = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randint(0, max(0, len(spoil) - 1))
        match chance.randint(0, 3):
            case 0 if spoil:
                spoil[at] ^= 1 << chance.randint(0, 7)
            case 1:
                del spoil[at : at + chance.randint(1, 200)]
            case 2:
                spoil[at:at] = spoil[at : at + chance.randint(1, 200)]
            case _:
                spoil[at:at] = chance.randbytes(chance.randint(1, 40))
    return bytes(spoil)


def spoiled_zip(chance: random.Random, data: bytes) -> bytes:
    """A member spoiled inside, missing, swollen or with a document type of its own."""
    if chance.random() < 0.3:
        return spoiled(chance, data)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        hit = chance.choice(old.namelist())
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                content = old.read(name)
                if name == hit:
                    way = chance.random()
                    if way < 0.1:
                        continue
                    if way < 0.15:
                        content = _BOMB
                    elif way < 0.35:
                        content = _with_entities(content)
                    else:
                        content = spoiled(chance, content)
                new.writestr(name, content)
            if chance.random() < 0.1:
                new.writestr("../../out.txt", b"x")
    return out.getvalue()


def _with_entities(content: bytes) -> bytes:
    head = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">'
        b'<!ENTITY b "&a;&a;&a;&a;">]>'
    )
    return head + content.split(b"?>", 1)[-1].replace(b"</", b"&b;</", 1)


def spoiled_json(chance: random.Random, text: str) -> str:
    """A value somewhere inside of another kind, or gone."""
    if chance.random() < 0.2:
        return spoiled(chance, text.encode()).decode("utf-8", "replace")
    said = json.loads(text)
    node: Any = said
    for _ in range(chance.randint(0, 6)):
        inner = list(node.values()) if isinstance(node, dict) else node
        deeper = [child for child in inner if isinstance(child, dict | list) and child]
        if not deeper:
            break
        node = chance.choice(deeper)
    if isinstance(node, dict) and node:
        key = chance.choice(list(node))
        value = node.pop(key)
        if chance.random() < 0.8:
            node[key] = chance.choice(_VALUES)
        if chance.random() < 0.2:
            node[str(chance.choice(_VALUES))] = value
    elif node:
        node[chance.randrange(len(node))] = chance.choice(_VALUES)
    return json.dumps(said)


def good_files(folder: Path) -> dict[str, Path]:
    """A sound file of every kind that :class:`Files` spoils."""
    acts.make_library(folder / "library")
    acts.make_folder(folder / "library", folder / "pack")
    back_up(folder / "library", folder / "stick")
    rows = [HEADS, *([str(n), f"ชพ 0010/ว {n}", "๒ มิ.ย. ๒๕๖๘", "จังหวัด", "สสจ.", f"เรื่อง {n}", ""]
                     for n in range(30))]  # fmt: skip
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "a.xlsx")
    (folder / "a.csv").write_text("\n".join(",".join(row) for row in rows), "utf-8")
    text = docx.Document()
    text.add_heading("หัวข้อ", 1)
    for number in range(5):
        text.add_paragraph(f"ย่อหน้า {number}", "List Number")
    text.add_table(2, 2).cell(0, 0).text = "ช่อง"
    text.save(folder / "a.docx")
    make.pdf(folder / "a.pdf", ["some words", "", "more"])
    make.noise().save(folder / "a.tif")
    table = "<html><body><table><tr><td>ก</td></tr></table>"
    (folder / "a.html").write_bytes(table.encode("tis-620"))
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "ส่งไฟล์", "a@example.org"
    mail.set_content("เนื้อความ")
    inner = (folder / "a.docx").read_bytes()
    mail.add_attachment(inner, maintype="application", subtype="x", filename="ก.docx")
    (folder / "a.eml").write_bytes(mail.as_bytes())
    (folder / "a.doc").write_bytes(_OLE + bytes(600) + "WordDocument".encode("utf-16-le"))
    kinds = ("xlsx", "csv", "docx", "pdf", "tif", "html", "doc", "eml")
    return {**{kind: folder / f"a.{kind}" for kind in kinds},
            "pack": folder / "pack", "bag": folder / "stick"}  # fmt: skip


class Files:
    """A target spoils a good file of its kind and reads it."""

    def __init__(self, folder: Path, good: dict[str, Path]) -> None:
        """``good`` as from :func:`good_files`; ``folder`` takes the bad ones."""
        self.folder, self.good = folder, good
        self.client, self.drawing = IntakeClient(1), RenderClient()
        Library.create(folder / "library").close()
        self.library = Library.open(folder / "library")
        self.targets: dict[str, Callable[[random.Random], object]] = {
            "register XLSX": lambda c: self._register(c, "xlsx", spoiled_zip),
            "register CSV": lambda c: self._register(c, "csv", spoiled),
            "set DOCX": self._docx,
            "readable folder": self._pack,
            "backup": self._bag,
            "cooperatives XLSX": self._cooperatives,
            "shelf PDF": lambda c: self._shelf(c, "pdf", spoiled),
            "shelf DOCX": lambda c: self._shelf(c, "docx", spoiled_zip),
            "shelf XLSX": lambda c: self._shelf(c, "xlsx", spoiled_zip),
            "shelf TIFF": lambda c: self._shelf(c, "tif", spoiled),
            "shelf HTML": lambda c: self._shelf(c, "html", spoiled),
            "shelf EML": lambda c: self._shelf(c, "eml", spoiled),
            "shelf DOC": lambda c: self._shelf(c, "doc", spoiled),
        }

    def close(self) -> None:
        """End the workers, close the library."""
        self.client.close()
        self.drawing.close()
        self.library.close()

    def _shelf(self, chance: random.Random, kind: str, spoil: Callable[..., bytes]) -> object:
        """Read and draw, each in its worker; what a worker has no right to take is a fault."""
        path = self._one(chance, kind, spoil)
        if chance.random() < 0.2:
            path = path.rename(path.with_suffix(chance.choice(_SUFFIXES)))
        said: list[object] = []
        for use in (
            lambda: self.client.read(path, timeout=LIMIT_S),
            lambda: self.drawing.draw(path, 0, 0.3),
        ):
            try:
                said.append(use())
            except IntakeError as error:
                assert error.message.msgid not in INEXCUSABLE, str(error)
                said.append(error)
        if isinstance(said[0], IntakeError):
            raise said[0]
        return said

    def _cooperatives(self, chance: random.Random) -> object:
        cells = cells_of(self._one(chance, "xlsx", spoiled_zip))
        return self._planned(COOPERATIVES, cells)

    def _planned(self, table: Table, cells: Cells) -> Plan:
        heads = find_heads(cells, table.columns, {})
        with self.library.reading(SYSTEM) as reading:
            return plan_rows(table, reading, cells, heads, heads.columns, carry=True)

    def _one(self, chance: random.Random, kind: str, spoil: Callable[..., bytes]) -> Path:
        path = self.folder / f"bad.{kind}"
        path.write_bytes(spoil(chance, self.good[kind].read_bytes()))
        return path

    def _register(self, chance: random.Random, kind: str, spoil: Callable[..., bytes]) -> object:
        cells = cells_of(self._one(chance, kind, spoil))
        return self._planned(REGISTER, cells)

    def _docx(self, chance: random.Random) -> object:
        return read_docx(self._one(chance, "docx", spoiled_zip))

    def _copied(self, kind: str) -> Path:
        copy = self.folder / f"bad-{kind}"
        shutil.rmtree(copy, ignore_errors=True)
        return Path(shutil.copytree(self.good[kind], copy))

    def _pack(self, chance: random.Random) -> object:
        copy = self._copied("pack")
        hit = chance.choice(sorted(path for path in copy.rglob("*.json")))
        hit.write_text(spoiled_json(chance, hit.read_text("utf-8")), "utf-8")
        try:
            return import_portable(self.library, SYSTEM, copy)
        finally:
            outside = [path.name for path in self.folder.parent.glob("x*")]
            assert not outside, f"written outside: {outside}"

    def _bag(self, chance: random.Random) -> object:
        copy = self._copied("bag")
        (bag,) = [path for path in copy.iterdir() if path.name.startswith("kmdesk-2")]
        hit = chance.choice(sorted(path for path in bag.rglob("*") if path.is_file()))
        if hit.stat().st_nlink > 1:
            content = hit.read_bytes()
            hit.unlink()
            hit.write_bytes(content)
        hit.write_bytes(spoiled(chance, hit.read_bytes()))
        into = self.folder / "restored"
        shutil.rmtree(into, ignore_errors=True)
        bags_in(copy)
        return restore(bag, into)


def run(files: Files, seed: int, count: int) -> Fuzzed:
    """``count`` bad files for the readers in turn; faults are crashes and hangs, in words."""
    done, names = Fuzzed(), list(files.targets)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
        name, chance = names[number % len(names)], random.Random(f"{seed}:{number}")
        begin = time.perf_counter()
        try:
            files.targets[name](chance)
        except KmdeskError:
            done.refused += 1
        except Exception as error:
            done.faults.append(f"{name} {number} (seed {seed}): {error!r}")
        took = time.perf_counter() - begin
        if took > done.worst_s:
            done.worst_s, done.worst = took, name
        if took > LIMIT_S:
            done.faults.append(f"{name} {number} (seed {seed}): {took:.1f} s")
        done.inputs += 1
        done.by_target[name] += 1
    done.memory_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return done
