"""The set-up scripts on machines that lack something; apt, sudo and ldconfig are stand-ins."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.linux_only("the set-up scripts are for Linux")
_BORROWED = ("bash", "cat", "dirname", "sha256sum", "flock", "rm", "env", "ls")


@dataclass
class Machine:
    """A copy of the installer on a machine whose commands the test chooses."""

    root: Path
    commands: Path
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, name: str, script: str) -> None:
        """A stand-in that notes how it was called, then runs ``script``."""
        path = self.commands / name
        path.write_text(f'#!/bin/bash\necho "{name} $*" >>"{self.root}/called"\n{script}\n')
        path.chmod(0o755)

    def shell(self, program: str) -> subprocess.CompletedProcess[str]:
        """Run ``program`` with the set-up functions at hand."""
        return self._run(["bash", "-c", f'. "{self.root}/installer/common.sh"\n{program}'])

    def script(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run installer/NAME."""
        return self._run(["bash", str(self.root / "installer" / name), *arguments])

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.commands), "HOME": str(self.root), **self.environment}
        return subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    @property
    def called(self) -> list[str]:
        """Every call of a stand-in, in order."""
        notes = self.root / "called"
        return notes.read_text().splitlines() if notes.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    shutil.copytree(TREE / "installer", tmp_path / "installer")
    for lock in ("requirements.lock", "requirements-dev.lock"):
        shutil.copy(TREE / lock, tmp_path)
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in _BORROWED:
        found = shutil.which(name)
        assert found, name
        (commands / name).symlink_to(found)
    made = Machine(tmp_path, commands)
    made.command("python3", f'exec "{sys.executable}" "$@"')
    made.command("id", "echo 0")
    made.command("ldconfig", "echo '	libEGL.so.1 (libc6,x86-64) => /lib/libEGL.so.1'")
    return made


@pytest.fixture
def ready(machine: Machine) -> Machine:
    """A machine whose .venv stands: its python answers, its stamp is the lock's."""
    binaries = machine.root / ".venv" / "bin"
    binaries.mkdir(parents=True)
    python = binaries / "python"
    python.write_text(
        "#!/bin/bash\n"
        f'[ "$1" = -m ] && {{ echo "python $*" >>"{machine.root}/called"; exit 0; }}\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    python.chmod(0o755)
    done = machine.shell('stamp_of "$python" "$root/requirements.lock" >"$venv/kmdesk.stamp"')
    assert done.returncode == 0, done.stderr
    every = machine.shell('printf "%s\\n" "$base_libraries" "$screen_libraries"').stdout.split()
    machine.command("ldconfig", "\n".join(f"echo '	{name} (libc6)'" for name in every[::2]))
    (machine.root / "called").unlink(missing_ok=True)
    return machine


def test_without_a_display_one_line_offers_the_tour(machine: Machine) -> None:
    done = machine.script("run")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "./installer/run tour OUT" in done.stderr
    assert machine.called == []  # nothing was set up for a window that cannot open
    assert not (machine.root / ".venv").exists()


def test_the_line_is_thai_on_a_thai_machine(machine: Machine) -> None:
    machine.environment["LANG"] = "th_TH.UTF-8"
    done = machine.script("run")
    assert "ไม่พบจอภาพ" in done.stderr
    assert "./installer/run tour OUT" in done.stderr


def test_only_missing_libraries_are_asked_for(machine: Machine) -> None:
    done = machine.shell('missing_libraries "$base_libraries"')
    packages = done.stdout.split()
    assert "libegl1" not in packages
    assert {"libgl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1"} <= set(packages)


def test_root_installs_without_a_question(machine: Machine) -> None:
    machine.command("apt-get", 'echo "$DEBIAN_FRONTEND"')
    done = machine.shell("install_packages libgl1 qpdf")
    assert done.returncode == 0, done.stderr
    assert machine.called[-1] == "apt-get install -y -q --no-install-recommends libgl1 qpdf"
    assert "noninteractive" in done.stderr


def test_an_old_package_list_is_refreshed_and_tried_again(machine: Machine) -> None:
    machine.command(
        "apt-get", f'[ "$1" = update ] && : >"{machine.root}/fresh"; [ -e "{machine.root}/fresh" ]'
    )
    done = machine.shell("install_packages qpdf")
    assert done.returncode == 0, done.stderr
    assert [call.split()[1] for call in machine.called if call.startswith("apt-get")] == [
        "install",
        "update",
        "install",
    ]


def test_a_failing_apt_is_reported_with_what_was_wanted(machine: Machine) -> None:
    machine.command("apt-get", "exit 100")
    done = machine.shell("install_packages qpdf")
    assert done.returncode == 1
    assert "qpdf" in done.stderr.splitlines()[-1]


def test_a_user_goes_through_sudo(machine: Machine) -> None:
    machine.command("id", "echo 1000")
    machine.command("apt-get", "exit 0")
    machine.command("sudo", '[ "$1" = -n ] && exit 0; exec "$@"')
    done = machine.shell("install_packages qpdf")
    assert done.returncode == 0, done.stderr
    assert any(call.startswith("sudo env") for call in machine.called)


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda machine: machine.command("id", "echo 1000"), "administrator"),
        (lambda machine: (machine.commands / "apt-get").unlink(), "no apt"),
    ],
    ids=["no right", "no apt"],
)
def test_what_cannot_be_done_is_said_plainly(
    machine: Machine, prepare: Callable[[Machine], None], said: str
) -> None:
    machine.command("apt-get", "exit 0")
    prepare(machine)
    done = machine.shell("install_packages libgl1 libegl1")
    assert done.returncode == 1
    assert said in done.stderr
    assert "libgl1 libegl1" in done.stderr
    assert not any(call.startswith("apt-get") for call in machine.called)


