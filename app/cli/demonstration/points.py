"""Service points 1 + 11 + 95, their windows, and which item can be done at which point since when."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.cli.demonstration.catalogue import items
from app.cli.demonstration.land import Land
from app.cli.demonstration.partition import Place
from app.cli.demonstration.period import Period
from app.cli.demonstration.staff import Contact
from app.territory.rules import PointLevel

TOWNSHIP_HOURS = "周一至周五 08:30-12:00、14:00-17:30"
VILLAGE_HOURS = "周一至周五 09:00-12:00、14:30-17:00"
STATION_HOURS = "周一、周三、周五 09:00-11:30，其他时间电话联系"
TOWNSHIP_WINDOWS = (
    ("综合受理窗口", None),
    ("帮办代办窗口", None),
    ("社会保障窗口", None),
    ("医疗保障窗口", None),
    ("民政和残联窗口", 0.28),
    ("卫生健康窗口", 0.28),
    ("规划建设窗口", 0.45),
    ("农业农村窗口", 0.45),
    ("市场监管窗口", 0.45),
)  # None: a party-vanguard window before the year began; else the share of the period after which it becomes one
LATER_ITEMS = ("XD-E08", "XD-E09", "XD-E10", "XD-E12", "XD-E13", "XD-D07")  # business licences among them
LATER = 0.35
STATION_ITEMS = ("XD-A03", "XD-A05", "XD-C03")


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """A service point 服务点. Its code is that of its township, village or grid; `place` lon/lat."""

    code: str
    level: PointLevel
    name: str
    division_code: str
    grid_code: str | None
    place: Place
    hours: str
    phone: str
    contact: str | None
    from_on: dt.date


@dataclass(frozen=True, slots=True)
class Window:
    """A window 窗口; a party-vanguard window 党员先锋窗口 from `pioneer_from_on` on."""

    point_code: str
    number: int
    name: str
    from_on: dt.date
    pioneer_from_on: dt.date | None


@dataclass(frozen=True, slots=True)
class PointItem:
    """An item at a point since a day 进驻日期."""

    point_code: str
    item_code: str
    from_on: dt.date


@dataclass(frozen=True, slots=True)
class Points:
    points: tuple[ServicePoint, ...]
    windows: tuple[Window, ...]
    items: tuple[PointItem, ...]


def points(land: Land, contacts: tuple[Contact, ...], period: Period) -> Points:
    """Everything stood before the year began, but for five party-vanguard windows and six items that came during it."""
    before = period.stood_on
    return Points(
        tuple(service_points(land, {contact.grid_code: contact for contact in contacts}, before)),
        tuple(windows(land, period, before)),
        tuple(point_items(land, period, before)),
    )


def service_points(land: Land, contacts: dict[str, Contact], from_on: dt.date) -> Iterator[ServicePoint]:
    name, phone = "西定乡党群服务中心(为民服务中心)", landline(land.code)
    yield ServicePoint(
        land.code, PointLevel.TOWNSHIP_CENTRE, name, land.code, None, land.seat, TOWNSHIP_HOURS, phone, None, from_on
    )
    for village in land.villages:
        name, phone = f"{village.short_name}村政务服务中心", landline(village.code)
        level, place = PointLevel.VILLAGE_CENTRE, village.centre
        yield ServicePoint(village.code, level, name, village.code, None, place, VILLAGE_HOURS, phone, None, from_on)
        for grid in village.grids:
            name, contact, level, place = f"{grid.name}政务服务站", contacts[grid.code], PointLevel.STATION, grid.settlement
            where = (village.code, grid.code, place, STATION_HOURS)
            yield ServicePoint(grid.code, level, name, *where, contact.phone, contact.name, from_on)


def landline(division: str) -> str:
    """A number in the prefecture's area that no exchange uses: local numbers do not begin with 0."""
    return f"0691-0000{division[-3:]}"


def windows(land: Land, period: Period, from_on: dt.date) -> Iterator[Window]:
    for number, (name, share) in enumerate(TOWNSHIP_WINDOWS, start=1):
        yield Window(land.code, number, name, from_on, from_on if share is None else period.part(share))
    for village in land.villages:
        yield Window(village.code, 1, "综合服务窗口", from_on, None)


def point_items(land: Land, period: Period, from_on: dt.date) -> Iterator[PointItem]:
    for code in items():
        yield PointItem(land.code, code, period.part(LATER) if code in LATER_ITEMS else from_on)
    for village in land.villages:
        for item in items().values():
            if item.is_village_level:
                yield PointItem(village.code, item.code, from_on)
        for grid in village.grids:
            for code in STATION_ITEMS:
                yield PointItem(grid.code, code, from_on)
