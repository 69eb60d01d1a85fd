"""What office pages ask that cuts across features: how things stand, a team's land and work. Reads only."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.cases import queries as cases
from app.cases.models import Case, CaseItem
from app.cases.rules import OPEN, Mode
from app.core.db import db
from app.core.scope import is_below
from app.deadlines import queries as deadlines
from app.deadlines.rules import Body, ClockFace, Light
from app.desk.rules import is_above
from app.households.models import Household
from app.ledger import queries as ledger
from app.ledger.rules import Figures, Totals, month_of, year_to
from app.posts import queries as posts
from app.posts.models import Post, Team
from app.territory import queries as land
from app.territory.models import Division, ServicePoint
from app.territory.rules import DivisionLevel, GridNow, PointLevel

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
    def urgency(self) -> tuple[int, dt.date, str]:
        """Red first, then by the day it is due."""
        order = {Light.RED: 0, Light.YELLOW: 1, Light.GREEN: 2, Light.BLUE: 3, Light.GREY: 4}
        due_on = self.face.due_on if self.face and self.face.due_on else dt.date.max
        return order[self.light], due_on, self.case.number


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand: this year's figures, this month's, the open cases by light, what waits at the desk."""

    year: Totals
    month: Figures
    open_cases: int
    late_here: int
    late_elsewhere: int
    soon: int
    pool: int
    first: Sequence[Work]


@dataclass(frozen=True, slots=True)
class GridWork:
    """A grid with what is in it today."""

    grid: GridNow
    households: int
    work: Sequence[Work]

    @property
    def late(self) -> int:
        return sum(one.light is Light.RED for one in self.work)


def standing(now: dt.datetime, *, today: dt.date) -> Standing:
    """How things stand in the reader's places. Late at a department or the county is not late here."""
    work = open_work(now)
    late = [one for one in work if one.light is Light.RED]
    here = sum(not is_above(one.case.forwarded_to) for one in late)
    return Standing(
        year=ledger.totals(ledger.Asked(year_to(today))),
        month=ledger.totals(ledger.Asked(month_of(today))).completed,
        open_cases=len(work),
        late_here=here,
        late_elsewhere=len(late) - here,
        soon=sum(one.light is Light.YELLOW for one in work),
        pool=len(cases.pool()),
        first=work[:LISTED],
    )


def open_work(now: dt.datetime, *, team: Team | None = None) -> list[Work]:
    """The open cases (of a team; the township's own team: all), the most urgent first."""
    found = sa.select(Case).where(Case.stage.in_(OPEN), Case.mode != Mode.SELF)
    if team is not None and team.division.level is DivisionLevel.VILLAGE:
        found = found.where(sa.or_(Case.team_id == team.id, is_below(Case.place_path, team.place_path)))
    loaded = found.options(
        joinedload(Case.person),
        joinedload(Case.team),
        joinedload(Case.household),
        selectinload(Case.items).joinedload(CaseItem.version),
    )
    return faced(db.session.scalars(loaded).all(), now=now)


def faced(those: Sequence[Case], *, now: dt.datetime, body: Body | None = None) -> list[Work]:
    """Cases with the clock to show of each, the most urgent first."""
    faces = deadlines.lights("case", [case.id for case in those], now=now, body=body)
    return sorted((Work(case, faces.get(case.id)) for case in those), key=lambda one: one.urgency)


def grids_of(team: Team, *, on: dt.date) -> list[GridNow]:
    """The grids of a team's village; of every village for the township's own team."""
    return [grid for grid in land.grids_on(on) if grid.place_path.startswith(team.place_path)]


def grid_work(grids: Sequence[GridNow], work: Sequence[Work]) -> list[GridWork]:
    """Each grid with its households' number and its open cases."""
    counted = _households_in([grid.grid_id for grid in grids])
    return [
        GridWork(grid, counted.get(grid.grid_id, 0), [one for one in work if one.case.grid_id == grid.grid_id]) for grid in grids
    ]


def carried_by(work: Sequence[Work]) -> list[tuple[str, int, int]]:
    """(name, open cases, of them late) of everybody who has some, most first."""
    names = Counter(one.case.person.name for one in work if one.case.person)
    late = Counter(one.case.person.name for one in work if one.case.person and one.light is Light.RED)
    return [(name, count, late[name]) for name, count in names.most_common()]


def points_of(team: Team) -> Sequence[ServicePoint]:
    """The team's service points that have a place on the map; for the township's team the centres only."""
    found = sa.select(ServicePoint).where(ServicePoint.lon.is_not(None), is_below(ServicePoint.place_path, team.place_path))
    if team.division.level is DivisionLevel.TOWNSHIP:
        found = found.where(ServicePoint.level != PointLevel.STATION)
    return db.session.scalars(found.order_by(ServicePoint.code)).all()


def outlines_of(team: Team) -> Sequence[Division]:
    """The villages below a team's place."""
    found = sa.select(Division).where(Division.level == DivisionLevel.VILLAGE, is_below(Division.place_path, team.place_path))
    return db.session.scalars(found.order_by(Division.code)).all()


def posted_to(grid: GridNow, *, on: dt.date) -> tuple[Sequence[Post], Mapping[UUID, str]]:
    """Who is posted to a grid, and the stand-in's name of everybody among them who is on leave."""
    absent = {leave.person_id: leave for leave in posts.leaves_on(on)}
    here = posts.posts_in(grid.place_path, on=on)
    away = {
        post.person_id: leave.stand_in.name if leave.stand_in else ""
        for post in here
        if (leave := absent.get(post.person_id)) is not None
    }
    return here, away


def completed_in(grid: GridNow, *, today: dt.date) -> int:
    """How many cases of this grid were completed this month."""
    return ledger.totals(ledger.Asked(month_of(today), place_path=grid.place_path)).completed.cases


def _households_in(grid_ids: Collection[UUID]) -> dict[UUID, int]:
    counted = sa.select(Household.grid_id, sa.func.count(Household.id)).where(
        Household.grid_id.in_(grid_ids), Household.left_on.is_(None)
    )
    return {grid_id: number for grid_id, number in db.session.execute(counted.group_by(Household.grid_id)) if grid_id}
