"""Which of today's grids a proposed one goes on as, and what it is called. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

STATION_WORDS = ("政务服务站", "便民服务站", "服务站", "服务点")
GRID_WORD = "网格"
GROUPS_IN_A_NAME = 2
MOSTLY = 0.5
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Naming:
    """What a grid may be called after: the name of today that it keeps, its station's name, its households by village group."""

    number: int
    today: str | None
    station: str | None
    groups: Mapping[str, int]


def matched(common: Mapping[tuple[str, int], tuple[int, float]]) -> dict[int, str]:
    """Number of a proposed grid → code of today's that it goes on as: those with most in common find each other first.

    `common`: (code, number) → households and land in common, for every pair.
    """
    codes: dict[int, str] = {}
    for code, number in sorted(common, key=lambda pair: (-common[pair][0], -common[pair][1], pair)):
        if number not in codes and code not in codes.values():
            codes[number] = code
    return codes


def grid_names(grids: Sequence[Naming], *, village: str, groups: Mapping[str, int], taken: Collection[str]) -> list[str]:
    """A name for each grid of a village, none twice and none that is taken. `groups`: households of the whole village.

    甲寨 and 甲寨网格 are one name.
    """
    today = {grid.today for grid in grids if grid.today}
    used, names = {name.removesuffix(GRID_WORD) for name in {*taken, *today}}, []
    for grid in grids:
        name = grid.today or next(
            name
            for name in _candidates(grid, village, groups)
            if len(name) <= LONGEST_NAME and name.removesuffix(GRID_WORD) not in used
        )
        used.add(name.removesuffix(GRID_WORD))
        names.append(name)
    return names


def _candidates(grid: Naming, village: str, groups: Mapping[str, int]) -> Iterator[str]:
    """After its station, after the one or two groups that mostly live here, by its number."""
    if grid.station and (bare := _bare(grid.station)):
        yield bare.removesuffix(GRID_WORD) + GRID_WORD
    here = [group for group, number in grid.groups.items() if group and number > MOSTLY * groups[group]]
    if 1 <= len(here) <= GROUPS_IN_A_NAME:
        yield village + "、".join(group.removeprefix(village) for group in here) + GRID_WORD
    for number in count(grid.number, 1000):
        yield f"{village}第{number}{GRID_WORD}"


def _bare(station: str) -> str:
    return station.removesuffix(next((word for word in STATION_WORDS if station.endswith(word)), ""))
