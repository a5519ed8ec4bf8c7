"""The sample office: complete, findable, and never half there."""

from pathlib import Path

import pytest

from kmdesk.composition import build_kinds
from kmdesk.i18n import set_language
from kmdesk.office import first_run
from kmdesk.people.sign_in import sign_in
from kmdesk.places import sample as places_sample
from kmdesk.records import SYSTEM, WALK_UP, Library
from kmdesk.records.queries import kinds_in_use
from kmdesk.store import StoreError


@pytest.fixture(scope="module")
def sample_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sample") / "library"
    first_run.start_with_sample(root).close()
    return root


def test_every_kind_is_in_the_sample_and_prints(sample_root: Path, tmp_path: Path) -> None:
    library = Library.open(sample_root, readonly=True)
    kinds = build_kinds()
    try:
        with library.reading(SYSTEM) as reading:
            present = kinds_in_use(reading)
        assert {kind.code for kind in kinds} <= set(present)
        for code, record_id in present.items():
            out = tmp_path / f"{code}.pdf"
            kinds.get(code).write_pdf(library, WALK_UP, record_id, out)
            assert out.read_bytes().startswith(b"%PDF"), code
    finally:
        library.close()


def test_the_sample_clerk_signs_in_as_the_first_screen_says(sample_root: Path) -> None:
    library = Library.open(sample_root)
    try:
        office = first_run.sample_office()
        actor = sign_in(library, office.clerk, office.password)
    finally:
        library.close()
    assert actor.name == office.clerk


def test_the_sample_starts_in_english_too(tmp_path: Path) -> None:
    set_language("en")
    first_run.start_with_sample(tmp_path / "library").close()
    assert Library.exists(tmp_path / "library")


def test_a_failing_sample_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(places_sample, "load_sample", fail)
    with pytest.raises(StoreError):
        first_run.start_with_sample(tmp_path / "library")
    assert list(tmp_path.iterdir()) == []


def test_an_existing_library_is_never_replaced(sample_root: Path) -> None:
    with pytest.raises(StoreError):
        first_run.start_with_sample(sample_root)
    assert Library.exists(sample_root)
