"""Which day a backup belongs to is decided by the calendar on the wall."""

from datetime import timedelta

from kmdesk import clock
from kmdesk.store.backup_plan import DAILY, kept_backups
from tests.borders import Border


def test_the_newest_of_each_day_on_the_wall_stays(border: Border) -> None:
    made = []
    for days in range(DAILY):
        day = border.today - timedelta(days=days)
        begins = clock.instant(clock.begins(day))
        assert begins is not None
        made += [begins, begins + timedelta(hours=9), begins + timedelta(hours=22)]
    stays = kept_backups(made)
    for days in range(DAILY):
        day = border.today - timedelta(days=days)
        of_day = [moment for moment in made if clock.day_of(moment) == day]
        assert len(of_day) == 3
        assert max(of_day) in stays
