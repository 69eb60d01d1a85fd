"""What people do in a history, drawn by Hypothesis: each deed is settled first and done after, so that it can be sent again."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from hypothesis import strategies as st

import app.posts.actions as posts
import app.posts.queries as roster
import app.reports.actions as reports
import app.visits.actions as visits
import app.visits.queries as carried
from app.accounts.models import Person
from app.accounts.queries import person_to_change
from app.cases import actions, queries
from app.cases.models import Case
from app.cases.rules import CLOSED, MOVES, OPEN, Asked, Intake, Mode, Move, Outcome, PaperState, Stage
from app.core import clock
from app.core.db import db
from app.core.stamp import Stamp
from app.households.models import Household
from app.posts.models import Leave, Post
from app.posts.rules import PostKind
from app.reports.rules import Verdict
from app.territory.models import Grid
from app.visits.actions.visiting import UNDER_WAY
from app.visits.rules import Completion, DeliveryStep, Relation, VisitDone, VisitOutcome, WhyBack, steps_from
from tests import town
from tests.app.visits.ground import PROOF
from tests.properties.ground import DAY, NOWHERE, Fate

Deed = Callable[[Stamp], object]
ITEMS = [[Asked(code)] for code in (town.PENSION, town.OLD_AGE, town.WORKSHOP, town.CERTIFICATE)] + [
    [Asked(town.POWER, "home")],
    [Asked(town.PENSION), Asked(town.CERTIFICATE)],
]
THEN = {"visit": UNDER_WAY, "deliver": (Stage.COMPLETED,), "review": (Stage.COMPLETED,)} | {
    "forward": (Stage.IN_PROGRESS,),
    "pass_on": (Stage.ASSIGNED, Stage.IN_PROGRESS),
}
JOBS = ("let_go", "deemed", "clocks", "ladder", "digest", "outbox")  # lights turn for whoever has it now, as it stands now
MOSTLY = 80  # of a hundred
DOES = ("worker", "second", "leader", "neighbour", "neighbour_leader", "clerk")
ENDS = {Move.WITHDRAW, Move.REJECT}

number = st.integers(0, 99)
mostly = st.sampled_from([True, True, True, False])
person = st.sampled_from(DOES)
fate = st.sampled_from([Fate()] * 8 + [Fate(times=2)] * 2) | st.builds(Fate, cut_at=st.integers(1, 40))
late = st.sampled_from([dt.timedelta()] * 5 + [dt.timedelta(hours=5), 3 * DAY])  # how much later than it happened it reaches us
states = st.dictionaries(st.sampled_from(["1", "2", "3"]), st.sampled_from([one.value for one in PaperState]), max_size=3)
said = st.fixed_dictionaries(
    {
        "reason": st.sampled_from(["有理由"] * 5 + [""]),
        "to": st.sampled_from(["县民政局"] * 4 + [""]),
        "papers": st.just({"1": "seen", "2": "seen", "3": "seen"}) | states,
        "missing": st.sampled_from([[1], [1, 2], []]),
        "given_back": mostly,
        "outcome": st.sampled_from([*(one.value for one in Outcome), None]),
        "late_reason": st.sampled_from(["系统停机"] * 4 + [""]),
        "team": st.sampled_from([town.PALONG, town.ZHANGLANG, town.TOWN]),
        "person": st.sampled_from([None] * 6 + list(DOES)),
        "grid": st.sampled_from(list(town.GRIDS)),
    }
)
opening = st.fixed_dictionaries(
    {
        "household": st.sampled_from([*town.HOUSEHOLDS, NOWHERE]),
        "items": st.sampled_from(ITEMS),
        "mode": st.sampled_from([Mode.PROXY, Mode.PROXY, Mode.ASSIST, Mode.HOME, Mode.SELF]),
        "intake": st.sampled_from(list(Intake)),
        "complete_papers": mostly,
    }
)
visiting = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from([VisitOutcome.DONE_ON_THE_SPOT] * 2 + [VisitOutcome.PAPERS_TAKEN] * 2 + list(VisitOutcome)),
        "served": st.sampled_from([(1,), (2,), (1, 2), ()]),
        "papers": st.dictionaries(st.sampled_from([1, 2]), st.sampled_from(list(PaperState)), max_size=2),
        "finishes": mostly,
    }
)


change = st.one_of(  # what changes among the people
    st.tuples(st.just("leave"), person, st.none() | person, st.integers(0, 2), st.integers(0, 9)),
    st.tuples(st.just("back"), number),
    st.tuples(st.just("post"), person, st.sampled_from(list(town.GRIDS)), st.sampled_from(list(PostKind))),
    st.tuples(st.just("post ends"), number),
    st.tuples(st.just("team"), person, st.sampled_from(list(town.TEAMS))),
)
FITTING = {
    "reason": "有理由",
    "to": "县民政局",
    "papers": {},
    "missing": [1],
    "given_back": True,
    "outcome": "granted",
    "late_reason": "路断",
    "person": None,
    "grid": f"{town.PALONG}002",
}


@dataclass(frozen=True)
class Asking:
    """A household asks for something. `late`: how much later it reaches us."""

    told: Annotated[dict[str, Any], opening]
    by: Annotated[str, person]
    fate: Annotated[Fate, fate]
    late: Annotated[dt.timedelta, late]


@dataclass(frozen=True)
class Work:
    """What somebody wants with a case. `which`: of what is possible; `by`: else whoever has it."""

    case: Annotated[int, number]
    which: Annotated[int, number]
    wants: Annotated[str, st.sampled_from(["move"] * 4 + ["visit"] * 3 + ["deliver", "review", "forward", "pass_on"])]
    moving: Annotated[dict[str, Any], said]
    visiting: Annotated[dict[str, Any], visiting]
    by: Annotated[str | None, st.sampled_from([None, None, None, *DOES])]
    fate: Annotated[Fate, fate]
    late: Annotated[dt.timedelta, late]


@dataclass(frozen=True)
class GoingWell:
    """The next steps of a case with which nothing goes wrong."""

    case: Annotated[int, number]
    team: Annotated[str, st.sampled_from(list(town.TEAMS))]
    steps: Annotated[int, st.integers(1, 4)]


@dataclass(frozen=True)
class Change:
    """Something changes among the people."""

    what: Annotated[tuple[Any, ...], change]
    fate: Annotated[Fate, fate]


@dataclass(frozen=True)
class Ending:
    """The team that has this case ends, or whoever has it leaves for good. `ahead`: from how many days ahead there is no team.

    `passes_on`: who leaves first gives to another team what they have open. `hours`: pass after it: what is left is let go.
    """

    case: Annotated[int, number]
    ends: Annotated[str, st.sampled_from(["team", "person"])]
    ahead: Annotated[int, st.sampled_from([0, 1, 3])]
    passes_on: Annotated[bool, mostly]
    hours: Annotated[int, st.sampled_from([0, 24, 96])]
    fate: Annotated[Fate, fate]


@dataclass(frozen=True)
class Passing:
    """Hours pass, the scheduler works. `cut`: it is killed in the middle of this job, at this statement."""

    hours: Annotated[int, st.sampled_from([1, 10, 24, 48, 72, 5 * 24, 24 * 24])]
    cut: Annotated[tuple[str, int] | None, st.none() | st.tuples(st.sampled_from(JOBS), st.integers(1, 40))]


@dataclass(frozen=True)
class Restart:
    """The process is gone, another one comes; `anew`: with an application of its own."""

    anew: Annotated[bool, st.sampled_from([False] * 5 + [True])]


STEPS = (Work,) * 9 + (GoingWell,) * 2 + (Passing,) * 3 + (Asking, Change, Change, Ending, Restart)
histories = st.tuples(
    st.lists(st.builds(Asking), min_size=1, max_size=2),
    st.lists(st.sampled_from(STEPS).flatmap(st.builds), min_size=7, max_size=12),
).map(lambda parts: [*parts[0], *parts[1]])


def wanted(case_id: UUID, work: Work, *, ended_at: dt.datetime) -> Deed | None:
    """The deed that this means for the case as it stands; where it is too early for it, mostly what comes before."""
    if work.which < MOSTLY and queries.case(case_id).stage not in THEN.get(work.wants, Stage):
        return as_it_should_go(case_id, town.PALONG)
    match work.wants:
        case "move":
            return move(case_id, work.which, work.moving)
        case "visit":
            return visit(case_id, work.visiting, ended_at=ended_at)
        case "deliver":
            return deliver(case_id, work.which)
        case "review":
            return review(case_id, list(Verdict)[work.which % len(Verdict)])
        case straight:
            return a_move(case_id, Move(straight), FITTING | {"team": list(town.TEAMS)[work.which % len(town.TEAMS)]})


def whose(case_id: UUID, work: Work) -> str:
    """Whose deed it is: the reviewer's, or that of whoever has the case and is still here."""
    if work.wants == "review":
        return "reviewer"
    case = queries.case(case_id)
    at_work = set(db.session.scalars(sa.select(Person.id).where(Person.left_on.is_(None))))
    here = [who for who in DOES if town.person_id(who) in at_work]
    members = [who for who in here if case.team and town.PLACES[town.PEOPLE[who][2]] == case.team.place_path]
    return next((who for who in here if town.person_id(who) == case.person_id), (members or ["clerk"])[0])


