"""Handing the library over, and bringing a pack in: folder, progress, what came of it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kmdesk.i18n import tr
from kmdesk.jobs import TaskRunner
from kmdesk.widgets.context import Context
from kmdesk.widgets.taking_out import free_folder
from kmdesk.widgets.work_dialog import WorkDialog

if TYPE_CHECKING:
    from kmdesk.office.handover_pack import HandedOver, TakenOver

Told = Callable[[int, int], None]


def hand_over_to(parent: QWidget, context: Context, inside: Path) -> WorkDialog:
    """Write a pack called after the office and today into ``inside``."""
    library, actor, kinds = context.library, context.actor, context.kinds
    name = f"{tr('Knowledge library')} {context.settings.office_name}".strip()

    def job(progress: Told) -> "HandedOver":
        from kmdesk.office.handover_pack import hand_over  # only when one is made

        return hand_over(library, actor, kinds, free_folder(inside, name), progress)

    dialog = WorkDialog(parent, context.runner, tr("Hand the library over"), job, _handed)
    dialog.open()
    return dialog


def bring_pack_from(parent: QWidget, context: Context, folder: Path) -> WorkDialog:
    """Bring the pack in ``folder`` into the present library."""
    library, actor = context.library, context.actor

    def job(progress: Told) -> "TakenOver":
        from kmdesk.office.handover_pack import bring_in_pack

        return bring_in_pack(library, actor, folder, progress)

    title = tr("Bring in a pack")
    # In the lane of the database: what is saved meanwhile waits until the pack is in.
    dialog = WorkDialog(parent, context.runner, title, job, taken_words, writes=True)
    dialog.succeeded.connect(lambda _done: context.library_changed.emit())
    dialog.open()
    return dialog


def take_over_into(
    parent: QWidget,
    runner: TaskRunner,
    root: Path,
    folder: Path,
    sign_in: tuple[str, str],
    prepare: Callable[[], object],
) -> WorkDialog:
    """Begin a library in ``root`` with the pack in ``folder``.

    ``sign_in`` are name and password of its administrator; ``prepare`` makes the tables of
    every room known, in the same lane.
    """
    name, password = sign_in

    def job(progress: Told) -> "TakenOver":
        from kmdesk.office.handover_pack import take_over

        prepare()
        return take_over(root, folder, name, password, progress)

    title = tr("Take over a library handed over")
    dialog = WorkDialog(parent, runner, title, job, taken_words, writes=True)
    dialog.open()
    return dialog


def _handed(done: "HandedOver") -> str:
    from kmdesk.office.handover_contents import start_name

    return tr(
        "{count} items in {files} files were handed over and compared. The pack is in {folder};"
        " open “{start}” there.",
        count=f"{done.records:,}",
        files=f"{done.files:,}",
        folder=str(done.folder),
        start=start_name(),
    )


def taken_words(done: "TakenOver") -> str:
    """What came of a pack, with the first reason if some records were refused."""
    words = tr(
        "{added} items were brought in, {known} were there already, {refused} were refused.",
        added=f"{done.added:,}",
        known=f"{done.known:,}",
        refused=f"{len(done.refused):,}",
    )
    if done.refused:
        words += " " + tr("The first that was refused: {reason}", reason=done.refused[0].reason)
    return words
