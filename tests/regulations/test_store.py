"""Laws and answer cards in a real library."""

from pathlib import Path

import pytest

from kmdesk.office.sample import load_laws
from kmdesk.records import Actor, Library
from kmdesk.records.fields import InvalidValue
from kmdesk.records.model import Attachment, Record
from kmdesk.regulations import queries
from kmdesk.regulations.edits import add_card, change_card, change_law, conflicts, flag_cards
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.instruments import link_provision
from kmdesk.regulations.kind import KINDS
from kmdesk.regulations.model import (
    InstrumentDetail,
    RegulationError,
    Wording,
    is_law_kind,
    rank_of,
)
from kmdesk.resources import resource_path
from tests.feed import history_of
from tests.regulations.test_parse import ACT

LABEL = "Add"


def add_law(library: Library, clerk: Actor, text: str = ACT) -> int:
    with library.writing(clerk, LABEL) as unit:
        record = import_law(
            unit, "พระราชบัญญัติตู้หนังสือ พ.ศ. ๒๖๐๐", text, "พระราชบัญญัติ", None, "act-1", "laws"
        )
        unit.commit()
        return record.id


def test_import_keeps_every_part(library: Library, clerk: Actor, walk_up: Actor) -> None:
    law = add_law(library, clerk)
    with library.reading(walk_up) as reading:
        own = queries.provisions(reading.session, law)
        assert [row.number for row in own] == ["1", "2", "3", "3/1", "4 ทวิ", "5", "8"]
        assert own[3].anchor == "provision:3/1"
        assert own[3].notes == "มาตรา ๓/๑ เพิ่มโดยพระราชบัญญัติ"
        assert own[3].path == ("หมวด ๑ การจัดเก็บ",)
        assert own[5].label == "มาตรา ๕ ถึง มาตรา ๗"
        assert [row.number for row in own if row.doubt] == ["4 ทวิ"]  # there is no 4 before it
        roles = {row.role for row in queries.parts(reading.session, law)}
        assert roles == {"body", "amending"}
        record = reading.record(law)
        assert (record.status, record.source_id, record.kind) == (
            "unchecked",
            "act-1",
            "regulation",
        )


def test_source_text_is_kept_and_parts_join_to_it(library: Library, clerk: Actor) -> None:
    law = add_law(library, clerk)
    with library.reading(clerk) as reading:
        attachment = reading.session.query(Attachment).filter_by(record_id=law).one()
        kept = library.files.path(attachment.sha256).read_bytes().decode("utf-8")
        assert kept == ACT
        spans = [
            (row.source_start, row.source_end)
            for row in reading.session.query(queries.Provision).filter_by(record_id=law)
        ]
        assert "".join(kept[a:b] for a, b in sorted(spans)) == ACT


def test_jump_to_any_way_of_typing_a_number(library: Library, clerk: Actor) -> None:
    law = add_law(library, clerk)
    with library.reading(clerk) as reading:
        for typed in ("๓/๑", "3/1", "มาตรา 3/1", " มาตรา ๓ / ๑"):
            assert queries.number_at(reading.session, law, typed) == "provision:3/1"
        assert queries.number_at(reading.session, law, "4 ทวิ") == "provision:4 ทวิ"
        assert queries.number_at(reading.session, law, "99") is None


def test_misprint_is_doubted_and_its_anchor_unique(library: Library, clerk: Actor) -> None:
    text = "".join(f"มาตรา {n} ความ\n" for n in ("๑", "๒", "๓", "๔", "๔", "๖"))
    law = add_law(library, clerk, text)
    with library.reading(clerk) as reading:
        rows = queries.provisions(reading.session, law)
        assert [row.anchor for row in rows][3:5] == ["provision:4", "provision:4~2"]
        assert [row.number for row in rows if row.doubt] == ["4", "6"]


def test_passages_open_at_provisions(library: Library, clerk: Actor) -> None:
    law = add_law(library, clerk)
    with library.reading(clerk) as reading:
        passages = {p.anchor: p for p in KINDS[0].passages(reading.session, law)}
        assert passages["provision:3/1"].label == "มาตรา ๓/๑"
        assert passages["provision:3/1"].text == "มาตรา ๓/๑ ตู้เพิ่ม"
        labels = [passage.label for passage in passages.values()]
        assert "มาตรา ๙ (พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๒) พ.ศ. ๒๖๐๒)" in labels


