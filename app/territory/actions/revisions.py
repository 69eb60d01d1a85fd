"""边界调整: draw a village's grids anew step by step, plan the day, undo it before; and what happens on that day."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

import sqlalchemy as sa

from app.accounts.rules import Deed
from app.core import clock, events, journal
from app.core.db import db
from app.core.stamp import MACHINE, Door, Stamp
from app.territory import queries
from app.territory.actions.grid_codes import wkb
from app.territory.actions.grids import DAY, end_grids, grids_of, put_rows
from app.territory.actions.state import mark_changed
from app.territory.models import Division, Grid, GridDescent, GridVersion, Revision
from app.territory.queries import Drawn
from app.territory.rules import GridKind, GridRow, LandRevised, RevisionState, Step, plan_hindrance
from app.territory.rules.refusals import BeforeLastVersion
from app.territory.rules.revision_refusals import NothingDrawn, NotUndoable, RevisionSettled, StandsOnIt
from app.territory.rules.revisions import said_of, title_of
from grids import territory as land


def begin(village: Division, title: str, *, stamp: Stamp) -> Revision:
    """A new draft for a village; it binds nobody. Raises TitleUnsaid."""
    title, new_id = title_of(title), stamp.part(1).event_id
    if not _enter(new_id, {"begin": title, "village": village.code}, "begun", stamp):
        return queries.revision(new_id)
    draft = Revision(
        id=new_id,
        division_id=village.id,
        place_path=village.place_path,
        title=title,
        state=RevisionState.DRAFT,
        steps=[],
        drawn_by=stamp.by,
        drawn_at=stamp.at,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def draw(draft: Revision, step: Step, *, stamp: Stamp) -> Drawn:
    """Add a step to a draft that was loaded to be changed. Raises what is wrong with it; then nothing was added."""
    said = said_of(step)
    if not _enter(draft.id, {"draw": said}, "drawn", stamp, {"step": step.kind}):
        return drawn(draft, on=clock.on(stamp.at))
    _demand(draft, RevisionState.DRAFT)
    draft.steps = [*draft.steps, said]
    draft.drawn_by, draft.drawn_at = stamp.by, stamp.at
    result = drawn(draft, on=clock.on(stamp.at))
    if result.broken is not None:
        raise result.broken
    db.session.flush()
    return result


def take_back(draft: Revision, *, stamp: Stamp) -> Drawn:
    """Take back the last step of a draft that was loaded to be changed."""
    if _enter(draft.id, {"take_back": "last"}, "taken back", stamp):
        _demand(draft, RevisionState.DRAFT)
        if not draft.steps:
            raise NothingDrawn
        draft.steps = draft.steps[:-1]
        db.session.flush()
    return drawn(draft, on=clock.on(stamp.at))


def drawn(draft: Revision, *, on: dt.date) -> Drawn:
    """What a revision's steps make of its village's land of a day."""
    return queries.drawn(draft.division, draft.steps, on=on)


def plan(draft: Revision, *, from_on: dt.date, stamp: Stamp) -> None:
    """Settle the day: from it on the grids are as drawn. If it is today, they are so at once.

    Raises what stands in the way: the day is past, the land changed meanwhile, a grid has a later version already.
    """
    if not _enter(draft.id, {"plan": from_on.isoformat()}, "planned", stamp, {"from": from_on.isoformat()}):
        return
    today = clock.on(stamp.at)
    if (hindrance := plan_hindrance(draft.state, len(draft.steps), from_on=from_on, today=today)) is not None:
        raise hindrance
    town = queries.township_to_change(draft.division.code[:9] + "000")
    result = drawn(draft, on=from_on)
    if result.broken is not None:
        raise result.broken
    _put(town, draft, result, from_on=from_on, stamp=stamp)
    draft.state, draft.from_on, draft.ended = RevisionState.PLANNED, from_on, list(result.gone)
    draft.settled_by, draft.settled_at = stamp.by, stamp.at
    mark_changed()
    if from_on == today:
        _come_into_force(draft, stamp=stamp)


def undo(revision: Revision, *, stamp: Stamp) -> None:
    """Drop a draft, or take back a plan before its day: what was planned was never in force, and is kept as such."""
    if not _enter(revision.id, {"undo": str(revision.from_on)}, "undone", stamp):
        return
    if revision.state is RevisionState.PLANNED and revision.from_on and revision.from_on > clock.on(stamp.at):
        queries.township_to_change(revision.division.code[:9] + "000")
        for grid in _touched(revision):
            _restore(grid, revision)
        mark_changed()
    elif revision.state is not RevisionState.DRAFT:
        raise NotUndoable
    revision.state, revision.settled_by, revision.settled_at = RevisionState.UNDONE, stamp.by, stamp.at
    db.session.flush()


def come_into_force(now: dt.datetime, *, limit: int = 1) -> int:
    """Let at most so many revisions come into force whose day has come; how many."""
    due = queries.revisions_due(clock.on(now))[:limit]
    for one in due:
        planned = queries.revision_to_change(one.id)
        event_id = uuid5(one.id, "in force")
        stamp = Stamp(by=MACHINE, on_behalf_of=None, at=now, recorded_at=now, event_id=event_id, door=Door.SCHEDULER)
        if planned.state is RevisionState.PLANNED and _enter(one.id, {"in_force": str(one.from_on)}, "in force", stamp):
            _come_into_force(planned, stamp=stamp)
    return len(due)


def _come_into_force(planned: Revision, *, stamp: Stamp) -> None:
    """Tell whoever looks after what stands on the land."""
    planned.state = RevisionState.IN_FORCE
    db.session.flush()
    ended = [grid.id for grid in _touched(planned) if grid.code in planned.ended]
    news = LandRevised(planned.id, planned.division_id, planned.from_on or clock.on(stamp.at), _mothers(planned), tuple(ended))
    events.dispatch(news, stamp=stamp)


def _mothers(planned: Revision) -> Mapping[UUID, UUID]:
    """Of each grid that is new by this revision: the grid that most of its land came from."""
    new = sa.select(GridVersion.grid_id).where(GridVersion.event_id == planned.id, GridVersion.number == 1)
    shares = sa.select(GridDescent).where(GridDescent.revision_id == planned.id, GridDescent.child_id.in_(new))
    return {one.child_id: one.parent_id for one in db.session.scalars(shares.order_by(GridDescent.area_m2))}


def _put(town: Division, draft: Revision, result: Drawn, *, from_on: dt.date, stamp: Stamp) -> None:
    """The drawn grids as versions from the day on, under the revision's own id; and which land came from where."""
    named = dataclasses.replace(stamp, event_id=draft.id)
    _demand_last(grids_of(town), result)
    put_rows(town, [_row(grid, result) for grid in result.put], from_on=from_on, stamp=named)
    there = grids_of(town)
    end_grids([there[code] for code in result.gone], last_on=from_on - DAY)
    for (parent, child), area in result.origins.items():
        db.session.add(GridDescent(revision_id=draft.id, parent_id=there[parent].id, child_id=there[child].id, area_m2=area))
    db.session.flush()


