"""Quorum of a meeting: half of the seats of the day, each counted once. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kmdesk.i18n import N_


@dataclass(frozen=True, slots=True)
class Present:
    """A line of an attendance list."""

    name: str
    presence: str
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt about a line, counted from 0; ``words`` is a message id."""

    line: int
    words: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Quorum:
    """Number of seats, seats taken and seats needed."""

    members: int
    came: int
    questions: tuple[Question, ...] = ()

    @property
    def needed(self) -> int:
        """Half, rounded up."""
        return (self.members + 1) // 2

    @property
    def is_met(self) -> bool:
        """Whether the meeting can decide; never without members."""
        return self.members > 0 and self.came >= self.needed


TWICE = N_("Somebody else came instead of {name} too. One seat counts once; please check.")
CAME_TOO = N_("{name} came too. Member and substitute are one seat; please check.")
ONE_FOR_TWO = N_("{name} takes two seats. One person counts once; please check.")
NO_SEAT = N_("{name} is not a member on this day, so this line is not counted; please check.")


def count(lines: Sequence[Present], seats: Iterable[Sequence[str]] = ()) -> Quorum:
    """Compute the quorum of an attendance list; member and substitute share one seat.

    ``seats`` are the members of the day by the names they may be listed under (name, post). Other
    people who represent nobody are not counted. A list that lacks some of the seats is counted by
    itself.
    """
    known = _Seats(lines, [tuple(filter(None, names)) for names in seats])
    taken: dict[int, str] = {}
    people: dict[str, int] = {}
    questions = list[Question]()
    # members first: if both came, the doubt is reported at the substitute
    for at in sorted(range(len(lines)), key=lambda at: lines[at].presence == "substitute"):
        line = lines[at]
        if line.presence not in ("present", "substitute"):
            continue
        sent = line.presence == "substitute"
        seat = known.find(line.stands_for if sent else line.name)
        if seat is None:
            if sent and line.stands_for.strip():
                questions.append(Question(at, NO_SEAT, line.stands_for.strip()))
            continue
        who = _plain(line.name)
        if seat in taken:
            said = line.stands_for.strip() if sent else line.name
            questions.append(Question(at, TWICE if taken[seat] == "substitute" else CAME_TOO, said))
        elif who and people.get(who, seat) != seat:
            questions.append(Question(at, ONE_FOR_TWO, line.name.strip()))
        else:
            taken[seat] = line.presence
            people[who] = seat
    return Quorum(known.count, len(taken), tuple(sorted(questions, key=lambda q: q.line)))


def represented(lines: Iterable[Present]) -> set[str]:
    """Return the names, without spaces, of members with a substitute."""
    return {_plain(line.stands_for) for line in lines if line.presence == "substitute"}


def _plain(name: str) -> str:
    return re.sub(r"\s+", "", name).casefold()


class _Seats:
    """Seats of a meeting, looked up by a name or post as typed."""

    def __init__(self, lines: Sequence[Present], seats: list[tuple[str, ...]]) -> None:
        listed = {_plain(line.name) for line in lines}
        listed |= {_plain(line.stands_for) for line in lines}
        whole = bool(seats) and all(listed & {_plain(n) for n in names} for names in seats)
        if not whole:
            own = [line.name for line in lines if line.presence in ("present", "absent")]
            sent = [line.stands_for for line in lines if line.presence == "substitute"]
            named = dict.fromkeys(_plain(name) for name in own if name.strip())
            # A substitute may have been typed over the member's own line: that is a seat too.
            for name in sent:
                if name.strip() and _fitting(list(named), _plain(name)) is None:
                    named[_plain(name)] = None
            seats = [(name,) for name in named]
        self._numbers: dict[str, int] = {}
        for number, names in enumerate(seats):
            for name in names:
                self._numbers.setdefault(_plain(name), number)
        self.count = len(seats)

    def find(self, typed: str) -> int | None:
        """Return the seat of a name, or of an unambiguous part of it."""
        name = _fitting(list(self._numbers), _plain(typed))
        return self._numbers[name] if name is not None else None


def _fitting(names: list[str], typed: str) -> str | None:
    if not typed or typed in names:
        return typed or None
    # shorter fragments would fit some name by chance
    fitting = [name for name in names if len(typed) > 3 and typed in name]
    return fitting[0] if len(fitting) == 1 else None
