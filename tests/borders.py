"""Moments and places at which a day, month, year or budget year turns, for the fixture ``border``.

``KMDESK_TEST_AT=2026-10-01T00:30 KMDESK_TEST_ZONE=UTC0 pytest`` runs any test at such a moment.
"""

import ctypes
import os
import sys
import time
from dataclasses import dataclass
from datetime import date, datetime

from kmdesk import clock

# Zones as POSIX writes them: no test hangs on the zone tables of the machine.
BANGKOK, GREENWICH, LOS_ANGELES = "ICT-7", "UTC0", "PST8PDT,M3.2.0,M11.1.0"
ZONES = {"utc": GREENWICH, "bangkok": BANGKOK, "los_angeles": LOS_ANGELES}
MOMENTS = (
    "2026-10-31T23:59", "2026-11-01T00:00", "2026-11-01T00:30", "2026-11-01T06:59",
    "2026-09-30T23:30", "2026-10-01T00:30", "2026-10-01T06:59", "2026-12-31T23:30",
    "2027-01-01T00:30", "2028-02-29T00:30", "2028-02-29T23:30", "2028-03-01T00:30",
)  # fmt: skip
"""On the clock on the wall of each place."""


def stand_at(moment: str, zone: str) -> None:
    """Go to a zone, and let the clock stand at a moment: on the wall there, or with an offset."""
    os.environ["TZ"] = zone
    tell_zone()
    clock.stand_at(datetime.fromisoformat(moment).astimezone())


def tell_zone() -> None:
    """Let the clock functions look at ``TZ`` again."""
    if sys.platform == "win32":
        ctypes.CDLL("ucrtbase")._tzset()  # Python has no name for it there
    else:
        time.tzset()


@dataclass(frozen=True)
class Border:
    """A moment on the wall of a place."""

    moment: str
    place: str

    def __str__(self) -> str:
        return f"{self.moment}-{self.place}"

    @property
    def zone(self) -> str:
        """The zone of the place."""
        return ZONES[self.place]

    @property
    def today(self) -> date:
        """The day on the wall."""
        return date.fromisoformat(self.moment[:10])

    def go_there(self) -> None:
        """Be there, then."""
        stand_at(self.moment, self.zone)

    def go_to(self, moment: str) -> None:
        """Another moment at the same place."""
        stand_at(moment, self.zone)


BORDERS = tuple(Border(moment, place) for moment in MOMENTS for place in ZONES)
