"""边界调整: drawn, planned, undone, in force; the past stays; posts and households follow; a preview is what happens."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from uuid import UUID

import pytest
import shapely
import sqlalchemy as sa
from flask import Flask

import app.cases.queries as case_queries
import app.posts.actions as posts
from app.cases.models import Case
from app.core.db import db, transaction
from app.core.journal import Entry
from app.desk.queries import effects
from app.households.models import Household
from app.posts.queries import posts_of_grid, roster
from app.posts.rules import PostKind
from app.territory import actions, queries
from app.territory.models import GridVersion, Revision
from app.territory.rules import Cut, Divide, Draw, GridKind, GridRow, Merge, RevisionState, Step, Transfer
from app.territory.rules.refusals import BeforeLastVersion
from app.territory.rules.revision_refusals import (
    GridChanged,
    LineMisses,
    NameTaken,
    NothingDrawn,
    NotUndoable,
    RevisionInPast,
    RevisionSettled,
    StandsOnIt,
    StepUnreadable,
)
from tests import makers, town

FIRST, SECOND = f"{town.PALONG}001", f"{town.PALONG}002"
THIRD = f"{town.PALONG}003"
TODAY, DAY = dt.date(2026, 9, 30), dt.timedelta(days=1)
ACROSS = ((100.099, 21.912), (100.111, 21.912))  # 帕龙一组, the household 1 below the line
CUT = Cut(FIRST, ACROSS, "帕龙上寨")


@pytest.fixture
def land(app: Flask) -> Iterator[Flask]:
    town.build(app)
    with town.looking_on(app):
        yield app


def drafted(*steps: Step, title: str = "一分为二") -> UUID:
    with transaction():
        draft = actions.begin(queries.division(town.PALONG), title, stamp=town.a_stamp("leader"))
        for step in steps:
            actions.draw(draft, step, stamp=town.a_stamp("leader"))
        return draft.id


def planned(revision_id: UUID, from_on: dt.date = TODAY) -> None:
    with transaction():
        actions.plan(queries.revision_to_change(revision_id), from_on=from_on, stamp=town.a_stamp("leader"))


def undone(revision_id: UUID, at: dt.datetime = town.NOON) -> None:
    with transaction():
        actions.undo(queries.revision_to_change(revision_id), stamp=town.a_stamp("leader", at=at))


def shapes_on(on: dt.date) -> dict[str, tuple[str, bytes | None]]:
    return {grid.code: (grid.name, grid.shape) for grid in queries.grids_on(on)}


def households() -> dict[str, str | None]:
    found = db.session.execute(sa.select(Household).order_by(Household.code)).scalars()
    db.session.expire_all()
    return {one.code: queries.grid_code(one.grid_id) if one.grid_id else None for one in found}


def test_a_draft_changes_nothing_and_a_plan_from_its_day_on_only(land: Flask) -> None:
    before = shapes_on(TODAY)
    revision = drafted(CUT)
    assert shapes_on(TODAY) == before
    planned(revision, TODAY + 5 * DAY)
    assert shapes_on(TODAY) == shapes_on(TODAY + 4 * DAY) == before
    after = shapes_on(TODAY + 5 * DAY)
    assert set(after) - set(before) == {THIRD}
    assert after[THIRD][0] == "帕龙上寨"
    whole = shapely.union_all([shapely.from_wkb(after[code][1]) for code in (FIRST, THIRD)])
    assert shapely.equals(whole, shapely.from_wkb(before[FIRST][1]))


def test_what_is_planned_for_today_is_so_at_once_and_posts_and_households_follow(land: Flask) -> None:
    makers.a_household("7", lon=100.105, lat=21.915)
    planned(drafted(CUT))
    assert queries.revision(db.session.scalars(sa.select(Revision.id)).one()).state is RevisionState.IN_FORCE
    new = next(grid for grid in queries.grids_on(TODAY) if grid.code == THIRD)
    assert households() == {
        "1": FIRST,
        "2": SECOND,
        "3": f"{town.ZHANGLANG}001",
        "4": f"{town.ZHANGLANG}001",
        "5": f"{town.ZHANGLANG}002",
        "7": THIRD,
    }
    assert {post.person_id for post in posts_of_grid(new.grid_id)} == {town.person_id("worker"), town.person_id("leader")}
    assert {post.grid_id for post in roster(TODAY).posts} >= {new.grid_id}


def test_the_scheduler_lets_it_come_into_force_on_its_day_once(land: Flask) -> None:
    revision = drafted(Merge((FIRST, SECOND)))
    planned(revision, TODAY + DAY)
    with transaction():
        assert actions.come_into_force(town.NOON) == 0
    assert households()["2"] == SECOND
    for made in (1, 0):
        with transaction():
            assert actions.come_into_force(town.NOON + DAY) == made
    assert queries.revision(revision).state is RevisionState.IN_FORCE
    assert [households()[code] for code in "12"] == [FIRST, FIRST]
    ended = town.a_grid(SECOND)
    assert {post.to_on for post in posts_of_grid(ended.id)} == {TODAY}
    assert [grid.groups for grid in queries.grids_on(TODAY + DAY) if grid.code == FIRST] == [("一组", "二组")]


def test_undone_before_its_day_it_never_was_in_force_and_afterwards_it_can_not_be(land: Flask) -> None:
    before = shapes_on(TODAY + 9 * DAY)
    for step in (CUT, Merge((FIRST, SECOND)), Transfer(FIRST, SECOND, ((100.105, 21.899), (100.105, 21.921)))):
        revision = drafted(step)
        planned(revision, TODAY + 3 * DAY)
        assert shapes_on(TODAY + 9 * DAY) != before
        undone(revision)
        assert shapes_on(TODAY + 9 * DAY) == before
        assert queries.revision(revision).state is RevisionState.UNDONE
        with pytest.raises(NotUndoable):
            undone(revision)
    revision = drafted(CUT)
    planned(revision, TODAY + 3 * DAY)
    with pytest.raises(NotUndoable):
        undone(revision, at=town.NOON + 3 * DAY)
    undone(drafted(CUT))  # a draft is dropped


def test_a_grid_of_two_grids_land_is_looked_after_by_the_people_of_most_of_it(land: Flask) -> None:
    ring = ((100.109, 21.905), (100.115, 21.905), (100.115, 21.915), (100.109, 21.915))  # a sixth of it was the first's
    planned(drafted(Draw("集市片", ring, dedicated=False)))
    new = town.a_grid(THIRD)
    assert {post.person_id for post in posts_of_grid(new.id)} == {town.person_id(who) for who in ("worker", "second", "leader")}
    assert [grid.code for grid, _ in queries.descent(new.id)[0]] == [FIRST, SECOND]


def test_a_post_that_begins_later_begins_on_the_new_grid_on_that_day_too(land: Flask) -> None:
    with transaction():
        post = partial(posts.put_post, town.a_grid(FIRST), town.a_person("second"), kind=PostKind.WORKER)
        post(from_on=TODAY + 9 * DAY, to_on=None, stamp=town.a_stamp())
    planned(drafted(CUT))
    new = town.a_grid(THIRD)
    assert [one.from_on for one in posts_of_grid(new.id) if one.person_id == town.person_id("second")] == [TODAY + 9 * DAY]


def test_the_one_below_is_undone_after_the_one_that_stands_on_it(land: Flask) -> None:
    below = drafted(CUT)
    planned(below, TODAY + 3 * DAY)
    with transaction():
        actions.put_grids([GridRow(FIRST, "新名")], from_on=TODAY + 5 * DAY, stamp=town.a_stamp())
    with pytest.raises(StandsOnIt):
        undone(below)


def test_the_past_stays_as_it_was(land: Flask) -> None:
    days = [TODAY - 200 * DAY, TODAY - DAY]
    before = [shapes_on(on) for on in days]
    planned(drafted(CUT, Merge((SECOND, FIRST))))
    assert [shapes_on(on) for on in days] == before
    with pytest.raises(RevisionInPast):
        planned(drafted(Cut(SECOND, ((100.105, 21.912), (100.122, 21.912)), "上寨")), TODAY - DAY)


def test_a_preview_is_what_happens(land: Flask) -> None:
    makers.a_household("7", lon=100.105, lat=21.915)
    case = makers.a_case(household="7").id
    revision = drafted(CUT, Transfer(SECOND, FIRST, ((100.114, 21.899), (100.114, 21.921))))
    draft = queries.revision(revision)
    told = effects(actions.drawn(draft, on=TODAY), on=TODAY)
    before, later = households(), dict[tuple[str, str], int]()
    planned(revision)
    after = households()
    for code, grid in before.items():
        if grid != after[code]:
            pair = (grid or "", after[code] or "")
            later[pair] = later.get(pair, 0) + 1
    assert {one.codes: one.households for one in told.passages} == later
    assert sum(one.open_cases for one in told.passages) == 1
    assert [one.to_people for one in told.passages if one.codes == (FIRST, THIRD)] == [["门二", "飘优"]]
    assert db.session.get_one(Case, case).grid_id == town.a_grid(FIRST).id  # a case stays with the grid that it was routed by


def test_a_step_that_is_wrong_adds_nothing_and_the_last_is_taken_back(land: Flask) -> None:
    revision = drafted(CUT)
    away = Cut(FIRST, ((100.2, 21.9), (100.3, 21.9)), "无")
    with pytest.raises(NameTaken), transaction():
        actions.draw(queries.revision_to_change(revision), Cut(SECOND, ACROSS, "帕龙上寨"), stamp=town.a_stamp("leader"))
    with pytest.raises(LineMisses), transaction():
        actions.draw(queries.revision_to_change(revision), away, stamp=town.a_stamp("leader"))
    assert len(queries.revision(revision).steps) == 1
    with transaction():
        actions.take_back(queries.revision_to_change(revision), stamp=town.a_stamp("leader"))
    with pytest.raises(NothingDrawn), transaction():
        actions.take_back(queries.revision_to_change(revision), stamp=town.a_stamp("leader"))
    with pytest.raises(NothingDrawn):
        planned(revision)


def test_two_who_draw_on_the_same_grid_the_second_is_told_and_keeps_the_work(land: Flask) -> None:
    mine, other = drafted(Cut(SECOND, ((100.109, 21.912), (100.122, 21.912)), "我的"), CUT), drafted(Merge((FIRST, SECOND)))
    planned(other)
    with pytest.raises(GridChanged) as told:
        planned(mine)
    assert told.value.facts["step"] == 1
    assert len(queries.revision(mine).steps) == 2
    assert actions.drawn(queries.revision(mine), on=TODAY).broken is not None


def test_a_later_version_of_a_grid_stands_in_the_way_of_an_earlier_day(land: Flask) -> None:
    planned(drafted(CUT), TODAY + 5 * DAY)
    with pytest.raises(BeforeLastVersion):
        planned(drafted(CUT, title="早一天"), TODAY + DAY)


def test_where_grids_come_from_and_what_became_of_them(land: Flask) -> None:
    planned(drafted(CUT))
    parents, children = queries.descent(town.a_grid(THIRD).id)
    assert [(grid.code, on) for grid, on in parents] == [(FIRST, TODAY)]
    assert children == []
    assert [grid.code for grid, _ in queries.descent(town.a_grid(FIRST).id)[1]] == [THIRD]
    later = drafted(Merge((FIRST, THIRD)))
    planned(later, TODAY + DAY)
    assert [grid.code for grid, _ in queries.descent(town.a_grid(THIRD).id)[1]] == [FIRST]
    undone(later)
    assert queries.descent(town.a_grid(THIRD).id)[1] == []


def test_a_village_is_divided_by_a_step_and_drawn_grids_that_have_no_use_end(land: Flask) -> None:
    whole = shapely.union_all([shapely.from_wkb(grid.shape) for grid in queries.grids_of_village(town.PALONG, TODAY)])
    north, south = (shapely.intersection(whole, shapely.box(100, lat, 101, lat + 1)) for lat in (21.91, 20.91))
    proposed = ((SECOND, "帕龙南", south.wkb.hex()), (THIRD, "帕龙北", north.wkb.hex()))
    revision = drafted(Divide(proposed), Cut(THIRD, ((100.11, 21.909), (100.11, 21.921)), "帕龙东北"))
    planned(revision)
    after = {grid.code: grid.name for grid in queries.grids_of_village(town.PALONG, TODAY)}
    assert after == {SECOND: "帕龙南", THIRD: "帕龙北", f"{town.PALONG}004": "帕龙东北"}
    with pytest.raises(StepUnreadable):
        drafted(Divide(((SECOND, "帕龙南", "00ff"),)))


def test_a_dedicated_grid_lies_on_others_and_is_looked_after_by_theirs(land: Flask) -> None:
    before = shapes_on(TODAY)
    planned(drafted(Draw("学校", ((100.104, 21.909), (100.106, 21.909), (100.106, 21.911), (100.104, 21.911)), dedicated=True)))
    after = {grid.code: grid for grid in queries.grids_on(TODAY)}
    assert {code: shape for code, (_, shape) in shapes_on(TODAY).items() if code != THIRD} == {
        code: shape for code, (_, shape) in before.items()
    }
    assert after[THIRD].kind is GridKind.DEDICATED
    assert households()["1"] == THIRD
    assert len(posts_of_grid(after[THIRD].grid_id)) == 2


def test_a_deed_that_arrives_again_changes_nothing(land: Flask) -> None:
    revision, stamp = drafted(), town.a_stamp("leader")
    for _ in range(2):
        with transaction():
            actions.draw(queries.revision_to_change(revision), CUT, stamp=stamp)
    assert len(queries.revision(revision).steps) == 1
    stamp = town.a_stamp("leader")
    for _ in range(2):
        with transaction():
            actions.plan(queries.revision_to_change(revision), from_on=TODAY, stamp=stamp)
    assert db.session.scalar(sa.select(sa.func.count()).where(GridVersion.event_id == revision)) == 2
    assert db.session.scalar(sa.select(sa.func.count()).where(Entry.event_id == stamp.event_id)) == 1
    with pytest.raises(RevisionSettled), transaction():
        actions.draw(queries.revision_to_change(revision), CUT, stamp=town.a_stamp("leader"))


def test_a_case_says_which_grid_it_was_routed_by_once_that_is_drawn_otherwise(land: Flask) -> None:
    case_id = makers.a_case().id
    assert case_queries.drawn_otherwise(case_queries.case(case_id), on=TODAY + DAY) is None
    planned(drafted(Cut(FIRST, ACROSS, "帕龙上寨")), TODAY + DAY)
    assert case_queries.drawn_otherwise(case_queries.case(case_id), on=TODAY) is None
    told = case_queries.drawn_otherwise(case_queries.case(case_id), on=TODAY + DAY)
    assert told is not None
    then, here = told
    assert (then.name, then.to_on, here and here.number) == ("帕龙一组网格", TODAY, 2)
    assert db.session.get_one(GridVersion, case_queries.case(case_id).grid_version_id) is then  # the case keeps it
