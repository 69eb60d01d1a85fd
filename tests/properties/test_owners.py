"""Whatever is drawn, handed over, undone, and whoever is away: every household has one owner, and what was shown is what happens.

Revisions, handovers, their undoing, leave, posts and days that pass, in any order.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import shapely
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app import jobs
from app.accounts.queries import person_to_change
from app.cases import queries as case_queries
from app.cases.models import Case
from app.cases.rules import OPEN
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.desk import queries as desk
from app.handovers import actions as handovers
from app.handovers import queries
from app.handovers.models import Handover
from app.handovers.rules import Asked, HandoverKind
from app.households.models import Household, Keeping
from app.posts import actions as posts
from app.posts import queries as post_queries
from app.posts.models import Leave
from app.posts.rules import PostKind
from app.territory import actions as land
from app.territory import queries as territory
from app.territory.rules import Cut, Merge, Step, Transfer
from grids.measures import piece_m2
from tests import makers, town
from tests.properties.ground import Ground, a_ground

DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
PEOPLE = ("worker", "second", "leader", "neighbour", "clerk")
LOST_M2 = 1.0
PHASES = [phase for phase in Phase if phase is not Phase.shrink]  # a life is short, and shrinking it takes minutes
QUIET: dict[str, Any] = {"suppress_health_check": list(HealthCheck)}

number = st.integers(0, 60)
person = st.sampled_from(PEOPLE)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("grid"), number, person, person),
        st.tuples(st.just("person"), person, person),
        st.tuples(st.just("homes"), st.integers(1, 1_023), person),
        st.tuples(st.just("undo"), st.integers(0, 12)),
        st.tuples(st.just("receive"), number),
        st.tuples(st.just("leave"), person, person, st.integers(0, 3)),
        st.tuples(st.just("back"), number),
        st.tuples(st.just("post"), number, person, st.booleans()),
        st.tuples(st.just("end"), person, number),
        st.tuples(st.just("cut"), number, st.integers(1, 9), st.integers(0, 2)),
        st.tuples(st.just("merge"), number, number, st.integers(0, 2)),
        st.tuples(st.just("border"), number, number, st.integers(1, 9)),
        st.tuples(st.just("open"), number),
        st.tuples(st.just("pass"), st.integers(1, 40)),
    ),
    min_size=3,
    max_size=14,
)


class Life:
    """A town's land and people from noon on; `seen` counts what happened over all lives."""

    def __init__(self, seen: Counter[str]) -> None:
        self.now, self.seen, self.days = town.NOON, seen, dict[dt.date, object]()
        self.before: tuple[object, object] = (None, None)  # owners and hands, before the last handover
        self.untouched: UUID | None = None  # the last handover, while nothing else happened to what it moved
        self.area = self.village_m2()
        self.homes = [f"H{n:02}" for n in range(8)] + ["1", "2"]
        for n, code in enumerate(self.homes[:8]):
            grid = f"{town.PALONG}001" if n < 4 else f"{town.PALONG}002"
            makers.a_household(code, lon=100.102 + 0.0021 * n, lat=21.905 + 0.002 * (n % 4), grid=grid)
        for code in (*self.homes, "3"):
            makers.a_case(household=code)

    @property
    def today(self) -> dt.date:
        return clock.on(self.now)

    def live(self, what: str, *told: Any) -> None:
        """One step; what is refused changes nothing."""
        before = self.standing()
        self.now += MINUTE
        if refusal := self.refused(what, *told):
            self.seen[f"refused {refusal.code}"] += 1
            assert self.standing() == before, refusal
        else:
            self.seen[what] += 1
        self.everybody_has_one_owner()
        self.the_past_is_as_it_was()

    def refused(self, what: str, *told: Any) -> Refusal | None:
        try:
            getattr(self, what)(*told)
        except Refusal as refusal:
            return refusal
        return None

    # what must hold

    def owners(self) -> dict[str, UUID | None]:
        db.session.expire_all()
        there = queries.homes(on=self.today)
        whose = queries.owners(there, roster=post_queries.roster(self.today))
        return {home.code: whose[home.id].person_id for home in there}

    def hands(self) -> dict[str, UUID | None]:
        db.session.expire_all()
        return {case.number: case.person_id for case in db.session.query(Case).filter(Case.stage.in_(OPEN))}

    def standing(self) -> object:
        return (
            self.owners(),
            self.hands(),
            db.session.query(Handover).count(),
            db.session.query(Leave).count(),
            self.land_of(self.today),
        )

    def land_of(self, on: dt.date) -> Mapping[str, object]:
        return {grid.code: (grid.name, grid.shape) for grid in territory.grids_on(on)}

    def everybody_has_one_owner(self) -> None:
        held = Counter(
            keeping.household_id
            for keeping in db.session.query(Keeping)
            if keeping.from_on <= self.today and (keeping.to_on is None or keeping.to_on >= self.today)
        )
        assert set(held.values()) <= {1}
        roster = post_queries.roster(self.today)
        for code, owner in self.owners().items():
            assert owner is None or owner in roster.workers, code
        assert case_queries.mismatches()[1] == []
        assert abs(self.village_m2() - self.area) <= LOST_M2

    def the_past_is_as_it_was(self) -> None:
        for on, was in self.days.items():
            assert self.land_of(on) == was, on
        for back in range(3):
            on = self.today - (1 + back) * DAY
            self.days.setdefault(on, self.land_of(on))

    def village_m2(self) -> float:
        shapes = [shapely.from_wkb(grid.shape) for grid in territory.grids_of_village(town.PALONG, self.today) if grid.shape]
        return piece_m2(shapely.union_all(shapes))

    # what is done

    def hand(self, asked: Asked) -> None:
        shown = queries.packet(asked, now=self.now)
        coming, aside, moving = (
            {home.code for home in shown.homes},
            sum(shown.aside.values()),
            {one.case.number for one in shown.cases},
        )
        before, had = self.owners(), self.hands()
        with transaction():
            stamp = town.a_stamp("head", at=self.now)
            handovers.hand_over(asked, reason="换岗", note="", digest=shown.digest, stamp=stamp)
        after, have = self.owners(), self.hands()
        changed = {code for code in after if after[code] != before[code]}
        assert {code for code in changed if after[code] == asked.receiver_id} == coming
        assert len(changed) == len(coming) + aside
        assert {case for case in have if have[case] != had[case]} == moving
        assert {have[case] for case in moving} <= {asked.receiver_id}
        self.before = before, had

    def grid(self, which: int, giver: str, receiver: str) -> None:
        grids = territory.grids_of_village(town.PALONG, self.today)
        code = grids[which % len(grids)].code
        giver_id = town.person_id(giver) if which % 2 else None
        self.hand(Asked(town.person_id(receiver), HandoverKind.GRID, giver_id=giver_id, grid_code=code))

    def person(self, giver: str, receiver: str) -> None:
        self.hand(Asked(town.person_id(receiver), HandoverKind.PERSON, giver_id=town.person_id(giver)))

    def homes_(self, mask: int, receiver: str) -> None:
        codes = [code for bit, code in enumerate(self.homes) if mask >> bit & 1]
        numbers = tuple(sorted(row.number for row in db.session.query(Household).filter(Household.code.in_(codes))))
        self.hand(Asked(town.person_id(receiver), HandoverKind.HOUSEHOLDS, numbers=numbers))

    def undo(self, minutes: int) -> None:
        made = db.session.query(Handover).order_by(Handover.recorded_at.desc()).first()
        if made is None:
            return
        self.now = max(self.now, made.recorded_at + minutes * MINUTE)
        is_last = self.untouched == made.id
        with transaction():
            handovers.undo(queries.handover_to_change(made.id), stamp=town.a_stamp("head", at=self.now))
        if is_last:
            assert (self.owners(), self.hands()) == self.before

    def receive(self, which: int) -> None:
        waiting = queries.waiting_for(town.person_id(PEOPLE[which % len(PEOPLE)]))
        if waiting:
            with transaction():
                handovers.receive(queries.handover_to_change(waiting[0].id), stamp=town.a_stamp("worker", at=self.now))

    def leave(self, who: str, stand_in: str, days: int) -> None:
        before = self.owners()
        with transaction():
            other = person_to_change(town.person_id(stand_in)) if stand_in != who else None
            absent, until = person_to_change(town.person_id(who)), self.today + days * DAY
            stamp = town.a_stamp("leader", at=self.now)
            posts.record_leave(absent, from_on=self.today, to_on=until, stand_in=other, reason="", stamp=stamp)
        assert self.owners() == before  # leave touches no ownership

    def back(self, which: int) -> None:
        there = post_queries.leaves_on(self.today)
        if there:
            with transaction():
                one = post_queries.leave_to_change(there[which % len(there)].id)
                posts.end_leave(one, stamp=town.a_stamp("leader", at=self.now))

    def post(self, which: int, who: str, is_worker: bool) -> None:  # noqa: FBT001
        grids = territory.grids_of_village(town.PALONG, self.today)
        kind = PostKind.WORKER if is_worker else PostKind.LEADER
        with transaction():
            grid = territory.grid(grids[which % len(grids)].code)
            stamp = town.a_stamp("system_admin", at=self.now)
            posts.put_post(grid, person_to_change(town.person_id(who)), kind=kind, from_on=self.today, to_on=None, stamp=stamp)

    def end(self, who: str, which: int) -> None:
        there = post_queries.posts_of(town.person_id(who), on=self.today)
        if there:
            with transaction():
                one = post_queries.post_to_change(there[which % len(there)].id)
                posts.end_post(one, on=self.today, stamp=town.a_stamp("system_admin", at=self.now))

    def cut(self, which: int, tenths: int, later: int) -> None:
        grid = self.basic(which)
        west, south, east, north = shapely.from_wkb(grid.shape).bounds
        x = west + (east - west) * tenths / 10
        self.draw(Cut(grid.code, ((x, south - 0.001), (x, north + 0.001)), f"新网格{self.now:%d%H%M%S}{which}"), later)

    def merge(self, which: int, other: int, later: int) -> None:
        self.draw(Merge((self.basic(which).code, self.basic(other).code)), later)

    def border(self, giver: int, taker: int, tenths: int) -> None:
        grid = self.basic(giver)
        west, south, east, north = shapely.from_wkb(grid.shape).bounds
        x = west + (east - west) * tenths / 10
        self.draw(Transfer(grid.code, self.basic(taker).code, ((x, south - 0.001), (x, north + 0.001))), 0)

    def basic(self, which: int) -> Any:
        grids = territory.grids_of_village(town.PALONG, self.today)
        return grids[which % len(grids)]

    def draw(self, step: Step, later: int) -> None:
        """For today or a later day; for today it happens to the household as was shown."""
        with transaction():
            draft = land.begin(territory.division(town.PALONG), "调整", stamp=town.a_stamp("leader", at=self.now))
            drawn = land.draw(draft, step, stamp=town.a_stamp("leader", at=self.now))
            shown = {(one.codes[0], one.codes[1]): one.households for one in desk.effects(drawn, on=self.today).passages}
            draft_id = draft.id
        before = self.placed()
        with transaction():
            revision = territory.revision_to_change(draft_id)
            land.plan(revision, from_on=self.today + later * DAY, stamp=town.a_stamp("leader", at=self.now))
        after = self.placed()
        moved = Counter((before[code], after[code]) for code in after if after[code] != before[code])
        assert dict(moved) == ({} if later else shown)
        assert after["3"] == before["3"]  # in the village beside nothing is placed anew

    def placed(self) -> dict[str, str]:
        db.session.expire_all()
        rows = db.session.query(Household.code, Household.grid_id)
        return {code: territory.grid_code(grid_id) if grid_id else "" for code, grid_id in rows}

    def open(self, which: int) -> None:
        code = self.homes[which % len(self.homes)]
        whose = self.owners()[code]
        case = makers.a_case(household=code, at=self.now)
        if case.why[-1]["step"] == "keeper":
            assert case.person_id == whose

    def pass_(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)
        while jobs.run("land", now=self.now) != {"done": 0}:
            pass


