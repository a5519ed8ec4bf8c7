"""Commands that drive the real window off-screen: the tour of the main jobs, the guide.

The installed program needs the tour itself: its pictures are those of the guide, which every office
prints, and the check of the Windows installer (installer/windows/verify) looks at screens by it.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmdesk.cli.output import OK, PDF, SOME_REFUSED, opened_library, refuse_other_ending, say
from kmdesk.i18n import set_language

if TYPE_CHECKING:
    from kmdesk.app import Desk
    from kmdesk.widgets.context import Context


def tour(options: argparse.Namespace) -> int:
    """Drive the real window and save pictures of the main tasks."""
    return run_tour(options.out)


def manual(options: argparse.Namespace) -> int:
    """Print the user guide with pictures of the screens, taken in the same run."""
    if options.poster:
        return _poster(options)
    refuse_other_ending(options.out, PDF)
    try:
        print_guide(options.out, options.language, options.office)
    except TourFailed as failed:
        print(failed, file=sys.stderr)
        return SOME_REFUSED
    say(options, {"output": str(options.out)}, str(options.out))
    return OK


def print_guide(
    out: Path, language: str, office: str, told: Callable[[int], object] = lambda _number: None
) -> None:
    """Write the guide to ``out``; ``told`` gets the number of each picture. Raises TourFailed."""
    from kmdesk.office.guide import chapters
    from kmdesk.office.print import write_manual

    with tempfile.TemporaryDirectory(prefix="kmdesk-manual-") as folder:
        _drive(Path(folder), language, told)
        set_language(language)
        pictures = {path.stem.partition("-")[2]: path for path in Path(folder).glob("*.png")}
        write_manual(out, chapters(language), pictures, office=office)


def serve_guide() -> int:
    """Print guides for the window, over the wire of kmdesk.workers; return the exit code.

    The window that is driven for the pictures must not be seen. Whoever wants no guide any more
    kills this process: it has nothing to finish.
    """
    from kmdesk.office.protocol import Ended, PrintGuide
    from kmdesk.workers.serve import Call, Stopped, serve_until_told, take_pipes

    os.environ["QT_QPA_PLATFORM"] = "offscreen"

    def answer(call: Call, _stopped: Stopped) -> Ended:
        request = call.args(PrintGuide)
        print_guide(request.out, request.language, request.office, call.report)
        return Ended(1)

    serve_until_told(*take_pipes(), answer)
    return OK


def _poster(options: argparse.Namespace) -> int:
    """Print the wall sheet, with the given office name or the library's."""
    from kmdesk.office.guide import chapters
    from kmdesk.office.print import write_poster

    refuse_other_ending(options.out, PDF)
    office = options.office or _office_of(options)
    write_poster(options.out, chapters(options.language), office=office)
    say(options, {"output": str(options.out)}, str(options.out))
    return OK


def _office_of(options: argparse.Namespace) -> str:
    """Return the name of the library's office; ``""`` without a library."""
    from kmdesk.store.folder import DATABASE

    if not (options.library / DATABASE).is_file():
        return ""
    with opened_library(options) as library:
        return library.value("office_name")


# The tour --------------------------------------------------------------------------------

_PATIENCE_MS = 60_000


class TourFailed(Exception):
    """A screen did not appear; the message says which."""


def run_tour(out: Path, language: str = "th") -> int:
    """Save the tour's pictures to the folder ``out``; return 0 when every picture was made."""
    try:
        _drive(out, language)
    except TourFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


