"""Care marks that follow from a household as it is: ages, who is away, who is left. Shares are invented but plausible."""

from collections.abc import Sequence
from random import Random

from app.cli.demonstration.chance import happens, share_at
from app.cli.demonstration.names import MALE
from app.households.rules import CareMark

OLD, AGED, GROWN_UP, OLD_ENOUGH_TO_SERVE, OF_WORKING_AGE = 60, 80, 18, 20, 50
AWAY, VETERAN, DISABLED_BY_AGE = 0.15, 0.012, ((0, 0.006), (30, 0.018), (60, 0.06), (75, 0.11))
ALLOWANCE, ALLOWANCE_IN_NEED, WATCHED, DESTITUTE = 0.035, 0.2, 0.03, 0.2


def marks(ages: Sequence[int], sexes: Sequence[str], *, luck: Random) -> list[tuple[CareMark, ...]]:
    """The marks of each member of a household, in the order of the enumeration."""
    away = away_from_home(ages, luck=luck)
    own = [
        own_marks(age, sex, luck=luck) | ({CareMark.AWAY} if gone else set())
        for age, sex, gone in zip(ages, sexes, away, strict=True)
    ]
    at_home = [n for n, gone in enumerate(away) if not gone]
    is_alone = len(at_home) == 1 and ages[at_home[0]] >= OLD
    if is_alone:
        own[at_home[0]].add(CareMark.LIVING_ALONE)
    shared = support(is_alone=is_alone and len(ages) == 1, is_needy=any(CareMark.DISABLED in mark for mark in own), luck=luck)
    return [tuple(mark for mark in CareMark if mark in one | shared) for one in own]


def own_marks(age: int, sex: str, *, luck: Random) -> set[CareMark]:
    """What depends on the person alone. `age` in full years."""
    chances = {
        CareMark.AGED: age >= AGED,
        CareMark.NEWBORN: age < 1,
        CareMark.DISABLED: happens(luck, share_at(age, DISABLED_BY_AGE)),
        CareMark.VETERAN: sex == MALE and OLD_ENOUGH_TO_SERVE <= age <= AGED and happens(luck, VETERAN),
    }
    return {mark for mark, holds in chances.items() if holds}


def away_from_home(ages: Sequence[int], *, luck: Random) -> list[bool]:
    """Who works far away. Somebody grown up stays, unless nobody in the house is a child or old."""
    away = [GROWN_UP <= age <= OF_WORKING_AGE and happens(luck, AWAY) for age in ages]
    stays = any(age >= GROWN_UP and not gone for age, gone in zip(ages, away, strict=True))
    return away if stays else [False] * len(ages)


def support(*, is_alone: bool, is_needy: bool, luck: Random) -> set[CareMark]:
    """What a household gets as a whole: destitute support and the living allowance exclude each other."""
    if is_alone and happens(luck, DESTITUTE):
        return {CareMark.DESTITUTE}
    if happens(luck, ALLOWANCE_IN_NEED if is_alone or is_needy else ALLOWANCE):
        return {CareMark.MINIMUM_LIVING}
    return {CareMark.WATCHED} if happens(luck, WATCHED) else set()
