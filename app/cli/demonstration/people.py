"""The demonstration's households and residents: invented throughout, and said to be so wherever they are shown."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from app.cli.demonstration.care import marks
from app.cli.demonstration.chance import chance, happens, share_at, shares
from app.cli.demonstration.families import HEAD, Member, family
from app.cli.demonstration.groups import BLANG, DAI, HAN, HANI, LAHU, WA
from app.cli.demonstration.identity import NEWCOMERS_SEQUENCE, RESIDENT_PHONES, IdentityNumbers
from app.cli.demonstration.land import Grid, Land
from app.cli.demonstration.names import FEMALE, LANGUAGES, MANDARIN, NOBODY, Parents, name, surname
from app.cli.demonstration.partition import Place
from app.cli.demonstration.settlements import houses
from app.households.rules import CareMark, IdType

HOUSEHOLDS, SMALLEST_GRID, UNPLACED = 5_104, 18, 3  # 5,128 in the township's figures of 2007
PHONES, HEADS_WITH_PHONE = 20_000, 0.86
SAME_PEOPLE, MARRIED_WITHIN = 0.93, 0.92
WHOLE = {HANI: 0.55, BLANG: 0.29, LAHU: 0.055, HAN: 0.05, DAI: 0.035, WA: 0.02}
MANDARIN_FIRST_BY_AGE = ((0, 0.35), (30, 0.1))
PHONE_BY_AGE = ((0, 0.0), (16, 0.5), (63, 0.0))
INTERPRETER_BY_AGE = ((0, 0.0), (45, 0.06), (60, 0.4), (72, 0.65))
UNREGISTERED_NEWBORNS, BORDER_WIVES = 0.45, 0.012


@dataclass(frozen=True, slots=True)
class Resident:
    """A resident 居民. `relation` to the head, `sex` 男 or 女; a number only where `id_type` says so."""

    name: str
    relation: str
    sex: str
    born_on: dt.date
    ethnicity: str
    id_type: IdType
    id_number: str | None
    phone: str | None
    language: str
    needs_interpreter: bool
    marks: tuple[CareMark, ...]

    def age(self, on: dt.date) -> int:
        """Full years."""
        return on.year - self.born_on.year - ((on.month, on.day) < (self.born_on.month, self.born_on.day))


@dataclass(frozen=True, slots=True)
class Household:
    """A household 户, head first. Without `place` (lon, lat), village and grid it is not placed yet."""

    code: str
    village_code: str
    grid_code: str
    group: str
    address: str
    place: Place | None
    residents: tuple[Resident, ...]

    @property
    def head(self) -> Resident:
        return self.residents[0]

    @property
    def phone(self) -> str | None:
        """The head's, else that of the first member who has one."""
        return next((resident.phone for resident in self.residents if resident.phone), None)

    @property
    def marks(self) -> frozenset[CareMark]:
        return frozenset(mark for resident in self.residents for mark in resident.marks)


class Register:
    """Deals out what must be unique in the township: identity numbers and phones."""

    def __init__(self, as_of: dt.date) -> None:
        self.as_of = as_of
        self.numbers = IdentityNumbers()
        self.phones: Iterator[int] = iter(chance("phones").sample(range(PHONES), PHONES))

    def phone(self) -> str:
        return str(RESIDENT_PHONES + next(self.phones))

    def born_on(self, age: int, *, luck: Random) -> dt.date:
        """A birthday that makes somebody this old, in full years, on the day of reference."""
        return self.as_of - dt.timedelta(days=int(age * 365.2425) + luck.randint(3, 361))


def households(land: Land, as_of: dt.date) -> tuple[Household, ...]:
    """All placed households, grid by grid, in the order of their codes. Ages are those of `as_of`."""
    luck = chance("households")
    counts = shares(HOUSEHOLDS, [grid.weight * luck.lognormvariate(0, 0.35) for grid in land.grids], least=SMALLEST_GRID)
    register = Register(as_of)
    short_names = {village.code: village.short_name for village in land.villages}
    return tuple(
        household
        for grid, count in zip(land.grids, counts, strict=True)
        for household in households_of(grid, count, village=short_names[grid.village_code], register=register)
    )


