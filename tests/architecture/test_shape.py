"""House rules that hold for every file of the repository."""

import re
import shutil
import subprocess

import pytest

from tests.architecture.source import TREE, sources

MAX_LINES = 600
# The tests, too: a reader opens them as often as the program.
_PYTHON = [
    *TREE.glob("kmdesk/**/*.py"),
    *TREE.glob("tests/**/*.py"),
    *TREE.glob("installer/**/*.py"),
]
_HOME = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w|\b[A-Z]:\\\\?(?:Users|work)")
_REGISTRY = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|debian\.org|npmjs|artifact|mirror)[\w.-]*"
    r"|--(?:extra-)?index-url|--find-links|--trusted-host",
    re.IGNORECASE,
)


def _tracked() -> list[str]:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TREE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("this tree is not a git checkout")
    return [name for name in listed.stdout.split("\0") if name and (TREE / name).is_file()]


def _texts() -> dict[str, str]:
    texts = {}
    for name in _tracked():
        content = (TREE / name).read_bytes()
        if b"\0" not in content[:8000]:
            texts[name] = content.decode("utf-8")  # every text file is UTF-8
    return texts


def test_no_file_is_too_long_to_read() -> None:
    long = {
        f"{path.relative_to(TREE)}: {count} lines"
        for path in _PYTHON
        if (count := path.read_bytes().count(b"\n")) > MAX_LINES
    }
    assert not long, "\n".join(sorted(long))


@pytest.mark.parametrize("pattern", [_HOME, _REGISTRY], ids=["machine path", "registry"])
def test_no_machine_path_and_no_registry_address(pattern: re.Pattern[str]) -> None:
    here = "tests/architecture/test_shape.py"
    strays = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in _texts().items()
        if name != here
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not strays, "\n".join(strays)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (_HOME, 'root = Path("/home/somebody/kmdesk")'),
        (_HOME, r"C:\Users\somebody"),
        (_REGISTRY, "https://files.pythonhosted.org/x.whl"),
        (_REGISTRY, "--extra-index-url https://example.invalid/simple"),
    ],
)
def test_the_patterns_see_what_they_are_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_files_end_in_one_line_end_and_have_no_trailing_blanks() -> None:
    strays = []
    for name, text in _texts().items():
        if name.endswith((".py", ".toml", ".sh", ".cfg", ".lock")) or name.startswith("installer/"):
            if text and not text.endswith("\n"):
                strays.append(f"{name}: no line end at the end")
            strays += [
                f"{name}:{number}: blank at the end of the line"
                for number, line in enumerate(text.split("\n"), 1)
                if line != line.rstrip()
            ]
    assert not strays, "\n".join(strays)


def test_every_module_says_what_it_is() -> None:
    import ast

    silent = [
        source.name for source in sources() if source.text and not ast.get_docstring(source.tree)
    ]
    assert not silent, "\n".join(silent)
