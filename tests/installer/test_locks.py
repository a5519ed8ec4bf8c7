"""The locks: exact, hashed, in step with pyproject.toml, and silent about where to fetch."""

import re
import tomllib
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parent.parent.parent
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?: ; [^\\]+)?(?: \\)?$")


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _blocks(name: str) -> dict[str, tuple[str, list[str]]]:
    """package → (version, hashes)."""
    found: dict[str, tuple[str, list[str]]] = {}
    package = ""
    for line in (TREE / name).read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("    --hash=sha256:"):
            found[package][1].append(line.strip().removesuffix("\\").strip())
            continue
        matched = _REQUIREMENT.match(line)
        assert matched, f"{name}: {line!r}"
        package = _canonical(matched[1])
        assert package not in found, f"{name}: {package} twice"
        found[package] = (matched[2], [])
    return found


def _pins(requirements: list[str]) -> dict[str, str]:
    split = (requirement.split("==") for requirement in requirements)
    return {_canonical(name): version for name, version in split}


@pytest.mark.parametrize("name", [RUNTIME, DEVELOPMENT])
def test_every_package_is_exact_and_hashed(name: str) -> None:
    blocks = _blocks(name)
    assert blocks
    bare = [package for package, (_, hashes) in blocks.items() if not hashes]
    assert not bare


@pytest.mark.parametrize("name", [RUNTIME, DEVELOPMENT])
def test_no_lock_says_where_to_fetch(name: str) -> None:
    text = (TREE / name).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(?!hash))", text, re.MULTILINE)


def test_the_locks_agree_with_the_project() -> None:
    project = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))
    wanted = _pins(project["project"]["dependencies"])
    development = wanted | _pins(project["dependency-groups"]["dev"])
    runtime_lock = {package: version for package, (version, _) in _blocks(RUNTIME).items()}
    development_lock = {p: version for p, (version, _) in _blocks(DEVELOPMENT).items()}
    assert wanted.items() <= runtime_lock.items()
    assert development.items() <= development_lock.items()


def test_the_development_lock_holds_the_runtime_lock() -> None:
    """So ``run`` may use what ``test`` has set up."""
    development = _blocks(DEVELOPMENT)
    assert all(development.get(package) == block for package, block in _blocks(RUNTIME).items())
