"""Who is told of a light, and that there are words for it."""

import itertools
from uuid import UUID, uuid5

import pytest

from app.deadlines.rules import LEVELS, SAYS, ClockKind, Leadership, Level, Light, Presence, Recipient, Staff, level_of, told
from tests.town import NAMESPACE

WORKER, STAND_IN, GRID_LEADER, TEAM_LEADER, APPOINTED, CLERK, TEAM = (uuid5(NAMESPACE, f"turning {n}") for n in range(7))
TOWN, GRID = "532822205000/", "532822205000/204/001/"
LEADERSHIP = Leadership(
    posted=((GRID, GRID_LEADER),),
    of_team={TEAM: (TEAM_LEADER,)},
    appointed=((TOWN, APPOINTED),),
    clerks=((TOWN, CLERK), ("999999001000/", STAND_IN)),
)


def people(
    *,
    person: UUID | None = WORKER,
    team: UUID | None = TEAM,
    path: str = GRID,
    absences: dict[UUID, UUID | None] | None = None,
    gone: frozenset[UUID] = frozenset(),
    leadership: Leadership = LEADERSHIP,
) -> dict[Recipient, tuple[UUID, ...]]:
    staff = Staff(Presence(absences or {}, gone), leadership=lambda: leadership)
    return dict(told(person_id=person, team_id=team, place_path=path, staff=staff))


def test_a_light_is_told_to_the_person_alone() -> None:
    assert people() == {Recipient.PERSON: (WORKER,)}


def test_the_nearest_leader_is_told() -> None:
    elsewhere = "532822205000/209/001/"
    assert people(person=None) == {Recipient.LEADER: (GRID_LEADER,)}
    assert people(person=None, path=elsewhere) == {Recipient.LEADER: (TEAM_LEADER,)}
    assert people(person=None, path=elsewhere, team=None) == {Recipient.LEADER: (APPOINTED,)}


def test_leave_leads_to_the_stand_in_and_without_one_to_the_leader() -> None:
    assert people(absences={WORKER: STAND_IN}) == {Recipient.PERSON: (STAND_IN,)}
    assert people(absences={WORKER: None}) == {Recipient.LEADER: (GRID_LEADER,)}
    assert people(absences={WORKER: STAND_IN, STAND_IN: None}) == {Recipient.LEADER: (GRID_LEADER,)}


def test_who_has_gone_is_never_told() -> None:
    assert people(gone=frozenset({WORKER})) == {Recipient.LEADER: (GRID_LEADER,)}
    everybody = frozenset({WORKER, GRID_LEADER, TEAM_LEADER, APPOINTED})
    assert people(gone=everybody) == {Recipient.DESK: (CLERK,)}


def test_where_there_is_nobody_the_desk_is_still_named() -> None:
    nobody = Leadership(posted=(), of_team={}, appointed=(), clerks=())
    assert people(person=None, leadership=nobody) == {Recipient.DESK: ()}


@pytest.mark.parametrize(("kind", "level"), list(itertools.product(ClockKind, LEVELS.values())))
def test_there_are_words_for_every_clock_and_level(kind: ClockKind, level: Level) -> None:
    assert SAYS[kind, level] % {"number": "1", "due_on": "2026-11-09"}


def test_only_the_statutory_clock_is_silent_when_yellow() -> None:
    assert [kind for kind in ClockKind if level_of(kind, Light.YELLOW) is None] == [ClockKind.STATUTORY]
    assert {level_of(kind, Light.RED) for kind in ClockKind} == {Level.CHASER}
    assert {level_of(kind, light) for kind in ClockKind for light in (Light.GREEN, Light.BLUE, Light.GREY)} == {None}
