"""Handing over more records than a running number has room for at first sight."""

from pathlib import Path

from pypdf import PdfReader

from kmdesk.composition import build_kinds
from kmdesk.office.handover_contents import contents_name
from kmdesk.office.handover_pack import hand_over
from kmdesk.records import SYSTEM, Actor, Duty, Library
from kmdesk.thai.numbers import to_thai

RECORDS = 1_200
SECRETARY = Actor("เลขานุการทดสอบ", Duty.SECRETARY)


def test_running_numbers_of_many_records_stay_on_one_line(library: Library, tmp_path: Path) -> None:
    with library.writing(SYSTEM, "Stock") as unit:
        for number in range(1, RECORDS + 1):
            unit.add(kind="document", title=f"เรื่อง {number}", status="current")
        unit.commit()
    pack = hand_over(library, SECRETARY, build_kinds(), tmp_path / "many")
    last = PdfReader(pack.folder / contents_name()).pages[-1].extract_text()
    said = to_thai(str(RECORDS))
    assert f"{said} " in last or f"{said}\n" in last
    assert pack.records == RECORDS
