"""Drafts of the land: what their steps make of it, where grids come from and what became of them. Reads only."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID, uuid5

import shapely
import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from app.core.db import db
from app.core.errors import Refusal
from app.territory.models import Division, Grid, GridDescent, Revision
from app.territory.queries.land import grids_of_village, grids_on
from app.territory.rules import Cut, Divide, Draw, GridKind, GridNow, Merge, Reshape, RevisionState, Step, Transfer, step_of
from app.territory.rules.codes import free_grid_code, grid_path
from app.territory.rules.refusals import GridsFull
from app.territory.rules.revision_refusals import GridChanged, NameTaken, StepUnreadable, undrawn
from grids import revision as drawing
from grids import territory as land
from grids.measures import piece_m2
from grids.topology import AREA_TOLERANCE_M2, Finding, findings


@dataclass(frozen=True)
class Drawn:
    """What a draft's steps make of a village's grids: as they are on its day, and as they would be.

    `gone` are codes of grids that end, `broken` is why a step doesn't fit the land (the steps before it are drawn).
    """

    village: Division
    before: tuple[land.Grid, ...]
    after: tuple[land.Grid, ...]
    gone: tuple[str, ...]
    now: Mapping[str, GridNow]
    broken: Refusal | None = None

    @property
    def put(self) -> tuple[land.Grid, ...]:
        """Grids that are new, or other than they are."""
        there = {grid.code: grid for grid in self.before}
        return tuple(grid for grid in self.after if grid != there.get(grid.code))

    @property
    def names(self) -> Mapping[str, str]:
        return {grid.code: grid.name for grid in (*self.before, *self.after)}

    def then(self) -> list[GridNow]:
        """The grids as they would be. New ones have ids of their own, which nothing else knows."""
        return [_now(grid, self) for grid in self.after]

    def groups_of(self, code: str) -> tuple[str, ...]:
        """The village groups of a grid as it would be: its own, and those of grids that were joined to it."""
        joined = [one for one in self.gone if (one, code) in self.origins]
        return tuple(dict.fromkeys(group for one in (code, *joined) if one in self.now for group in self.now[one].groups))

    def moved(self) -> list[drawing.Moved]:
        """Which land comes from which grid to which; a new dedicated grid has its land beside those on which it lies."""
        return drawing.moved_land(self.before, self.after)

    @cached_property
    def origins(self) -> dict[tuple[str, str], float]:
        """(parent, child): square metres of the child that were the parent's, of all grids that got land of others."""
        basic = [grid for grid in self.before if grid.shape is not None and not grid.dedicated]
        shares: dict[tuple[str, str], float] = {}
        for child in self.put:
            for parent in basic:
                if parent.code != child.code and child.shape is not None and shapely.intersects(parent.shape, child.shape):
                    area = piece_m2(shapely.intersection(parent.shape, child.shape))
                    if area >= AREA_TOLERANCE_M2:
                        shares[parent.code, child.code] = area
        return shares

    def findings(self) -> list[Finding]:
        """What is wrong with the village's land as it would be, and was not before."""
        known = {_what(one) for one in findings(self.before)}
        return [one for one in findings(self.after) if _what(one) not in known]


def revision(revision_id: UUID) -> Revision:
    """A revision with its village; raises NoResultFound."""
    return db.session.get_one(Revision, revision_id, options=[joinedload(Revision.division)])


def revision_to_change(revision_id: UUID) -> Revision:
    """The revision, locked until the transaction ends."""
    return db.session.get_one(Revision, revision_id, with_for_update={"of": Revision})


def revisions(village_code: str) -> Sequence[Revision]:
    """A village's revisions, the latest first; what was undone as a draft is no more."""
    of_village = sa.select(Revision).join(Division, Division.id == Revision.division_id).where(Division.code == village_code)
    return db.session.scalars(of_village.order_by(Revision.drawn_at.desc(), Revision.id)).all()


def revisions_due(today: dt.date) -> Sequence[Revision]:
    """Those that are planned and whose day has come, in the order of their days."""
    due = sa.select(Revision).where(Revision.state == RevisionState.PLANNED, Revision.from_on <= today)
    return db.session.scalars(due.order_by(Revision.from_on, Revision.settled_at).options(joinedload(Revision.division))).all()


def drawn(village: Division, steps: Sequence[Mapping[str, object]], *, on: dt.date) -> Drawn:
    """Draw the steps on the village's land of a day. A step that no longer fits ends it: `broken` says why."""
    now = {grid.code: grid for grid in grids_of_village(village.code, on)}
    before = tuple(_grid(grid) for grid in now.values())
    after, gone = before, list[str]()
    for number, said in enumerate(steps, 1):
        try:
            revised = _taken(step_of(said), after, village, on=on)
        except Refusal as why:
            return Drawn(village, before, after, _ended(gone, now), now, _broken(number, len(steps), why))
        after = tuple(sorted(revised.over(after), key=lambda grid: grid.code))
        gone += revised.gone
    return Drawn(village, before, after, _ended(gone, now), now)


def descent(grid_id: UUID) -> tuple[list[tuple[Grid, dt.date]], list[tuple[Grid, dt.date]]]:
    """The grids from which one had land, and those to which it gave some, each with the day."""
    return _relatives(GridDescent.child_id == grid_id, GridDescent.parent_id), _relatives(
        GridDescent.parent_id == grid_id, GridDescent.child_id
    )