def changed(change: tuple[Any, ...], *, today: dt.date) -> Deed | None:
    """The deed that this change among the people means today; None when there is nobody to whom it could happen."""
    match change:
        case "leave", who, stand_in, ahead, days:
            return go_on_leave(who, stand_in, from_on=today + ahead * DAY, days=days)
        case "post", who, grid, kind:
            return get_post(who, grid, kind, from_on=today)
        case "team", who, team:
            return change_team(who, team, from_on=today)
        case "back", which:
            return come_back(which)
        case _, which:
            return lose_post(which, on=today)
    raise ValueError(change)


def as_it_should_go(case_id: UUID, team: str) -> Deed | None:
    """The next step of a case with which nothing goes wrong; None when there is none."""
    case = queries.case(case_id)
    if case.stage in CLOSED:
        return deliver(case_id, 0) if carried.items_delivered(case) else None
    told = FITTING | {"team": team, "papers": {str(paper.position): "seen" for paper in case.papers}}
    return a_move(case_id, _next_move(case), told)


def _next_move(case: Case) -> Move:
    if case.accepted_at is None and case.stage in {Stage.ASKED, Stage.ASSIGNED, Stage.IN_PROGRESS}:
        return Move.ACCEPT
    if case.stage is Stage.ACCEPTED:
        return Move.COMPLETE if case.mode is Mode.SELF else Move.ASSIGN
    return {Stage.ASSIGNED: Move.TAKE, Stage.IN_PROGRESS: Move.COMPLETE}.get(case.stage, Move.RESUME)


