"""The figures of ratings, each with one definition. Pure.

- 满意度 satisfaction = good ÷ valid. It is always told with its n (`valid`) and the unrated; the unrated are never good.
- 接入覆盖率 = what can be rated ÷ all; 有评覆盖率 = what has at least one valid rating ÷ all; both for items and for departments.
- The services of a period are those completed in it, whenever they were rated: so `valid + unrated = invited` always holds.
- A rating that was given stays and counts, also when its case is opened again later (一次一评: that service was rated); only the
  unanswered invitation is taken back. So nobody improves a figure by reopening a case.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from app.core.named import N_, Named
from app.core.period import Period
from app.ratings.rules.values import Level, is_good

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """满意度 of some services: how many could be rated, how many were, how many of those well."""

    good: int = 0
    valid: int = 0
    invited: int = 0

    @property
    def unrated(self) -> int:
        return self.invited - self.valid

    @property
    def bad(self) -> int:
        return self.valid - self.good

    def __add__(self, other: "Satisfaction") -> "Satisfaction":
        """Of the services of both, which must not be the same ones."""
        return Satisfaction(self.good + other.good, self.valid + other.valid, self.invited + other.invited)

    def as_json(self) -> dict[str, int]:
        return {"good": self.good, "valid": self.valid, "unrated": self.unrated, "invited": self.invited}


def satisfaction_of(counted: Iterable[tuple[Level | None, int]]) -> Satisfaction:
    """From how many services have which level; None stands for the unrated."""
    good = valid = invited = 0
    for level, number in counted:
        invited += number
        valid += number if level is not None else 0
        good += number if is_good(level) else 0
    return Satisfaction(good=good, valid=valid, invited=invited)


def by_key(counted: Iterable[tuple[Key, Level | None, int]]) -> dict[Key, Satisfaction]:
    """The same for each key (a team, a grid, a department, an item)."""
    sorted_out: dict[Key, list[tuple[Level | None, int]]] = {}
    for key, level, number in counted:
        sorted_out.setdefault(key, []).append((level, number))
    return {key: satisfaction_of(numbers) for key, numbers in sorted_out.items()}


@dataclass(frozen=True, slots=True)
class Reach:
    """Of how many (`all`) how many can be rated, and how many have a valid rating."""

    all: int
    can_be_rated: int
    rated: int

    def as_json(self) -> dict[str, int]:
        return {"all": self.all, "can_be_rated": self.can_be_rated, "rated": self.rated}


@dataclass(frozen=True, slots=True)
class Coverage:
    """接入覆盖率 and 有评覆盖率 of the catalogue's items and of the departments at the counter."""

    items: Reach
    departments: Reach


def coverage_of(catalogue: Mapping[str, UUID], *, left_out: Collection[str], rated: Collection[str]) -> Coverage:
    """`catalogue`: code of each item → its department; `left_out`: items completed without anybody being invited to rate it.

    A department can be rated, or is rated, when one of its items is.
    """
    reachable, answered = catalogue.keys() - set(left_out), catalogue.keys() & set(rated)
    return Coverage(
        items=Reach(len(catalogue), len(reachable), len(answered)),
        departments=Reach(
            len(set(catalogue.values())),
            len({catalogue[code] for code in reachable}),
            len({catalogue[code] for code in answered}),
        ),
    )


class Which(Named):
    """Which services stand behind a number."""

    INVITED = "invited", N_("could be rated")
    VALID = "valid", N_("valid ratings")
    GOOD = "good", N_("good ratings")
    BAD = "bad", N_("bad ratings")
    UNRATED = "unrated", N_("not rated")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which services: completed on these days, below a place, of a team, in some grids, of an item, of a department.

    None: of any. `no_team` asks for what people did by themselves, which no team carried.
    """

    days: Period
    place: str | None = None
    team_id: UUID | None = None
    no_team: bool = False
    grid_ids: Collection[UUID] | None = None
    item_code: str | None = None
    department_id: UUID | None = None
