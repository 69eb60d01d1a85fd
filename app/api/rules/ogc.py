"""OGC API Features, part 1 (OGC 17-069r4): what its parameters mean, and what collections there are. Pure."""

import datetime as dt
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.core.errors import Invalid
from app.core.named import N_

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
DEFAULT_LIMIT, MOST = 100, 10_000
FIRST_LIMIT = 1
OPEN = frozenset({"", ".."})
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")  # RFC 3339
DIGITS = re.compile(r"[0-9]{1,9}")
FLAT, SOLID = 4, 6  # numbers of a box, without and with heights


class UnknownParameter(Invalid):
    code = "ogc.unknown_parameter"
    says = N_("There is no parameter %(name)s here. There are: %(known)s.")


class OtherFormat(Invalid):
    code = "ogc.other_format"
    says = N_("The parameter f may be json only.")
    field = "f"


class WrongBox(Invalid):
    code = "ogc.wrong_bbox"
    says = N_("bbox is four numbers, or six with heights: west,south,east,north in degrees. %(text)s is none.")
    field = "bbox"


class WrongTime(Invalid):
    code = "ogc.wrong_datetime"
    says = N_("datetime is a day, an instant with its zone, or an interval such as 2026-01-01/.. — %(text)s is none.")
    field = "datetime"


class WrongLimit(Invalid):
    code = "ogc.wrong_limit"
    says = N_("limit is a whole number from 1 on; %(text)s is none.")
    field = "limit"


class WrongOffset(Invalid):
    code = "ogc.wrong_offset"
    says = N_("offset is a whole number from 0 on; %(text)s is none.")
    field = "offset"


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees. One whose west lies east of its east goes over the 180th meridian."""

    west: float
    south: float
    east: float
    north: float

    @property
    def parts(self) -> tuple[tuple[float, float, float, float], ...]:
        """(west, south, east, north) of the one or two boxes that don't go over it."""
        if self.west <= self.east:
            return ((self.west, self.south, self.east, self.north),)
        return ((self.west, self.south, 180.0, self.north), (-180.0, self.south, self.east, self.north))


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both included; None is without end."""

    first: dt.date | None
    last: dt.date | None

    @property
    def is_one_day(self) -> bool:
        return self.first is not None and self.first == self.last

    def meets(self, from_on: dt.date | None, to_on: dt.date | None) -> bool:
        """Whether what is true from a day to a day was so on one of these."""
        ends_before = to_on is not None and self.first is not None and to_on < self.first
        begins_after = from_on is not None and self.last is not None and from_on > self.last
        return not ends_before and not begins_after


@dataclass(frozen=True, slots=True)
class Page:
    limit: int = DEFAULT_LIMIT
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A collection in words."""

    title: str
    says: str


CRS_TOLD = N_("Coordinates are CGCS2000 (EPSG:4490) and are served as CRS84: they differ by less than a metre.")
COLLECTIONS: Mapping[str, Told] = {
    "grids": Told(
        N_("Grids"),
        N_("The grids with their village, kind and village groups. Without datetime those of today; an interval gives versions."),
    ),
    "villages": Told(N_("Villages"), N_("The villages with their outline, or what their grids make together.")),
    "service-points": Told(N_("Service points"), N_("Where somebody can ask, with the items that can be done there.")),
    "households": Told(
        N_("Households"),
        N_("Where households stand, of one's own places only: a number, the grid and the village. No names. Only the present."),
    ),
}


def check_parameters(said: Mapping[str, str], known: Collection[str]) -> None:
    """Raises UnknownParameter, OtherFormat."""
    for name in said:
        if name not in known:
            raise UnknownParameter(name=name, known=", ".join(known))
    if said.get("f", "json") != "json":
        raise OtherFormat


def box_of(text: str | None) -> Box | None:
    """`100.1,21.9,100.2,22` or with heights `100.1,21.9,0,100.2,22,900`, which say nothing here. Raises WrongBox."""
    if text is None:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        raise WrongBox(text=text) from None
    half = len(numbers) // 2
    if len(numbers) not in {FLAT, SOLID} or not all(map(math.isfinite, numbers)):
        raise WrongBox(text=text)
    low, high = numbers[:half], numbers[half:]
    if any(below > above for below, above in zip(low[1:], high[1:], strict=True)):
        raise WrongBox(text=text)
    return Box(low[0], low[1], high[0], high[1])


def span_of(text: str | None, *, today: dt.date) -> Span:
    """`2026-09-30`, `2026-09-30T12:00:00+08:00`, `2026-01-01/2026-06-30`, `../2026-06-30`; today if nothing is said.

    An instant is its day in the township. Raises WrongTime.
    """
    if text is None:
        return Span(today, today)
    first, slash, last = text.partition("/")
    try:
        if not slash:
            return Span(_day(first), _day(first))
        span = Span(*(None if part in OPEN else _day(part) for part in (first, last)))
    except ValueError:
        raise WrongTime(text=text) from None
    if span.first is not None and span.last is not None and span.first > span.last:
        raise WrongTime(text=text)
    return span


def page_of(limit: str | None, offset: str | None) -> Page:
    """More than 10000 is 10000, as the standard has it. Raises WrongLimit, WrongOffset."""
    wanted = DEFAULT_LIMIT if limit is None else _number(limit)
    if wanted is None or wanted < FIRST_LIMIT:
        raise WrongLimit(text=limit)
    skipped = 0 if offset is None else _number(offset)
    if skipped is None:
        raise WrongOffset(text=offset)
    return Page(min(wanted, MOST), skipped)


def version_of(feature_id: str) -> tuple[str, int | None]:
    """`532822205204001-2` → the code and which version of it; without one: the version of the day."""
    code, dash, number = feature_id.partition("-")
    return code, (_number(number) or 0) if dash else None


def _day(text: str) -> dt.date:
    """Raises ValueError."""
    if DAY.fullmatch(text):
        return dt.date.fromisoformat(text)
    if not INSTANT.fullmatch(text):
        raise ValueError(text)
    return dt.datetime.fromisoformat(text.upper()).astimezone(SHANGHAI).date()


def _number(text: str) -> int | None:
    return int(text) if DIGITS.fullmatch(text) else None