def _demand_last(there: Mapping[str, Grid], result: Drawn) -> None:
    """What is drawn on must be the last version of each grid: a later one would go on as if nothing had been drawn."""
    for code in {*result.gone, *(grid.code for grid in result.put)} & set(result.now):
        last = there[code].last
        if last is not None and last.id != result.now[code].version_id:
            raise BeforeLastVersion(code=code, from_on=last.from_on.isoformat())


def _row(grid: land.Grid, result: Drawn) -> GridRow:
    kind = GridKind.DEDICATED if grid.dedicated else GridKind.BASIC
    shape = None if grid.shape is None else wkb(grid.shape)
    return GridRow(grid.code, grid.name, kind, result.groups_of(grid.code), shape)


def _touched(revision: Revision) -> Sequence[Grid]:
    """The grids that have a version by this revision, or gave land to one that has."""
    by_version = sa.select(GridVersion.grid_id).where(GridVersion.event_id == revision.id)
    by_descent = sa.select(GridDescent.parent_id).where(GridDescent.revision_id == revision.id)
    wanted = sa.select(Grid).where(sa.or_(Grid.id.in_(by_version), Grid.id.in_(by_descent))).order_by(Grid.code)
    return db.session.scalars(wanted).all()


def _restore(grid: Grid, revision: Revision) -> None:
    """The version before goes on; that of the revision ends before its first day. Raises StandsOnIt."""
    own, last = next((one for one in grid.versions if one.event_id == revision.id), None), grid.last
    if own is None:
        if last is not None and grid.code in revision.ended:
            last.to_on = None
        return
    if own is not last:
        raise StandsOnIt(grid=own.name)
    own.to_on = own.from_on - DAY
    if (before := grid.last) is not None:
        before.to_on = None


def _demand(revision: Revision, state: RevisionState) -> None:
    if revision.state is not state:
        raise RevisionSettled


def _enter(subject: UUID, body: Mapping[str, object], what: str, stamp: Stamp, facts: Mapping[str, object] | None = None) -> bool:
    told = {"what": f"revision {what}", **(facts or {})}
    return journal.enter(Deed.DRAW_GRIDS, subject=subject, body=body, stamp=stamp, facts=told)
