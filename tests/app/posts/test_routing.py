"""Who is responsible, and why: a table of examples, and what holds for every roster."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.posts.rules import (
    Absence,
    GridRef,
    PostKind,
    PostRef,
    Roster,
    Routing,
    Step,
    TeamRef,
    Wish,
    Worker,
    responsible,
)

TODAY = dt.date(2026, 9, 30)
PALONG, ZHANGLANG = "532822205204", "532822205209"


def uid(number: int) -> UUID:
    return UUID(int=number)


GRID = GridRef(uid(1), f"{PALONG}001", "帕龙一组网格", PALONG)
OTHER = GridRef(uid(2), f"{PALONG}002", "帕龙二组网格", PALONG)
FAR = GridRef(uid(3), f"{ZHANGLANG}001", "章朗一组网格", ZHANGLANG)
TEAM, FAR_TEAM = TeamRef(uid(11), "帕龙村代办服务队", PALONG), TeamRef(uid(12), "章朗村代办服务队", ZHANGLANG)
MEN, YU, PIAO, SAN = (
    Worker(uid(21), "门二", "a", frozenset({"汉语", "布朗语"}), TEAM.id),
    Worker(uid(22), "玉应", "b", frozenset({"汉语", "傣语"}), TEAM.id),
    Worker(uid(23), "飘优", "c", frozenset({"汉语", "哈尼语"}), TEAM.id),
    Worker(uid(24), "岩三", "d", frozenset({"汉语"}), FAR_TEAM.id),
)


def a_roster(*posts: tuple[Worker, PostKind], away: dict[UUID, UUID | None] | None = None) -> Roster:
    return Roster(
        on=TODAY,
        teams=(TEAM, FAR_TEAM),
        workers={worker.id: worker for worker in (MEN, YU, PIAO, SAN)},
        posts=tuple(PostRef(GRID.id, worker.id, kind) for worker, kind in posts),
        absences={person: Absence(person, stand_in) for person, stand_in in (away or {}).items()},
    )


def routed(roster: Roster, grids: Sequence[GridRef] = (GRID,), found: Step = Step.IN_GRID, **wish: Any) -> Routing:
    return responsible(grids, found=found, roster=roster, village_code=PALONG, wish=Wish(**wish))


W, L = PostKind.WORKER, PostKind.LEADER
EXAMPLES: dict[str, tuple[Roster, dict[str, Any], Worker, list[Step]]] = {
    "the worker, not the leader": (a_roster((MEN, W), (PIAO, L)), {}, MEN, [Step.IN_GRID, Step.WORKER]),
    "of two workers who speaks the language": (a_roster((MEN, W), (YU, W)), {"language": "傣语"}, YU, [Step.SPEAKS]),
    "of two workers who has least to do": (a_roster((MEN, W), (YU, W)), {"load": {MEN.id: 3, YU.id: 1}}, YU, [Step.FEWEST]),
    "the language goes before the load": (
        a_roster((MEN, W), (YU, W)),
        {"language": "布朗语", "load": {MEN.id: 9}},
        MEN,
        [Step.SPEAKS],
    ),
    "of two alike the first by name": (a_roster((YU, W), (MEN, W)), {}, MEN, [Step.WORKER]),
    "a worker at work before a stand-in": (a_roster((MEN, W), (YU, W), away={MEN.id: PIAO.id}), {}, YU, [Step.WORKER]),
    "the stand-in of the only worker": (a_roster((MEN, W), (PIAO, L), away={MEN.id: SAN.id}), {}, SAN, [Step.STAND_IN]),
    "the leader when nobody stands in": (a_roster((MEN, W), (PIAO, L), away={MEN.id: None}), {}, PIAO, [Step.LEADER]),
    "the leader when the stand-in is away too": (
        a_roster((MEN, W), (PIAO, L), away={MEN.id: YU.id, YU.id: None}),
        {},
        PIAO,
        [Step.LEADER],
    ),
    "the leader's stand-in": (a_roster((PIAO, L), away={PIAO.id: YU.id}), {}, YU, [Step.STAND_IN]),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_case_comes_to(name: str) -> None:
    roster, wish, person, steps = EXAMPLES[name]
    routing = routed(roster, **wish)
    assert routing.person_id == person.id
    assert routing.team_id == TEAM.id
    assert set(steps) <= {reason.step for reason in routing.why}


def test_a_stand_in_is_told_for_whom() -> None:
    routing = routed(a_roster((MEN, W), away={MEN.id: SAN.id}))
    assert routing.stands_in_for == MEN.id
    assert routing.why[-1].facts == {"person": "岩三", "absent": "门二"}


def test_a_grid_where_everybody_is_away_falls_to_the_village_s_team_which_sees_who_is_missing() -> None:
    routing = routed(a_roster((MEN, W), (PIAO, L), away={MEN.id: None, PIAO.id: None}))
    assert (routing.team_id, routing.person_id) == (TEAM.id, None)
    assert [reason.step for reason in routing.why] == [Step.IN_GRID, Step.ON_LEAVE, Step.ON_LEAVE, Step.TEAM]


def test_a_village_without_a_team_leaves_it_to_the_desk() -> None:
    routing = routed(replace(a_roster(), teams=(FAR_TEAM,)))
    assert (routing.team_id, routing.person_id) == (None, None)
    assert routing.why[-1].step is Step.POOL


def test_without_a_grid_the_household_s_village_decides() -> None:
    assert routed(a_roster(), ()).team_id == TEAM.id
    nowhere = responsible((), found=Step.NO_GRID, roster=a_roster(), village_code=None, wish=Wish())
    assert (nowhere.team_id, nowhere.person_id) == (None, None)


def test_two_grids_of_one_village_are_its_team_s_to_decide_and_of_two_villages_the_desk_s() -> None:
    roster = a_roster((MEN, W))
    within, across = routed(roster, (GRID, OTHER), Step.SEVERAL), routed(roster, (GRID, FAR), Step.ON_BORDER)
    assert (within.team_id, within.person_id) == (TEAM.id, None)
    assert (across.team_id, across.person_id) == (None, None)
    assert across.grids == (GRID, FAR)
    assert across.why[0].facts == {"grids": "帕龙一组网格、章朗一组网格"}


def test_a_dedicated_grid_says_so() -> None:
    assert routed(a_roster((MEN, W)), (replace(GRID, dedicated=True),)).why[0].step is Step.DEDICATED


PEOPLE = [MEN, YU, PIAO, SAN]
people = st.sampled_from(PEOPLE)
posts = st.lists(st.tuples(st.sampled_from([GRID, OTHER, FAR]), people, st.sampled_from(PostKind)), max_size=10)
absences = st.dictionaries(people, st.none() | people, max_size=4)
gone = st.frozensets(people, max_size=3)
grids = st.lists(st.sampled_from([GRID, OTHER, FAR]), unique=True, max_size=3)
loads = st.dictionaries(people.map(lambda worker: worker.id), st.integers(0, 3))
languages = st.none() | st.sampled_from(["傣语", "布朗语", "拉祜语"])
with_teams = st.sampled_from([(), (TEAM,), (TEAM, FAR_TEAM)])


def any_roster(
    posted: list[tuple[GridRef, Worker, PostKind]], away: dict[Worker, Worker | None], left: frozenset[Worker]
) -> Roster:
    return Roster(
        on=TODAY,
        teams=(TEAM, FAR_TEAM),
        workers={worker.id: worker for worker in PEOPLE if worker not in left},
        posts=tuple(PostRef(grid.id, worker.id, kind) for grid, worker, kind in posted),
        absences={one.id: Absence(one.id, stand_in.id if stand_in else None) for one, stand_in in away.items()},
    )


@given(posts, absences, gone, grids, loads, languages, with_teams)
def test_a_case_is_never_lost_and_never_given_to_somebody_who_is_not_there(
    posted: list[tuple[GridRef, Worker, PostKind]],
    away: dict[Worker, Worker | None],
    left: frozenset[Worker],
    claims: list[GridRef],
    load: dict[UUID, int],
    language: str | None,
    teams: tuple[TeamRef, ...],
) -> None:
    roster = replace(any_roster(posted, away, left), teams=teams)
    routing = routed(roster, claims, Step.IN_GRID, load=load, language=language)
    if routing.person_id is not None:
        assert roster.is_there(routing.person_id)
        assert routing.person_id not in {one.id for one in away}
        assert routing.person_id not in {one.id for one in left}
    is_pool = routing.why[-1].step is Step.POOL
    assert routing.person_id is not None or (routing.team_id is None) == is_pool
    if routing.team_id is not None and routing.person_id is None:
        assert routing.team_id in {team.id for team in teams}
    assert all(reason.as_json()["step"] == reason.step.value for reason in routing.why)


@given(posts, absences, gone, grids.filter(lambda claims: len(claims) < 2), loads, languages, st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(
    posted: list[tuple[GridRef, Worker, PostKind]],
    away: dict[Worker, Worker | None],
    left: frozenset[Worker],
    claims: list[GridRef],
    load: dict[UUID, int],
    language: str | None,
    luck: random.Random,
) -> None:
    roster = any_roster(posted, away, left)
    shuffled = replace(
        roster,
        posts=tuple(luck.sample(roster.posts, len(roster.posts))),
        teams=tuple(luck.sample(roster.teams, len(roster.teams))),
        workers=dict(luck.sample(list(roster.workers.items()), len(roster.workers))),
        absences=dict(luck.sample(list(roster.absences.items()), len(roster.absences))),
    )
    assert routed(roster, claims, load=load, language=language) == routed(shuffled, claims, load=load, language=language)
