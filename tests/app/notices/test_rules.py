"""Quiet hours, who is told by which way, the morning's numbers: pure rules in tables."""

import datetime as dt
from uuid import UUID, uuid5

import pytest

from app.core.outbox import Channel
from app.deadlines.rules import Leadership, OfficeHours, Presence, Staff, calendar_of
from app.notices.rules import (
    LONGEST_SMS,
    Choice,
    Gist,
    Quiet,
    Task,
    WrongEmail,
    channels,
    email_of,
    gist_of,
    is_morning,
    outlooks,
)
from app.notices.rules.wording import sms_text
from tests.app.deadlines.calendars import at
from tests.town import NAMESPACE

PLAIN = calendar_of([], years=range(2000, 2080))
NIGHT, SIESTA, NEVER = Quiet(), Quiet(dt.time(12), dt.time(14)), Quiet(dt.time(8), dt.time(8))
BOTH = frozenset({Channel.EMAIL, Channel.SMS})
WORKER, LEADER, CLERK, HEAD, STAND_IN = (uuid5(NAMESPACE, f"notices {n}") for n in range(5))
TOWN, GRID = "532822205000/", "532822205000/204/001/"
NOW = at("2026-11-09 08:30")  # a Monday


@pytest.mark.parametrize(
    ("quiet", "when", "opens"),
    [
        (NIGHT, "2026-11-09 10:00", "2026-11-09 10:00"),
        (NIGHT, "2026-11-09 20:59", "2026-11-09 20:59"),
        (NIGHT, "2026-11-09 21:00", "2026-11-10 07:30"),
        (NIGHT, "2026-11-10 03:00", "2026-11-10 07:30"),
        (NIGHT, "2026-11-13 22:00", "2026-11-16 07:30"),  # a Friday evening
        (NIGHT, "2026-11-14 10:00", "2026-11-16 07:30"),  # a Saturday
        (SIESTA, "2026-11-09 13:00", "2026-11-09 14:00"),
        (SIESTA, "2026-11-14 13:00", "2026-11-16 00:00"),
        (NEVER, "2026-11-09 08:00", "2026-11-09 08:00"),
        (NEVER, "2026-11-15 08:00", "2026-11-16 00:00"),
    ],
)
def test_nothing_goes_outside_at_night_or_on_a_day_off(quiet: Quiet, when: str, opens: str) -> None:
    assert quiet.next_open(at(when), calendar=PLAIN) == at(opens)


@pytest.mark.parametrize(
    ("when", "is_one"),
    [("2026-11-09 08:29", False), ("2026-11-09 08:30", True), ("2026-11-09 17:30", False), ("2026-11-14 09:00", False)],
)
def test_the_digest_is_due_from_the_first_working_minute(when: str, is_one: bool) -> None:  # noqa: FBT001
    assert is_morning(at(when), hours=OfficeHours(), calendar=PLAIN) is is_one


@pytest.mark.parametrize(
    ("choice", "ways", "is_digest", "told_by"),
    [
        (Choice(), BOTH, False, ()),
        (Choice(email=True, sms=True), BOTH, False, (Channel.EMAIL, Channel.SMS)),
        (Choice(email=True, sms=True), {Channel.SMS}, False, (Channel.SMS,)),
        (Choice(email=True), BOTH, True, ()),
        (Choice(email=True, digest=True), BOTH, False, ()),
        (Choice(email=True, digest=True), BOTH, True, (Channel.EMAIL,)),
        (Choice(sms=True), {Channel.TEST}, False, (Channel.TEST,)),
        (Choice(), {Channel.TEST}, False, ()),
    ],
)
def test_ways_follow_the_choice(
    choice: Choice,
    ways: frozenset[Channel],
    is_digest: bool,  # noqa: FBT001
    told_by: tuple[Channel, ...],
) -> None:
    assert channels(choice, ways=ways, is_digest=is_digest) == told_by


@pytest.mark.parametrize("text", ["leader", "a@b", "a b@c.cn", "a@c.cn\nBcc: x@y.cn", "张@c.cn", f"{'a' * 65}@c.cn", "a@-.cn"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(WrongEmail):
        email_of(text)


def test_an_address_may_be_empty_and_loses_its_blanks() -> None:
    assert [email_of(" "), email_of(" a.b+c@xd-gov.example.cn ")] == [None, "a.b+c@xd-gov.example.cn"]


def test_a_message_that_is_not_known_goes_outside_without_its_facts() -> None:
    assert gist_of("%(head)s is ill") is Gist.OTHER


@pytest.mark.parametrize(("length", "has_link"), [(40, True), (69, False), (90, False)])
def test_the_link_gives_way_before_a_word_is_cut(length: int, has_link: bool) -> None:  # noqa: FBT001
    text = sms_text("办" * length, "https://x.cn/inbox")
    assert (len(text) <= LONGEST_SMS, "https" in text) == (True, has_link)


def test_everybody_s_morning_counts_each_case_once_and_goes_to_who_is_there() -> None:
    leadership = Leadership(posted=((GRID, LEADER),), of_team={}, appointed=(), clerks=((TOWN, CLERK),), heads=((TOWN, HEAD),))
    staff = Staff(Presence({WORKER: STAND_IN}, frozenset()), leadership=lambda: leadership)
    late, due, pool = (uuid5(NAMESPACE, name) for name in ("late", "due", "pool"))
    tasks = [
        Task(late, WORKER, None, GRID, at("2026-11-06 17:30")),
        Task(late, WORKER, None, GRID, at("2026-11-09 17:30")),
        Task(due, WORKER, None, GRID, at("2026-11-09 17:30")),
        Task(pool, None, None, TOWN, at("2026-11-09 17:30")),
    ]
    told: dict[UUID, dict[str, int]] = {who: dict(day.facts) for who, day in outlooks(tasks, now=NOW, staff=staff).items()}
    assert told == {
        STAND_IN: {"due": 1, "late": 1},
        LEADER: {"due": 1, "late": 1},
        HEAD: {"due": 0, "late": 1},
        CLERK: {"due": 1, "late": 0},
    }
