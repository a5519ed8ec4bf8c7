"""The processes tab: work processes by owner and state, their charts and step tables."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kmdesk.i18n import N_, tr
from kmdesk.processes import queries
from kmdesk.processes.flow import AFTER, PHASES, STATUSES, Process
from kmdesk.processes.kind import (
    PROCESS,
    add_version,
    change_process,
    change_version,
    create_process,
    remove_version,
    save_steps,
    typed_words,
)
from kmdesk.processes.queries import ProcessView, Version, links_of
from kmdesk.processes.ui.body import ProcessBody
from kmdesk.processes.ui.calendar_form import edit_calendar
from kmdesk.processes.ui.editor import StepEditor
from kmdesk.processes.ui.portfolio_view import show_portfolio
from kmdesk.records import Duty, Kinds
from kmdesk.records.edit import EditSession
from kmdesk.records.fields import defaults, named
from kmdesk.records.unit import Reading, Unit
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, ask_form, confirm
from kmdesk.widgets.draft_keeper import place_of
from kmdesk.widgets.drafts import FormPlace
from kmdesk.widgets.fields import form_fields
from kmdesk.widgets.queries import RecordView, count_by
from kmdesk.widgets.tab import STATUS, TITLE, Action, Column, Node, RecordTab, TabSpec

_OWNER = Column(N_("Owner"), queries.OWNER, width=18)

EDIT_STEPS = N_("Steps…")


def _add(tab: ActingTab, _view: RecordView | None) -> None:
    def ask(places: dict[Any, str]) -> None:
        ask_form(
            tab,
            N_("New process"),
            form_fields(PROCESS.fields, {"desk_id": places}),
            defaults(PROCESS.fields),
            lambda values, form: tab.save(N_("Add process"), create_process, values, form=form),
        )

    tab.context.read(_desks, done=ask)


def _edit(tab: ActingTab, view: RecordView | None) -> None:
    if view is None or not isinstance(view.detail, ProcessView):
        return
    record_id = view.id
    detail = view.detail
    present = {
        **{name: getattr(view, name) for name in ("title", "issuer", "status")},
        **{name: getattr(detail, name) for name in named(PROCESS.fields, "detail")},
        **typed_words(detail.standard_minutes, detail.papers),
    }

    def ask(places: dict[Any, str]) -> None:
        ask_form(
            tab,
            N_("Edit process"),
            form_fields(PROCESS.fields, {"desk_id": places}),
            present,
            lambda values, form: tab.save(
                N_("Edit process"),
                change_process,
                record_id,
                form.touched(values),
                dict(form.opened),
                form=form,
            ),
        )

    tab.context.read(_desks, done=ask)


def _desks(reading: Reading) -> dict[Any, str]:
    return {None: N_("No desk noted"), **queries.desks(reading.session)}


def _shown_version(tab: ActingTab, view: RecordView) -> Version | None:
    body = tab.findChild(ProcessBody)
    detail = view.detail
    if body is None or not isinstance(detail, ProcessView):
        return None
    chosen = body.chosen_version
    # By its id, out of what was read last: the page may hold it as it was before a save.
    return next((v for v in detail.versions if chosen and v.id == chosen.id), None)


def _edit_steps(tab: ActingTab, view: RecordView | None) -> None:
    version = _shown_version(tab, view) if view is not None else None
    if view is None or version is None:
        return
    version_id, opened = version.id, EditSession(view.id, view.version)

    def store(unit: Unit, process: Process) -> int:
        # The table is saved as a whole: steps that somebody else has changed
        # meanwhile would be lost.
        opened.refuse_if_moved_on(unit)
        save_steps(unit, version_id, process)
        return opened.record_id

    def save(process: Process, editor: StepEditor) -> None:
        tab.context.write(
            N_("Save steps"),
            store,
            process,
            done=lambda _id: editor.accept(),
            failed=editor.show_error,
        )

    phase = tr(PHASES[version.phase])
    named = f"{phase}: {version.name}" if version.name else phase
    title = f"{view.title} ({phase})"
    detail = view.detail if isinstance(view.detail, ProcessView) else None
    editor = StepEditor(
        tab,
        title,
        version.process,
        save,
        places=detail.desks if detail else (),
        standard=detail.standard_minutes if detail else None,
        version=named,
    )
    _keep_draft(tab, editor, version)
    editor.open()


def _keep_draft(tab: ActingTab, editor: StepEditor, version: Version) -> None:
    """Rows typed by a clerk who is signed out, or whose machine stops, wait for the next time."""
    context = tab.context
    # One button edits whichever version is shown: the draft of one is not offered for another.
    place = replace(place_of(tab), mark=f"version {version.id}")
    editor.keep_draft(context.draft_store, context.actor.name, place)

    def park(*_actor: object) -> None:
        if context.actor.duty < Duty.CLERK:
            editor.park()

    context.actor_changed.connect(park)
    editor.finished.connect(
        lambda _result: context.actor_changed.disconnect(park),
        Qt.ConnectionType.SingleShotConnection,  # left while being saved, it ends twice
    )


def _add_after(tab: ActingTab, view: RecordView | None) -> None:
    """A version after the improvement, starting with the present steps."""
    if view is None or not isinstance(view.detail, ProcessView):
        return
    record_id, title = view.id, view.title
    present = view.detail.present
    copied = present.id if present else None

    def create(unit: Unit, values: dict[str, Any]) -> str:
        version = add_version(
            unit,
            record_id,
            values["phase"],
            name=values["name"],
            valid_from=values["valid_from"],
            copy_of=copied,
        )
        return str(version.id)  # as text: a number would be taken for the record to show next

    def show(made: str) -> None:
        """The new version, and its steps to be changed; never those it was copied from."""
        body = tab.findChild(ProcessBody)
        if body is not None:
            body.expect_version(int(made))
        tab.reopen(FormPlace("processes", EDIT_STEPS, record_id, title))

    fields = [
        Field("phase", N_("Before or after"), "choice", choices=PHASES),
        Field("name", N_("Name of the version")),
        Field("valid_from", N_("Valid from"), "date"),
    ]
    ask_form(
        tab,
        N_("New version"),
        fields,
        {"phase": AFTER},
        lambda values, form: tab.save(N_("Add version"), create, values, form=form, done=show),
        note=N_("The new version starts with the steps of the present one."),
    )


def _edit_version(tab: ActingTab, view: RecordView | None) -> None:
    version = _shown_version(tab, view) if view is not None else None
    if version is None:
        return
    fields = [
        Field("phase", N_("Before or after"), "choice", choices=PHASES),
        Field("name", N_("Name of the version")),
        Field("valid_from", N_("Valid from"), "date"),
        Field("valid_to", N_("Valid to"), "date"),
    ]
    version_id = version.id
    values = {name: getattr(version, name) for name in ("phase", "name", "valid_from", "valid_to")}
    ask_form(
        tab,
        N_("Edit version"),
        fields,
        values,
        lambda values, form: tab.save(
            N_("Edit version"), change_version, version_id, values, form=form
        ),
    )


def _remove_version(tab: ActingTab, view: RecordView | None) -> None:
    version = _shown_version(tab, view) if view is not None else None
    if version is None:
        return
    version_id = version.id
    name = version.name or tr(PHASES[version.phase])
    text = tr("Remove the version “{name}” with all its steps? History can undo it.", name=name)
    label = N_("Remove version")
    confirm(tab, text, label, lambda: tab.save(label, remove_version, version_id))


def _show_savings(tab: ActingTab, _view: RecordView | None) -> None:
    show_portfolio(tab, tab.context)


def _edit_calendar(tab: ActingTab, _view: RecordView | None) -> None:
    edit_calendar(tab)


class ProcessesSpec(TabSpec):
    """Processes by state and owner."""

    def __init__(self, kinds: Kinds | None = None) -> None:
        self.kind_registry = kinds

    code = "processes"
    kinds = ("process",)
    columns = (TITLE, _OWNER, STATUS)
    sort = (0, False)
    actions = (
        Action(N_("New process…"), _add, needs_record=False, begins=True),
        Action(N_("All savings…"), _show_savings, duty=Duty.WALK_UP, needs_record=False),
        Action(N_("Working calendar…"), _edit_calendar, needs_record=False, rare=True),
        Action(N_("Edit…"), _edit),
        Action(EDIT_STEPS, _edit_steps),
        Action(N_("New version…"), _add_after),
        Action(N_("Edit version…"), _edit_version, rare=True),
        Action(N_("Remove version…"), _remove_version, rare=True),
    )

    def nodes(self, reading: Reading) -> list[Node]:
        """All, by state, by owner."""
        counts = count_by(reading, queries.STATUS, self.kinds)
        states = tuple(
            Node(label, queries.with_status(code), count=counts[code])
            for code, label in STATUSES.items()
            if counts.get(code)
        )
        owners = tuple(
            Node(owner, queries.owned_by(owner), count=count)
            for owner, count in queries.owners(reading).items()
        )
        return [
            Node(N_("All processes"), count=sum(counts.values())),
            Node(N_("By state"), children=states),
            Node(N_("By owner"), children=owners),
        ]

    def load(self, reading: Reading, record_id: int) -> object:
        """The whole process."""
        view = queries.view(reading.session, record_id)
        links = links_of(reading, self.kind_registry, record_id)
        return replace(view, links=links) if view is not None else None

    def body(self, context: Context, parent: QWidget) -> ProcessBody:
        """Visitor page, chart, steps, before and after."""
        return ProcessBody(context, parent)


class Tab(RecordTab):
    """Tab 3, ผังกระบวนงาน."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(ProcessesSpec(context.kinds), context, parent)
