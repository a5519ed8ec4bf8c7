"""Labels of amendments for display: kinds of change, states, doubts and conflicts."""

from kmdesk.i18n import N_, tr
from kmdesk.regulations.amendments.operation import Action, Conflict, Doubt
from kmdesk.regulations.version_store import INCLUDED, AmendmentRow

ACTIONS: dict[str, str] = {
    Action.REPLACE.value: N_("Wording replaced"),
    Action.INSERT.value: N_("Wording added"),
    Action.REPEAL.value: N_("Repealed by the clause"),
    Action.WORDS.value: N_("Words replaced"),
}
STATES: dict[str, str] = {
    "proposed": N_("Waits for confirmation"),
    "confirmed": N_("In the text"),
    "dropped": N_("Not used"),
}
DOUBTS: dict[str, str] = {
    Doubt.NOT_READ.value: N_("This clause could not be read. Say yourself what it changes."),
    Doubt.NO_TEXT.value: N_("No new wording was found for this place. Type it."),
    Doubt.NOT_DIVIDED.value: N_("The new wording does not fit the place named. Check both."),
    Doubt.SCHEDULE.value: N_("A schedule is changed. Replace its text yourself."),
    Doubt.OWN_DAY.value: N_("Some clauses come into force on another day. Check the day."),
}
CONFLICTS: dict[str, str] = {
    Conflict.NO_PROVISION.value: N_("The law has no such provision on that day."),
    Conflict.NO_PARAGRAPH.value: N_("The provision has no such paragraph on that day."),
    Conflict.NO_ITEM.value: N_("The provision has no such item on that day."),
    Conflict.NO_TERM.value: N_("This term is not defined there on that day."),
    Conflict.NO_CHAPTER.value: N_("The law has no such chapter on that day."),
    Conflict.NO_WORDS.value: N_("The words to be replaced do not stand there on that day."),
    Conflict.NO_TEXT.value: N_("The new wording is missing."),
    Conflict.NO_DAY.value: N_("The day it comes into force is missing."),
    Conflict.AMBIGUOUS.value: N_("More than one place fits. Name the place more exactly."),
    Conflict.EXISTS.value: N_("Such a place is there already, with another wording."),
    Conflict.ENDED.value: N_("The place was repealed before that day."),
    Conflict.SAME.value: N_("The text says so already."),
    Conflict.CLASH.value: N_("Another law changes the same place on the same day."),
    Conflict.BY_HAND.value: N_("This has to be filled in by hand before it can be applied."),
    INCLUDED: N_("The text is younger than this amendment and should have it already."),
}


def state_words(row: AmendmentRow) -> str:
    """Return the state, or the reason a confirmed amendment is not in the text."""
    if row.conflict:
        return tr("Confirmed, but not in the text: {reason}", reason=tr(CONFLICTS[row.conflict]))
    if row.state == "proposed" and row.doubt:
        return tr(DOUBTS[row.doubt])
    return tr(STATES[row.state])


def place_words(row: AmendmentRow) -> str:
    """Return the place changed; "Everywhere" when none is named."""
    return row.place.label or tr("Everywhere in the law")
