"""Processes as a kind of record: how they are filled in, changed, indexed and printed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.processes import queries
from kmdesk.processes.compare import (
    comparison_of,
    digits,
    promised_words,
    saving_words,
    time_words,
    visitor_facts,
)
from kmdesk.processes.flow import BEFORE, LIGHTS, PHASES, STATUSES, Flow, Process, Step
from kmdesk.processes.queries import (
    RELATIONS,
    Holiday,
    Paper,
    ProcessDetail,
    ProcessFlow,
    ProcessMatch,
    ProcessPaper,
    ProcessStep,
    ProcessVersion,
    anchor_of,
    step_of,
)
from kmdesk.processes.working_time import Span, format_minutes, parse_span
from kmdesk.records import Actor, BaseKind, IndexPassage, Kind, Library, Session, Unit
from kmdesk.records.edit import add_record, change_record
from kmdesk.records.fields import FieldSpec, fields_of, inserted, record_field, screen_date
from kmdesk.records.model import Record
from kmdesk.records.settings import CLOSED_WEEKDAYS, OFFICE_HOURS
from kmdesk.thai.dates import Hours, parse_date
from kmdesk.thai.numbers import to_arabic

_BAD_PAPER = N_("Write each paper as: name | originals | copies | remark.")
_BAD_DAY = N_("Write each day as a date followed by its name, e.g. 13/4/2569 วันสงกรานต์.")
_BAD_TIME = N_("Write the time as 30 min, 2 h or 5 days.")


PAPER_HINT = N_("One paper a line: name | originals | copies | remark")


class LineError(KmdeskError):
    """A line that cannot be read."""


def paper_lines(papers: Iterable[Paper | ProcessPaper]) -> str:
    """Return papers as lines to edit."""
    lines = []
    for paper in papers:
        cells = [paper.name, digits(paper.originals), digits(paper.copies), paper.note]
        lines.append(" | ".join(cells).rstrip(" |"))
    return "\n".join(lines)


def read_papers(text: str) -> list[Paper]:
    """Return the papers of edited lines; raises LineError."""
    return [_paper(line) for line in text.splitlines() if line.strip()]


def _paper(line: str) -> Paper:
    cells = [cell.strip() for cell in line.split("|")]
    name, counts, note = cells[0], cells[1:3], cells[3:4]
    plain = [to_arabic(cell) or "0" for cell in counts]
    if not name or len(cells) > 4 or not all(cell.isdecimal() for cell in plain):
        raise LineError(_BAD_PAPER)
    originals, copies = [*(int(cell) for cell in plain), 0, 0][:2]
    return Paper(name, originals, copies, note[0] if note else "")


def paper_check(text: str) -> str | None:
    """Return what is wrong with the lines, as a message id, or None."""
    try:
        read_papers(text)
    except LineError:
        return _BAD_PAPER
    return None


def holiday_lines(days: Iterable[tuple[str, str]]) -> str:
    """Return days off as lines to edit."""
    return "\n".join(f"{screen_date(day)} {name}".strip() for day, name in days)


def read_holidays(text: str) -> dict[date, str]:
    """Return the days off of edited lines; raises LineError."""
    return dict(_day(line) for line in text.splitlines() if line.strip())


def _day(line: str) -> tuple[date, str]:
    """Return the longest beginning that is a date; the rest is the name."""
    words = line.split()
    # Longest first: ๑๓ เมษายน ๒๕๖๙ begins with words that are a shorter date already.
    for count in range(min(4, len(words)), 0, -1):
        day = parse_date(" ".join(words[:count]))
        if day is not None:
            return day, " ".join(words[count:])
    raise LineError(_BAD_DAY)


def holiday_check(text: str) -> str | None:
    """Return what is wrong with the lines, as a message id, or None."""
    try:
        read_holidays(text)
    except LineError:
        return _BAD_DAY
    return None


def duration_check(text: str) -> str | None:
    """Return what is wrong with a time, as a message id, or None."""
    try:
        parse_span(text)
    except KmdeskError:
        return _BAD_TIME
    return None


class TieError(KmdeskError):
    """Raised when a step cannot be linked as requested."""


def tie_step(
    unit: Unit, record_id: int, step_id: int | None, target: int, anchor: str, relation: str
) -> int:
    """Link a step, or the whole process, to an anchor of a record; return the process id.

    Raises TieError for an unknown relation or a step that no longer exists.
    """
    unit.record(record_id)
    unit.record(target)
    if relation not in RELATIONS:
        raise TieError("Choose whether it is the legal basis or a form.")
    if step_id is not None and queries.step(unit.session, record_id, step_id) is None:
        raise TieError("This step is not there any more.")
    unit.link(record_id, target, relation, from_anchor=anchor_of(step_id), to_anchor=anchor)
    return record_id


def untie(unit: Unit, record_id: int, link_id: int) -> int:
    """Remove a link; return the process id."""
    link = queries.stored_link(unit.session, link_id)
    if link is not None and link.record_id == record_id and link.relation in RELATIONS:
        unit.session.delete(link)
        unit.session.flush()
    return record_id


def copy_ties(unit: Unit, record_id: int, steps: Mapping[int, int]) -> None:
    """Copy the links of steps to their copies in another version."""
    for link in queries.stored_links(unit.session, record_id, steps):
        old = step_of(link.from_anchor)
        if old is not None:
            anchor = anchor_of(steps[old])
            unit.link(record_id, link.to_id, link.relation, anchor, link.to_anchor)


def forget_ties(unit: Unit, record_id: int, gone: set[int]) -> None:
    """Delete the links of deleted steps."""
    for link in queries.stored_links(unit.session, record_id, gone):
        unit.session.delete(link)
    unit.session.flush()


class ProcessError(KmdeskError):
    """Raised when a process cannot be saved as typed."""


class ProcessForm(BaseKind):
    """How the values of a process's form are stored."""

    code = "process"
    detail = ProcessDetail
    initial: Mapping[str, object] = {"status": "draft"}
    fields = (
        record_field("title", N_("Name of the process"), "title", required=True),
        record_field("issuer", N_("Owner")),
        record_field("status", N_("Status"), "choice", choices=STATUSES, default="draft"),
        *inserted(
            fields_of(ProcessDetail),
            "where_to_file",
            FieldSpec(
                N_("What to bring"), "lines", check=paper_check, hint=PAPER_HINT, where="other",
                name="papers",
            ),
            FieldSpec(
                N_("Service standard"), check=duration_check, where="other", name="standard"
            ),
        ),
    )  # fmt: skip

    def normalize(
        self, unit: Unit, values: Mapping[str, object], present: Mapping[str, object]
    ) -> dict[str, object]:
        """Return the values with the service standard in minutes and a target."""
        stored = dict(values)
        if "standard" in stored:
            standard = parse_span(str(stored["standard"] or ""))
            stored["standard_minutes"] = standard.typical if standard else None
        if stored.get("target_percent", "") is None:
            # The government asked for 30 to 50 %; a field left blank means the least of it.
            stored["target_percent"] = 30.0
        return stored

    def shown(
        self, unit: Unit, record: Record, values: Mapping[str, object]
    ) -> Mapping[str, object]:
        """Return the papers as lines and the service standard in words."""
        return typed_words(values.get("standard_minutes"), queries.papers(unit.session, record.id))

    def stored(
        self,
        unit: Unit,
        record: Record,
        values: Mapping[str, object],
        present: Mapping[str, object],
    ) -> None:
        """Store the papers typed as lines."""
        if "papers" in values:
            save_papers(unit, record.id, read_papers(str(values["papers"] or "")))


