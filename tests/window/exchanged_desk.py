"""A window whose library is exchanged: prints what is open in its folder when it is renamed.

Run with the library, the restored one and the hash of a file to draw.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kmdesk import app
from kmdesk.window.desk_pages import DeskPages
from kmdesk.window.main_window import MainWindow


def open_below(root: Path) -> Iterator[str]:
    """Files in ``root`` that any process has open; Linux alone tells."""
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            name = str(handle.readlink())
        except OSError:
            continue
        if name.startswith(f"{root}/"):
            yield name


def main(root: Path, restored: Path, sha256: str) -> int:
    """Open the library, draw a page, exchange; the code of the window."""

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "os.rename" and str(arguments[0]) == str(root):
            print(*open_below(root), sep="\n", flush=True)

    def look() -> None:
        for top in QApplication.topLevelWidgets():
            if isinstance(top, MainWindow) and top.context and top.context.render:
                timer.stop()
                path = top.context.library.files.path(sha256)
                top.context.runner.submit_read(top.context.render.sizes, path, done=exchange)

    def exchange(_sizes: object) -> None:
        for top in QApplication.topLevelWidgets():
            for pages in top.findChildren(DeskPages):
                pages.exchange_requested.emit(restored)

    sys.addaudithook(watch)
    app.start_again = lambda _arguments: None  # type: ignore[assignment]
    made = app.make_application()
    timer = QTimer(made)
    timer.timeout.connect(look)
    timer.start(50)
    return app.run_window(["--library", str(root)])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
