"""Repeatable chance: the same words give the same numbers on every machine and in every run."""

from collections.abc import Sequence
from random import Random


def chance(*words: object) -> Random:
    """A generator of its own for each topic, so that a change of one topic leaves the others as they were."""
    return Random("/".join(map(str, words)))  # noqa: S311  a drawing of lots, not a secret


def happens(luck: Random, share: float) -> bool:
    """True so often, as a share of 1."""
    return luck.random() < share


def share_at(age: int, steps: Sequence[tuple[int, float]]) -> float:
    """The share that holds at an age, where `steps` say from which age on each holds, youngest first."""
    return next(share for from_age, share in reversed(steps) if age >= from_age)


def shares(total: int, weights: Sequence[float], *, least: int = 0) -> list[int]:
    """`total` dealt out by weight in whole numbers, at least `least` each, by largest remainder."""
    spread = total - least * len(weights)
    exact = [spread * weight / sum(weights) for weight in weights]
    dealt = [least + int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda n: (int(exact[n]) - exact[n], n))
    for n in by_remainder[: total - sum(dealt)]:
        dealt[n] += 1
    return dealt
