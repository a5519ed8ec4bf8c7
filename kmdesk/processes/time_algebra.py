"""Algebras for totalling a process: best, worst, expectation, distribution, effort.

Each defines the value of a step, of a choice, of parallel branches, and of two stretches in
sequence.
"""

from fractions import Fraction
from typing import Protocol, TypeVar

from kmdesk.processes.flow import Step
from kmdesk.processes.working_time import NONE

T = TypeVar("T")
Spread = dict[int, Fraction]
Choices = list[tuple[Fraction, T]]


class Algebra(Protocol[T]):
    """Rules for combining times."""

    def nothing(self) -> T:
        """Return the value of no time."""
        ...

    def step(self, step: Step, rest: T) -> T:
        """Add a step to the value of the rest."""
        ...

    def choose(self, options: Choices[T]) -> T:
        """Combine alternatives, given with their shares."""
        ...

    def together(self, branches: list[T]) -> T:
        """Combine parallel branches."""
        ...

    def then(self, first: T, second: T) -> T:
        """Combine one stretch followed by another."""
        ...


class Best:
    """Shortest time, everything going well."""

    def nothing(self) -> int:
        return 0

    def step(self, step: Step, rest: int) -> int:
        return step.time.best + rest

    def choose(self, options: Choices[int]) -> int:
        return min(value for _share, value in options)

    def together(self, branches: list[int]) -> int:
        return max(branches)

    def then(self, first: int, second: int) -> int:
        return first + second


class Worst:
    """Longest time, with every allowed repeat."""

    def nothing(self) -> int:
        return 0

    def step(self, step: Step, rest: int) -> int:
        return step.time.worst + rest

    def choose(self, options: Choices[int]) -> int:
        return max(value for _share, value in options)

    def together(self, branches: list[int]) -> int:
        return max(branches)

    def then(self, first: int, second: int) -> int:
        return first + second


class Mean:
    """Expectation of the typical times."""

    def nothing(self) -> float:
        return 0.0

    def step(self, step: Step, rest: float) -> float:
        return step.time.typical + rest

    def choose(self, options: Choices[float]) -> float:
        return sum(float(share) * value for share, value in options)

    def together(self, branches: list[float]) -> float:
        return max(branches)

    def then(self, first: float, second: float) -> float:
        return first + second


class HandsOn(Mean):
    """Expected work of all people: parallel branches add up."""

    def step(self, step: Step, rest: float) -> float:
        return (step.work or NONE).typical + rest

    def together(self, branches: list[float]) -> float:
        return sum(branches)


class Waiting(HandsOn):
    """Expected waiting summed over all steps."""

    def step(self, step: Step, rest: float) -> float:
        return (step.wait or NONE).typical + rest


class Distribution:
    """Every possible typical time with its exact probability."""

    def nothing(self) -> Spread:
        return {0: Fraction(1)}

    def step(self, step: Step, rest: Spread) -> Spread:
        return {value + step.time.typical: chance for value, chance in rest.items()}

    def choose(self, options: Choices[Spread]) -> Spread:
        mixed: Spread = {}
        for share, spread in options:
            for value, chance in spread.items():
                mixed[value] = mixed.get(value, Fraction(0)) + share * chance
        return mixed

    def together(self, branches: list[Spread]) -> Spread:
        values = sorted({value for branch in branches for value in branch})
        longest: Spread = {}
        before = Fraction(0)
        reached = [Fraction(0)] * len(branches)
        for value in values:
            reached = [
                total + branch.get(value, Fraction(0))
                for total, branch in zip(reached, branches, strict=True)
            ]
            below = Fraction(1)
            for total in reached:
                below *= total
            longest[value] = below - before
            before = below
        return longest

    def then(self, first: Spread, second: Spread) -> Spread:
        total: Spread = {}
        for one, chance in first.items():
            for other, also in second.items():
                total[one + other] = total.get(one + other, Fraction(0)) + chance * also
        return total


def mean_of(spread: Spread) -> float:
    """Return the expectation of a distribution."""
    return float(sum(value * chance for value, chance in spread.items()))
