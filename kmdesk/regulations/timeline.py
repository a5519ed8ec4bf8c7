"""A law at a point in time: what is known of other days, and what is not. Frozen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kmdesk.i18n import N_, tr
from kmdesk.records.display import screen_date
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries, version_store
from kmdesk.regulations.footnotes import Entry, Kind, history
from kmdesk.regulations.queries import PartRow
from kmdesk.regulations.version_store import ChangeDay, VersionRow
from kmdesk.thai.digits import to_thai

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class LawTime:
    """Warnings about a law as at a day; ``as_of`` None is today.

    ``later`` are labels of parts whose wording is, by their footnotes, younger than that day,
    ``unsure`` those changed in that very year.
    """

    as_of: str | None
    days: tuple[ChangeDay, ...]
    unapplied: tuple[str, ...]
    later: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    begins_on: str | None = None
    ended_on: str | None = None

    def warnings(self) -> list[str]:
        """Return the warnings that must be shown with the text, whatever the day."""
        if not self.unapplied:
            return []
        return [
            tr(
                "There are amending laws not yet included in this text: {list}",
                list=_listed(self.unapplied),
            )
        ]

    def day_warnings(self) -> list[str]:
        """Return the warnings about the chosen day."""
        found: list[str] = []
        day = self.as_of
        if day and self.begins_on and day < self.begins_on:
            found.append(
                tr(
                    "On that day the law was not in force; it begins on {day}.",
                    day=screen_date(self.begins_on),
                )
            )
        if day and self.ended_on and day >= self.ended_on:
            found.append(
                tr(
                    "On that day the law had ended; it ended on {day}.",
                    day=screen_date(self.ended_on),
                )
            )
        if self.later:
            found.append(
                tr(
                    "By their footnotes these were changed after that day, and their earlier"
                    " wording is not in the library: {list}",
                    list=_listed(self.later),
                )
            )
        if self.unsure:
            found.append(
                tr(
                    "By their footnotes these were changed in that same year, before or after"
                    " that day: {list}",
                    list=_listed(self.unsure),
                )
            )
        return found


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(labels[:_SHOWN]) + (" …" if len(labels) > _SHOWN else "")


def law_time(
    reading: Reading, record_id: int, rows: Sequence[PartRow], as_of: str | None
) -> LawTime:
    """Collect the warnings about a law as at a day, whose parts then are ``rows``."""
    detail = queries.instrument(reading.session, record_id)
    later: list[str] = []
    unsure: list[str] = []
    if as_of is not None:
        year = int(as_of[:4]) + 543
        for row in rows:
            years = [entry.year for entry in entries_of(row) if entry.year]
            if any(found > year for found in years):
                later.append(row.label or row.heading)
            elif any(found == year for found in years):
                unsure.append(row.label or row.heading)
    return LawTime(
        as_of,
        tuple(version_store.change_days(reading.session, record_id)),
        tuple(version_store.unapplied(reading, record_id)),
        tuple(dict.fromkeys(later)),
        tuple(dict.fromkeys(unsure)),
        detail.effective_on if detail else None,
        detail.ended_on if detail else None,
    )


def entries_of(row: PartRow) -> Iterator[Entry]:
    """Yield the history steps in the footnotes of one of the law's own parts."""
    if row.notes and row.role == "body" and row.kind in ("provision", "heading", "schedule"):
        yield from history(row.notes)


KIND_WORDS = {
    Kind.ADDED: N_("Provision added"),
    Kind.AMENDED: N_("Provision amended"),
    Kind.REPEALED: N_("Provision repealed"),
    Kind.REWORDED: N_("Words changed"),
}


@dataclass(frozen=True, slots=True)
class ProvisionHistory:
    """Wordings of a provision in the library, and the steps recorded in its footnotes."""

    title: str
    label: str
    versions: tuple[VersionRow, ...]
    entries: tuple[Entry, ...]


def provision_history(reading: Reading, record_id: int, anchor: str) -> ProvisionHistory | None:
    """Return the history of one part; None when there is no such part."""
    versions = version_store.versions_of(reading.session, record_id, anchor)
    row = queries.any_part(reading.session, record_id, anchor)
    if row is None or not versions:
        return None
    notes = "\n".join(version.notes for version in versions if version.notes)
    entries = tuple(entries_of(replace(row, notes=notes)))
    title = reading.record(record_id).title
    return ProvisionHistory(title, row.label or row.heading, tuple(versions), entries)


def span(version: VersionRow) -> str:
    """Return the validity period of a wording as text."""
    start, end = screen_date(version.valid_from), screen_date(version.valid_to)
    if start and end:
        return tr("{start} until before {end}", start=start, end=end)
    if start:
        return tr("since {start}", start=start)
    if end:
        return tr("until before {end}", end=end)
    return tr("the text as imported")


def made_by(acts: Iterable[tuple[str, str]], unit: str = "มาตรา") -> str:
    """Return the acts that produced a wording, with their clauses."""
    return ", ".join(f"{act} {unit} {to_thai(clause)}" if clause else act for act, clause in acts)
