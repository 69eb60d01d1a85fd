"""What a draft of the land means for people: which households, cases and originals come to whom. Reads only."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

import app.households.queries as households
from app.cases.models import Case, CasePaper
from app.cases.rules import OPEN, Mode, PaperState
from app.core.db import db
from app.households.models import Resident
from app.posts import queries as posts
from app.posts.rules import PostKind
from app.territory import queries as territory
from app.territory.queries import Drawn
from grids.measures import area_m2
from grids.territory import Grid


@dataclass(frozen=True, slots=True)
class GridChange:
    """A grid as it is and as it would be: households, area in m² (None: it has no shape, or isn't there), who is posted."""

    code: str
    name: str
    households: tuple[int | None, int | None]
    area_m2: tuple[float | None, float | None]
    people: Sequence[str]


@dataclass(frozen=True, slots=True)
class Passage:
    """What comes from one grid to another: names of the grids ("": none), numbers, and who has it now and then."""

    from_grid: str
    to_grid: str
    households: int
    residents: int
    open_cases: int
    home_cases: int
    originals: int
    from_people: Sequence[str]
    to_people: Sequence[str]
    codes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Effects:
    """Of a draft: each grid that changes, and what comes to another. `largest`, `smallest`: households of such a basic grid."""

    grids: Sequence[GridChange]
    passages: Sequence[Passage]

    largest: int
    smallest: int

    @property
    def households(self) -> int:
        return sum(one.households for one in self.passages)


def effects(drawn: Drawn, *, on: dt.date) -> Effects:
    """What the draft would do on a day: told by the same placing as is done when it comes into force."""
    there = households.follow_land(drawn.village)
    land = households.ground_drawn(territory.township(drawn.village.code[:9] + "000"), drawn, on=on)
    codes = {grid.grid_id: grid.code for grid in (*drawn.now.values(), *land.grids.values())}
    names = {**{grid.code: grid.name for grid in land.grids.values()}, **drawn.names}
    came: defaultdict[tuple[str, str], list[UUID]] = defaultdict(list)
    before, after = Counter[str](), Counter[str]()
    for household, placement in zip(there, households.places_of(there, ground=land), strict=True):
        old, new = (codes.get(grid_id, "") if grid_id else "" for grid_id in (household.grid_id, placement.grid_id))
        before[old] += 1
        after[new] += 1
        if old != new:
            came[old, new].append(household.id)
    people = _people(drawn, on=on)
    sizes = [after[grid.code] for grid in drawn.after if grid.shape is not None and not grid.dedicated]
    passages = [_passage(names, pair, ids, people) for pair, ids in sorted(came.items())]
    return Effects(_grids(drawn, before, after, people), passages, max(sizes, default=0), min(sizes, default=0))


def _people(drawn: Drawn, *, on: dt.date) -> Mapping[str, Sequence[str]]:
    """Who is posted to each grid, by its code; to a new one, whoever is posted where most of its land comes from."""
    by_grid: defaultdict[UUID, list[str]] = defaultdict(list)
    here = posts.posts_in(drawn.village.place_path, on=on)
    for post in sorted(here, key=lambda post: post.kind is not PostKind.WORKER):
        by_grid[post.grid_id].append(post.person.name)
    known = {code: by_grid.get(grid.grid_id, []) for code, grid in drawn.now.items()}
    for (mother, child), _ in sorted(drawn.origins.items(), key=lambda pair: pair[1]):
        if child not in drawn.now:
            known[child] = known.get(mother, [])
    return known


def _grids(drawn: Drawn, before: Counter[str], after: Counter[str], people: Mapping[str, Sequence[str]]) -> list[GridChange]:
    old, new = {grid.code: grid for grid in drawn.before}, {grid.code: grid for grid in drawn.after}
    changed = [code for code in sorted({*old, *new}) if old.get(code) != new.get(code)]
    names = drawn.names
    return [
        GridChange(
            code,
            names[code],
            (before[code] if code in old else None, after[code] if code in new else None),
            (_area(old.get(code)), _area(new.get(code))),
            people.get(code, ()),
        )
        for code in changed
    ]


def _area(grid: Grid | None) -> float | None:
    return None if grid is None or grid.shape is None else area_m2(grid.shape)


def _passage(
    names: Mapping[str, str], pair: tuple[str, str], ids: Collection[UUID], people: Mapping[str, Sequence[str]]
) -> Passage:
    is_open = (Case.household_id.in_(ids), Case.stage.in_(OPEN))
    return Passage(
        from_grid=names.get(pair[0], ""),
        to_grid=names.get(pair[1], ""),
        households=len(ids),
        residents=_number(
            sa.select(sa.func.count(Resident.id)).where(Resident.household_id.in_(ids), Resident.left_on.is_(None))
        ),
        open_cases=_number(sa.select(sa.func.count(Case.id)).where(*is_open)),
        home_cases=_number(sa.select(sa.func.count(Case.id)).where(*is_open, Case.mode == Mode.HOME)),
        originals=_number(
            sa.select(sa.func.count(CasePaper.id))
            .join(Case)
            .where(Case.household_id.in_(ids), CasePaper.state == PaperState.HELD)
        ),
        from_people=people.get(pair[0], ()),
        to_people=people.get(pair[1], ()),
        codes=pair,
    )


def _number(asked: sa.Select[Any]) -> int:
    return db.session.scalar(asked) or 0