def open_case(told: Mapping[str, Any]) -> Deed:
    def deed(stamp: Stamp) -> None:
        home = db.session.get_one(Household, town.household_id(told["household"]))
        actions.open_case(home, stamp=stamp, **{name: value for name, value in told.items() if name != "household"})

    return deed


def move(case_id: UUID, which: int, told: Mapping[str, Any]) -> Deed:
    """Mostly a legal move that goes on; sometimes any."""
    stage = queries.case(case_id).stage
    going_on = [one for at, one in MOVES if at is stage and one not in ENDS] or [Move.TAKE]
    return a_move(case_id, going_on[which % len(going_on)] if which < MOSTLY else list(Move)[which % len(Move)], told)


def a_move(case_id: UUID, chosen: Move, told: Mapping[str, Any]) -> Deed:
    named = {"team": str(town.a_team(told["team"]).id), "grid": str(town.a_grid(told["grid"]).id)}
    named |= {"person": str(town.person_id(told["person"]))} if told["person"] else {}
    return lambda stamp: actions.make(queries.case_to_change(case_id), chosen, {**told, **named}, stamp=stamp)


def visit(case_id: UUID, told: Mapping[str, Any], *, ended_at: dt.datetime) -> Deed:
    case = queries.case(case_id)
    code = next(code for code in (*town.HOUSEHOLDS, NOWHERE) if town.household_id(code) == case.household_id)
    outcome = told["outcome"]
    finishes = told["finishes"] and outcome is VisitOutcome.DONE_ON_THE_SPOT
    done = VisitDone(
        begun_at=ended_at - dt.timedelta(minutes=20),
        outcome=outcome,
        served=tuple(town.resident_id(code, position) for position in told["served"]),
        papers=told["papers"],
        next_on=clock.on(ended_at + DAY) if outcome is VisitOutcome.PUT_OFF else None,
        photos=(PROOF,),
        completion=Completion(Outcome.GRANTED, late_reason="路断", given_back=True) if finishes else None,
    )
    return lambda stamp: visits.record_visit(queries.case_to_change(case_id), done, stamp=stamp)


