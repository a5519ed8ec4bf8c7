"""A warm process that forks a child for each act, kills it, and looks at what is left.

Imports are paid once, so that hundreds of kills take minutes. Every fsync, rename and commit
of the child is a point: ``fsync:3`` dies before the third fsync, ``fsynced:3`` after it.
"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TREE = Path(__file__).resolve().parents[2]
POINTS = ("fsync", "fsynced", "rename", "renamed", "commit", "committed")
_LIMIT_S = 600


@dataclass(frozen=True)
class Ended:
    """How an act ended: the rounds it said, the points it passed when nobody killed it."""

    said: list[Any]
    killed: bool
    seconds: float
    points: dict[str, int] = field(default_factory=dict)
    error: str = ""
    """What an act that may fail said when it did."""


class Warm:
    """The parent's end of the warm process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            cwd=TREE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def act(
        self, name: str, stage: Path, at: str = "", after_s: float = -1, may_fail: bool = False
    ) -> Ended:
        """Run an act to its end, to a point, or for so many seconds."""
        wish = {"name": name, "stage": str(stage), "at": at, "after_s": after_s}
        return Ended(**self._ask(do="act", may_fail=may_fail, **wish))

    def prepare(self, name: str, stage: Path) -> None:
        """Make what the act ``name`` begins with."""
        assert self._ask(do="prepare", name=name, stage=str(stage)) == []

    def faults(self, name: str, stage: Path, said: list[Any]) -> list[str]:
        """What is not as promised after the next start, in words."""
        found: list[str] = self._ask(do="faults", name=name, stage=str(stage), said=said)
        return found

    def close(self) -> None:
        """Let it go."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(_LIMIT_S)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _ask(self, **wish: Any) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the warm process ended at {wish}"
        return json.loads(line)


# The warm side ------------------------------------------------------------------------------


class _Points:
    """Counts what the child passes; ends it at the one asked for."""

    def __init__(self, at: str) -> None:
        self.seen: Counter[str] = Counter()
        self._at = at
        for module, name, before, after in (
            (os, "fsync", "fsync", "fsynced"),
            (os, "replace", "rename", "renamed"),
            (os, "rename", "rename", "renamed"),
        ):
            setattr(module, name, self._around(getattr(module, name), before, after))
        from sqlalchemy.engine.default import DefaultDialect

        plain = DefaultDialect.do_commit
        DefaultDialect.do_commit = self._around(plain, "commit", "committed")

    def _around(self, call: Callable[..., Any], before: str, after: str) -> Callable[..., Any]:
        def passing(*args: Any, **more: Any) -> Any:
            self._pass(before)
            result = call(*args, **more)
            self._pass(after)
            return result

        return passing

    def _pass(self, name: str) -> None:
        self.seen[name] += 1
        if f"{name}:{self.seen[name]}" == self._at:
            os.kill(os.getpid(), signal.SIGKILL)


def _forked(work: Callable[[int], None], after_s: float = -1) -> tuple[str, bool, float]:
    """What a child wrote, whether it was killed, how long it ran."""
    out, into = os.pipe()
    begin = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(out)
        try:
            work(into)
        except BaseException:
            traceback.print_exc()
            os._exit(3)
        os._exit(0)
    os.close(into)
    if after_s >= 0:
        time.sleep(after_s)  # the moment of the kill, not a wait for a result
        os.kill(child, signal.SIGKILL)  # one that has ended is still there to be waited for
    with os.fdopen(out, encoding="utf-8") as stream:
        text = stream.read()
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or os.waitstatus_to_exitcode(status) == 0, f"child ended with {status}"
    return text, killed, time.monotonic() - begin


def _act(name: str, stage: Path, at: str, after_s: float, may_fail: bool) -> dict[str, Any]:
    from kmdesk.store.errors import user_message
    from tests.faults.whole_acts import ACTS

    def work(into: int) -> None:
        points = _Points(at)
        try:
            for said in ACTS[name].run(stage):
                os.write(into, (json.dumps({"said": said}) + "\n").encode())
        except Exception as error:
            if not may_fail:
                raise
            shown = str(user_message(error) or f"{type(error).__name__}: {error}")
            os.write(into, (json.dumps({"error": shown}) + "\n").encode())
        os.write(into, (json.dumps({"points": points.seen}) + "\n").encode())

    text, killed, seconds = _forked(work, after_s)
    whole = [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
    return {
        "said": [line["said"] for line in whole if "said" in line],
        "killed": killed,
        "seconds": seconds,
        "points": next((line["points"] for line in whole if "points" in line), {}),
        "error": next((line["error"] for line in whole if "error" in line), ""),
    }


def _faults(name: str, stage: Path, said: list[Any]) -> list[str]:
    from tests.faults.whole_acts import faults

    def work(into: int) -> None:
        with os.fdopen(into, "w", encoding="utf-8") as stream:
            json.dump(faults(name, stage, said), stream)

    found: list[str] = json.loads(_forked(work)[0])
    return found


def _prepare(name: str, stage: Path) -> list[str]:
    from tests.faults.whole_acts import ACTS

    _forked(lambda _into: ACTS[name].prepare(stage))
    return []


def _wishes() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def main() -> None:
    """Serve until the input ends."""
    from kmdesk.i18n import set_language

    set_language("th")
    import tests.faults.whole_acts  # noqa: F401  # warm

    for wish in _wishes():
        do, name, stage = wish["do"], wish["name"], Path(wish["stage"])
        answer: Any
        if do == "act":
            answer = _act(name, stage, wish["at"], wish["after_s"], wish["may_fail"])
        elif do == "faults":
            answer = _faults(name, stage, wish["said"])
        else:
            answer = _prepare(name, stage)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
