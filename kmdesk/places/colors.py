"""Colours of the floor plan, the same on screen and on paper."""

PAPER, INK, EDGE = "#ffffff", "#16202c", "#56616a"
LIT, LIT_EDGE = "#ffd84d", "#8a1c12"
FILLS = {
    "room": "#f4f7f5",
    "desk": "#e3edf8",
    "cupboard": "#ece3d3",
    "counter": "#dcefe2",
    "door": "#ffffff",
}
