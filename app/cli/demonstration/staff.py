"""The twelve teams, the 26 cadres and their posts, and the other accounts by which every role can be tried. All invented."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.accounts.rules import Role
from app.cli.demonstration.catalogue import counter_departments
from app.cli.demonstration.chance import chance
from app.cli.demonstration.groups import HAN, HANI
from app.cli.demonstration.identity import STAFF_PHONES
from app.cli.demonstration.land import Land, Village
from app.cli.demonstration.names import FEMALE, LANGUAGES, MALE, MANDARIN, name
from app.cli.demonstration.people import Household
from app.households.rules import CareMark
from app.posts.rules import PostKind

TOWNSHIP_TEAM = "T000"
TOWNSHIP_WORKERS, CLERKS = 3, 3
YOUNGEST_CONTACT, OLDEST_CONTACT = 28, 64


@dataclass(frozen=True, slots=True)
class Team:
    """A team 代办服务队 with its party branch; `division_code` is the township's or a village's 12 digits."""

    code: str
    name: str
    party_branch: str
    division_code: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `place_code`: the division at which the role is held. Cadres belong to a team."""

    sign_in_name: str
    name: str
    ethnicity: str
    languages: tuple[str, ...]
    phone: str
    role: Role
    title: str
    place_code: str
    team_code: str | None = None
    party_branch: str | None = None
    party_member: bool = False
    department: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post 网格责任人: who is responsible for a grid, since when."""

    grid_code: str
    sign_in_name: str
    kind: PostKind
    from_on: dt.date


@dataclass(frozen=True, slots=True)
class Contact:
    """A station's contact person: the head of the group, who has no account."""

    grid_code: str
    household_code: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Staff:
    teams: tuple[Team, ...]
    cadres: tuple[Person, ...]
    others: tuple[Person, ...]
    posts: tuple[Post, ...]

    @property
    def everybody(self) -> tuple[Person, ...]:
        return self.cadres + self.others


class Roll:
    """Gives staff their names, of which no two are the same, and their phones."""

    def __init__(self) -> None:
        self.luck = chance("staff")
        self.taken: set[str] = set()

    def name(self, people: str) -> str:
        while (found := name(people, self.luck.choice((MALE, FEMALE)), luck=self.luck)) in self.taken:
            pass
        self.taken.add(found)
        return found

    def phone(self) -> str:
        return str(STAFF_PHONES + len(self.taken))


def staff(land: Land, from_on: dt.date) -> Staff:
    """Teams in the order of their codes; posts of a worker and a leader over every grid of their village, from that day."""
    roll = Roll()
    teams = (
        Team(TOWNSHIP_TEAM, "西定乡代办服务队", "西定乡机关党支部", land.code),
        *(team_of(village) for village in land.villages),
    )
    village_cadres = [cadre for village in land.villages for cadre in cadres_of(village, roll=roll)]
    posts = tuple(
        Post(grid.code, f"{kind.value}-{village.code[-3:]}", kind, from_on)
        for village in land.villages
        for grid in village.grids
        for kind in (PostKind.WORKER, PostKind.LEADER)
    )
    return Staff(
        teams, (*township_cadres(teams[0], roll=roll), *village_cadres), tuple(other_accounts(land.code, roll=roll)), posts
    )


def team_of(village: Village) -> Team:
    return Team(team_code(village.code), f"{village.short_name}村代办服务队", f"{village.short_name}村党支部", village.code)


def team_code(division: str) -> str:
    """`532822205204` → `T204`."""
    return f"T{division[-3:]}"


def township_cadres(team: Team, *, roll: Roll) -> Iterator[Person]:
    roles = [(Role.LEADER, "leader-000", "乡代办服务队队长")]
    roles += [(Role.WORKER, f"worker-000-{n}", "乡代办服务队队员") for n in range(1, TOWNSHIP_WORKERS + 1)]
    for (role, sign_in_name, title), people in zip(roles, (HAN, HANI, HAN, HANI), strict=True):
        yield cadre(team, roll=roll, role=role, sign_in_name=sign_in_name, title=title, peoples=(people,))


def cadres_of(village: Village, *, roll: Roll) -> Iterator[Person]:
    """A grid leader and a grid worker who speak the village's main languages."""
    team, peoples = team_of(village), tuple(people for people, _ in Counter(grid.people for grid in village.grids).most_common(2))
    for role, title in ((Role.LEADER, "网格长"), (Role.WORKER, "网格员")):
        sign_in_name = f"{role.value}-{village.code[-3:]}"
        yield cadre(
            team, roll=roll, role=role, sign_in_name=sign_in_name, title=f"{village.short_name}村{title}", peoples=peoples
        )


def cadre(team: Team, *, roll: Roll, role: Role, sign_in_name: str, title: str, peoples: Sequence[str]) -> Person:
    languages = dict.fromkeys([*(LANGUAGES[people] for people in peoples), MANDARIN])
    return Person(
        sign_in_name=sign_in_name,
        name=roll.name(peoples[0]),
        ethnicity=peoples[0],
        languages=tuple(languages),
        phone=roll.phone(),
        role=role,
        title=title,
        place_code=team.division_code,
        team_code=team.code,
        party_branch=team.party_branch,
        party_member=True,
    )


def other_accounts(township: str, *, roll: Roll) -> Iterator[Person]:
    """One or more for every other role; the three administrators are three people."""
    wanted: list[tuple[Role, str, str, str | None]] = [(Role.HEAD, "head", "乡长", None)]
    wanted += [(Role.CLERK, f"clerk-{n}", "为民服务中心窗口人员", None) for n in range(1, CLERKS + 1)]
    wanted += [
        (Role.DEPARTMENT_CLERK, f"department-{n}", f"{name}经办人", name) for n, name in enumerate(counter_departments(), start=1)
    ]
    wanted += [
        (Role.REVIEWER, "reviewer", "办结审核员", None),
        (Role.SYSTEM_ADMIN, "system-admin", "系统管理员", None),
        (Role.SECURITY_ADMIN, "security-admin", "安全管理员", None),
        (Role.AUDITOR, "auditor", "审计员", None),
    ]
    for role, sign_in_name, title, department in wanted:
        people = roll.luck.choice((HAN, HANI))
        languages = tuple(dict.fromkeys([LANGUAGES[people], MANDARIN]))
        full_name = roll.name(people)
        yield Person(sign_in_name, full_name, people, languages, roll.phone(), role, title, township, department=department)


def contacts(households: Sequence[Household], as_of: dt.date) -> tuple[Contact, ...]:
    """One head of a household for each grid: grown up, at home and with a phone."""
    luck = chance("contacts")
    by_grid: dict[str, list[Household]] = {}
    for household in households:
        by_grid.setdefault(household.grid_code, []).append(household)
    return tuple(contact(luck.sample(group, len(group)), as_of) for _, group in sorted(by_grid.items()))


def contact(shuffled: Sequence[Household], as_of: dt.date) -> Contact:
    for household in shuffled:
        head = household.head
        if head.phone and CareMark.AWAY not in head.marks and YOUNGEST_CONTACT <= head.age(as_of) <= OLDEST_CONTACT:
            return Contact(household.grid_code, household.code, head.name, head.phone)
    message = f"nobody in grid {shuffled[0].grid_code} can be its contact"
    raise LookupError(message)
