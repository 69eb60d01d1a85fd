"""A table of posts judged row by row, before anything changes. Reads only."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from app.accounts import queries as people
from app.accounts.models import Person
from app.core import sheets
from app.posts.queries.judging import Judged, judged
from app.posts.queries.roster import leaves_between, posts_standing, team_of
from app.posts.rules import POST_HEADINGS, PostKind, PostRow, read_post
from app.posts.rules.refusals import (
    HasLeft,
    NoSuchGrid,
    OnLeave,
    PersonUnsaid,
    RowTwice,
    SeveralGrids,
    SeveralPeople,
    TeamEndsBefore,
    UnknownPerson,
)
from app.territory.models import Division
from app.territory.queries import grids_on
from app.territory.rules import GridNow


@dataclass(frozen=True, slots=True)
class PostEntry:
    """A good row, and what it does to what stands."""

    row: PostRow
    grid_id: UUID
    person_id: UUID
    is_new: bool
    is_changed: bool


def judge_posts(content: bytes, *, name: str, town: Division, on: dt.date) -> Judged[PostEntry]:
    """Read and judge a table of posts. Raises what `sheets.read` raises."""
    table = sheets.read(content, name=name, headings=POST_HEADINGS, required={"grid", "person", "role"})
    judge = _Judge(town, on=on)
    return judged(table, read=lambda row: read_post(row.line, row.cells, today=on), judge=judge.entry)


def check_team_lasts(person: Person, *, from_on: dt.date, to_on: dt.date | None) -> None:
    """Whoever is in a team that is to be dissolved holds no grid beyond its last day, unless another team has them then.

    Raises TeamEndsBefore.
    """
    team = team_of(person.id, on=from_on)
    if team is None or team.to_on is None or (to_on is not None and to_on <= team.to_on):
        return
    if team_of(person.id, on=team.to_on + dt.timedelta(days=1)) is None:
        raise TeamEndsBefore(person=person.name, team=team.name, on=team.to_on)


class _Judge:
    """The grids and people there are, and what earlier rows have said."""

    def __init__(self, town: Division, *, on: dt.date) -> None:
        grids = [grid for grid in grids_on(on) if grid.place_path.startswith(town.place_path)]
        self.on = on
        self.by_code = {grid.code: grid for grid in grids}
        self.by_name: dict[str, list[GridNow]] = {}
        for grid in grids:
            self.by_name.setdefault(grid.name, []).append(grid)
        everybody = people.people()
        self.by_sign_in = {person.sign_in_name: person for person in everybody}
        self.namesakes: dict[str, list[Person]] = {}
        for person in everybody:
            self.namesakes.setdefault(person.name, []).append(person)
        self.said: dict[tuple[UUID, UUID, PostKind], int] = {}
        self.standing = posts_standing()

    def entry(self, row: PostRow) -> PostEntry:
        grid, person = self._grid(row.grid), self._person(row.person)
        if person.left_on is not None and person.left_on <= row.from_on:
            raise HasLeft(person=person.name)
        check_team_lasts(person, from_on=row.from_on, to_on=row.to_on)
        if away := leaves_between(person.id, row.from_on, row.from_on):
            raise OnLeave(person=person.name, from_on=away[0].from_on, to_on=away[0].to_on)
        key = (grid.grid_id, person.id, row.kind)
        if key in self.said:
            raise RowTwice(first=self.said[key])
        self.said[key] = row.line
        periods = [(from_on, to_on) for from_on, to_on in self.standing.get(key, ()) if to_on is None or to_on >= row.from_on]
        is_same = bool(periods) and periods[0][0] <= row.from_on and periods[0][1] == row.to_on
        return PostEntry(row, grid.grid_id, person.id, is_new=not periods, is_changed=not is_same)

    def _grid(self, text: str) -> GridNow:
        if text in self.by_code:
            return self.by_code[text]
        found = self.by_name.get(text, [])
        if len(found) > 1:
            raise SeveralGrids(grid=text, codes="、".join(grid.code for grid in found))
        if not found:
            raise NoSuchGrid(grid=text or "–", on=self.on)
        return found[0]

    def _person(self, text: str) -> Person:
        """By sign-in name, which a namesake's bare name is too; else by the name that only one has."""
        if not text:
            raise PersonUnsaid
        there = [one for one in self.namesakes.get(text, []) if one.left_on is None or one.left_on > self.on]
        if len(there) > 1:
            raise SeveralPeople(person=text, names="、".join(one.sign_in_name for one in there))
        found = self.by_sign_in.get(text) or next(iter(there or self.namesakes.get(text, [])), None)
        if found is None:
            raise UnknownPerson(person=text)
        return found
