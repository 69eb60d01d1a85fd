"""Handing over: what was shown is what moves, to the letter; the receipt; credit; ten minutes' undo; what is refused."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

import app.households.queries as households
import app.posts.actions as posts
from app.accounts.queries import person_to_change
from app.cases import actions as cases
from app.cases import queries as case_queries
from app.cases.models import Case, CasePaper
from app.cases.rules import Asked as ItemAsked
from app.cases.rules import Intake, Mode, Outcome, PaperState, Stage
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.core.outbox import Message
from app.handovers import actions, queries
from app.handovers.models import Handover
from app.handovers.rules import (
    Asked,
    HandoverKind,
    HandoverOver,
    HandoverState,
    HouseholdsUnknown,
    HouseholdsUnsaid,
    LineKind,
    NobodyPostedThere,
    NothingToHandOver,
    NotPostedThere,
    PacketChanged,
    ReasonUnsaid,
    ReceiverGone,
    ReceiverOfOtherTeam,
    ReceiverOnLeave,
    ReceiverWithoutRole,
    ToOneself,
    UndoTooLate,
    WorkedOnSince,
)
from app.households.models import Household
from app.households.rules.refusals import PersonKeepsHouseholds
from app.ledger.models import LedgerEntry
from app.posts import queries as post_queries
from app.posts.rules import PostKind
from tests import makers, town

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
TODAY = town.NOON.date()
LATER = town.NOON + 120 * MINUTE
FIRST, SECOND = f"{town.PALONG}001", f"{town.PALONG}002"
WORKER, SECOND_WORKER, LEADER = (town.person_id(key) for key in ("worker", "second", "leader"))


def grid_to(receiver: str, code: str = FIRST, giver: str | None = None) -> Asked:
    giver_id = town.person_id(giver) if giver else None
    return Asked(town.person_id(receiver), HandoverKind.GRID, giver_id=giver_id, grid_code=code)


def all_to(receiver: str, giver: str = "worker") -> Asked:
    return Asked(town.person_id(receiver), HandoverKind.PERSON, giver_id=town.person_id(giver))


def homes_to(receiver: str, *codes: str) -> Asked:
    numbers = [db.session.get_one(Household, town.household_id(code)).number for code in codes]
    return Asked(town.person_id(receiver), HandoverKind.HOUSEHOLDS, numbers=tuple(sorted(numbers)))


def make(asked: Asked, *, at: dt.datetime = town.NOON, digest: str | None = None, **said: Any) -> Handover:
    with transaction():
        shown = digest if digest is not None else queries.packet(asked, now=at).digest
        said = {"reason": "换岗", "note": "狗会咬人", **said}
        return actions.hand_over(asked, digest=shown, stamp=town.a_stamp("leader", at=at), **said)


def receive(made: Handover, *, by: str = "second", at: dt.datetime = town.NOON + MINUTE, missing: tuple[int, ...] = ()) -> None:
    with transaction():
        actions.receive(queries.handover_to_change(made.id), missing=missing, stamp=town.a_stamp(by, at=at))


def undo(made: Handover, *, at: dt.datetime = town.NOON + 5 * MINUTE) -> None:
    with transaction():
        actions.undo(queries.handover_to_change(made.id), stamp=town.a_stamp("leader", at=at))


def owners(on: dt.date = TODAY) -> Mapping[str, UUID | None]:
    """Whose each of the town's households is, by its code."""
    there = queries.homes(on=on)
    whose = queries.owners(there, roster=post_queries.roster(on))
    return {home.code: whose[home.id].person_id for home in there}


def standing() -> dict[str, Any]:
    """Everything that a handover may touch."""
    return {
        "owners": dict(owners()),
        "cases": {row.number: (row.team_id, row.person_id, row.stage) for row in db.session.query(Case)},
        "papers": {row.id: row.held_by for row in db.session.query(CasePaper)},
        "posts": {
            (post.grid_id, post.person_id, post.kind, post.to_on)
            for who in ("worker", "second", "leader")
            for post in post_queries.posts_of(town.person_id(who), on=TODAY)
        },
    }


def hands(case: Case) -> UUID | None:
    return db.session.get_one(Case, case.id, populate_existing=True).person_id


def held(case: Case) -> UUID:
    """The worker takes the case, and its household book along: an original that is then held."""
    with transaction():
        there = case_queries.case_to_change(case.id)
        cases.take(there, stamp=town.a_stamp("worker"))
        cases.collect(there, papers={2: PaperState.HELD}, stamp=town.a_stamp("worker"))
        return next(paper.id for paper in there.papers if paper.position == 2)


def new_case(household: str = "1", *, at: dt.datetime = town.NOON) -> Case:
    return makers.a_case(household=household, at=at, item=town.PENSION)


