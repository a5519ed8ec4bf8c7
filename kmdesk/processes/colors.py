"""Colours of a chart for screen and print, distinguishable in black and white too."""

from kmdesk.processes.compare import Fate
from kmdesk.processes.flow import StepKind

INK = "#16202c"
FAINT = "#46525d"
CRITICAL = "#0b4f4a"
PROBLEM = "#b3261e"
LANES = ("#ffffff", "#f1f5f3")
LANE_EDGE = "#8d979c"
FILLS = {
    StepKind.START: "#dcefe2",
    StepKind.END: "#dcefe2",
    StepKind.WORK: "#ffffff",
    StepKind.DECISION: "#fdf1cf",
    StepKind.DOCUMENT: "#e3edf8",
    StepKind.WAIT: "#e9e9ec",
    StepKind.PARALLEL: "#ffffff",
}
FATES = {
    Fate.REMOVED: "#f7d7d4",
    Fate.MERGED: "#e6dcf3",
    Fate.SHORTENED: "#d8ecdd",
    Fate.KEPT: "#ffffff",
    Fate.ADDED: "#d9e7f7",
}
BAR_BEFORE, BAR_AFTER = "#b9bfc4", "#2f7d6f"
