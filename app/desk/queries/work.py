"""Open cases with their clocks: of the township, of a team, of a place; and who carries how much of them. Reads only."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.cases.models import Case, CaseItem
from app.cases.rules import OPEN, Mode
from app.catalogue.models import ItemVersion
from app.core.db import db
from app.core.scope import is_below
from app.deadlines import queries as deadlines
from app.deadlines.rules import Body, ClockFace, Light
from app.desk.rules import is_above
from app.posts.models import Team
from app.territory.rules import DivisionLevel

LISTED = 12


@dataclass(frozen=True, slots=True)
class Work:
    """An open case with the clock to show."""

    case: Case
    face: ClockFace | None

    @property
    def light(self) -> Light:
        return self.face.light if self.face else Light.GREY

    @property
    def is_late_here(self) -> bool:
        """Red, and in our hands: late at a department or the county is not late here."""
        return self.light is Light.RED and not is_above(self.case.forwarded_to)

    @property
    def urgency(self) -> tuple[int, dt.date, str]:
        """Red first, then by the day it is due."""
        order = {Light.RED: 0, Light.YELLOW: 1, Light.GREEN: 2, Light.BLUE: 3, Light.GREY: 4}
        due_on = self.face.due_on if self.face and self.face.due_on else dt.date.max
        return order[self.light], due_on, self.case.number


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a map's filters let through. Empty fields do not narrow."""

    class_code: str = ""
    light: Light | None = None
    team_id: UUID | None = None

    def lets_through(self, one: Work) -> bool:
        is_class = not self.class_code or any(item.version.item.class_code == self.class_code for item in one.case.items)
        is_light = self.light is None or one.light is self.light
        return is_class and is_light and (self.team_id is None or one.case.team_id == self.team_id)


@dataclass(frozen=True, slots=True)
class Carried:
    """Somebody and the open cases they carry."""

    person_id: UUID
    name: str
    open_cases: int
    late: int


def open_work(now: dt.datetime, *, team: Team | None = None, place_path: str | None = None) -> list[Work]:
    """The open cases (of a team; of a place; else all one sees), the most urgent first. Few statements, however many cases."""
    found = sa.select(Case).where(Case.stage.in_(OPEN), Case.mode != Mode.SELF)
    if team is not None and team.division.level is DivisionLevel.VILLAGE:
        found = found.where(sa.or_(Case.team_id == team.id, is_below(Case.place_path, team.place_path)))
    if place_path is not None:
        found = found.where(sa.or_(is_below(Case.place_path, place_path), is_below(Case.other_path, place_path)))
    loaded = found.options(
        joinedload(Case.person),
        joinedload(Case.team),
        joinedload(Case.household),
        selectinload(Case.items).joinedload(CaseItem.version).joinedload(ItemVersion.item),
    )
    return faced(db.session.scalars(loaded).all(), now=now)


def faced(those: Sequence[Case], *, now: dt.datetime, body: Body | None = None) -> list[Work]:
    """Cases with the clock to show of each, the most urgent first."""
    faces = deadlines.lights("case", [case.id for case in those], now=now, body=body)
    return sorted((Work(case, faces.get(case.id)) for case in those), key=lambda one: one.urgency)


def carried_by(work: Sequence[Work]) -> list[Carried]:
    """Everybody who has some of these, most first."""
    held = [(one.case.person, one.light is Light.RED) for one in work if one.case.person]
    count = Counter(person.id for person, _ in held)
    late = Counter(person.id for person, is_late in held if is_late)
    names = {person.id: person.name for person, _ in held}
    return [Carried(person_id, names[person_id], number, late[person_id]) for person_id, number in count.most_common()]


def hands_of_late(work: Sequence[Work]) -> tuple[int, list[str]]:
    """How many of these are late in our own hands, and in whose, most first: the map's and the team's headline."""
    late = [one for one in work if one.is_late_here]
    names = Counter(one.case.person.name for one in late if one.case.person)
    return len(late), [name for name, _ in names.most_common()]
