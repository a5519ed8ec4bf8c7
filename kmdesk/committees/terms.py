"""Codes of the committees (forms, roles, steps, statuses), and limits of their values.

The minutes' six วาระ follow ระเบียบงานสารบรรณ แบบที่ ๑๑; the seven KM steps and six change parts
are those of the public sector's KM action plan. ``sensible_…`` are the checks of fields: a message
id for a value that will not do, else None.
"""

from typing import Any, Protocol

from kmdesk.i18n import N_, tr
from kmdesk.records.fields import IMPOSSIBLE_YEAR, InvalidValue, sensible_day
from kmdesk.thai.dates import parse_time, write_time


def sensible_year(year: Any) -> str | None:
    """Return what is wrong with a year that is not of the พ.ศ."""
    # a ค.ศ. year typed here is some five hundred years off
    return None if isinstance(year, int) and 2400 <= year <= 2650 else IMPOSSIBLE_YEAR


def sensible_time(time: Any) -> str | None:
    """Return what is wrong with a time of the day as typed."""
    return None if parse_time(str(time).strip()) else N_("Type the time like 09.30.")


def sensible_notice(days: Any) -> str | None:
    """Return what is wrong with a number of days between invitation and meeting."""
    return None if 0 <= days <= 60 else N_("Type a number of days from 0 to 60.")


def sensible_hours(hours: Any) -> str | None:
    """Return what is wrong with the hours of a training."""
    if 0 < hours <= 1000:
        return None
    return N_("The hours must be more than none and at most 1000.")


def sensible_amount(amount: Any) -> str | None:
    """Return what is wrong with an amount of money."""
    return None if amount >= 0 else N_("An amount of money cannot be below zero.")


def sensible_percent(percent: Any) -> str | None:
    """Return what is wrong with a percentage that is done."""
    if isinstance(percent, int) and 0 <= percent <= 100:
        return None
    return N_("Type a percentage from 0 to 100.")


def check_day(day: object, field: str) -> None:
    """Raise InvalidValue, at ``field``, for a day (ISO) in an impossible year."""
    problem = sensible_day(day) if day else None
    if problem:
        raise InvalidValue(problem, field)


def check_span(from_on: str, to_on: str | None) -> None:
    """Raise InvalidValue unless both days are valid and in order (ISO dates)."""
    check_day(from_on, "from_on")
    check_day(to_on, "to_on")
    if to_on and to_on < from_on:
        raise InvalidValue("The end is before the beginning. Check the two dates.", "to_on")


def tidy_time(time: object) -> str:
    """Return a time as it is written, 09.30, or "" for none."""
    moment = parse_time(str(time or "").strip())
    return write_time(moment) if moment else ""


FORMS = {
    "committee": N_("Committee"),
    "subcommittee": N_("Subcommittee"),
    "working_group": N_("Working group"),
    "km_group": N_("KM group"),
}

ROLES = {
    "chair": N_("Chair"),
    "vice_chair": N_("Vice chair"),
    "cko": N_("CKO"),
    "head": N_("Head of team"),
    "member": N_("Member"),
    "secretary": N_("Secretary"),
    "assistant_secretary": N_("Assistant secretary"),
    "adviser": N_("Adviser"),
    "master_trainer": N_("Master Trainer"),
}
# Deputies, secretaries and members sit side by side; only these lead alone.
SINGLE_ROLES = ("chair", "cko", "head")

# Official papers call a plain member after the kind of body: กรรมการ, อนุกรรมการ, คณะทำงาน.
_MEMBERS = {
    "committee": N_("Member of the committee"),
    "subcommittee": N_("Member of the subcommittee"),
}


def role_in(role: str, form: str) -> str:
    """Return the message id of a role as used in this ``form`` of committee."""
    if role == "member":
        return _MEMBERS.get(form, N_("Member of the working group"))
    return ROLES.get(role, role)


class Held(Protocol):
    """A role: its code, and the order's words when given."""

    @property
    def role(self) -> str:
        """A key of ``ROLES``."""
        ...

    @property
    def role_words(self) -> str:
        """Role in the words of the order, or ""."""
        ...


def role_shown(held: Held) -> str:
    """Return the role in the order's words, else its label in the language of the screen."""
    return held.role_words or tr(ROLES.get(held.role, held.role))


