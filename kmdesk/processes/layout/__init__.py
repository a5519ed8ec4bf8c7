"""Flowchart layout without a screen: layered rows, swimlanes by role, orthogonal flows.

A step occupies a grid cell (row = layer, column = position within its role's lane); flows run only
in the gutters between cells and through empty cells, so that none can cross a box. The public
layout libraries were evaluated: none keeps nodes inside lanes or routes around boxes with labels,
which is all of the work here.
"""

from kmdesk.processes.layout.build import layout
from kmdesk.processes.layout.chart import Box, Chart, Lane, Measure, TextLine, Wire

__all__ = ["Box", "Chart", "Lane", "Measure", "TextLine", "Wire", "layout"]
