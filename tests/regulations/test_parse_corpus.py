"""The structure parser on every law of the corpus."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from kmdesk.regulations.edits import gazette
from kmdesk.regulations.import_law import read_law
from kmdesk.regulations.parse import parse
from kmdesk.regulations.structure import LawText

pytestmark = pytest.mark.corpus
# Holes and misprints that stand in the sources themselves, read one by one.
FAULTY_SOURCES = {
    "krisdika-303960",  # an act without sections
    "krisdika-439762",  # มาตรา ๒๙ is missing
    "krisdika-617709",  # มาตรา ๙๒ and ๙๓ were repealed without a trace
    "ocscprep-5_1_1_state_admin_regulation",  # prints ๔๐ for ๕๐
    "ocscprep-5_3_1_administrative_procedure",  # prints ๖๔ for ๖๕, ๘๔ for ๘๕
}


def _benchmark(name: str) -> ModuleType:
    path = Path(__file__).parents[1] / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bench = _benchmark("regulations_parse")


@pytest.fixture(scope="module")
def parsed(corpus: Path) -> dict[str, LawText]:
    return {item["id"]: parse(item["text"]) for item in bench.laws(corpus)}


def test_no_character_is_lost(parsed: dict[str, LawText]) -> None:
    assert len(parsed) == 501
    assert {name for name, law in parsed.items() if bench.unaccounted(law)} == set()


def test_numbering_is_as_expected(parsed: dict[str, LawText]) -> None:
    odd = {name for name, law in parsed.items() if bench.odd_numbers(law)}
    assert odd == FAULTY_SOURCES


def test_cooperatives_act_text_for_text(corpus: Path, parsed: dict[str, LawText]) -> None:
    assert bench.cooperatives(corpus, parsed) == (161, 161, 161)


@pytest.mark.parametrize(
    ("name", "last", "volume"),
    [
        ("gazette_2546_good_governance.pdf", 53, "120"),
        ("gazette_2562_good_governance_no2.pdf", 10, "136"),
    ],
)
def test_gazette_pdf(corpus: Path, name: str, last: int, volume: str) -> None:
    read = read_law(corpus / "files" / name)
    law = parse(read.text)
    assert [part.number for part in law.provisions()] == [str(n) for n in range(1, last + 1)]
    found = gazette(law)
    assert found is not None
    assert found.volume == volume


@pytest.fixture(scope="module")
def decree(corpus: Path) -> ModuleType:
    return _benchmark("regulations_decree")


def test_decree_of_2546_carried_through_no_2_of_2562(corpus: Path, decree: ModuleType) -> None:
    proof = decree.prove(corpus)
    assert (proof.provisions, proof.in_force_on) == (53, "2019-05-01")
    assert proof.outcome.conflicts == {}
    assert [(op.clause, op.action.value, op.place.label) for op in proof.operations] == [
        ("3", "repeal", "มาตรา ๑๓"),
        ("3", "repeal", "มาตรา ๑๔"),
        ("3", "repeal", "มาตรา ๑๕"),
        ("4", "replace", "มาตรา ๑๖ วรรคหนึ่ง"),
        ("5", "repeal", "มาตรา ๑๘ วรรคสาม"),
        ("6", "insert", "มาตรา ๒๙ วรรคสอง"),
        ("7", "replace", "มาตรา ๓๓ วรรคหนึ่ง"),
        ("8", "replace", "มาตรา ๓๔"),
    ]
    # The consolidated text was retyped by hand; every difference has its reason.
    assert [d for d in proof.differences if d.reason == "unexplained"] == []
    long = [d.number for d in proof.differences if "characters" not in d.reason]
    assert long == ["16", "18"]
