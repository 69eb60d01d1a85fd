"""What a table or a form says of households and residents, read into values. Every fault of a row is found."""

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from app.core.errors import Refusal
from app.households.rules import vocabulary
from app.households.rules.identity import IdNumber, id_number
from app.households.rules.phones import phone
from app.households.rules.refusals import BirthdayContradicts, DateAhead, HalfPoint, Missing, SexContradicts, WrongNumber
from app.households.rules.words import CareMark, IdType

Value = TypeVar("Value")
Faults = dict[str, Refusal]  # by column, the first one of each

HOUSEHOLD_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("户编号", "户号", "农户编号"),
    "village": ("行政村", "村", "村委会"),
    "group": ("村民小组", "小组", "自然村"),
    "address": ("地址", "住址"),
    "head": ("户主", "户主姓名"),
    "phone": ("电话", "联系电话", "手机", "手机号"),
    "lon": ("经度", "longitude"),
    "lat": ("纬度", "latitude"),
}
HOUSEHOLD_REQUIRED = ("code", "head")
RESIDENT_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "household": ("户编号", "户号", "农户编号", "code"),
    "name": ("姓名",),
    "relation": ("与户主关系", "关系"),
    "sex": ("性别",),
    "born_on": ("出生日期", "出生年月日"),
    "ethnicity": ("民族",),
    "id_type": ("证件类型",),
    "id_number": ("证件号码", "身份证号", "身份证号码", "公民身份号码"),
    "phone": ("电话", "联系电话", "手机", "手机号"),
    "language": ("语言", "常用语言"),
    "needs_interpreter": ("需要翻译",),
    "care": ("特殊群体", "特殊群体标识", "care marks"),
}
RESIDENT_REQUIRED = ("household", "name")


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household as somebody says it. `lon`, `lat` in the system of the file; `village` a name or a 12-digit code."""

    code: str
    head: str
    village: str = ""
    group: str = ""
    address: str = ""
    phone: str = field(default="", repr=False)
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident as somebody says it; `household` is the household's code."""

    household: str
    name: str
    relation: str = ""
    sex: str = ""
    born_on: dt.date | None = None
    ethnicity: str = ""
    id_type: IdType = IdType.NONE
    id_number: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    language: str = ""
    needs_interpreter: bool = False
    care: frozenset[CareMark] = frozenset()


def household_row(cells: Mapping[str, str]) -> tuple[HouseholdRow | None, Faults]:
    """Read the cells of `HOUSEHOLD_HEADINGS`; None where there is a fault."""
    faults: Faults = {}
    take = _Take(cells, faults)
    lon, lat = take("lon", number), take("lat", number)
    if (lon is None) != (lat is None) and not {"lon", "lat"} & faults.keys():
        faults["lon" if lon is None else "lat"] = HalfPoint()
    row = HouseholdRow(
        code=take("code", needed(32)) or "",
        head=take("head", needed(64)) or "",
        village=take("village", at_most(64)) or "",
        group=take("group", at_most(64)) or "",
        address=take("address", at_most(128)) or "",
        phone=take("phone", phone) or "",
        lon=lon,
        lat=lat,
    )
    return (None if faults else row), faults


def resident_row(cells: Mapping[str, str], *, today: dt.date) -> tuple[ResidentRow | None, Faults]:
    """Read the cells of `RESIDENT_HEADINGS`; None where there is a fault. Sex and birthday come from the number if not said."""
    faults: Faults = {}
    take = _Take(cells, faults)
    said = take("id_type", vocabulary.id_type)
    known = take("id_number", lambda text: id_number(text, said=said))
    born_on = take("born_on", lambda text: vocabulary.birthday(text, today=today))
    sex = take("sex", vocabulary.sex) or ""
    faults |= {
        column: fault for column, fault in contradictions(known, born_on, sex, today=today).items() if column not in faults
    }
    row = ResidentRow(
        household=take("household", needed(32)) or "",
        name=take("name", needed(64)) or "",
        relation=take("relation", vocabulary.relation) or "",
        sex=sex or sex_of(known),
        born_on=born_on or (known.born_on if known else None),
        ethnicity=take("ethnicity", vocabulary.ethnicity) or "",
        id_type=known.type if known else IdType.NONE,
        id_number=known.text if known else "",
        phone=take("phone", phone) or "",
        language=take("language", at_most(32)) or "",
        needs_interpreter=bool(take("needs_interpreter", vocabulary.yes)),
        care=take("care", vocabulary.care_marks) or frozenset(),
    )
    return (None if faults else row), faults


def contradictions(known: IdNumber | None, born_on: dt.date | None, sex: str, *, today: dt.date) -> Faults:
    """Where the identity number says another birthday or sex than the cells beside it."""
    faults: Faults = {}
    if known is None or known.born_on is None:
        return faults
    if known.born_on > today:
        faults["id_number"] = DateAhead()
    if born_on and born_on != known.born_on:
        faults["born_on"] = BirthdayContradicts()
    if sex and sex != sex_of(known):
        faults["sex"] = SexContradicts()
    return faults


def sex_of(known: IdNumber | None) -> str:
    """The seventeenth digit: odd for men, even for women."""
    if known is None or known.is_male is None:
        return ""
    return vocabulary.MALE if known.is_male else vocabulary.FEMALE


def number(text: str) -> float | None:
    """A coordinate. Raises WrongNumber."""
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        raise WrongNumber(word=text) from None
    if not math.isfinite(found):
        raise WrongNumber(word=text)
    return found


def needed(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text:
            raise Missing
        return vocabulary.short(text, most=most)

    return read


def at_most(most: int) -> Callable[[str], str]:
    return lambda text: vocabulary.short(text, most=most)


@dataclass(frozen=True, slots=True)
class _Take:
    """Reads one cell; what is wrong with it is noted beside its column, and the reading goes on."""

    cells: Mapping[str, str]
    faults: Faults

    def __call__(self, column: str, read: Callable[[str], Value]) -> Value | None:
        try:
            return read(self.cells.get(column, "").strip())
        except Refusal as refusal:
            self.faults.setdefault(column, refusal)
            return None