PROCESS = ProcessForm()


def typed_words(minutes: object, papers: Iterable[Paper | ProcessPaper]) -> dict[str, object]:
    """Return the papers and the service standard as the form shows them."""
    standard = format_minutes(minutes) if isinstance(minutes, int) and minutes else ""
    return {"papers": paper_lines(papers), "standard": standard}


def add_process(unit: Unit, values: Mapping[str, object]) -> Record:
    """Create a process from the form's values, without steps."""
    return add_record(unit, PROCESS, values)


def create_process(unit: Unit, values: Mapping[str, object]) -> int:
    """Create a process with an empty version before its improvement; return its id."""
    record = add_process(unit, values)
    add_version(unit, record.id, BEFORE)
    return record.id


def change_process(
    unit: Unit,
    record_id: int,
    values: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> int:
    """Set the given values and return the process id; see :func:`change_record`."""
    return change_record(unit, PROCESS, record_id, values, opened)


def save_papers(unit: Unit, record_id: int, papers: Sequence[Paper]) -> None:
    """Replace the list of papers the citizen has to bring."""
    _detail(unit, record_id)
    stored = {row.id: row for row in queries.papers(unit.session, record_id)}
    # Kept by id and changed in place, so that the history tells what changed in a paper.
    for position, paper in enumerate(papers):
        row = stored.pop(paper.id, None)
        if row is None:
            row = ProcessPaper(record_id=record_id)
            unit.session.add(row)
        row.position, row.name, row.note = position, paper.name.strip(), paper.note.strip()
        row.originals, row.copies = max(0, paper.originals), max(0, paper.copies)
    for row in stored.values():
        unit.session.delete(row)
    unit.session.flush()


def add_version(
    unit: Unit,
    record_id: int,
    phase: str,
    *,
    name: str = "",
    valid_from: str | None = None,
    valid_to: str | None = None,
    copy_of: int | None = None,
) -> ProcessVersion:
    """Add a version; ``copy_of`` is a version whose steps are copied."""
    _detail(unit, record_id)
    if phase not in PHASES:
        raise ProcessError("A version is either before or after the improvement.")
    row = ProcessVersion(
        record_id=record_id,
        position=len(queries.versions(unit.session, record_id)),
        phase=phase,
        name=name.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    unit.session.add(row)
    unit.session.flush()
    if copy_of is not None:
        copied = queries.process(unit.session, copy_of)
        ids = save_steps(unit, row.id, _as_new(copied))
        steps = {step.key: ids[-index - 1] for index, step in enumerate(copied.steps)}
        copy_ties(unit, record_id, steps)
    return row


def change_version(unit: Unit, version_id: int, values: Mapping[str, object]) -> int:
    """Set name, phase and dates of a version; return the process id."""
    version = _version(unit, version_id)
    phase, start, end = (values.get(key) for key in ("phase", "valid_from", "valid_to"))
    if phase not in PHASES:
        raise ProcessError("A version is either before or after the improvement.")
    if start and end and str(end) < str(start):
        raise ProcessError("The version ends before it begins. Check both dates.")
    version.phase, version.name = str(phase), str(values.get("name") or "").strip()
    version.valid_from = str(start) if start else None
    version.valid_to = str(end) if end else None
    unit.session.flush()
    return version.record_id


def remove_version(unit: Unit, version_id: int) -> int:
    """Delete a version and its steps; return the process id.

    Raises ProcessError for the last version.
    """
    version = _version(unit, version_id)
    if len(queries.versions(unit.session, version.record_id)) < 2:
        raise ProcessError("A process keeps at least one version.")
    # Saving an empty table also forgets the links and matches of the steps.
    save_steps(unit, version_id, Process(()))
    unit.session.delete(version)
    unit.session.flush()
    return version.record_id


def _version(unit: Unit, version_id: int) -> ProcessVersion:
    result = queries.version(unit.session, version_id)
    if result is None:
        raise ProcessError("This version is not there any more.")
    return result


def save_steps(unit: Unit, version_id: int, process: Process) -> dict[int, int]:
    """Replace a version's steps by ``process``; return the id for each key.

    A step whose key is the id of a stored step keeps that id, so that links to it remain valid.
    """
    version = _version(unit, version_id)
    stored = {row.id: row for row in queries.steps(unit.session, version_id)}
    rows: dict[int, ProcessStep] = {}
    for position, step in enumerate(process.steps):
        row = stored.pop(step.key, None)
        if row is None:
            row = ProcessStep(record_id=version.record_id, version_id=version_id)
            unit.session.add(row)
        _fill(row, step, position)
        row.place_id = _place_of(unit, step)
        rows[step.key] = row
    unit.session.flush()
    _save_flows(unit, version, process, {key: row.id for key, row in rows.items()})
    # rows that refer to a removed step have to go before the step itself
    _forget_matches(unit, version.record_id, set(stored))
    forget_ties(unit, version.record_id, set(stored))
    for row in stored.values():
        unit.session.delete(row)
    unit.session.flush()
    return {key: row.id for key, row in rows.items()}


def save_matches(
    unit: Unit, record_id: int, matches: Sequence[tuple[int | None, int | None]]
) -> None:
    """Store the clerk's own matches of steps before and after."""
    _detail(unit, record_id)
    needed = dict.fromkeys(matches)
    for row in queries.matches(unit.session, record_id):
        if (row.before_id, row.after_id) in needed:
            del needed[row.before_id, row.after_id]
        else:
            unit.session.delete(row)
    for before_id, after_id in needed:
        unit.session.add(ProcessMatch(record_id=record_id, before_id=before_id, after_id=after_id))
    unit.session.flush()


def save_holidays(unit: Unit, days: Mapping[date, str]) -> None:
    """Replace the list of holidays."""
    needed = {day.isoformat(): name.strip() for day, name in days.items()}
    for row in queries.holidays(unit.session):
        if row.day in needed:
            row.name = needed.pop(row.day)
        else:
            unit.session.delete(row)
    unit.session.flush()
    unit.session.add_all(Holiday(day=day, name=name) for day, name in needed.items())
    unit.session.flush()


def save_calendar(
    unit: Unit, days: Mapping[date, str], hours: Hours, closed: frozenset[int]
) -> None:
    """Set holidays, office hours and weekly closing days."""
    OFFICE_HOURS.store(unit, hours)
    CLOSED_WEEKDAYS.store(unit, closed)
    save_holidays(unit, days)


def _save_flows(
    unit: Unit, version: ProcessVersion, process: Process, ids: Mapping[int, int]
) -> None:
    stored = queries.flows(unit.session, version.id)
    by_ends: dict[tuple[int, int], list[ProcessFlow]] = {}
    for row in stored:
        by_ends.setdefault((row.step_id, row.target_id), []).append(row)
    for position, flow in enumerate(process.known_flows):
        ends = (ids[flow.source], ids[flow.target])
        # Two flows may join the same two steps, so each stored row is used up once.
        same = by_ends.get(ends)
        found = same.pop(0) if same else None
        if found is None:
            found = ProcessFlow(record_id=version.record_id, step_id=ends[0], target_id=ends[1])
            unit.session.add(found)
        found.position, found.condition = position, flow.condition
        found.share, found.at_most = flow.share, flow.at_most
    for rows in by_ends.values():
        for row in rows:
            unit.session.delete(row)
    unit.session.flush()


def _forget_matches(unit: Unit, record_id: int, gone: set[int]) -> None:
    for row in queries.matches(unit.session, record_id):
        if row.before_id in gone or row.after_id in gone:
            unit.session.delete(row)
    unit.session.flush()


def _fill(row: ProcessStep, step: Step, position: int) -> None:
    row.position, row.kind, row.name = position, step.kind.value, step.name
    row.role, row.detail, row.quality = step.role, step.detail, step.quality
    row.forms, row.basis = step.forms, step.basis
    row.shift_x, row.shift_y = float(step.shift[0]), float(step.shift[1])
    row.work_best, row.work_typical, row.work_worst, row.work_unit = _columns(step.work)
    row.wait_best, row.wait_typical, row.wait_worst, row.wait_unit = _columns(step.wait)


def _place_of(unit: Unit, step: Step) -> int | None:
    """Return the chosen place of a step, or the place with the typed name."""
    if step.place_id is not None or not step.place.strip():
        return step.place_id
    # Typed or pasted names become places of the floor plan, never a second list of names.
    result = queries.place_called(unit.session, step.place.strip())
    if result is None:
        raise ProcessError(
            "There is no desk or place called “{name}”. Choose one from the list.",
            name=step.place.strip(),
        )
    return result


def _columns(span: Span | None) -> tuple[int | None, int | None, int | None, str]:
    if span is None:
        return None, None, None, ""
    return span.best, span.typical, span.worst, span.unit


def _as_new(process: Process) -> Process:
    """Return a copy of the process with new keys."""
    # negative, because a positive key would be taken for the id of a stored step
    keys = {step.key: -index - 1 for index, step in enumerate(process.steps)}
    return Process(
        tuple(replace(step, key=keys[step.key]) for step in process.steps),
        tuple(
            Flow(keys[f.source], keys[f.target], f.condition, f.share, f.at_most)
            for f in process.known_flows
        ),
    )


def _detail(unit: Unit, record_id: int) -> ProcessDetail:
    unit.record(record_id)
    result = queries.detail(unit.session, record_id)
    if result is None:
        raise ProcessError("This item is not a process.")
    return result


class ProcessKind(ProcessForm):
    """Work processes with their steps before and after."""

    label = N_("Process")
    tab = "processes"
    statuses = STATUSES
    lights = LIGHTS

    def passages(self, session: "Session", record_id: int) -> Iterator[IndexPassage]:
        """Yield the visitor's answers, each step of each version, then the attachments."""
        view = queries.view(session, record_id)
        if view is not None:
            # One passage for all answers: a visitor’s words are often spread over two of them.
            asked = "\n".join(f"{tr(label)}: {value}" for label, value in visitor_facts(view))
            yield IndexPassage("visitor", tr("For visitors"), asked)
        for version in view.versions if view else ():
            phase = tr(PHASES[version.phase])
            for number, step in enumerate(version.process.steps, start=1):
                parts = (step.name, step.role, time_words(step), step.detail)
                more = (step.quality, step.forms, step.basis)
                text = "\n".join(part for part in (*parts, *more) if part)
                label = tr("Step {number} ({phase})", number=digits(number), phase=phase)
                if text:
                    yield IndexPassage(f"step:{step.key}", label, text)
        yield from super().passages(session, record_id)

    def facts(self, session: "Session", record_id: int) -> list[tuple[str, str]]:
        """Return the short answers; long ones are on the visitor page and in the passages."""
        view = queries.view(session, record_id)
        if view is None:
            return []
        comparison = comparison_of(view)
        fields = [
            (N_("How long it takes"), promised_words(view)),
            (N_("What it costs"), view.fee),
            (N_("Desk to file at"), view.desk),
            (N_("Time saved"), saving_words(comparison) if comparison else ""),
        ]
        return [(label, value) for label, value in fields if value]

    def write_pdf(self, library: Library, actor: Actor, record_id: int, out: Path) -> None:
        """Write the process manual: facts, step table, chart, before and after."""
        from kmdesk.processes.print import write_manual  # loads ReportLab, only needed to print

        write_manual(library, actor, record_id, out)


KINDS: list[Kind] = [ProcessKind()]
