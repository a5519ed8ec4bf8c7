"""Actions that bring in the text of a law, pasted or from a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kmdesk.i18n import N_, tr
from kmdesk.records.describe import Paper
from kmdesk.regulations.import_law import (
    LawFile,
    add_law_file,
    add_law_paper,
    add_law_text,
    lay_text_over,
    read_law,
    read_paper,
)
from kmdesk.regulations.ui.law_actions import check_imported
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, ask_form, show_error
from kmdesk.widgets.files import ask_file
from kmdesk.widgets.queries import RecordView


def import_text(tab: ActingTab, _view: RecordView | None) -> None:
    """A law whose text is pasted."""
    ask_form(
        tab,
        N_("Import the text of a law"),
        [
            Field("title", N_("Title"), "title", required=True),
            Field("text", N_("Text of the law"), "lines", required=True),
        ],
        {},
        lambda values, form: tab.save(
            N_("Import a law"),
            add_law_text,
            values["title"],
            values["text"],
            form=form,
            done=check_imported(tab, values["title"]),
        ),
        note=N_("Paste the whole text; it is taken apart into provisions by itself."),
    )


def import_file(tab: ActingTab, _view: RecordView | None) -> None:
    """A law out of a file: read first, then its title is asked for."""
    chosen = ask_file(tab, tr("Import a law from a file"), "law")
    if not chosen:
        return
    tab.context.message_posted.emit(tr("Reading the file…"))
    tab.context.runner.submit_read(
        read_law,
        Path(chosen),
        done=lambda file: ask_import(tab, file),
        failed=lambda error: _refuse(tab, error),
    )


def lay_over(tab: ActingTab, view: RecordView | None) -> None:
    """The text of a law out of a file, in the place of the digest that is shown."""
    if view is None:
        return
    chosen = ask_file(tab, tr("Import the text of the law"), "law")
    if not chosen:
        return
    record_id = view.id
    tab.context.message_posted.emit(tr("Reading the file…"))
    tab.context.runner.submit_read(
        read_law,
        Path(chosen),
        done=lambda file: tab.save(
            N_("Import the text of the law"), lay_text_over, record_id, file
        ),
        failed=lambda error: _refuse(tab, error),
    )


def ask_import(tab: ActingTab, file: LawFile) -> None:
    """Ask for the title of a law that was read, saying how many provisions it has."""
    _ask_title(tab, N_("Import a law from a file"), file.title, file.provisions, add_law_file, file)


def ask_paper(tab: ActingTab, paper: Paper) -> None:
    """Ask for the title of a law whose text a paper of the shelf holds."""
    note = N_("The text of the paper is taken; the paper stays on the shelf, and both are linked.")

    def ask(read: tuple[str, int]) -> None:
        heading = N_("Import the text of a law")
        # no draft is kept: the shelf offers the paper again
        _ask_title(tab, heading, *read, add_law_paper, paper, keep=False, note=note)

    tab.context.runner.submit_read(
        read_paper, paper, done=ask, failed=lambda error: _refuse(tab, error)
    )


def _ask_title(
    tab: ActingTab,
    heading: str,
    title: str,
    provisions: int,
    add: Callable[..., Any],
    source: LawFile | Paper,
    *,
    keep: bool | None = None,
    note: str = "",
) -> None:
    tab.context.message_posted.emit(tr("{count} provisions were found.", count=provisions))
    ask_form(
        tab,
        heading,
        [Field("title", N_("Title"), "title", required=True)],
        {"title": title},
        lambda values, form: tab.save(
            N_("Import a law"),
            add,
            source,
            values["title"],
            form=form,
            done=check_imported(tab, values["title"]),
        ),
        keep=keep,
        note=note,
    )


def _refuse(tab: ActingTab, error: Exception) -> None:
    # The status line still says that the file is being read.
    tab.context.message_posted.emit("")
    show_error(tab, error)
