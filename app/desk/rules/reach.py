"""How far it is to a service point: how people come, what a reckoning says, and what can't be reckoned. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.core.errors import InField, Invalid, Refusal
from app.core.named import N_, Named


class Coming(Named):
    """How people come to a service point."""

    WALKING = "walking", N_("on foot")
    MOTORBIKE = "motorbike", N_("by motorbike")


MOST_MINUTES = 1440.0  # a day: beyond, a typing error is likelier than a question


class NoPointForItem(Refusal):
    code = "desk.no_point_for_item"
    says = N_("No service point may do %(name)s (%(code)s) today, so nobody is near one. Say first where it may be done.")
    field = "item"


class PointsWithoutPlace(Refusal):
    code = "desk.points_without_place"
    says = N_("No service point that may do %(name)s (%(code)s) has a place on the map: give their longitude and latitude first.")
    field = "item"


class MinutesNotPositive(Invalid):
    code = "desk.minutes_not_positive"
    says = N_("Give a number of minutes above 0, not %(minutes)s.")
    field = "minutes"


class MinutesTooMany(Invalid):
    code = "desk.minutes_too_many"
    says = N_("Give at most %(most)s minutes (a day), not %(minutes)s.")
    field = "minutes"


class ComingUnknown(Invalid):
    code = "desk.coming_unknown"
    says = N_("Nobody comes by “%(said)s”: choose on foot or by motorbike.")
    field = "by"


class RoadsUnusable(InField):
    """A file of lines; `field` says of what, where these aren't roads."""

    code = "desk.roads_unusable"
    field = "roads"


class RoadsFar(RoadsUnusable):
    code = "desk.roads_far"
    says = N_(
        "The roads in %(file)s touch nothing here: the nearest is %(metres)s metres from any household or service point. "
        "Is it the file of another place, or of another coordinate system?"
    )


class RoadsNotGeoJson(RoadsUnusable):
    code = "desk.roads_not_geojson"
    says = N_("%(file)s is no GeoJSON: send lines in GeoJSON.")


class RoadsWithoutLines(RoadsUnusable):
    code = "desk.roads_without_lines"
    says = N_("%(file)s holds no lines: send LineString or MultiLineString.")


class RoadMalformed(RoadsUnusable):
    code = "desk.road_malformed"
    says = N_("Feature %(row)s of %(file)s is a line that can't be read: it needs two places of two numbers or more.")


class RoadStray(RoadsUnusable):
    code = "desk.road_stray"
    says = N_("Feature %(row)s of %(file)s has the place %(x)s, %(y)s, which can't be longitude and latitude in its system.")


class RoadsOfUnknownCrs(RoadsUnusable):
    code = "desk.roads_of_unknown_crs"
    says = N_("%(file)s says its coordinate system is %(crs)s, which nobody knows: save it in degrees of CGCS2000 or WGS 84.")


OF_ROADS: Mapping[str, type[Refusal]] = {
    "not_geojson": RoadsNotGeoJson,
    "no_lines": RoadsWithoutLines,
    "malformed": RoadMalformed,
    "stray": RoadStray,
    "unknown_crs": RoadsOfUnknownCrs,
}


@dataclass(frozen=True, slots=True)
class VillageReach:
    """A village's households with a place on the map, those within the limit, their median minutes and the most.

    `code` and `name` are None for households without a village.
    """

    code: str | None
    name: str | None
    households: int
    within: int
    median_min: float
    farthest_min: float


@dataclass(frozen=True, slots=True)
class HomeReach:
    """A household's place (degrees, CGCS2000), its grid, its minutes to the nearest point."""

    lon: float
    lat: float
    grid_id: UUID | None
    minutes: float


@dataclass(frozen=True, slots=True)
class GridReach:
    """A grid's households with a place on the map, and those within the limit."""

    households: int = 0
    within: int = 0


@dataclass(frozen=True, slots=True)
class Helping:
    """Where one more station would help most (degrees, CGCS2000), its village and grid, how many households it brings near."""

    lon: float
    lat: float
    village: str | None
    grid_id: UUID | None
    more: int


@dataclass(frozen=True, slots=True)
class ItemReach:
    """How near households are to the points that may do an item on a day.

    `without_point` households and `points_without_place` service points have no place on the map and aren't reckoned;
    `fallen_back` households are reached by no road, and reckoned in a straight line; `left_out` features of the file are no
    lines.
    """

    item: str
    item_name: str
    by: Coming
    over_roads: bool
    within_min: float
    points: int
    points_without_place: int
    without_point: int
    fallen_back: int
    left_out: int
    homes: tuple[HomeReach, ...]
    villages: tuple[VillageReach, ...]
    one_more: Helping | None  # None where nobody asked for it, too

    @property
    def households(self) -> int:
        return sum(village.households for village in self.villages)

    @property
    def within(self) -> int:
        return sum(village.within for village in self.villages)

    @property
    def beyond(self) -> list[HomeReach]:
        """The households that it is too far for."""
        return [home for home in self.homes if home.minutes > self.within_min]

    @property
    def gaps(self) -> list[VillageReach]:
        """The villages: the least share within the limit first; of equal ones that with most beyond it, then the farther."""
        return sorted(
            self.villages,
            key=lambda one: (share(one.within, one.households) or 0.0, one.within - one.households, -one.median_min),
        )

    def by_grid(self) -> dict[UUID, GridReach]:
        """What it is in each grid where anybody with a place on the map lives."""
        there: dict[UUID, GridReach] = {}
        for home in self.homes:
            if home.grid_id is not None:
                so_far = there.get(home.grid_id, GridReach())
                is_within = home.minutes <= self.within_min
                there[home.grid_id] = GridReach(so_far.households + 1, so_far.within + is_within)
        return there


def minutes_of(said: float | str) -> float:
    """A limit as it was typed or given. Raises MinutesNotPositive and MinutesTooMany, with what was said."""
    try:
        minutes = float(said)
    except ValueError:
        minutes = math.nan
    told = said if isinstance(said, str) else f"{said:g}"
    if not minutes > 0:
        raise MinutesNotPositive(minutes=told)
    if minutes > MOST_MINUTES:
        raise MinutesTooMany(minutes=told, most=f"{MOST_MINUTES:g}")
    return minutes


def coming_of(said: str) -> Coming:
    """Raises ComingUnknown."""
    try:
        return Coming.of(said)
    except ValueError as unknown:
        raise ComingUnknown(said=said) from unknown


def share(within: int, households: int) -> float | None:
    """The part (0 … 1) that is within, None of nobody."""
    return within / households if households else None