def unplaced(as_of: dt.date) -> tuple[Household, ...]:
    """A few households that came lately and stand in no grid yet: what they ask for waits in the desk pool."""
    luck, register = chance("unplaced"), Register(as_of)
    register.phones = iter(range(PHONES, PHONES + 100))
    register.numbers = IdentityNumbers(NEWCOMERS_SEQUENCE)  # no number that a placed resident has
    return tuple(
        Household(
            f"XD000-000-{n:04}", "", "", "", f"集镇租住户{n}号（待落格）", None, residents(HAN, register=register, luck=luck)
        )
        for n in range(1, UNPLACED + 1)
    )


def households_of(grid: Grid, count: int, *, village: str, register: Register) -> Iterator[Household]:
    luck = chance("people", grid.code)
    for n, place in enumerate(houses(grid, count, luck=luck), start=1):
        people = grid.people if happens(luck, SAME_PEOPLE) else luck.choices(list(WHOLE), weights=list(WHOLE.values()))[0]
        code = f"XD{grid.code[9:12]}-{grid.code[12:]}-{n:04}"
        lives = residents(people, register=register, luck=luck)
        yield Household(code, grid.village_code, grid.code, grid.name, f"{village}村{grid.name}{n}号", place, lives)


def residents(people: str, *, register: Register, luck: Random) -> tuple[Resident, ...]:
    """One family with names, numbers and marks."""
    members = family(luck)
    peoples = [people_of(member, people, luck=luck) for member in members]
    names = names_of(members, peoples, luck=luck)
    all_marks = marks([member.age for member in members], [member.sex for member in members], luck=luck)
    return tuple(
        resident(member, full_name, own_people, its_marks, register=register, luck=luck)
        for member, full_name, own_people, its_marks in zip(members, names, peoples, all_marks, strict=True)
    )


def people_of(member: Member, people: str, *, luck: Random) -> str:
    """Who married in may be of another people; the others are of the household's."""
    if not member.married_in or happens(luck, MARRIED_WITHIN):
        return people
    return luck.choices(list(WHOLE), weights=list(WHOLE.values()))[0]


def names_of(members: Sequence[Member], peoples: Sequence[str], *, luck: Random) -> list[str]:
    """Fathers are named before their children, whatever their place in the list; no two in a house are called the same."""
    named: dict[int, str] = {}
    waiting = list(range(len(members)))
    while waiting:
        n = waiting.pop(0)
        father = members[n].father
        if father is not None and father not in named:
            waiting.append(n)
            continue
        parents = NOBODY if father is None else Parents(named[father], surname(peoples[father], named[father]))
        named[n] = another_name(peoples[n], members[n].sex, parents=parents, taken=set(named.values()), luck=luck)
    return [named[n] for n in range(len(members))]


def another_name(people: str, sex: str, *, parents: Parents, taken: set[str], luck: Random) -> str:
    while (found := name(people, sex, luck=luck, parents=parents)) in taken:
        pass
    return found


def resident(
    member: Member, full_name: str, people: str, its_marks: tuple[CareMark, ...], *, register: Register, luck: Random
) -> Resident:
    born_on = register.born_on(member.age, luck=luck)
    has_number = not (
        (member.age < 1 and happens(luck, UNREGISTERED_NEWBORNS))
        or (member.married_in and member.sex == FEMALE and happens(luck, BORDER_WIVES))
    )
    speaks_mandarin_first = people == HAN or happens(luck, share_at(member.age, MANDARIN_FIRST_BY_AGE))
    phone_share = HEADS_WITH_PHONE if member.relation == HEAD else share_at(member.age, PHONE_BY_AGE)
    return Resident(
        name=full_name,
        relation=member.relation,
        sex=member.sex,
        born_on=born_on,
        ethnicity=people,
        id_type=IdType.RESIDENT_CARD if has_number else IdType.NONE,
        id_number=register.numbers.next(born_on, member.sex) if has_number else None,
        phone=register.phone() if happens(luck, phone_share) else None,
        language=MANDARIN if speaks_mandarin_first else LANGUAGES[people],
        needs_interpreter=not speaks_mandarin_first and happens(luck, share_at(member.age, INTERPRETER_BY_AGE)),
        marks=its_marks,
    )
