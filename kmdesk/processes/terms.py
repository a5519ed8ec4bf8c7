"""Labels for states and phases of a process."""

from collections.abc import Mapping

from kmdesk.i18n import N_

STATUSES: Mapping[str, str] = {
    "draft": N_("Draft"),
    "approved": N_("In use"),
    "retired": N_("No longer done"),
}
LIGHTS: Mapping[str, str] = {"draft": "amber", "approved": "green", "retired": "grey"}
BEFORE, AFTER = "before", "after"
PHASES: Mapping[str, str] = {BEFORE: N_("Before"), AFTER: N_("After")}