def test_wordings_of_other_days(library: Library, clerk: Actor) -> None:
    """A dated version is added beside the old one; nothing moves."""
    law = add_law(library, clerk)
    with library.writing(clerk, LABEL) as unit:
        row = queries.part_at(unit.session, law, "provision:3/1")
        assert row is not None
        old = unit.session.query(Wording).filter_by(provision_id=row.id).one()
        old.valid_to = "2060-01-01"
        unit.session.add(
            Wording(record_id=law, provision_id=row.id, valid_from="2060-01-01", text="ใหม่")
        )
        unit.commit()
    with library.reading(clerk) as reading:
        said = {
            day: next(
                r.text for r in queries.provisions(reading.session, law, day) if r.id == row.id
            )
            for day in ("2059-12-31", "2060-01-01", None)
        }
    # Without a day it is today's wording, not one still to come.
    now = "มาตรา ๓/๑ ตู้เพิ่ม"
    assert said == {"2059-12-31": now, "2060-01-01": "ใหม่", None: now}


def test_a_status_needs_a_checker(library: Library, clerk: Actor) -> None:
    law = add_law(library, clerk)
    with library.writing(clerk, LABEL) as unit, pytest.raises(InvalidValue):
        change_law(unit, law, {"status": "in_force"})
    with library.writing(clerk, LABEL) as unit:
        change_law(
            unit, law, {"status": "in_force", "checked_by": "ธุรการ", "checked_on": "2025-01-02"}
        )
        unit.commit()
    with library.reading(clerk) as reading:
        assert reading.record(law).status == "in_force"
        assert queries.not_checked_since(reading, "2025-01-02") == []
        assert [r.record_id for r in queries.not_checked_since(reading, "2025-01-03")] == [law]


def test_conflicting_dates_are_said() -> None:
    detail = InstrumentDetail(signed_on="2020-02-01", gazetted_on="2020-01-01", ended_on=None,
                              effective_on="2099-01-01")  # fmt: skip
    said = conflicts(detail, "in_force")
    assert len(said) == 2
    detail = InstrumentDetail(signed_on="2020-01-01", gazetted_on="2020-02-01")
    assert conflicts(detail, "in_force") == []


def test_answer_card_is_flagged_when_its_ground_changes(library: Library, clerk: Actor) -> None:
    law = add_law(library, clerk)
    with library.writing(clerk, LABEL) as unit:
        card = add_card(unit, "ตู้คืออะไร", "ที่เก็บหนังสือ", [(law, "provision:2")]).id
        other = add_card(unit, "ตู้เพิ่มมีหรือไม่", "มี", [(law, "provision:3/1")]).id
        change_card(
            unit, card, {"status": "current", "checked_by": "ก.", "checked_on": "2025-01-01"}
        )
        assert flag_cards(unit, law, ["provision:2"]) == 1
        unit.commit()
    with library.reading(clerk) as reading:
        assert reading.record(card).status == "review"
        assert reading.record(other).status == "unchecked"
        assert [g.label for g in queries.grounds(reading, card)] == ["มาตรา ๒"]
        assert [p.text.strip() for p in KINDS[1].passages(reading.session, card)] == ["ที่เก็บหนังสือ"]


def test_empty_card_is_refused(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, LABEL) as unit, pytest.raises(InvalidValue):
        add_card(unit, "ถาม", "  ")


@pytest.mark.parametrize(
    ("kind", "title", "rank"),
    [
        ("พระราชบัญญัติ", "พระราชบัญญัติประกอบรัฐธรรมนูญว่าด้วยพรรคการเมือง", "organic_act"),
        ("ระเบียบ", "ระเบียบนายทะเบียนสหกรณ์ ว่าด้วยการเงิน", "regulation"),
        ("กฎหมาย", "กฎกระทรวงกำหนดประเภทสหกรณ์", "ministerial"),
        ("ข้อบังคับ", "ข้อบังคับสหกรณ์ตัวอย่าง จำกัด", "bylaw"),
        ("ประกาศ", "ประกาศของคณะปฏิวัติ ฉบับที่ ๑", "revolution"),
        ("", "บันทึก", "other"),
    ],
)
def test_rank(kind: str, title: str, rank: str) -> None:
    assert rank_of(kind, title) == rank