END_REASONS = {
    "": "",
    "expired": N_("Term expired"),
    "removed": N_("Removed"),
    "repealed": N_("Order repealed"),
}

PRESENCES = {
    "present": N_("Came"),
    "substitute": N_("Came instead of somebody"),
    "absent": N_("Did not come"),
    "guest": N_("Took part"),
}

SECTIONS = {
    1: N_("Item 1: Announcements by the chair"),
    2: N_("Item 2: Certification of minutes"),
    3: N_("Item 3: Matters arising"),
    4: N_("Item 4: For information and follow-up"),
    5: N_("Item 5: For consideration"),
    6: N_("Item 6: Other matters"),
}

STEPS = {
    "draft": N_("Draft"),
    "sent": N_("Sent in"),
    "compiled": N_("Compiled and screened"),
    "improved": N_("Improved"),
    "published": N_("Published"),
    "reviewed": N_("Under review"),
    "superseded": N_("Older version"),
}
# Each step may be sent back for rework; what readers already have on the shelf may only be
# reviewed.
NEXT_STEPS = {
    "draft": ("sent",),
    "sent": ("compiled", "draft"),
    "compiled": ("improved", "draft"),
    "improved": ("published", "compiled"),
    "published": ("reviewed",),
    "reviewed": ("improved", "published"),
    "superseded": (),
}
STEP_ROLES = {
    "draft": ("head", "member", "secretary", "assistant_secretary", "master_trainer"),
    "sent": ("head", "member", "secretary", "assistant_secretary", "master_trainer"),
    "compiled": ("head", "secretary", "assistant_secretary", "member", "master_trainer"),
    "improved": ("head", "secretary", "assistant_secretary", "member", "master_trainer"),
    "published": ("chair", "vice_chair", "cko", "head"),
    "reviewed": ("chair", "vice_chair", "cko", "head", "secretary"),
}
"""Roles that may take a set to a step."""

KM_PARTS = {
    "identify": N_("1. Identify knowledge"),
    "create": N_("2. Create and acquire knowledge"),
    "organise": N_("3. Organise knowledge"),
    "refine": N_("4. Codify and refine knowledge"),
    "access": N_("5. Give access to knowledge"),
    "share": N_("6. Share and exchange knowledge"),
    "learn": N_("7. Learn"),
    "transition": N_("Preparation and change of behaviour"),
    "communication": N_("Communication"),
    "tools": N_("Process and tools"),
    "training": N_("Learning"),
    "measurement": N_("Measurement"),
    "reward": N_("Recognition and reward"),
}

KM_STEPS = ("identify", "create", "organise", "refine", "access", "share", "learn")
"""The seven steps; the other parts are the six change parts."""

EVIDENCE_FORMS = {
    "photo": N_("Photographs"),
    "sign_in": N_("Sign-in sheet"),
    "lesson": N_("Lessons learned"),
    "satisfaction": N_("Satisfaction survey"),
    "visit": N_("Visits"),
    "other": N_("Other evidence"),
}

ACTIVITY_STATUSES = {
    "planned": N_("Planned"),
    "running": N_("Under way"),
    "done": N_("Done"),
    "dropped": N_("Dropped"),
}

LEVELS = {"department": N_("Department level"), "province": N_("Province level")}

ORDER_STATUSES = {
    "in_force": N_("In force"),
    "not_yet": N_("Not yet in force"),
    "repealed": N_("Repealed"),
}
COMMITTEE_STATUSES = {
    "active": N_("Working"),
    "not_yet": N_("Not yet working"),
    "ended": N_("Ended"),
}
MEETING_STATUSES = {
    "planned": N_("Called"),
    "draft": N_("Minutes in draft"),
    "certified": N_("Minutes certified"),
}
TRAINING_STATUSES = {"planned": N_("Called"), "held": N_("Held")}
PLAN_STATUSES = {
    "draft": N_("Draft"),
    "approved": N_("Approved"),
    "closed": N_("Closed"),
}

REPORTS: dict[int | None, str] = {6: N_("Report of 6 months"), 12: N_("Report of 12 months")}
"""Main reports of a KM plan, by months of the fiscal year."""
REPORT_KINDS: dict[int | None, str] = {None: N_("Progress as usual"), **REPORTS}