def deliver(case_id: UUID, which: int) -> Deed:
    """The next step of the case's certificate, or any."""
    found = visits_of_certificate(case_id)
    going_on = steps_from(found) or tuple(DeliveryStep)
    step = going_on[which % len(going_on)] if which < MOSTLY else list(DeliveryStep)[which % len(DeliveryStep)]
    told = {
        "relation": list(Relation)[which % len(Relation)].value,
        "signer": "玉香",
        "why": list(WhyBack)[which % len(WhyBack)].value,
        "reason": "弄错了",
    }

    def deed(stamp: Stamp) -> None:
        if step is not DeliveryStep.ANNUL:
            visits.make(queries.case_to_change(case_id), step, told, stamp=stamp)

    return deed


def visits_of_certificate(case_id: UUID) -> Any:
    """Where the certificate of the case is; None: not here yet."""
    items = carried.items_delivered(queries.case(case_id))
    live = carried.live_delivery(items[0].id) if items else None
    return live.state if live else None


def review(case_id: UUID, verdict: Verdict) -> Deed:
    return lambda stamp: reports.review(queries.case_to_change(case_id), verdict, reason="缺凭证", stamp=stamp)


def go_on_leave(who: str, stand_in: str | None, *, from_on: dt.date, days: int) -> Deed:
    def deed(stamp: Stamp) -> None:
        instead = town.a_person(stand_in) if stand_in else None
        until = from_on + days * DAY
        posts.record_leave(town.a_person(who), from_on=from_on, to_on=until, stand_in=instead, reason="探亲", stamp=stamp)

    return deed


def come_back(which: int) -> Deed | None:
    """Somebody's leave ends early."""
    ids = list(db.session.scalars(sa.select(Leave.id).order_by(Leave.from_on, Leave.person_id)))
    if not ids:
        return None
    return lambda stamp: posts.end_leave(roster.leave_to_change(ids[which % len(ids)]), stamp=stamp)


def get_post(who: str, grid: str, kind: PostKind, *, from_on: dt.date) -> Deed:
    return lambda stamp: posts.put_post(
        town.a_grid(grid), town.a_person(who), kind=kind, from_on=from_on, to_on=None, stamp=stamp
    )


def lose_post(which: int, *, on: dt.date) -> Deed | None:
    ordered = sa.select(Post.id).join(Grid, Grid.id == Post.grid_id).join(Person, Person.id == Post.person_id)
    standing = ordered.where(Post.to_on.is_(None)).order_by(Grid.code, Person.sign_in_name, Post.kind, Post.from_on)
    ids = list(db.session.scalars(standing))
    if not ids:
        return None
    return lambda stamp: posts.end_post(roster.post_to_change(ids[which % len(ids)]), on=on, stamp=stamp)


def change_team(who: str, team: str, *, from_on: dt.date) -> Deed:
    return lambda stamp: posts.join_team(town.a_person(who), town.a_team(team), from_on=from_on, stamp=stamp)


def dissolve(team_id: UUID, *, from_on: dt.date) -> Deed:
    """The team ends, and before it the posts of its people."""

    def deed(stamp: Stamp) -> None:
        team = roster.team_to_change(team_id)
        members = {member.person_id for member in roster.memberships_from(team.id, from_on)}
        _end_posts(sorted(members), before=from_on, stamp=stamp)
        posts.dissolve_team(team, from_on=from_on, reason="并入乡队", stamp=stamp)

    return deed


def leave_for_good(person_id: UUID, *, on: dt.date, passes_on: bool) -> Deed:
    """Somebody leaves the township today, and has no grid from today on. `passes_on`: another team has their open cases then."""

    def deed(stamp: Stamp) -> None:
        _end_posts([person_id], before=on, stamp=stamp)
        for number, case in enumerate(_open_of(person_id) if passes_on else (), start=100):
            there = town.PALONG if case.team_id == town.a_team(town.TOWN).id else town.TOWN
            actions.pass_on(case, team_id=town.a_team(there).id, reason="调走", stamp=stamp.part(number))
        posts.leave_township(person_to_change(person_id), stamp=stamp)

    return deed


def _open_of(person_id: UUID) -> list[Case]:
    found = sa.select(Case.id).where(Case.person_id == person_id, Case.stage.in_(OPEN)).order_by(Case.number)
    return [queries.case_to_change(case_id) for case_id in db.session.scalars(found)]


def _end_posts(people: Sequence[UUID], *, before: dt.date, stamp: Stamp) -> None:
    standing = [post for person_id in people for post in roster.posts_from(person_id, before)]
    for number, post in enumerate(standing, start=1):
        posts.end_post(post, on=before - DAY, stamp=stamp.part(number))
