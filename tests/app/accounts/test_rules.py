"""Who may do what where; how long a sign-in lives; which passwords will do."""

import datetime as dt
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import (
    AT_MOST,
    IDLE,
    POLICY,
    SEPARATE,
    TRIES_WITHIN,
    Actor,
    Deed,
    Held,
    PersonFacts,
    Role,
    clash,
    differs,
    free_sign_in_name,
    is_alive,
    is_throttled,
    is_too_simple,
    languages_of,
    may,
    merged,
    role_of,
)

NOON = dt.datetime(2026, 9, 30, 4, tzinfo=dt.UTC)
TOWN, VILLAGE = "532822205000/", "532822205000/204/"


def somebody(*held: tuple[Role, str]) -> Actor:
    return Actor(id=uuid4(), name="岩温", held=tuple(Held(role, place) for role, place in held))


def test_a_role_holds_at_its_place_and_below_it_and_nowhere_else() -> None:
    leader = somebody((Role.LEADER, VILLAGE))
    assert may(leader, Deed.RECORD_LEAVE, VILLAGE)
    assert may(leader, Deed.RECORD_LEAVE, f"{VILLAGE}001/")
    assert not may(leader, Deed.RECORD_LEAVE, TOWN)
    assert not may(leader, Deed.RECORD_LEAVE, "532822205000/2041/")
    assert may(leader, Deed.RECORD_LEAVE)  # at some place at least


def test_nobody_may_do_what_no_role_names() -> None:
    everything = somebody(*((role, TOWN) for role in Role))
    assert not may(everything, None)
    assert not may(somebody(), Deed.READ_CASES)
    assert may(somebody(), Deed.USE_OWN_ACCOUNT)


def test_every_deed_is_somebody_s_and_has_a_word() -> None:
    given_to = frozenset[Deed]().union(*POLICY.values()) | {Deed.USE_OWN_ACCOUNT, Deed.READ_CATALOGUE}
    assert given_to == frozenset(Deed)
    assert all(deed.label for deed in Deed)


def test_the_three_administrators_share_no_power_over_people_roles_and_journal() -> None:
    powers = {Deed.MANAGE_PEOPLE, Deed.GRANT_ROLES, Deed.READ_JOURNAL}
    assert {role: POLICY[role] & powers for role in SEPARATE} == {
        Role.SYSTEM_ADMIN: {Deed.MANAGE_PEOPLE},
        Role.SECURITY_ADMIN: {Deed.GRANT_ROLES},
        Role.AUDITOR: {Deed.READ_JOURNAL},
    }
    assert all(not POLICY[role] & powers for role in set(Role) - SEPARATE)


@given(st.frozensets(st.sampled_from(Role)))
def test_any_two_administrators_clash_and_nothing_else_does(roles: frozenset[Role]) -> None:
    assert bool(clash(roles)) == (len(roles & SEPARATE) > 1)


@given(st.sets(st.sampled_from([TOWN, VILLAGE, f"{VILLAGE}001/", "532822205000/209/", "999999001000/"])))
def test_merged_places_let_in_the_same_paths(paths: set[str]) -> None:
    kept = merged(paths)
    for path in [*paths, f"{VILLAGE}002/", "1/"]:
        assert any(path.startswith(place) for place in kept) == any(path.startswith(place) for place in paths)
    assert not any(one != other and one.startswith(other) for one in kept for other in kept)


@pytest.mark.parametrize(
    ("started", "seen", "ended", "alive"),
    [
        (0, 0, None, True),
        (0, IDLE.total_seconds() / 60 - 1, None, True),
        (AT_MOST.total_seconds() / 60 - 1, 1, None, True),
        (1, IDLE.total_seconds() / 60, None, False),
        (AT_MOST.total_seconds() / 60, 0, None, False),
        (1, 1, 1, False),
    ],
)
def test_a_sign_in_dies_of_idleness_age_or_its_end(started: float, seen: float, ended: float | None, *, alive: bool) -> None:
    def ago(minutes: float) -> dt.datetime:
        return NOON - dt.timedelta(minutes=minutes)

    end = None if ended is None else ago(ended)
    assert is_alive(started_at=ago(started), seen_at=ago(seen), ended_at=end, now=NOON) is alive


def test_five_failures_within_fifteen_minutes_throttle_and_heal() -> None:
    failures = [NOON - dt.timedelta(minutes=n) for n in range(5)]
    assert is_throttled(failures, now=NOON)
    assert not is_throttled(failures[:4], now=NOON)
    assert not is_throttled(failures, now=failures[-1] + TRIES_WITHIN)


@pytest.mark.parametrize(
    "password", ["12345678", "23456789", "abcdefgh", "aaaaaaaa", "1212121212", "玉应玉应玉应玉应", "岩温岩温岩温叫叫"]
)
def test_a_password_that_anybody_would_try_is_too_simple(password: str) -> None:
    assert is_too_simple(password, name="岩温岩温岩温叫叫")


@pytest.mark.parametrize("password", ["long enough", "帕龙三组有棵大青树", "x7-kite-rain"])
def test_a_short_sentence_will_do(password: str) -> None:
    assert not is_too_simple(password, name="岩温")


@pytest.mark.parametrize(
    ("text", "role"), [("网格员", Role.WORKER), (" worker ", Role.WORKER), ("审计员", Role.AUDITOR), ("王", None)]
)
def test_a_role_is_read_by_value_or_by_its_chinese_word(text: str, role: Role | None) -> None:
    assert role_of(text) is role


def test_namesakes_get_a_number() -> None:
    assert free_sign_in_name("岩三", {"玉应"}) == "岩三"
    assert free_sign_in_name("岩三", {"岩三", "岩三2"}) == "岩三3"


@pytest.mark.parametrize("text", ["汉语、哈尼语", "汉语 哈尼语", "汉语,哈尼语", "哈尼语；汉语", "汉语/哈尼语/汉语"])
def test_languages_are_read_however_they_are_joined(text: str) -> None:
    assert languages_of(text) == {"汉语", "哈尼语"}


def test_what_is_not_said_changes_nothing() -> None:
    stands = PersonFacts("岩三", "13800000001", "汉语", "帕龙村党支部", party_member=True)
    assert not differs(stands, PersonFacts("岩三"))
    assert differs(stands, PersonFacts("岩三", phone=""))
    assert differs(stands, PersonFacts("岩三", party_member=False))