def _relatives(which: sa.ColumnElement[bool], other: InstrumentedAttribute[UUID]) -> list[tuple[Grid, dt.date]]:
    relative = aliased(Grid)
    found = sa.select(relative, Revision.from_on).select_from(GridDescent).join(relative, relative.id == other)
    found = found.join(Revision, Revision.id == GridDescent.revision_id).where(which, Revision.state != RevisionState.UNDONE)
    return [(row[0], row[1]) for row in db.session.execute(found.order_by(Revision.from_on, relative.code)) if row[1] is not None]


def _taken(step: Step, grids: Sequence[land.Grid], village: Division, *, on: dt.date) -> drawing.Revised:
    """The step on these grids. Raises Undrawn, NameTaken, GridsFull, StepUnreadable."""
    if isinstance(step, Cut | Draw) and step.name in {grid.name for grid in grids}:
        raise NameTaken(name=step.name)
    try:
        return _by_hand(step, grids, village, on=on)
    except drawing.Undrawable as flaw:
        names = {grid.code: grid.name for grid in grids}
        raise undrawn(flaw.flaw.value, tuple(names.get(code, code) for code in flaw.codes)) from flaw


def _by_hand(step: Step, grids: Sequence[land.Grid], village: Division, *, on: dt.date) -> drawing.Revised:
    code = free_grid_code(village.code, {grid.code for grid in grids} | _ever(village.code))
    if code is None:
        raise GridsFull(village=village.code)
    match step:
        case Cut():
            found = drawing.cut(grids, step.grid, shapely.LineString(step.line), new_code=code, new_name=step.name)
        case Merge():
            found = drawing.merge(grids, step.grids, into=step.grids[0])
        case Transfer():
            found = drawing.transfer(grids, step.giver, step.taker, shapely.LineString(step.line))
        case Reshape():
            found = _reshaped(step, grids, _around(village, on=on))
        case Divide():
            found = _divided(step, grids)
        case Draw():
            new = land.Grid(code, step.name, shapely.Polygon(step.ring), step.dedicated)
            found = drawing.draw(grids, new, around=_around(village, on=on))
    return found


def _reshaped(step: Reshape, grids: Sequence[land.Grid], around: drawing.Around) -> drawing.Revised:
    """A grid that has no shape yet gets its first."""
    shape = _shape(step.rings)
    undrawn_yet = next((grid for grid in grids if grid.code == step.grid and grid.shape is None), None)
    if undrawn_yet is not None:
        return drawing.draw(grids, replace(undrawn_yet, shape=shape), around=around)
    return drawing.reshape(grids, step.grid, shape, around=around)


def _divided(step: Divide, grids: Sequence[land.Grid]) -> drawing.Revised:
    """Grids that work by a list of groups stay beside those that are drawn, and dedicated ones on them."""
    try:
        put = tuple(land.Grid(code, name, shapely.from_wkb(shape)) for code, name, shape in step.grids)
    except shapely.GEOSException:
        raise StepUnreadable from None
    codes = {grid.code for grid in put}
    gone = [grid.code for grid in grids if grid.code not in codes and grid.shape is not None and not grid.dedicated]
    return drawing.Revised(put, tuple(gone))


def _around(village: Division, *, on: dt.date) -> drawing.Around:
    """The village's outline, and the basic grids of other villages."""
    others = [one.shape for one in grids_on(on) if one.village_code != village.code and one.shape and not one.dedicated]
    outline = None if village.outline is None else shapely.from_wkb(village.outline)
    return drawing.Around(outline, tuple(shapely.from_wkb(others)))


def _shape(rings: Sequence[Sequence[tuple[float, float]]]) -> shapely.Geometry:
    """The drawn rings together; a ring inside another is a hole."""
    whole = shapely.Polygon(rings[0])
    for ring in rings[1:]:
        whole = shapely.symmetric_difference(whole, shapely.Polygon(ring))
    return whole


def _ever(village_code: str) -> set[str]:
    """The codes of every grid that the village ever had: none is given twice."""
    return set(db.session.scalars(sa.select(Grid.code).where(Grid.code.startswith(village_code))))


def _now(grid: land.Grid, drawn: Drawn) -> GridNow:
    there, village = drawn.now.get(grid.code), drawn.village
    kind = GridKind.DEDICATED if grid.dedicated else GridKind.BASIC
    return GridNow(
        grid_id=there.grid_id if there else uuid5(village.id, grid.code),
        version_id=there.version_id if there else uuid5(village.id, f"{grid.code} as drawn"),
        code=grid.code,
        name=grid.name,
        kind=kind,
        village_code=village.code,
        village_name=village.name,
        place_path=grid_path(grid.code),
        groups=drawn.groups_of(grid.code),
        shape=None if grid.shape is None else bytes(shapely.to_wkb(grid.shape)),
    )


def _grid(now: GridNow) -> land.Grid:
    shape = None if now.shape is None else shapely.from_wkb(now.shape)
    return land.Grid(now.code, now.name, shape, now.kind is GridKind.DEDICATED)


def _broken(number: int, count: int, why: Refusal) -> Refusal:
    """The last step's own flaw is told as it is: it was just drawn. An earlier one fitted before: the land has changed."""
    return why if number == count else GridChanged(step=number, why=why)


def _ended(gone: Sequence[str], now: Mapping[str, GridNow]) -> tuple[str, ...]:
    """Of those that were there; what was drawn and joined again within the draft never was."""
    return tuple(code for code in gone if code in now)


def _what(finding: Finding) -> tuple[str, tuple[str, ...], int]:
    return finding.kind.value, finding.grids, round(finding.area_m2)
