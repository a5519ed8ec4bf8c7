"""Kinds of the directory: cooperative, resource person, staff."""

from datetime import date, timedelta
from pathlib import Path

from kmdesk.directory import entries
from kmdesk.directory.entries import (
    CATEGORIES,
    COOPERATIVE_STATUSES,
    FORMS,
    PERSON_STATUSES,
    STANDARDS,
    CooperativeDetail,
    ResourcePersonDetail,
    StaffDetail,
)
from kmdesk.directory.statutory import deadlines
from kmdesk.i18n import N_, tr
from kmdesk.records import Actor, BaseKind, Kind, Library, Session
from kmdesk.records.display import screen_date

FieldList = list[tuple[str, str]]


class _DirectoryKind(BaseKind):
    tab = "directory"

    def write_pdf(self, library: Library, actor: Actor, record_id: int, out: Path) -> None:
        """Write a directory card."""
        from kmdesk.pdf.card import write_card  # loads ReportLab, only needed to print

        write_card(library, actor, self, record_id, out)


class CooperativeKind(_DirectoryKind):
    """Cooperatives, federations and farmer groups."""

    code = "cooperative"
    label = N_("Cooperative")
    statuses = COOPERATIVE_STATUSES
    lights = {"active": "green", "dormant": "amber", "dissolved": "red"}
    measured = {
        "cooperatives": N_("Cooperatives in the directory"),
        "below_standard": N_("Cooperatives below standard"),
        "farmer_groups_below": N_("Farmer groups below standard"),
    }

    def facts(self, session: Session, record_id: int) -> FieldList:
        """Return the non-empty fields and the results of each year."""
        row = session.get(CooperativeDetail, record_id)
        if row is None:
            return []
        place = " ".join(filter(None, (row.subdistrict, row.district)))
        limit = f"{row.loan_limit:,.2f}" if row.loan_limit is not None else ""
        fields = [
            (N_("Form of organisation"), tr(FORMS[row.form])),
            (N_("Category"), tr(CATEGORIES[row.category])),
            (N_("Subdistrict and district"), place),
            (N_("End of accounting year"), row.year_end),
            (N_("General meeting"), screen_date(row.meeting_on)),
            (N_("Loan limit (baht)"), limit),
            (N_("Board"), row.board),
            (N_("Board elected on"), screen_date(row.board_from)),
            (N_("End of the board's term"), screen_date(row.board_until)),
            (N_("Bylaws changed by resolution of"), screen_date(row.bylaws_on)),
            (N_("Dissolved on"), screen_date(row.dissolved_on)),
            (N_("Auditor"), row.auditor),
            (N_("Officer in charge"), row.officer),
            (N_("Contact"), row.contact),
            (N_("Remarks"), row.note),
        ]
        for year in entries.years(session, record_id):
            fields.append((N_("Result of the year"), year_words(year)))
        return [(label, value) for label, value in fields if value]

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """Return general meetings and statutory days of the next 30 days or missed this year."""
        last = (today + timedelta(days=30)).isoformat()
        missed = (today - timedelta(days=365)).isoformat()
        held = entries.meetings_between(session, today.isoformat(), last)
        return [
            *((record_id, day, N_("general meeting")) for record_id, day in held),
            *(
                (record_id, deadline.day, deadline.what)
                for record_id, facts in entries.statutory_facts(session)
                for deadline in deadlines(facts, today)
                if missed <= deadline.day <= last
            ),
        ]

    def measures(self, session: Session) -> dict[str, float]:
        """Return the numbers of active cooperatives and groups, and of those below standard."""
        return {
            "cooperatives": entries.count_of(session, "cooperative"),
            "below_standard": entries.count_below(session),
            "farmer_groups_below": entries.count_below(session, "farmer_group"),
        }


class ResourcePersonKind(_DirectoryKind):
    """Resource persons of the network; phone and address are disclosed only with consent."""

    code = "resource_person"
    label = N_("Resource person")
    measured = {"resource_persons": N_("Resource persons in the directory")}
    statuses = PERSON_STATUSES
    lights = {"active": "green", "left": "grey"}

    def facts(self, session: Session, record_id: int) -> FieldList:
        """Return only what everybody may see, as these lines are also indexed and printed."""
        row = session.get(ResourcePersonDetail, record_id)
        if row is None:
            return []
        fields = [
            (N_("Affiliation"), row.affiliation),
            (N_("Expertise"), row.expertise),
            (N_("Topics"), row.topics),
            (N_("Talks given"), row.talks),
        ]
        if row.consent:
            fields += [(N_("Telephone"), row.phone), (N_("Address"), row.address)]
        return [(label, value) for label, value in fields if value]

    def measures(self, session: Session) -> dict[str, float]:
        """Return the number of active resource persons."""
        return {"resource_persons": entries.count_of(session, self.code)}


class StaffKind(_DirectoryKind):
    """Staff of the office: whom to ask."""

    code = "staff"
    label = N_("Staff member")
    place_words = N_("Desk: {place}")
    statuses = PERSON_STATUSES
    lights = {"active": "green", "left": "grey"}

    def facts(self, session: Session, record_id: int) -> FieldList:
        """Return position, unit, extension, tasks and stand-in."""
        row = session.get(StaffDetail, record_id)
        if row is None:
            return []
        fields = [
            (N_("Position"), row.position),
            (N_("Work unit"), row.unit),
            (N_("Extension"), row.extension),
            (N_("Ask about"), row.tasks),
            (N_("Stand-in"), row.stand_in),
        ]
        return [(label, value) for label, value in fields if value]


def year_words(year: entries.YearRow) -> str:
    """Format one year of a cooperative as a line of text."""
    parts = [str(year.year), tr(STANDARDS[year.standard])]
    if year.members is not None:
        parts.append(tr("{count} members", count=f"{year.members:,}"))
    if year.capital is not None:
        parts.append(tr("capital {amount} baht", amount=f"{year.capital:,.2f}"))
    return " · ".join(parts)


KINDS: list[Kind] = [CooperativeKind(), ResourcePersonKind(), StaffKind()]