def test_a_grid_moves_with_its_post_its_households_its_cases_and_nothing_else(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        in_it, beside = new_case(), makers.a_case(household="2")
        before = standing()
        packet = queries.packet(grid_to("second"), now=town.NOON)
        assert [home.code for home in packet.homes] == ["1"]
        assert [one.case.number for one in packet.cases] == [in_it.number]
        assert packet.cases[0].face is not None
        assert [(post.grid.code, post.kind) for post in packet.posts] == [(FIRST, PostKind.WORKER)]
        make(grid_to("second"))
        assert owners() == {**before["owners"], "1": SECOND_WORKER}
        assert owners(TODAY - DAY) == before["owners"]  # what was, was
        assert hands(in_it) == SECOND_WORKER
        assert hands(beside) == before["cases"][beside.number][1]
        assert hands(new_case()) == SECOND_WORKER  # new work goes there, too
        assert case_queries.mismatches() == (3, [])
        why = db.session.get_one(Case, in_it.id).why[-1]
        assert why["facts"]["reason"] == "换岗"


def test_the_leader_s_post_moves_alone(app: Flask) -> None:
    """Households and cases are the worker's: the leader gives away the leading only."""
    town.build(app)
    with town.looking_on(app):
        case, before = new_case(), owners()
        packet = queries.packet(grid_to("second", giver="leader"), now=town.NOON)
        assert ([post.kind for post in packet.posts], packet.homes, packet.cases) == ([PostKind.LEADER], [], [])
        make(grid_to("second", giver="leader"))
        assert owners() == before
        assert hands(case) == WORKER
        assert post_queries.leaders_over(f"{town.PLACES[town.PALONG]}001/", on=TODAY) == [SECOND_WORKER]


def test_a_household_moves_alone_and_the_grid_s_worker_keeps_the_others(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        makers.a_household("10")
        moved, stays = new_case(), new_case("10")
        make(homes_to("second", "1"))
        assert (owners()["1"], owners()["10"]) == (SECOND_WORKER, WORKER)
        assert (hands(moved), hands(stays)) == (SECOND_WORKER, WORKER)
        later = new_case()
        assert hands(later) == SECOND_WORKER
        assert [reason["step"] for reason in later.why] == ["in_grid", "keeper"]
        make(homes_to("worker", "1"), at=town.NOON + DAY)  # and back again
        assert owners(TODAY + DAY)["1"] == WORKER
        assert owners()["1"] == SECOND_WORKER
        assert hands(moved) == WORKER


def test_a_case_in_other_hands_stays_there_and_is_named(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case = new_case()
        with transaction():
            there = case_queries.case_to_change(case.id)
            cases.pass_on(
                there, team_id=town.a_team(town.PALONG).id, person_id=LEADER, reason="难办", stamp=town.a_stamp("leader")
            )
        packet = queries.packet(homes_to("second", "1"), now=town.NOON)
        assert ([one.case for one in packet.cases], [one.number for one in packet.staying]) == ([], [case.number])
        make(homes_to("second", "1"))
        assert hands(case) == LEADER


def test_all_of_somebody_s_work_moves_and_then_they_can_leave(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        makers.a_household("11", group="二组", grid=SECOND)
        make(homes_to("worker", "11"))
        case = new_case()
        paper = held(case)
        packet = queries.packet(all_to("leader"), now=town.NOON)
        assert sorted(post.grid.code for post in packet.posts) == [FIRST, SECOND]
        assert {line.kind for line in packet.lines} == {LineKind.POST, LineKind.KEEPING, LineKind.CASE, LineKind.ORIGINAL}
        made = make(all_to("leader"))
        assert owners()["1"] == owners()["11"] == LEADER
        assert db.session.get_one(CasePaper, paper).held_by == WORKER  # still in the bag
        receive(made, by="leader")
        assert db.session.get_one(CasePaper, paper).held_by == LEADER
        with transaction():
            posts.leave_township(person_to_change(WORKER), stamp=town.a_stamp("system_admin"))
        assert WORKER not in owners().values()


def test_nobody_leaves_with_households_in_their_own_care(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        make(homes_to("second", "1"))
        with transaction():
            for post in post_queries.posts_from(SECOND_WORKER, TODAY):
                posts.end_post(post, on=TODAY - DAY, stamp=town.a_stamp("system_admin"))
        with pytest.raises(PersonKeepsHouseholds) as said, transaction():
            posts.leave_township(person_to_change(SECOND_WORKER), stamp=town.a_stamp("system_admin"))
        assert said.value.facts == {"person": "玉应", "count": 1, "codes": "1"}


def test_what_was_not_in_the_bag_stays_with_the_giver_and_the_leader_hears_of_it(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        paper = held(new_case())
        made = make(grid_to("second"))
        position = next(line.position for line in made.lines if line.kind is LineKind.ORIGINAL)
        receive(made, missing=(position,))
        assert db.session.get_one(CasePaper, paper).held_by == WORKER
        assert queries.handover(made.id).state is HandoverState.RECEIVED
        told = {message.recipient: message.facts for message in db.session.query(Message) if "missing" in message.facts}
        assert told == {LEADER: {"receiver": "玉应", "subject": "帕龙一组网格", "missing": 1}}
        with pytest.raises(HandoverOver):
            receive(made)


def test_receiver_and_giver_hear_of_it(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        made = make(grid_to("second"))
        told = {message.recipient: message.link for message in db.session.query(Message)}
        assert told == {SECOND_WORKER: f"/handovers/{made.id}", WORKER: f"/handovers/{made.id}"}
        assert [one.id for one in queries.waiting_for(SECOND_WORKER)] == [made.id]


@pytest.mark.parametrize("is_received", [False, True])
@pytest.mark.parametrize("which", ["grid", "person", "households"])
def test_undone_within_ten_minutes_everything_is_as_before(app: Flask, which: str, *, is_received: bool) -> None:
    town.build(app)
    with town.looking_on(app):
        held(new_case())
        new_case("2")
        before = standing()
        made = make({"grid": grid_to("second"), "person": all_to("second"), "households": homes_to("second", "1")}[which])
        assert standing() != before
        if is_received:
            receive(made)
        undo(made)
        assert standing() == before
        assert queries.handover(made.id).state is HandoverState.UNDONE
        assert case_queries.mismatches()[1] == []
        assert hands(new_case()) == WORKER
        with pytest.raises(HandoverOver):
            undo(made)
        with pytest.raises(HandoverOver):
            receive(made)


def test_undoing_gives_the_case_back_to_somebody_on_leave(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case = new_case()
        with transaction():
            posts.record_leave(
                person_to_change(WORKER), from_on=TODAY, to_on=TODAY, stand_in=None, reason="", stamp=town.a_stamp("leader")
            )
        made = make(grid_to("second"))
        assert hands(case) == SECOND_WORKER
        undo(made)
        assert hands(case) == WORKER


def test_too_late_or_worked_on_since_nothing_is_undone(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case = new_case()
        made = make(grid_to("second"))
        with pytest.raises(UndoTooLate):
            undo(made, at=town.NOON + 10 * MINUTE + dt.timedelta(seconds=1))
        with transaction():
            cases.take(case_queries.case_to_change(case.id), stamp=town.a_stamp("second", at=town.NOON + MINUTE))
        now = standing()
        with pytest.raises(WorkedOnSince) as said:
            undo(made)
        assert said.value.facts == {"what": case.number}
        assert standing() == now


def test_work_done_before_is_the_giver_s_whenever_it_reaches_us(app: Flask) -> None:
    """The giver completed it before the handover, far from any signal; the phone sends it an hour later."""
    town.build(app)
    with town.looking_on(app):
        case = makers.a_case(at_stage=Stage.IN_PROGRESS)
        other = makers.a_case(at_stage=Stage.IN_PROGRESS)
        make(grid_to("second"), at=town.NOON + 60 * MINUTE)
        for one, at, by in ((case, 30 * MINUTE, "worker"), (other, 90 * MINUTE, "second")):
            with transaction():
                there = case_queries.case_to_change(one.id)
                cases.complete(there, outcome=Outcome.GRANTED, given_back=True, stamp=town.a_stamp(by, at=town.NOON + at))
        credited = {entry.case_id: entry.person_id for entry in db.session.query(LedgerEntry)}
        assert credited == {case.id: WORKER, other.id: SECOND_WORKER}
        with transaction():  # reopened and completed anew by whoever has it now
            cases.reopen(case_queries.case_to_change(case.id), reason="缺凭证", stamp=town.a_stamp("reviewer", at=LATER))
            again = town.a_stamp("second", at=LATER + MINUTE)
            cases.complete(case_queries.case_to_change(case.id), outcome=Outcome.GRANTED, given_back=True, stamp=again)
        anew = db.session.query(LedgerEntry).filter_by(case_id=case.id, event_id=again.event_id)
        assert {entry.person_id for entry in anew} == {SECOND_WORKER}


def test_twice_the_same_deed_is_one_handover(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        asked = grid_to("second")
        digest, stamp = queries.packet(asked, now=town.NOON).digest, town.a_stamp("leader")
        for _ in range(2):
            with transaction():
                actions.hand_over(asked, reason="换岗", note="", digest=digest, stamp=stamp)
        assert len(queries.handovers(now=town.NOON)) == 1


def test_what_changed_since_the_look_is_shown_again(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        digest = queries.packet(grid_to("second"), now=town.NOON).digest
        new_case()
        now = standing()
        with pytest.raises(PacketChanged):
            make(grid_to("second"), digest=digest)
        assert standing() == now


def on_leave(who: str) -> None:
    with transaction():
        person = person_to_change(town.person_id(who))
        posts.record_leave(person, from_on=TODAY, to_on=TODAY + DAY, stand_in=None, reason="", stamp=town.a_stamp("leader"))


def has_left(who: str) -> None:
    with transaction():
        for post in post_queries.posts_from(town.person_id(who), TODAY):
            posts.end_post(post, on=TODAY - DAY, stamp=town.a_stamp("system_admin"))
        posts.leave_township(person_to_change(town.person_id(who)), stamp=town.a_stamp("system_admin"))


def deserted() -> Asked:
    with transaction():
        (post,) = post_queries.posts_from(town.person_id("neighbour"), TODAY)
        posts.end_post(post, on=TODAY - DAY, stamp=town.a_stamp("system_admin"))
    return grid_to("clerk", code=f"{town.ZHANGLANG}001")


def test_somebody_of_the_township_s_team_may_take_over_in_any_village(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        make(grid_to("clerk"))
        assert owners()["1"] == town.person_id("clerk")


REFUSED: dict[str, tuple[Callable[[], Asked], type[Refusal]]] = {
    "to oneself": (lambda: grid_to("worker"), ToOneself),
    "all of it to oneself": (lambda: all_to("worker"), ToOneself),
    "to somebody of another village": (lambda: grid_to("neighbour"), ReceiverWithoutRole),
    "to somebody without the role": (lambda: grid_to("reviewer"), ReceiverWithoutRole),
    "of somebody who isn't posted there": (lambda: grid_to("leader", giver="neighbour"), NotPostedThere),
    "of a grid where nobody is": (deserted, NobodyPostedThere),
    "no household": (lambda: homes_to("second"), HouseholdsUnsaid),
    "an unknown household": (lambda: Asked(SECOND_WORKER, HandoverKind.HOUSEHOLDS, numbers=(99,)), HouseholdsUnknown),
    "what is theirs already": (lambda: homes_to("second", "2"), NothingToHandOver),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_t_be_handed_over_is_refused_and_nothing_moves(app: Flask, case: str) -> None:
    town.build(app)
    with town.looking_on(app):
        wanted, refusal = REFUSED[case]
        asked, before = wanted(), standing()
        with pytest.raises(refusal):
            make(asked)
        assert standing() == before


@pytest.mark.parametrize(("happens", "refusal"), [(on_leave, ReceiverOnLeave), (has_left, ReceiverGone)])
def test_nobody_gets_work_who_is_not_there(app: Flask, happens: Any, refusal: type[Refusal]) -> None:
    town.build(app)
    with town.looking_on(app):
        happens("second")
        before = standing()
        with pytest.raises(refusal):
            make(grid_to("second"))
        assert standing() == before


def test_nobody_gets_work_who_is_in_no_team_that_works_there(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        with transaction():
            posts.join_team(person_to_change(SECOND_WORKER), town.a_team(town.ZHANGLANG), from_on=TODAY, stamp=town.a_stamp())
        with pytest.raises(ReceiverOfOtherTeam):
            make(grid_to("second"))


def test_without_a_reason_nothing_moves(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        with pytest.raises(ReasonUnsaid):
            make(grid_to("second"), reason="  ")
        assert queries.handovers(now=town.NOON) == []


def test_colleagues_in_a_grid_get_what_would_be_theirs_and_it_is_said(app: Flask) -> None:
    """玉应 is posted beside 门二 in the second grid: their households are 玉应's by name already."""
    town.build(app)
    with town.looking_on(app):
        assert owners()["2"] == SECOND_WORKER
        packet = queries.packet(grid_to("leader", code=SECOND, giver="second"), now=town.NOON)
        assert ([home.code for home in packet.homes], packet.aside) == (["2"], {})
        packet = queries.packet(grid_to("clerk", code=SECOND, giver="second"), now=town.NOON)
        assert [home.code for home in packet.homes] == ["2"]


def test_open_self_service_is_nobody_s_and_stays_so(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        with transaction():
            case = cases.open_case(
                db.session.get_one(Household, town.household_id("1")),
                items=[ItemAsked(town.OLD_AGE, None)],
                mode=Mode.SELF,
                intake=Intake.ONLINE,
                complete_papers=True,
                stamp=town.a_stamp("clerk"),
            )
        make(grid_to("second"))
        assert hands(case) is None


def test_keepings_do_not_overlap(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        for receiver in ("second", "leader", "worker", "second"):
            make(homes_to(receiver, "1"))
        there = households.kept_by(SECOND_WORKER, on=TODAY)
        assert [(one.from_on, one.to_on) for one in there] == [(TODAY, None)]
        assert all(not households.kept_by(who, on=TODAY) for who in (WORKER, LEADER))
