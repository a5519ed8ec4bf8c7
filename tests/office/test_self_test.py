"""The self-test tells good from bad machines, and what the program is made of."""

import json
import re
import sqlite3
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.office.about import _WANTED, bill_of_materials, licence_texts, parts, version
from kmdesk.office.self_test import CheckResult, Verdict, run_self_test
from kmdesk.office.ui.about import AboutDialog
from kmdesk.records import Library

TREE = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _screen(qtbot: QtBot) -> Iterator[None]:
    """The checks that need Qt find the application of the tests."""
    yield


def by_name(folder: Path) -> dict[str, CheckResult]:
    return {finding.name: finding for finding in run_self_test(folder)}


def test_a_sound_machine_has_no_fault(library: Library) -> None:
    found = by_name(library.root)
    assert len(found) == 11
    faults = [finding for finding in found.values() if finding.verdict is Verdict.BAD]
    assert not faults
    assert found["PDF, index and search"].verdict is Verdict.GOOD
    assert found["Library folder"].verdict is Verdict.GOOD
    assert not list(library.root.glob(".kmdesk-test-*")), "it leaves nothing behind"


def test_a_machine_without_a_library_is_told_so(tmp_path: Path) -> None:
    found = by_name(tmp_path / "none" / "library")["Library folder"]
    assert found.verdict is Verdict.NOTE
    assert not (tmp_path / "none").exists()


def test_a_newer_or_damaged_library_is_a_fault(library: Library) -> None:
    library.close()
    base = library.root / "library.sqlite"
    with sqlite3.connect(base) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_future'")
    connection.close()
    assert by_name(library.root)["Library folder"].verdict is Verdict.BAD
    base.write_bytes(b"no database at all" * 1000)
    assert by_name(library.root)["Library folder"].verdict is Verdict.BAD


def test_every_named_part_is_listed_with_its_licence() -> None:
    project = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))["project"]
    named = {re.split("==", line)[0] for line in project["dependencies"]}
    assert set(_WANTED) == named
    assert version() == project["version"]
    found = parts()
    assert {part.name.lower().replace("_", "-") for part in found} >= {n.lower() for n in named}
    lock = (TREE / "requirements.lock").read_text("utf-8").lower().replace("_", "-")
    for part in found:
        assert part.licence, part.name
        assert f"{part.name.lower().replace('_', '-')}==" in lock, part.name
    assert "Permission is hereby granted" in licence_texts(
        next(part for part in found if part.name == "SQLAlchemy")
    )


def test_the_bill_of_materials_is_the_same_each_time() -> None:
    bill = json.loads(bill_of_materials())
    assert bill_of_materials() == bill_of_materials()
    assert bill["bomFormat"] == "CycloneDX"
    refs = [component["bom-ref"] for component in bill["components"]]
    assert len(refs) == len(set(refs)) >= 20
    assert bill["dependencies"][0]["dependsOn"] == refs


def test_about_shows_licences_and_tests_the_machine(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    page = desk.window.pages.show_page("help")
    page.about.click()
    qtbot.waitUntil(lambda: desk.window.findChild(AboutDialog) is not None)
    about = desk.window.findChild(AboutDialog)
    qtbot.waitUntil(lambda: about.list.count() > 20)
    assert about.text.toPlainText()
    about.save_bill(tmp_path / "bill.json")
    qtbot.waitUntil((tmp_path / "bill.json").exists)
    about.run_test()
    qtbot.waitUntil(about.test.isEnabled, timeout=60_000)
    lines = about.report.text().splitlines()
    assert len(lines) == 11
    about.accept()