def test_an_old_python_is_not_taken(machine: Machine) -> None:
    machine.command("python3", "exit 1")
    done = machine.shell("find_python")
    assert done.returncode == 1
    assert "3.11" in done.stderr
    machine.command("python3.12", "exit 0")
    assert machine.shell("find_python").stdout.strip().endswith("python3.12")


def test_the_second_run_sets_nothing_up(ready: Machine) -> None:
    done = ready.script("run", "check", "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    started = [call for call in ready.called if not call.startswith("ldconfig")]
    assert started == ["python -m kmdesk check --json"]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "requirements.lock").write_text("# changed\n"),
        lambda root: (root / ".venv" / "kmdesk.stamp").unlink(),
        lambda root: (root / ".venv" / "kmdesk.stamp").write_text("0" * 64),
    ],
    ids=["lock changed", "no stamp", "other stamp"],
)
def test_a_stale_stamp_is_noticed(ready: Machine, change: Callable[[Path], object]) -> None:
    check = 'is_ready "$root/requirements.lock" "$root/requirements-dev.lock"'
    assert ready.shell(check).returncode == 0
    change(ready.root)
    assert ready.shell(check).returncode == 1


def test_a_set_up_that_was_cut_off_starts_afresh(ready: Machine) -> None:
    (ready.root / ".venv" / "kmdesk.unfinished").touch()
    assert ready.shell("usable_venv").returncode == 1


def test_run_may_use_what_test_has_set_up(ready: Machine) -> None:
    ready.shell('stamp_of "$python" "$root/requirements-dev.lock" >"$venv/kmdesk.stamp"')
    done = ready.script("run", "check")
    assert done.returncode == 0, done.stderr
    assert "python -m kmdesk check" in ready.called


def test_commands_that_print_go_on_without_screen_libraries(ready: Machine) -> None:
    ready.command("ldconfig", "true")
    ready.command("id", "echo 1000")
    assert ready.script("run", "check").returncode == 0
    assert ready.script("run", "tour", "out").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--library", "lib", "create"), 0),
        (("--json", "--library=lib", "search", "x"), 0),
        (("--version",), 0),
        (("export", "--help"), 0),
        (("--library", "lib"), 2),
        (("--kiosk", "--language", "th"), 2),
        (("--library", "create", "window"), 2),
    ],
)
def test_a_command_behind_options_needs_no_display(
    ready: Machine, arguments: tuple[str, ...], code: int
) -> None:
    assert ready.script("run", *arguments).returncode == code


@pytest.mark.parametrize("name", ["run", "test", "bench"])
def test_the_commands_are_executable(name: str) -> None:
    assert os.access(TREE / "installer" / name, os.X_OK)
