"""Proposed grids: by what they are balanced, how many each village gets, what is proposed and what is refused. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.core.errors import Invalid, Refusal
from app.core.named import N_, Named


class Weighing(Named):
    """What is to be about equal in all grids. Everybody counts at least one: a household without a resident on file, or work."""

    HOUSEHOLDS = "households", N_("by households")
    RESIDENTS = "residents", N_("by residents")
    WORK = "work", N_("by work")


class IntoTwice(Invalid):
    code = "desk.into_twice"
    says = N_("Say either --into or --workers: both are the number of grids.")
    field = "workers"


class TooFewGrids(Invalid):
    code = "desk.too_few_grids"
    says = N_("Divide into 1 grid or more, not %(grids)s.")
    field = "into"


class NoLand(Refusal):
    code = "desk.no_land"
    says = N_("%(place)s has no outline, and none of its grids has a shape: import its land first.")
    field = "village"


class NobodyOnLand(Refusal):
    code = "desk.nobody_on_land"
    says = N_("No household of %(place)s has a place on its land: import their longitude and latitude first.")
    field = "village"


class NoStation(Refusal):
    code = "desk.no_station"
    says = N_("No service point stands on the land of %(place)s: say with --into how many grids are wanted.")
    field = "into"


class FewerHouseholds(Refusal):
    code = "desk.fewer_households_than_grids"
    says = N_(
        "%(place)s can't be divided into %(grids)s grids: every grid needs a household, "
        "and they live at %(places)s places on its land."
    )
    field = "into"


class FewerGridsThanVillages(Refusal):
    code = "desk.fewer_grids_than_villages"
    says = N_("%(place)s can't be divided into %(grids)s grids: every grid is of one village, and there are %(villages)s.")
    field = "into"


class CutFiner(Refusal):
    code = "desk.cut_finer"
    says = N_(
        "The lines in %(file)s part the households of %(place)s into %(areas)s areas that no grid may cross: "
        "%(grids)s grids are too few."
    )
    field = "into"


class EdgesElsewhere(Invalid):
    code = "desk.edges_elsewhere"
    says = N_(
        "The lines in %(file)s touch nothing of %(place)s. Is it the file of another place, or of another coordinate system?"
    )
    field = "edges"


@dataclass(frozen=True, slots=True)
class ProposedGrid:
    """A grid as proposed. `shape` is WKB in EPSG:4490. `station`: the service point it lies around, if any.

    `far`: households beyond the limit from the station, or else from the household in the middle. `compactness`: 1 is a circle.
    """

    code: str
    name: str
    village_code: str
    village: str
    households: int
    weight: int
    compactness: float
    station: str | None
    far: int
    shape: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A village that can't be divided, and why."""

    code: str
    name: str
    why: Refusal


@dataclass(frozen=True, slots=True)
class GridProposal:
    """What grids a village or a township could have; it changes nothing.

    In no grid are: `outside` households, off their village's land; `without_point`, who have no place on the map; and of a whole
    township those `without_village`, on a border or off every grid.
    `left_over`: codes of today's grids that the proposal has no use for. Importing it doesn't end them.
    """

    place: str
    by: Weighing
    within_min: float
    grids: tuple[ProposedGrid, ...]
    outside: int
    without_point: int
    without_village: int
    left_out: tuple[LeftOut, ...]
    left_over: tuple[str, ...]

    @property
    def households(self) -> int:
        return sum(grid.households for grid in self.grids)

    @property
    def far(self) -> int:
        return sum(grid.far for grid in self.grids)

    @property
    def balance(self) -> float | None:
        return balance(self.grids)


def balance(grids: Sequence[ProposedGrid]) -> float | None:
    """The weight of the heaviest for one of the lightest; None where a station has nobody around it."""
    weights = [grid.weight for grid in grids]
    return max(weights) / min(weights) if min(weights) else None


def shared(weights: Sequence[int], into: int, *, least: Sequence[int], most: Sequence[int]) -> list[int] | None:
    """So many grids shared out among villages, each further one to where a grid would weigh most; None where bounds forbid it."""
    shares = list(least)
    if not sum(shares) <= into <= sum(most):
        return None
    while sum(shares) < into:
        free = (at for at, limit in enumerate(most) if shares[at] < limit)
        shares[max(free, key=lambda at: (weights[at] / shares[at], -at))] += 1
    return shares
