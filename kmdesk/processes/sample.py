"""Sample processes: eight processes of the sample office, before and after, and its holidays."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kmdesk.processes import queries
from kmdesk.processes.edit import (
    add_process,
    add_version,
    change_process,
    save_holidays,
    save_papers,
    save_steps,
    tie_step,
)
from kmdesk.processes.flow import AFTER, PHASES, Process, StepKind, check
from kmdesk.processes.queries import Paper, place_named
from kmdesk.processes.table import Row, read_table
from kmdesk.processes.working_time import parse_span
from kmdesk.records import Unit

_DECREE = "digest-good-governance-decree"  # the decree that requires cutting steps and time
# Cells of a step in the sample files; trailing blank cells are omitted.
CELLS = ("kind", "name", "role", "work", "wait", "next", "detail", "quality", "forms", "basis")


def load_sample(unit: Unit, folder: Path) -> None:
    """Add the processes of ``[0-9]*.toml`` and the holidays of ``holidays.toml``."""
    days = tomllib.loads((folder / "holidays.toml").read_text("utf-8"))["day"]
    save_holidays(unit, {date.fromisoformat(str(day)): name for day, name in days})
    for file in sorted(folder.glob("[0-9]*.toml")):
        _add(unit, tomllib.loads(file.read_text("utf-8")))


def sample_process(version: dict[str, Any]) -> Process:
    """Parse the steps of one version in a sample file.

    Raises ValueError naming what is wrong.
    """
    rows = [
        Row(key=-index - 1, **dict(zip(CELLS, cells, strict=False)))
        for index, cells in enumerate(version["steps"])
    ]
    process, problems = read_table(rows)
    problems += check(process)
    if problems:
        raise ValueError("; ".join(f"{-(p.key or 0)}: {p.message}" for p in problems))
    return process


def _add(unit: Unit, data: dict[str, Any]) -> None:
    facts: dict[str, object] = {
        key: value for key, value in data.items() if isinstance(value, str | int | float)
    }
    standard = parse_span(str(facts.pop("standard", "")))
    desk = str(facts.pop("desk", ""))
    facts["standard_minutes"] = standard.typical if standard else None
    facts["desk_id"] = place_named(unit.session, desk) if desk else None
    record = add_process(unit, facts)
    change_process(unit, record.id, {"status": "approved"})
    papers = [Paper(*paper) for paper in data["papers"]]
    save_papers(unit, record.id, papers)
    for phase in PHASES:
        version = data[phase]
        row = add_version(
            unit,
            record.id,
            phase,
            name=version.get("name", ""),
            valid_from=_iso(version.get("from")),
            valid_to=_iso(version.get("to")),
        )
        process = _filed_at(sample_process(version), facts["desk_id"])
        ids = save_steps(unit, row.id, process)
        decree = queries.record_from(unit.session, _DECREE)
        if decree is not None and phase == AFTER:
            step = ids[process.steps[1].key]
            tie_step(unit, record.id, step, decree, "", queries.BASIS)


def _filed_at(process: Process, desk_id: object) -> Process:
    """Set the desk of the process as the place where papers are filed."""
    steps = [
        replace(step, place_id=desk_id)
        if step.kind is StepKind.START and isinstance(desk_id, int)
        else step
        for step in process.steps
    ]
    return Process(tuple(steps), process.flows)


def _iso(day: object) -> str | None:
    return str(day) if day else None
