"""Self-test of this machine by real use, reported in words for the technician.

Each check tries the function itself: a PDF is written, read back, added to a temporary library and
found through the search process. The office's library is not changed.
"""

import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kmdesk import clock
from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.resources import resource_path
from kmdesk.store.errors import reason_of, unwritable
from kmdesk.store.folder import DATABASE, server_for

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class Verdict(StrEnum):
    """Outcome of a check."""

    GOOD = "good"
    NOTE = "note"
    """Works, but something useful is missing."""
    BAD = "bad"


VERDICT_WORDS = {
    Verdict.GOOD: N_("Good"),
    Verdict.NOTE: N_("Note"),
    Verdict.BAD: N_("FAULT"),
}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of the report; ``name`` is a message id, ``said`` a translated sentence."""

    name: str
    verdict: Verdict
    said: str


def good(said: str) -> CheckResult:
    """Return a passed result."""
    return CheckResult("", Verdict.GOOD, said)


def note(said: str) -> CheckResult:
    """Return a result that works without something optional."""
    return CheckResult("", Verdict.NOTE, said)


def bad(said: str) -> CheckResult:
    """Return a failed result; ``said`` also names the remedy."""
    return CheckResult("", Verdict.BAD, said)


_MEGABYTES_NEEDED = 500
_CALLS = 1000
_APPLICATION: list["QApplication"] = []

Check = Callable[[Path], CheckResult]


def run_self_test(library: Path) -> Iterator[CheckResult]:
    """Run every check in order; an unexpected error becomes a failed result."""
    checks: tuple[tuple[str, Check], ...] = (
        (N_("Program"), _program),
        (N_("Window system"), _window_system),
        (N_("Screen font"), _screen_font),
        (N_("SQLite database"), _sqlite),
        (N_("Library folder"), _library),
        (N_("Thai word breaks"), _segmenter),
        (N_("PDF, index and search"), _round_trip),
        (N_("Page pictures"), _page_picture),
        (N_("Printers"), _printers),
        (N_("Text recognition of scans"), _ocr),
        (N_("Clock"), _clock),
    )
    if server_for(library):
        checks = (*checks, (N_("Office's server"), _server))
    for name, check in checks:
        try:
            yield CheckResult(name, *_plain(check(library)))
        except KmdeskError as error:
            yield CheckResult(name, Verdict.BAD, str(error))
        except OSError as error:
            said = tr("The disk cannot be used ({reason}).", reason=reason_of(error))
            yield CheckResult(name, Verdict.BAD, said)
        except Exception as error:  # anything may be broken here; the next check still runs
            yield CheckResult(name, Verdict.BAD, f"{type(error).__name__}: {error}")


def _plain(finding: CheckResult) -> tuple[Verdict, str]:
    return finding.verdict, finding.said


def _program(_library: Path) -> CheckResult:
    from kmdesk.office.about import version

    return good(tr("kmdesk {version}, Python {python}", version=version(), python=_python()))


def _python() -> str:
    return ".".join(str(part) for part in sys.version_info[:3])


# Qt is imported by the checks that need it: where its libraries are missing, these checks fail and
# say so, and all others still run.


def _application() -> "QApplication":
    """Return the existing application, or a new one, offscreen where there is no screen."""
    from PySide6.QtWidgets import QApplication

    from kmdesk.widgets.style import dress

    present = cast("QApplication | None", QApplication.instance())
    if present is not None:
        return present
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    made = QApplication(sys.argv[:1])
    dress(made)
    _APPLICATION.append(made)  # Qt needs it alive until the process ends
    return made


def _window_system(_library: Path) -> CheckResult:
    """Check that Qt starts and its binding keeps references to None (one release did not)."""
    from PySide6 import __version__ as binding
    from PySide6.QtCore import QObject, qVersion
    from PySide6.QtGui import QGuiApplication

    _application()
    thing = QObject()
    thing.setObjectName("warm")
    # PySide6 6.12.0 on Python 3.11 lost one reference to None per call (6.11.3: none) and
    # aborted the process after some thousands of calls
    before = sys.getrefcount(None)
    for _ in range(_CALLS):
        thing.setObjectName("name")
    if abs(sys.getrefcount(None) - before) >= _CALLS // 10:
        return bad(
            tr("PySide6 {version} is a faulty release. Install the program again.", version=binding)
        )
    words = {"version": qVersion(), "platform": QGuiApplication.platformName()}
    if QGuiApplication.platformName() == "offscreen":
        return note(tr("Qt {version}; no screen here, windows cannot be shown", **words))
    return good(tr("Qt {version} on {platform}", **words))


def _screen_font(_library: Path) -> CheckResult:
    """Check that the screen font has every letter of a Thai sentence."""
    from PySide6.QtGui import QFontDatabase, QFontInfo, QFontMetricsF

    from kmdesk.widgets.style import FAMILY

    font = _application().font()
    if FAMILY not in QFontDatabase.families() or QFontInfo(font).family() != FAMILY:
        return bad(tr("The font {name} is missing. Install the program again.", name=FAMILY))
    metrics = QFontMetricsF(font)
    letters = set(resource_path("self-test/page.txt").read_text("utf-8")) - {"\n"}
    missing = sorted(letter for letter in letters if not metrics.inFontUcs4(ord(letter)))
    if missing:
        return bad(tr("The font lacks {letters}.", letters=" ".join(missing)))
    return good(FAMILY)


def _printers(_library: Path) -> CheckResult:
    """Report the printers of the system; PDF files can be saved in any case."""
    from PySide6.QtPrintSupport import QPrinterInfo

    _application()
    names = QPrinterInfo.availablePrinterNames()
    if not names:
        return note(tr("No printer is set up. Prints can be saved as PDF until there is one."))
    return good(", ".join(names))


def _sqlite(library: Path) -> CheckResult:
    """Check that WAL and foreign keys work on this disk, in the loaded version."""
    with (
        # On the library's own disk: some network drives lack the shared memory that WAL needs.
        tempfile.TemporaryDirectory(prefix=".kmdesk-test-", dir=_near(library)) as folder,
        closing(sqlite3.connect(Path(folder) / "a.sqlite")) as base,
    ):
        mode = base.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        base.execute("PRAGMA foreign_keys=ON")
        base.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT")
        base.execute("CREATE TABLE child (id INTEGER REFERENCES parent (id)) STRICT")
        try:
            base.execute("INSERT INTO child VALUES (1)")
            held = False
        except sqlite3.IntegrityError:
            held = True
        json = base.execute("SELECT json_extract('{\"a\": 5}', '$.a')").fetchone()[0] == 5
    if mode != "wal" or not held or not json:
        return bad(
            tr("SQLite {version} lacks what is needed. Install the program again.",
               version=sqlite3.sqlite_version)
        )  # fmt: skip
    return good(tr("Version {version}, all features present", version=sqlite3.sqlite_version))


def _library(library: Path) -> CheckResult:
    """Check that the folder is writable, has room, and holds an intact library of this version."""
    folder = _near(library)
    # Tried, not asked: permissions say nothing of a full or write-protected disk.
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return bad(str(unwritable(folder, error)))
    room = shutil.disk_usage(folder).free // 1_000_000
    if room < _MEGABYTES_NEEDED:
        return bad(
            tr(
                "Only {room} MB are free at {folder}. Free at least {needed} MB.",
                room=room,
                folder=str(folder),
                needed=_MEGABYTES_NEEDED,
            )
        )
    return _database(library, room)


def _database(library: Path, room: int) -> CheckResult:
    from kmdesk.records import Library
    from kmdesk.store.check import check_store
    from kmdesk.store.engine import head, is_known, revision_of

    if not Library.exists(library):
        return note(tr("No library yet at {folder}; {room} MB free", folder=library, room=room))
    path = library / DATABASE
    revision = revision_of(path)
    if not is_known(revision):
        return bad(
            tr("The library was made by a newer version of the program. Install that version.")
        )
    problems = check_store(library)
    if problems:
        return bad(" ".join(dict.fromkeys(str(problem.message) for problem in problems[:3])))
    if revision != head():
        return note(
            tr("The library is of an earlier version; it is copied and upgraded when opened.")
        )
    return good(tr("{folder}: whole, {room} MB free", folder=library, room=room))


def _segmenter(_library: Path) -> CheckResult:
    from kmdesk.thai.words import words

    sentence, _wanted = _sample()
    found = words(sentence)
    # Neither letter by letter nor in one piece, as a missing dictionary would leave it.
    if "".join(found) != sentence or not 8 < len(found) < len(sentence) // 2:
        return bad(tr("Thai words are not told apart. Install the program again."))
    return good(tr("{count} words in the test sentence", count=len(found)))


def _round_trip(_library: Path) -> CheckResult:
    """Test font → PDF → text → record → index → search, in a temporary library."""
    from kmdesk.office.ingest import Ingest
    from kmdesk.records import SYSTEM, WALK_UP, Library
    from kmdesk.search.client import SearchClient
    from kmdesk.workers.child import self_command

    with tempfile.TemporaryDirectory(prefix="kmdesk-test-") as name:
        folder = Path(name)
        _write_page(folder / "a.pdf")
        library = Library.create(folder / "library")
        try:
            outcome = next(iter(Ingest(library, SYSTEM).run([folder / "a.pdf"])))
            if outcome.status != "added" or outcome.unsearchable_pages:
                return bad(
                    tr("A PDF could not be read back: {reason}", reason=outcome.reason or "–")
                )
            # By a process of its own, as in use: a package that lacks a part of the search shows it
            # here.
            command = self_command(["worker", "search", "--library", str(library.root)])
            with SearchClient(command) as client:
                client.catch_up()
                answer = client.search(_sample()[1], actor_audiences=WALK_UP.audiences)
        finally:
            library.close()
    if answer.total != 1:
        return bad(tr("What was written was not found again. Install the program again."))
    return good(tr("A page was written, read, indexed and found"))


def _write_page(out: Path) -> None:
    from kmdesk.pdf import Document

    document = Document(out, title=tr("Self-test"))
    document.paragraph(_sample()[0])
    document.save()


def _page_picture(_library: Path) -> CheckResult:
    from kmdesk.intake.client import RenderClient

    with tempfile.TemporaryDirectory(prefix="kmdesk-test-") as name:
        page = Path(name) / "a.pdf"
        _write_page(page)
        client = RenderClient()
        try:
            drawn = client.draw(page, 0, 1.0)
        finally:
            client.close()
    if len(set(drawn.data)) < 2:
        return bad(tr("The picture of a page stays empty. Install the program again."))
    return good(tr("{width} × {height} points", width=drawn.width, height=drawn.height))


def _ocr(_library: Path) -> CheckResult:
    from kmdesk.intake.ocr import available

    if available():
        return good(tr("The Thai model is here: scans become searchable"))
    return note(
        tr(
            "The Thai model is absent: scans are kept but not searchable."
            " Debian: apt install tesseract-ocr-tha tesseract-ocr-eng"
        )
    )


def _clock(_library: Path) -> CheckResult:
    now = clock.on_wall(clock.now())
    shown = now.strftime("%Y-%m-%d %H:%M %z")
    if clock.is_wrong(now):
        return bad(
            tr("The clock says {time}. Set it, or dates and deadlines will be wrong.", time=shown)
        )
    if now.utcoffset() is None or now.strftime("%z") != "+0700":
        return note(tr("The clock says {time}; Thailand is +0700.", time=shown))
    return good(shown)


def _server(library: Path) -> CheckResult:
    """Check, by connecting as the program does, that the server answers and this PC is in sync."""
    from kmdesk.store.server_link import look  # loads the driver, which a PC alone never needs

    began = time.perf_counter()
    behind = look(library, server_for(library))
    took = round((time.perf_counter() - began) * 1000)
    if behind is None:
        return note(tr("It answers in {ms} ms; this PC has no copy of its library yet.", ms=took))
    return good(tr("It answers in {ms} ms; {count} rows are new there.", ms=took, count=behind))


def _sample() -> tuple[str, str]:
    """Return a sentence with stacked marks, and words in it."""
    lines = resource_path("self-test/page.txt").read_text("utf-8").splitlines()
    return lines[0], lines[1]


def _near(library: Path) -> Path:
    """Return the library's folder, or its nearest existing parent."""
    folder = library
    while not folder.is_dir():
        folder = folder.parent
    return folder
