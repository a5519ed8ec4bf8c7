"""Savings of all processes: time saved by each improvement, and totals."""

from dataclasses import dataclass

from kmdesk.i18n import tr
from kmdesk.processes import queries
from kmdesk.processes.wording import change_words, comparison_of, digits
from kmdesk.processes.working_time import MINUTES_A_DAY, format_days
from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class Saving:
    """Saving of one process; times are typical working minutes per case."""

    record_id: int
    title: str
    owner: str
    minutes_before: float
    minutes_after: float
    steps_before: int
    steps_after: int
    percent: float
    target: float

    @property
    def days(self) -> float:
        """Working days saved per case."""
        return (self.minutes_before - self.minutes_after) / MINUTES_A_DAY

    @property
    def reached(self) -> bool:
        """Whether the target is met."""
        return self.percent >= self.target


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Improved processes, largest saving first, and those without two versions."""

    savings: tuple[Saving, ...]
    open_titles: tuple[str, ...]

    @property
    def days(self) -> float:
        """Working days saved in total, counting one case of each process."""
        return sum(saving.days for saving in self.savings)

    @property
    def percent(self) -> float:
        """Time saved over all processes, in percent."""
        before = sum(saving.minutes_before for saving in self.savings)
        after = sum(saving.minutes_after for saving in self.savings)
        return (before - after) / before * 100 if before else 0.0

    @property
    def steps(self) -> int:
        """Steps saved in total."""
        return sum(saving.steps_before - saving.steps_after for saving in self.savings)

    @property
    def reached(self) -> int:
        """Number of processes that meet their target."""
        return sum(saving.reached for saving in self.savings)


def read_portfolio(reading: Reading) -> Portfolio:
    """Compute the savings of every process the actor may see."""
    savings: list[Saving] = []
    left: list[str] = []
    for record_id in queries.process_ids(reading):
        record = reading.record(record_id)
        view = queries.view(reading.session, record_id)
        comparison = comparison_of(view) if view is not None else None
        if view is None or comparison is None:
            left.append(record.title)
            continue
        savings.append(
            Saving(
                record_id,
                record.title,
                record.issuer,
                comparison.before.typical,
                comparison.after.typical,
                comparison.before.steps,
                comparison.after.steps,
                comparison.percent_time,
                view.target_percent,
            )
        )
    savings.sort(key=lambda saving: -saving.days)
    return Portfolio(tuple(savings), tuple(left))


def portfolio_words(portfolio: Portfolio) -> str:
    """Return the totals as one sentence."""
    more_time, more_steps = portfolio.days < 0, portfolio.steps < 0
    time = format_days(abs(portfolio.days) * MINUTES_A_DAY)
    steps = digits(abs(portfolio.steps))
    return tr(
        "{count} processes compared: {time} in total, one case of each ({change}); {steps};"
        " {reached} reach their target.",
        count=digits(len(portfolio.savings)),
        time=tr("{time} more", time=time) if more_time else tr("{time} saved", time=time),
        change=change_words(portfolio.percent),
        steps=tr("{count} steps more", count=steps)
        if more_steps
        else tr("{count} steps fewer", count=steps),
        reached=digits(portfolio.reached),
    )
