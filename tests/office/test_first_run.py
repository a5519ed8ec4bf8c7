"""The sample office: complete, findable, and never half there."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from kmdesk.app import Desk
from kmdesk.composition import build_kinds
from kmdesk.i18n import set_language
from kmdesk.office import new_library, sample
from kmdesk.office.ui.first_run import FirstRunPage
from kmdesk.people.accounts import sign_in
from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty, Library
from kmdesk.records.model import Record
from kmdesk.store import StoreError
from kmdesk.widgets.dialogs import FormDialog


def test_every_kind_is_in_the_sample_and_prints(sample_root: Path, tmp_path: Path) -> None:
    library = Library.open(sample_root, readonly=True)
    kinds = build_kinds()
    try:
        with library.reading(SYSTEM) as reading:
            rows = reading.session.execute(
                select(Record.kind, func.min(Record.id))
                .where(reading.visible(), Record.audience == "public")
                .group_by(Record.kind)
            )
            present = {row.kind: row[1] for row in rows}
        assert {kind.code for kind in kinds} <= set(present)
        for code, record_id in present.items():
            out = tmp_path / f"{code}.pdf"
            kinds.get(code).write_pdf(library, WALK_UP, record_id, out)
            assert out.read_bytes().startswith(b"%PDF"), code
    finally:
        library.close()


@pytest.mark.parametrize(
    ("name", "duty"),
    [("ธุรการ", Duty.CLERK), ("เลขานุการ", Duty.SECRETARY), ("ผู้ดูแล", Duty.ADMINISTRATOR)],
)
def test_whoever_tries_the_sample_signs_in_with_each_duty(
    qapp: object, sample_root: Path, name: str, duty: Duty
) -> None:
    library = Library.open(sample_root)
    try:
        assert sign_in(library, name, "ตัวอย่าง") == Actor(name, duty)
    finally:
        library.close()
    page = FirstRunPage(sample_root, QWidget())
    assert name in page.notes[1].plain and "ตัวอย่าง" in page.notes[1].plain


def test_the_sample_starts_in_english_too(tmp_path: Path) -> None:
    set_language("en")
    new_library.start_with_sample(tmp_path / "library").close()
    assert Library.exists(tmp_path / "library")


def test_a_failing_sample_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(sample.SAMPLES, "places", fail)
    with pytest.raises(StoreError):
        new_library.start_with_sample(tmp_path / "library")
    assert list(tmp_path.iterdir()) == []


def test_what_a_window_left_in_an_empty_folder_is_in_nobodys_way(tmp_path: Path) -> None:
    root = tmp_path / "library"
    (root / "reports").mkdir(parents=True)
    for name in ("reports/last-crash.txt", ".window.lock", ".window.call"):
        (root / name).touch()
    new_library.begin(root, "สำนักงานทดสอบ", "ผู้ดูแล", "รหัสลับ๑")
    assert Library.exists(root)
    assert not (root / ".window.lock").exists()


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path) -> None:
    root = tmp_path / "library"
    root.mkdir()
    for name in (".window.call", "budget.xlsx"):
        (root / name).touch()
    with pytest.raises(StoreError):
        new_library.begin(root, "สำนักงานทดสอบ", "ผู้ดูแล", "รหัสลับ๑")
    assert sorted(path.name for path in root.iterdir()) == [".window.call", "budget.xlsx"]


def test_an_existing_library_is_never_replaced(sample_root: Path) -> None:
    with pytest.raises(StoreError):
        new_library.start_with_sample(sample_root)
    assert Library.exists(sample_root)


@pytest.mark.parametrize("ticked", [True, False])
def test_a_new_library_has_the_digests_if_they_stay_ticked(
    qtbot: QtBot, empty_desk: Desk, ticked: bool
) -> None:
    empty_desk.window.pages.page("first_run").empty.click()
    (form,) = empty_desk.window.findChildren(FormDialog)
    sign_in_data = {"office_name": "สำนักงานแรก", "name": "ก"}
    for name, value in (sign_in_data | dict.fromkeys(("password", "again"), "หกตัวพอ")).items():
        form.editors[name].set_value(value)
    assert form.editors["digests"].value() is True
    form.editors["digests"].set_value(ticked)
    form.submit()
    qtbot.waitUntil(lambda: empty_desk.pages is not None)
    assert empty_desk.context is not None
    with empty_desk.context.library.reading(SYSTEM) as reading:
        held = reading.session.scalars(select(Record.source_id)).all()
    laws = ["digest-cooperatives-act", "digest-good-governance-decree"]
    assert sorted(held) == (laws if ticked else [])