NAMES: Mapping[str, str] = {"homes": "homes_", "pass": "pass_"}


def lived(ground: Ground, seen: Counter[str], told: list[Any]) -> None:
    ground.begin()
    try:
        life = Life(seen)
        for what, *more in told:
            handed = db.session.query(Handover).count()
            life.live(NAMES.get(what, what), *more)
            if db.session.query(Handover).count() > handed:
                life.untouched = db.session.query(Handover).order_by(Handover.recorded_at.desc()).limit(1).one().id
            elif what not in {"undo", "receive", "back", "leave"}:
                life.untouched = None
    finally:
        ground.drop()


def tried(url: str, instance: Path, lives: int) -> Counter[str]:
    seen = Counter[str]()
    with a_ground(url, instance) as ground:

        @settings(max_examples=lives, derandomize=True, database=None, deadline=None, phases=PHASES, **QUIET)
        @given(steps)
        def live(told: list[Any]) -> None:
            lived(ground, seen, told)

        live()
    return seen


HAPPENED = (
    *("grid", "person", "homes_", "undo", "receive", "leave", "back", "post", "end", "cut", "merge", "border", "open", "pass_"),
    *(f"refused handovers.{code}" for code in ("to_oneself", "nothing", "receiver_without_role")),
)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_household_has_one_owner_and_what_was_shown_is_what_happens(database_url: str, instance: Path) -> None:
    seen = tried(database_url, instance, 60)
    assert [what for what in HAPPENED if not seen[what]] == []


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_owners_on_the_large_database(database_url: str, instance: Path) -> None:
    tried(database_url, instance, 4)


@pytest.mark.full
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_owners_over_hundreds_of_lives(database_url: str, instance: Path) -> None:
    tried(database_url, instance, 300)
