"""Merge two entries of one cooperative or person without losing values of either."""

from collections.abc import Callable, Mapping, Sequence

from kmdesk.directory import entries
from kmdesk.directory.edit import DAYS, DirectoryError
from kmdesk.directory.entries import (
    CATEGORIES,
    COOPERATIVE_STATUSES,
    FORMS,
    PERSON_STATUSES,
    STANDARDS,
    CooperativeYear,
    ResourcePersonDetail,
)
from kmdesk.i18n import N_, tr
from kmdesk.records import Session, Unit
from kmdesk.records.display import screen_date
from kmdesk.records.fields import How
from kmdesk.records.merge import (
    RECORD_COLUMNS,
    Answers,
    Merge,
    move_belongings,
)

_ENTRY = {"record_id": How.OWN}
DETAIL_COLUMNS: Mapping[str, Mapping[str, How]] = {
    "cooperative": _ENTRY
    | dict.fromkeys(
        (
            "form", "category", "district", "subdistrict", "year_end", "meeting_on", "loan_limit",
            "bylaws_on", "board_from", "board_until", "dissolved_on", "board", "auditor",
            "officer", "contact", "note",
        ),
        How.ASKED,
    ),
    "resource_person": _ENTRY
    | {"consent": How.JOINED}
    | dict.fromkeys(
        ("person_id", "affiliation", "expertise", "topics", "talks", "phone", "address"),
        How.ASKED,
    ),
    "staff": _ENTRY
    | dict.fromkeys(
        ("person_id", "position", "unit", "extension", "tasks", "stand_in"), How.ASKED
    ),
}  # fmt: skip
YEAR_COLUMNS: Mapping[str, How] = {
    **dict.fromkeys(("id", "record_id", "year"), How.OWN),
    **dict.fromkeys(("members", "capital", "standard"), How.ASKED),
}
_UNRATED = {"standard": ("not_rated",)}
_CODES: Mapping[str, Mapping[str, str]] = {
    "form": FORMS,
    "category": CATEGORIES,
    "standard": STANDARDS,
    "status": {**PERSON_STATUSES, **COOPERATIVE_STATUSES},
}  # fmt: skip
LABELS = {
    "title": N_("Name"),
    "number": N_("Registration number"),
    "dated": N_("Registered on"),
    "form": N_("Form of organisation"),
    "category": N_("Category"),
    "district": N_("District"),
    "subdistrict": N_("Subdistrict"),
    "year_end": N_("End of accounting year"),
    "meeting_on": N_("General meeting"),
    "loan_limit": N_("Loan limit (baht)"),
    "bylaws_on": N_("Bylaws changed by resolution of"),
    "board_from": N_("Board elected on"),
    "board_until": N_("End of the board's term"),
    "dissolved_on": N_("Dissolved on"),
    "board": N_("Board"),
    "auditor": N_("Auditor"),
    "officer": N_("Officer in charge"),
    "contact": N_("Contact"),
    "note": N_("Remarks"),
    "affiliation": N_("Affiliation"),
    "expertise": N_("Expertise"),
    "topics": N_("Topics"),
    "talks": N_("Talks given"),
    "phone": N_("Telephone"),
    "address": N_("Address"),
    "person_id": N_("Person"),
    "position": N_("Position"),
    "unit": N_("Work unit"),
    "extension": N_("Extension"),
    "tasks": N_("Ask about"),
    "stand_in": N_("Stand-in"),
    "members": N_("Members"),
    "capital": N_("Capital (baht)"),
    "standard": N_("Standard result"),
}


def merge_entries(unit: Unit, keep_id: int, gone_id: int, answers: Answers | None = None) -> int:
    """Merge ``gone_id`` into ``keep_id``, trash the former and return the latter.

    Raises MergeConflict where both have different values and ``answers`` does not resolve them. A
    person's contact stays hidden unless both entries had consent.
    """
    keep, gone = unit.record(keep_id), unit.record(gone_id)
    if keep_id == gone_id or keep.kind != gone.kind:
        raise DirectoryError("Choose another entry of the same kind to merge with.")
    one = entries.detail(unit.session, keep.kind, keep_id)
    other = entries.detail(unit.session, gone.kind, gone_id)
    if one is None or other is None:
        raise DirectoryError("This item is not part of the directory.")
    joining = Merge(unit, keep, gone, answers or {}, _wording(unit.session), LABELS)
    joining.compare(keep, gone, RECORD_COLUMNS)
    joining.compare(one, other, DETAIL_COLUMNS[keep.kind])
    doubled = _same_years(unit.session, keep_id, gone_id)
    for year, theirs in doubled:
        joining.compare(year, theirs, YEAR_COLUMNS, _UNRATED, f"{year.year}:")
    joining.settle()
    if isinstance(one, ResourcePersonDetail) and isinstance(other, ResourcePersonDetail):
        one.consent = one.consent and other.consent
    for _year, theirs in doubled:  # merged into the other row of that year
        unit.session.delete(theirs)
    unit.session.flush()
    move_belongings(unit, keep, gone_id)
    unit.trash(gone_id)
    return keep_id


def _same_years(
    session: Session, keep_id: int, gone_id: int
) -> Sequence[tuple[CooperativeYear, CooperativeYear]]:
    kept = {row.year: row for row in entries.year_rows(session, keep_id)}
    rows = entries.year_rows(session, gone_id)
    return [(kept[row.year], row) for row in rows if row.year in kept]


def _wording(session: Session) -> Callable[[str, object], str]:
    """Return a function (column, value) that formats the value for people."""

    def words(column: str, value: object) -> str:
        if column in ("place_id", "person_id"):
            return entries.name_of(session, column, value)
        if column in DAYS:
            return screen_date(value)
        if isinstance(value, float):
            return f"{value:,.2f}".removesuffix(".00")
        code = str(value)
        return tr(_CODES[column].get(code, code)) if column in _CODES else code

    return words
