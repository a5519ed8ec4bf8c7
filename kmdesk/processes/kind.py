"""Kind of processes: their texts, facets and printer for search, print and record panel."""

from collections.abc import Iterator
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.processes import queries
from kmdesk.processes.compare import (
    comparison_of,
    digits,
    promised_words,
    saving_words,
    time_words,
    visitor_facts,
)
from kmdesk.processes.edit import ProcessForm
from kmdesk.processes.flow import LIGHTS, PHASES, STATUSES
from kmdesk.records import Actor, IndexPassage, Kind, Library, Session


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
