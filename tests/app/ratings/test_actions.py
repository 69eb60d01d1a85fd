"""A completion invites, a reopening takes that back; a rating is given once, never by the rated, and nothing personal leaks."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.rules import digest
from app.cases import queries as cases
from app.cases.actions import complete
from app.cases.rules import CaseCompleted, Outcome, Stage
from app.core.crypto import WrongKey, unseal
from app.core.db import db, transaction
from app.core.events import dispatch
from app.core.journal import Entry, EventIdReused
from app.posts.models import Membership
from app.ratings import actions, queries
from app.ratings.models import Invitation, InvitedItem, Rating
from app.ratings.rules import (
    BY_STAFF,
    Channel,
    Level,
    NobodyInvited,
    NotStaffsChannel,
    NotTheirChannel,
    RatedAlready,
    RatedRates,
    StaffRates,
)
from tests import makers, town
from tests.app.ratings.ground import DAY, completed, done_alone, invitation, key, rated, reopened


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    town.build(app)
    with town.looking_on(app):
        yield


def test_a_completed_case_invites_with_what_it_was_frozen_on_it() -> None:
    case = completed()
    one = invitation(case)
    worker, team = town.person_id("worker"), town.a_team(town.PALONG).id
    assert (one.team_id, one.person_id, one.completed_by) == (team, worker, town.person_id("clerk"))
    assert (one.grid_id, one.place_path) == (town.a_grid(f"{town.PALONG}001").id, case.place_path)
    assert one.completed_on == town.NOON.date()
    item = db.session.scalars(sa.select(InvitedItem)).one()
    assert (item.item_code, item.department_id) == (town.ADVICE, case.items[0].version.department_id)


def test_who_did_it_alone_is_invited_too() -> None:
    one = invitation(done_alone())
    assert (one.team_id, one.person_id) == (None, None)


@pytest.mark.parametrize("stage", [Stage.IN_PROGRESS, Stage.WITHDRAWN, Stage.REJECTED])
def test_what_is_not_completed_invites_nobody(stage: Stage) -> None:
    case = makers.a_case(at_stage=stage)
    assert queries.invitation_of(case.id) is None


def test_the_same_news_twice_invites_once() -> None:
    case = completed()
    with transaction():
        dispatch(CaseCompleted(case.id, invitation(case).completion_id, case.team_id, case.person_id), stamp=makers.a_stamp())
    assert db.session.scalar(sa.select(sa.func.count(Invitation.id))) == 1


def test_the_key_is_random_and_a_copied_database_does_not_hold_it() -> None:
    first, second = completed(), completed("2")
    assert key(first) != key(second)
    assert len(key(first)) >= 22
    stored = db.session.execute(
        sa.select(Invitation.key_digest, Invitation.key_sealed).where(Invitation.case_id == first.id)
    ).one()
    assert stored.key_digest == digest(key(first))
    assert key(first).encode() not in stored.key_sealed
    with pytest.raises(WrongKey):
        unseal(stored.key_sealed, purpose="rating.comment")


def test_the_link_tells_what_was_done_and_by_which_team_but_of_nobody() -> None:
    case = completed()
    told = queries.served(key(case))
    assert told is not None
    assert (told.items, told.team, told.completed_on, told.is_rated) == (
        ("政策咨询登记",),
        town.TEAMS[town.PALONG],
        town.NOON.date(),
        False,
    )
    assert case.who not in repr(told)
    assert queries.served("unknown") is None


def test_a_reopened_case_takes_its_invitation_back_and_the_next_completion_invites_anew() -> None:
    case = completed()
    old, old_id = key(case), invitation(case).id
    reopened(case.id)
    assert queries.served(old) is None
    assert queries.invitation_of(case.id) is None
    with transaction(), pytest.raises(NobodyInvited):
        actions.rate(
            queries.invitation_to_change(old_id), Level.SATISFIED, channel=Channel.QR, stamp=makers.a_stamp(at=town.NOON + DAY)
        )
    with transaction():
        complete(cases.case_to_change(case.id), outcome=Outcome.GRANTED, stamp=makers.a_stamp("clerk", at=town.NOON))
    assert key(case) != old


def test_the_resident_s_rating_is_kept_with_its_channel_and_a_sealed_word() -> None:
    case = completed()
    rating = rated(case, Level.VERY_SATISFIED, channel=Channel.TABLET, comment=" 门二跑了三趟，谢谢 ")
    assert rating is not None
    assert (rating.level, rating.channel, rating.place_path) == (Level.VERY_SATISFIED, Channel.TABLET, case.place_path)
    assert rating.comment_sealed is not None
    assert "门二".encode() not in rating.comment_sealed
    assert queries.comment_of(rating) == "门二跑了三趟，谢谢"


def test_the_journal_says_that_somebody_rated_but_not_what() -> None:
    rating = rated(completed(), comment="门二真好")
    assert rating is not None
    entry = db.session.get_one(Entry, rating.id)
    assert (entry.deed, entry.facts) == ("ratings.record", {"channel": "qr"})


def test_a_service_is_rated_once() -> None:
    case = completed()
    rated(case, Level.VERY_DISSATISFIED)
    with pytest.raises(RatedAlready):
        rated(case, Level.VERY_SATISFIED)
    with pytest.raises(RatedAlready):
        rated(case, Level.VERY_SATISFIED, channel=Channel.PAPER)
    assert db.session.scalars(sa.select(Rating.level)).all() == [Level.VERY_DISSATISFIED]


def test_the_same_deed_again_changes_nothing_and_its_id_with_other_words_is_refused() -> None:
    case, stamp = completed(), makers.a_stamp(at=town.NOON + DAY)
    assert rated(case, stamp=stamp) is not None
    assert rated(case, stamp=stamp) is None
    with pytest.raises(EventIdReused):
        rated(case, Level.DISSATISFIED, stamp=stamp)


# of 帕龙's case: its worker, a colleague, the leader, and the clerk who completed it
@pytest.mark.parametrize("who", ["worker", "second", "leader", "clerk"])
def test_the_rated_neither_rate_nor_enter_a_rating_for_others(who: str) -> None:
    case, stamp = completed(), makers.a_stamp(who)
    with pytest.raises(RatedRates):
        rated(case, stamp=stamp)
    for channel in BY_STAFF:
        with pytest.raises(RatedRates):
            rated(case, channel=channel, stamp=stamp)
    assert db.session.scalar(sa.select(sa.func.count(Rating.id))) == 0
    assert db.session.get(Entry, stamp.event_id) is None


def test_whoever_left_the_team_before_the_service_is_not_rated_by_it_and_who_left_after_it_is() -> None:
    with transaction():
        of_second = sa.select(Membership).where(Membership.person_id == town.person_id("second"))
        member = db.session.scalars(of_second).one()
        member.to_on = (town.NOON - DAY).date()
    one = invitation(completed())
    assert not queries.is_rated_by(one, town.person_id("second"))
    with transaction():
        db.session.scalars(of_second).one().to_on = town.NOON.date()
    assert queries.is_rated_by(invitation(completed("2")), town.person_id("second"))


@pytest.mark.parametrize("who", ["reviewer", "neighbour"])
def test_nobody_of_the_staff_uses_a_resident_s_link(who: str) -> None:
    with pytest.raises(StaffRates):
        rated(completed(), stamp=makers.a_stamp(who))


def test_staff_enter_a_call_back_or_a_paper_of_others_work_and_nothing_else() -> None:
    case = completed()
    with pytest.raises(NotStaffsChannel):
        actions.record(invitation(case), Level.SATISFIED, channel=Channel.QR, stamp=makers.a_stamp("reviewer"))
    rating = rated(case, channel=Channel.CALL_BACK)
    assert rating is not None
    assert (rating.by, rating.channel) == (town.person_id("reviewer"), Channel.CALL_BACK)


def test_a_resident_can_t_call_their_rating_a_paper() -> None:
    one = invitation(completed())
    with pytest.raises(NotTheirChannel):
        actions.rate(one, Level.SATISFIED, channel=Channel.PAPER, stamp=makers.a_stamp())


@pytest.mark.parametrize("channel", [Channel.OWN_PHONE, Channel.PAPER])
def test_the_invitation_keeps_the_level_of_its_rating_also_when_the_case_is_reopened(channel: Channel) -> None:
    case, unrated = completed(), completed("2")
    one = invitation(case)
    assert one.level is None
    rated(case, Level.DISSATISFIED, channel=channel)
    reopened(case.id)
    kept = db.session.execute(sa.select(Invitation.level, Rating.level).join(Rating)).all()
    assert [tuple(row) for row in kept] == [(Level.DISSATISFIED, Level.DISSATISFIED)]
    assert invitation(unrated).level is None