def _drive(out: Path, language: str, told: Callable[[int], object] | None = None) -> None:
    """Drive the window for pictures; with ``told``, only for those of the guide."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out.mkdir(parents=True, exist_ok=True)
    set_language(language)
    from kmdesk.app import Desk, make_application

    app = make_application()
    # A blinking cursor would be in one picture and not in the next.
    app.setCursorFlashTime(0)
    folder = Path(tempfile.mkdtemp(prefix="kmdesk-tour-"))
    desk = Desk(folder / "library")
    try:
        _Tour(desk, out, folder, told).run()
    finally:
        desk.window.close()
        desk.close()
        shutil.rmtree(folder, ignore_errors=True)


class _Tour:
    def __init__(
        self, desk: "Desk", out: Path, folder: Path, told: Callable[[int], object] | None = None
    ) -> None:
        self._told = told
        self._desk, self._out, self._folder = desk, out, folder
        self._window = desk.window
        self._number = 0

    @property
    def _context(self) -> "Context":
        assert self._desk.context is not None
        return self._desk.context

    def run(self) -> None:
        self._window.resize(1366, 768)
        self._desk.show()
        self._first_run()
        self._rooms()
        self._find_and_read()
        self._print()
        self._clerk()
        self._import()
        if self._told is None:
            self._english()
            self._sizes()

    # Chapters --------------------------------------------------------------------------

    def _first_run(self) -> None:
        self._wait(lambda: self._window.pages.current == "first_run", "first run")
        self._shoot("first-run")
        page: Any = self._window.pages.page("first_run")
        page.sample.click()
        self._wait(lambda: self._window.pages.current == "home", "home")
        home: Any = self._window.pages.page("home")
        self._wait(lambda: home.is_read, "home lists")
        self._settle()
        self._shoot("home")

    def _rooms(self) -> None:
        from kmdesk.window.rooms import ROOMS

        for room in ROOMS:
            page: Any = self._window.pages.show_page(room)
            self._wait(lambda page=page: bool(page.list.ids), room)  # type: ignore[misc]
            page.list.selectRow(0)
            self._wait(lambda page=page: page.shown is not None, room)  # type: ignore[misc]
            self._settle()
            self._shoot(f"tab-{room}")

    def _find_and_read(self) -> None:
        search = self._context.search
        assert search is not None
        self._job(search.catch_up)
        self._search("ประชุมใหญ่")
        results: Any = self._window.pages.page("results")
        self._shoot("search-results")
        paged = [card for card in results.cards if card.hit.anchor.startswith("page:")]
        card = (paged or results.cards)[0]
        card.opened.emit(card.hit)
        reader: Any = self._window.pages.page("reader")
        self._wait(lambda: reader.record_id == card.hit.record_id, "reader")
        self._wait(lambda: reader.view.current_hit is not None or reader.text.hits, "hits")
        self._wait(lambda: not paged or reader.view.has_picture(reader.view.page), "page picture")
        self._settle()
        self._shoot("reader-hit-marked")
        self._record = card.hit.record_id

    def _print(self) -> None:
        from kmdesk.widgets.preview import PreviewDialog

        reader: Any = self._window.pages.page("reader")
        reader.print.click()
        preview = self._dialog(PreviewDialog, "preview")
        self._wait(lambda: _is_drawn(preview), "preview picture")
        self._shoot("print-preview", preview)
        shutil.copyfile(preview.path, self._out / "document.pdf")
        preview.accept()
        for card in self._cards()[:3]:
            self._context.basket.put(card.hit.record_id, card.hit.title)
        basket: Any = self._window.pages.show_page("basket")
        self._shoot("basket")
        basket.print.click()
        preview = self._dialog(PreviewDialog, "basket print")
        self._wait(lambda: _is_drawn(preview), "picture of the pack")
        preview.view.go_to_page(1)
        self._wait(lambda: preview.view.has_picture(1), "contents of the pack")
        self._shoot("print-pack", preview)
        shutil.copyfile(preview.path, self._out / "basket.pdf")
        preview.accept()
        self._settle()
        if self._told is None:
            self._records_to_pdf()

    def _records_to_pdf(self) -> None:
        from kmdesk.window.rooms import ROOMS

        context = self._context
        for room in ROOMS:
            page: Any = self._window.pages.page(room)
            out = self._out / f"{room}.pdf"
            view = page.shown
            kind = context.kinds.get(view.kind)
            self._job(
                lambda v=view, k=kind, o=out: k.write_pdf(  # type: ignore[misc]
                    context.library, context.actor, v.id, o
                )
            )

        self._official_papers()

    def _official_papers(self) -> None:
        """Print an order, minutes and an invitation on the official forms."""
        from kmdesk.cli.records import export_form
        from kmdesk.committees import calendar, queries

        library, actor = self._context.library, self._context.actor
        with library.reading(actor) as reading:
            order = queries.orders(reading)[0][0]
            meeting = calendar.coming(reading, "1900-01-01")[0][0].id
        for name, record in (("order", order), ("minutes", meeting), ("invitation", meeting)):
            out = self._out / f"{name}.pdf"
            self._job(lambda n=name, r=record, o=out: export_form(library, actor, n, r, {}, o))  # type: ignore[misc]

    def _clerk(self) -> None:
        from kmdesk.office.new_library import sample_office
        from kmdesk.records import Duty
        from kmdesk.widgets.dialogs import FormDialog

        self._window.top.sign_in.click()
        form = self._dialog(FormDialog, "sign-in")
        form.editors["name"].set_value(sample_office().administrator)
        form.editors["password"].set_value(sample_office().password)
        self._shoot("sign-in", form)
        form.submit()
        self._wait(lambda: self._context.actor.duty > Duty.WALK_UP, "signed in")
        page: Any = self._window.pages.show_page("shelf")
        self._wait(lambda: page.shown is not None, "record")
        self._settle()
        self._shoot("clerk-edit-buttons")
        self._edit(page)
        office: Any = self._window.pages.show_page("office")
        for row, name in enumerate(
            ("add-files", "health", "backup", "trash", "settings", "places")
        ):
            office.list.setCurrentRow(row)
            if name == "health":
                self._wait(lambda: office.health.health is not None, "health")
            self._settle()
            self._shoot(f"office-{name}")
        self._window.pages.show_page("help")
        self._shoot("help")

    def _edit(self, page: Any) -> None:
        from kmdesk.widgets.dialogs import FormDialog

        _action, button = next(
            (action, button)
            for action, button in page.record.buttons
            if button.isVisible() and "Edit" in action.label
        )
        button.click()
        form = self._dialog(FormDialog, "edit form")
        title = form.editors["title"]
        before = str(title.value())
        title.set_value(f"{before} (แก้ไข)")
        self._shoot("edit-record", form)
        form.submit()
        self._wait(lambda: page.shown is not None and page.shown.title != before, "saved record")
        self._settle()
        self._shoot("edited-record")

    def _import(self) -> None:
        from kmdesk.office.ui.import_page import ImportPage

        inbox = self._folder / "เอกสารเข้าใหม่"
        inbox.mkdir()
        shutil.copyfile(self._out / "document.pdf", inbox / "หนังสือเข้าใหม่.pdf")
        (inbox / "บันทึก.txt").write_text("บันทึกการประชุมกลุ่ม\nเรื่อง การจัดทำมุมความรู้ของสำนักงาน\n", "utf-8")
        (inbox / "ว่าง.pdf").write_bytes(b"")
        self._window.files_dropped.emit([str(inbox)])
        office: Any = self._window.pages.page("office")
        adding: ImportPage = office.adding
        self._wait(lambda: not adding.is_running and sum(adding.counts.values()) > 0, "import")
        self._settle()
        self._shoot("import-report")
        self._window.top.sign_in.click()

    def _english(self) -> None:
        self._window.switch_language()
        self._window.pages.show_page("home")
        self._settle()
        self._shoot("english-home")
        self._window.pages.show_page("shelf")
        self._settle()
        self._shoot("english-shelf")
        self._window.switch_language()

    def _sizes(self) -> None:
        self._window.resize(1920, 1080)
        for name in ("home", "shelf", "regulations"):
            self._window.pages.show_page(name)
            self._settle()
            self._shoot(f"1920x1080-{name}")
        self._search("สหกรณ์")
        self._shoot("1920x1080-results")
        self._window.resize(1366, 768)
        self._window.change_scale(1)
        self._window.change_scale(1)
        self._window.change_scale(1)
        self._window.pages.show_page("shelf")
        self._settle()
        self._shoot("large-letters")
        self._window.change_scale(0)

    # Tools -----------------------------------------------------------------------------

    def _search(self, words: str) -> None:
        self._window.top.search.setText(words)
        self._window.top.go.click()
        results: Any = self._window.pages.page("results")
        self._wait(
            lambda: (
                results.result is not None
                and results.result.query == words
                and results.cards
                and results.is_filled
            ),
            f"search for {words}",
        )
        self._settle()

    def _cards(self) -> list[Any]:
        results: Any = self._window.pages.page("results")
        return list(results.cards)

    def _job(self, work: Callable[[], Any]) -> None:
        ended: list[object] = []
        self._context.runner.submit_read(work, done=ended.append, failed=ended.append)
        self._wait(lambda: bool(ended), "a job")
        if isinstance(ended[0], Exception):
            raise TourFailed(str(ended[0])) from ended[0]

    def _dialog(self, kind: type[Any], name: str) -> Any:
        found: list[Any] = []

        def visible() -> bool:
            found[:] = [d for d in self._window.findChildren(kind) if d.isVisible()]
            return bool(found)

        self._wait(visible, name)
        return found[0]

    def _wait(self, ready: Callable[[], object], what: str) -> None:
        from PySide6.QtCore import QElapsedTimer, QEventLoop, QTimer

        clock = QElapsedTimer()
        clock.start()
        while not ready():
            if clock.hasExpired(_PATIENCE_MS):
                raise TourFailed(f"waited in vain for: {what}")
            loop = QEventLoop()
            QTimer.singleShot(20, loop.quit)
            loop.exec()

    def _settle(self) -> None:
        """Wait until lists and layout have settled."""
        from PySide6.QtCore import QElapsedTimer

        clock = QElapsedTimer()
        clock.start()
        # Late layouts and pictures of pages have no signal in common that says they are done.
        self._wait(lambda: clock.hasExpired(700), "the screen")

    def _shoot(self, name: str, widget: Any = None) -> None:
        self._number += 1
        picture = (widget or self._window).grab()
        picture.save(str(self._out / f"{self._number:02}-{name}.png"))
        if self._told is not None:
            self._told(self._number)


def _is_drawn(preview: Any) -> bool:
    """Return whether page and page list are drawn."""
    seen = min(preview.view.pages, 3)
    return preview.view.has_picture(0) and all(preview.pages.has_picture(n) for n in range(seen))