@pytest.mark.parametrize(
    ("kind", "law"),
    [
        ("พระราชบัญญัติ", True),
        ("ประมวลกฎหมาย", True),
        ("พระธรรมนูญ", True),
        ("ระเบียบ", True),
        ("ด้านกฎหมายฯ", False),
        ("กฎหมายน่ารู้จากข่าว", False),
        ("", False),
    ],
)
def test_is_law_kind(kind: str, law: bool) -> None:
    assert is_law_kind(kind) is law


def test_counts_of_the_browse_tree(library: Library, clerk: Actor) -> None:
    add_law(library, clerk)
    with library.reading(clerk) as reading:
        figures = queries.counts(reading)
    assert (figures.laws, figures.ranks, figures.decades) == (1, {"act": 1}, {2600: 1})


def test_sample_loads(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, LABEL) as unit:
        load_laws(unit, resource_path("sample") / "regulations")
        unit.commit()
    with library.reading(clerk) as reading:
        rule = (
            reading.session.query(Record).filter_by(source_id="sample-knowledge-corner-rule").one()
        )
        rows = queries.provisions(reading.session, rule.id)
        assert [row.number for row in rows] == [str(n) for n in range(1, 13)]
        assert rows[-1].path == ("บทเฉพาะกาล",)
        detail = queries.instrument(reading.session, rule.id)
        assert detail is not None
        assert (detail.signed_on, detail.effective_on) == ("2025-01-20", "2025-02-01")
        assert queries.counts(reading).cards == 2


def test_prints(library: Library, clerk: Actor, tmp_path: Path) -> None:
    import pypdfium2

    from kmdesk.regulations.print import write_provisions

    def words(path: Path) -> str:
        document = pypdfium2.PdfDocument(path)
        said = "".join(page.get_textpage().get_text_bounded() for page in document)
        return "".join(said.split())

    law = add_law(library, clerk)
    with library.writing(clerk, LABEL) as unit:
        card = add_card(unit, "ตู้คืออะไร", "ที่เก็บหนังสือ", [(law, "provision:2")]).id
        unit.commit()
    KINDS[0].write_pdf(library, clerk, law, tmp_path / "law.pdf")
    said = words(tmp_path / "law.pdf")
    assert "มาตรา๓/๑ตู้เพิ่ม" in said
    assert "เฉพาะข้อความในราชกิจจานุเบกษา" in said
    assert "มาตรา๙บรรดาตู้เดิม" not in said
    write_provisions(library, clerk, law, ["provision:3"], tmp_path / "one.pdf")
    said = words(tmp_path / "one.pdf")
    assert "หมวด๑การจัดเก็บ" in said
    assert "ตู้เพิ่ม" not in said
    KINDS[1].write_pdf(library, clerk, card, tmp_path / "card.pdf")
    assert "ที่เก็บหนังสือ" in words(tmp_path / "card.pdf")


def test_link_by_the_number_as_typed(library: Library, clerk: Actor) -> None:
    law = add_law(library, clerk)
    with library.writing(clerk, LABEL) as unit:
        card = add_card(unit, "ถาม", "ตอบ").id
        link_provision(unit, (card, ""), law, "มาตรา ๓/๑", "legal_basis")
        with pytest.raises(RegulationError):
            link_provision(unit, (card, ""), law, "๙๙", "legal_basis")
        with pytest.raises(RegulationError):
            link_provision(unit, (card, ""), card, "", "legal_basis")
        unit.commit()
    with library.reading(clerk) as reading:
        assert [g.anchor for g in queries.grounds(reading, card)] == ["provision:3/1"]


def test_an_import_can_be_undone(library: Library, clerk: Actor) -> None:
    law = add_law(library, clerk)
    library.undo(clerk, history_of(library, clerk, law)[0].unit)
    with library.reading(clerk) as reading:
        assert reading.session.get(Record, law) is None
        assert queries.parts(reading.session, law) == []
        assert queries.instrument(reading.session, law) is None
