"""Whether every line of the lock has a wheel for 64-bit Windows with a hash the lock knows.

``python wheels.py REQUIREMENTS.lock``: asks the registry pip is set up with, reads only what
wheels say of themselves, and downloads one only where the lock chose another than pip would. 3 when
no registry answers.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

_LINE = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_WINDOWS = (
    *("--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"),
    *("--abi", "cp311", "--abi", "abi3", "--abi", "none"),
)
UNREACHABLE = 3


def locked(text: str) -> dict[str, tuple[str, set[str]]]:
    """Name → version and hashes of a lock file."""
    found: dict[str, tuple[str, set[str]]] = {}
    name = ""
    for line in text.splitlines():
        if match := _LINE.match(line):
            name = plain(match[1])
            found[name] = (match[2], set())
        if name:
            found[name][1].update(_HASH.findall(line))
    return found


def plain(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def number(version: str) -> str:
    """A version as registries compare it: 1.000 is 1."""
    parts = [part.lstrip("0") or "0" for part in version.split(".")]
    while len(parts) > 1 and parts[-1] == "0":
        parts.pop()
    return ".".join(parts)


def problems(wanted: dict[str, tuple[str, set[str]]], report: dict[str, object]) -> list[str]:
    """What pip's report says against the lock."""
    given: dict[str, tuple[str, str, str]] = {}
    install = report["install"]
    assert isinstance(install, list)
    for one in install:
        info = one["download_info"]
        sha256 = info["archive_info"].get("hashes", {}).get("sha256", "")
        given[plain(one["metadata"]["name"])] = (one["metadata"]["version"], info["url"], sha256)
    found = [f"{name}: no wheel" for name in wanted if name not in given]
    for name, (version, url, sha256) in given.items():
        if name not in wanted or number(wanted[name][0]) != number(version):
            found.append(f"{name} {version} is not in the lock")
        elif not url.partition("#")[0].endswith(".whl"):
            found.append(f"{name}: {url} is no wheel")
        elif sha256 not in wanted[name][1]:
            found.append(f"{name}: the lock lacks the hash of the wheel for Windows, {sha256}")
    return found


def main() -> int:
    """Ask, compare, say."""
    wanted = locked(Path(sys.argv[1]).read_text("utf-8"))
    report, said = ask(f"{name}=={version}" for name, (version, _) in wanted.items())
    if report is None:
        print(said[-600:], file=sys.stderr)
        silent = re.search(r"from versions: none\)|connection|timed out|resolve", said, re.I)
        return UNREACHABLE if silent and _no_registry(wanted) else 1
    found = problems(wanted, report)
    if others := {name: wanted[name] for name in unknown(wanted, report)}:
        # not the wheel pip likes best: it is made to take one of these hashes, and downloads it
        again, said = ask(exact(others))
        if again is not None and not problems(others, again):
            found = [line for line in found if line.partition(":")[0] not in others]
    for line in found:
        print(line, file=sys.stderr)
    print(f"{len(wanted) - len(found)} of {len(wanted)} wheels for win_amd64")
    return 1 if found else 0


def exact(wanted: dict[str, tuple[str, set[str]]]) -> list[str]:
    """Lines of a lock."""
    return [
        " ".join([f"{name}=={version}", *(f"--hash=sha256:{one}" for one in sorted(hashes))])
        for name, (version, hashes) in wanted.items()
    ]


def unknown(wanted: dict[str, tuple[str, set[str]]], report: dict[str, object]) -> list[str]:
    """Names whose wheel the lock does not know."""
    marked = (line.partition(": the lock lacks the hash") for line in problems(wanted, report))
    return [name for name, lacking, _ in marked if lacking]


def ask(lines: Iterable[str]) -> tuple[dict[str, object] | None, str]:
    """pip's report on what it would install for Windows; without one, what it said."""
    with tempfile.TemporaryDirectory(prefix="kmdesk-wheels-") as folder:
        names, report = Path(folder) / "names.txt", Path(folder) / "report.json"
        names.write_text("\n".join(lines) + "\n", "utf-8")
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"]
        command += ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
        command += ["--only-binary", ":all:", *_WINDOWS, "--target", str(Path(folder) / "none")]
        command += ["--retries", "1", "--timeout", "15", "--report", str(report), "-r", str(names)]
        asked = subprocess.run(command, capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            return json.loads(report.read_text("utf-8")), ""
    return None, "\n".join(line for line in asked.stderr.splitlines() if "WARNING" not in line)


def _no_registry(wanted: dict[str, tuple[str, set[str]]]) -> bool:
    """Whether not even a wheel for any system can be asked about."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "-qqq"]
    command += ["--no-input", "--no-deps", "--retries", "0", "--timeout", "10"]
    name = "platformdirs" if "platformdirs" in wanted else next(iter(wanted))
    asked = subprocess.run([*command, name], capture_output=True, check=False)
    return asked.returncode != 0


if __name__ == "__main__":
    raise SystemExit(main())
