"""Assign each step to a grid cell: rows by layer, columns by role."""

from dataclasses import dataclass

from kmdesk.processes.flow import Process

Cell = tuple[int, int]
MOST_SHIFT = 12  # maximum rows down or columns aside that a symbol can be moved manually


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of the steps; ``lanes`` are (role, first column, number of columns)."""

    cells: dict[int, Cell]
    lanes: tuple[tuple[str, int, int], ...]
    rows: int
    columns: int

    def taken(self) -> set[Cell]:
        """Return the cells that contain a step."""
        return set(self.cells.values())


def arrange(process: Process) -> Grid:
    """Assign every step a cell of its own."""
    rows = _rows(process)
    roles = _roles(process)
    names = list(dict.fromkeys(roles[step.key] for step in process.steps))
    groups: dict[tuple[int, str], list[int]] = {}
    for key in process.order:
        groups.setdefault((rows[key], roles[key]), []).append(key)
    widths = dict.fromkeys(names, 1)
    for (_row, name), keys in groups.items():
        widths[name] = max(widths[name], len(keys))
    lanes: list[tuple[str, int, int]] = []
    base = 0
    for name in names:
        lanes.append((name, base, widths[name]))
        base += widths[name]
    columns = _columns(process, groups, {name: (first, count) for name, first, count in lanes})
    if any(step.shift[0] for step in process.steps):
        lanes, columns = _moved(process, lanes, columns, rows)
        base = sum(count for _name, _first, count in lanes)
    cells = {key: (rows[key], columns[key]) for key in columns}
    return Grid(cells, tuple(lanes), max(rows.values(), default=-1) + 1, base)


def _rows(process: Process) -> dict[int, int]:
    """Return rows by longest path from the start; a step without inflow follows the row before."""
    rows: dict[int, int] = {}
    least = dict.fromkeys(process.by_key, 0)
    entered: set[int] = set()
    last = -1
    for key in process.order:
        rows[key] = least[key] if key in entered else last + 1
        rows[key] += min(max(0, process.by_key[key].shift[1]), MOST_SHIFT)
        last = rows[key]
        for flow in process.forward[key]:
            least[flow.target] = max(least[flow.target], rows[key] + 1)
            entered.add(flow.target)
    return rows


def _moved(
    process: Process,
    lanes: list[tuple[str, int, int]],
    columns: dict[int, int],
    rows: dict[int, int],
) -> tuple[list[tuple[str, int, int]], dict[int, int]]:
    """Apply manual moves: moved symbols take their cell, others make room, lanes grow."""
    made: list[tuple[str, int, int]] = []
    found: dict[int, int] = {}
    base = 0
    for name, first, count in lanes:
        inside = [key for key in columns if first <= columns[key] < first + count]
        slots = _slots_moved(process, inside, {k: columns[k] - first for k in inside}, rows)
        low = min(slots.values(), default=0)
        width = max(slots.values(), default=0) - low + 1
        found |= {key: base + slot - low for key, slot in slots.items()}
        made.append((name, base, width))
        base += width
    return made, found


def _slots_moved(
    process: Process, keys: list[int], slots: dict[int, int], rows: dict[int, int]
) -> dict[int, int]:
    """Return each symbol's slot within its lane, placing moved symbols first."""
    done: dict[int, int] = {}
    taken: set[Cell] = set()
    # moved symbols first, since they keep the cell the clerk gave them
    for key in sorted(keys, key=lambda key: not process.by_key[key].shift[0]):
        aside = min(max(-MOST_SHIFT, process.by_key[key].shift[0]), MOST_SHIFT)
        wanted = slots[key] + aside
        away = 0
        while (rows[key], wanted + away) in taken:
            away = -away if away > 0 else 1 - away
        done[key] = wanted + away
        taken.add((rows[key], done[key]))
    return done


def _roles(process: Process) -> dict[int, str]:
    """Return the role of each step; a step without one inherits its neighbour's lane."""
    roles = {step.key: step.role.strip() for step in process.steps}
    for key in process.order:
        if not roles[key]:
            around = [flow.source for flow in process.ins[key]]
            around += [flow.target for flow in process.outs[key]]
            roles[key] = next((roles[other] for other in around if roles[other]), "")
    for key in reversed(process.order):
        if not roles[key]:
            around = [flow.target for flow in process.outs[key]]
            roles[key] = next((roles[other] for other in around if roles[other]), "")
    return roles


def _columns(
    process: Process,
    groups: dict[tuple[int, str], list[int]],
    lanes: dict[str, tuple[int, int]],
) -> dict[int, int]:
    columns: dict[int, int] = {}
    before = {key: [f.source for f in process.ins[key]] for key in process.by_key}
    after = {key: [f.target for f in process.outs[key]] for key in process.by_key}
    order = sorted(groups, key=lambda group: group[0])
    # down, up and down again: each sweep pulls steps towards neighbours placed by the last
    for sweep, near in ((order, before), (order[::-1], after), (order, before)):
        for group in sweep:
            first, count = lanes[group[1]]
            wanted = [
                (_wanted(columns, near[key], first, count), process.row[key], key)
                for key in groups[group]
            ]
            wanted.sort()
            slots = _slots([want for want, _row, _key in wanted], count)
            for (_want, _row, key), slot in zip(wanted, slots, strict=True):
                columns[key] = first + slot
    return columns


def _wanted(columns: dict[int, int], near: list[int], first: int, count: int) -> float:
    known = [columns[key] for key in near if key in columns]
    middle = sum(known) / len(known) - first if known else (count - 1) / 2
    return min(max(middle, 0.0), count - 1.0)


def _slots(wanted: list[float], count: int) -> list[int]:
    """Return increasing slots nearest to ``wanted``, by dynamic programming."""
    best: list[tuple[float, list[int]]] = [(0.0, [])]  # best[s]: all steps so far, using slots < s
    best += [(0.0, [])] * count
    for index, want in enumerate(wanted):
        now: list[tuple[float, list[int]]] = [(float("inf"), [])] * (count + 1)
        for slot in range(index, count):
            cost, chosen = best[slot]
            here = (cost + abs(slot - want), [*chosen, slot])
            now[slot + 1] = min(now[slot], here, key=lambda item: item[0])
        best = now
    return best[count][1]
