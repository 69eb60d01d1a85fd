"""The rules of cases by examples, and by random histories."""

import datetime as dt
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import POLICY, Role
from app.cases.rules import (
    ALPHABET,
    CLOSED,
    DEED_OF_MOVE,
    MOVES,
    OPEN,
    AddresseeMissing,
    AlreadyAccepted,
    Asked,
    AskedTwice,
    BrokenHistory,
    Entering,
    IllegalMove,
    Known,
    LateReasonMissing,
    Move,
    NotAccepted,
    NothingAsked,
    NothingNamedMissing,
    OriginalsHeld,
    Outcome,
    OutcomeMissing,
    PapersMissing,
    PaperState,
    Stage,
    Standing,
    as_typed,
    check,
    check_asked,
    check_character,
    diagram,
    first_state,
    is_lacking,
    is_likely_duplicate,
    is_tracking,
    longest,
    moves_from,
    number,
    path_in,
    shared_once,
    stage_after,
    stage_from,
    standing_after,
    standing_from,
    team_limit,
    tracking,
)
from app.catalogue.rules import Need
from app.core.errors import ReasonMissing, Refusal, TooLong
from app.deadlines.rules import ClockKind, Limit, Unit

DOCS = Path(__file__).parents[3] / "docs" / "cases.md"

# stage · move · stage, every line of DESIGN 5; "back" is the stage before the interruption
TABLE = """
asked       accept    accepted
assigned    accept    assigned
in_progress accept    in_progress
asked       assign    assigned
accepted    assign    assigned
assigned    take      in_progress
in_progress collect   in_progress
in_progress forward   in_progress
asked       send_back returned
assigned    send_back returned
in_progress send_back returned
accepted    pause     paused
assigned    pause     paused
in_progress pause     paused
returned    resume    back
paused      resume    back
assigned    pass_on   assigned
in_progress pass_on   in_progress
paused      pass_on   paused
returned    pass_on   returned
in_progress complete  completed
accepted    complete  completed
completed   reopen    in_progress
"""
EXAMPLES = [tuple(line.split()) for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("stage", "move", "leads_to"), EXAMPLES)
def test_a_move_leads_where_the_design_says(stage: str, move: str, leads_to: str) -> None:
    expected = Stage.ASSIGNED if leads_to == "back" else Stage(leads_to)
    assert stage_after(Stage(stage), Move(move), before=Stage.ASSIGNED) is expected


def test_the_table_holds_these_moves_and_no_others() -> None:
    said = {(Stage(stage), Move(move)) for stage, move, _ in EXAMPLES}
    said |= {(stage, move) for stage in OPEN for move in (Move.WITHDRAW, Move.REJECT, Move.PLACE)}
    assert set(MOVES) == said
    assert all(stage_after(stage, Move.WITHDRAW) is Stage.WITHDRAWN for stage in OPEN)
    assert all(stage_after(stage, Move.REJECT) is Stage.REJECTED for stage in OPEN)
    assert all(stage_after(stage, Move.PLACE) is stage for stage in OPEN)


@pytest.mark.parametrize("stage", [Stage.WITHDRAWN, Stage.REJECTED])
def test_nothing_leaves_a_withdrawn_or_refused_case(stage: Stage) -> None:
    for move in Move:
        with pytest.raises(IllegalMove):
            stage_after(stage, move, before=Stage.ASKED)


def test_a_paused_case_goes_back_to_where_it_was_and_forgets_it() -> None:
    paused = standing_after(Standing(Stage.IN_PROGRESS), Move.PAUSE)
    assert paused == Standing(Stage.PAUSED, before=Stage.IN_PROGRESS)
    assert standing_after(paused, Move.PASS_ON) == paused
    assert standing_after(paused, Move.RESUME) == Standing(Stage.IN_PROGRESS)
    assert standing_after(paused, Move.WITHDRAW) == Standing(Stage.WITHDRAWN)


def test_without_knowing_where_it_was_nothing_resumes() -> None:
    with pytest.raises(IllegalMove):
        stage_after(Stage.PAUSED, Move.RESUME)


def test_an_illegal_move_names_stage_and_move() -> None:
    with pytest.raises(IllegalMove) as refused:
        stage_after(Stage.ASKED, Move.COMPLETE)
    assert refused.value.facts == {"move": Move.COMPLETE, "stage": Stage.ASKED}


def test_every_move_has_its_deed_and_somebody_who_may_do_it() -> None:
    assert set(DEED_OF_MOVE) == set(Move)
    for deed in DEED_OF_MOVE.values():
        assert any(deed in deeds for deeds in POLICY.values()), deed
    assert DEED_OF_MOVE[Move.REOPEN] in POLICY[Role.REVIEWER]
    assert DEED_OF_MOVE[Move.ACCEPT] not in POLICY[Role.WORKER]


@given(st.lists(st.sampled_from(Move), max_size=40))
def test_whatever_legal_moves_are_made_the_fold_says_the_same_stage(wished: list[Move]) -> None:
    standing, made = Standing(Stage.ASKED), list[Move | None]([None])
    for move in wished:
        try:
            standing = standing_after(standing, move)
        except IllegalMove:
            continue
        made.append(move)
        assert (standing.before is not None) == (standing.stage in {Stage.PAUSED, Stage.RETURNED})
    assert standing_from(made) == standing
    assert stage_from(made) is standing.stage


@pytest.mark.parametrize("moves", [[], [Move.TAKE], [None, None], [None, Move.COMPLETE], [None, Move.WITHDRAW, Move.RESUME]])
def test_a_history_that_nobody_can_have_written_is_no_history(moves: list[Move | None]) -> None:
    with pytest.raises(BrokenHistory):
        stage_from(moves)


def test_buttons_are_the_table_without_what_can_not_help_now() -> None:
    assert moves_from(Stage.ASSIGNED, accepted=False)[:2] == (Move.TAKE, Move.ACCEPT)
    assert Move.ACCEPT not in moves_from(Stage.ASSIGNED, accepted=True)
    assert Move.COMPLETE not in moves_from(Stage.IN_PROGRESS, accepted=False)
    assert moves_from(Stage.IN_PROGRESS, accepted=True)[:3] == (Move.COLLECT, Move.FORWARD, Move.COMPLETE)
    assert Move.PLACE in moves_from(Stage.ASKED, accepted=False, contested=True)
    assert moves_from(Stage.COMPLETED, accepted=True) == (Move.REOPEN,)
    assert moves_from(Stage.REJECTED, accepted=False) == ()


def test_the_diagram_in_the_docs_is_the_table() -> None:
    assert f"```mermaid\n{diagram()}\n```" in DOCS.read_text()
    assert all(f"  {stage.value} --> [*]" in diagram() for stage in CLOSED)


OK = Entering(accepted=True, outcome=Outcome.GRANTED, reason="她改主意了", to="县医保局", told=("户口簿",))
LACKING = [
    (Move.ACCEPT, Entering(accepted=True), AlreadyAccepted, "refused"),
    (Move.ACCEPT, Entering(lacking=("户口簿", "申请表")), PapersMissing, "papers"),
    (Move.COMPLETE, Entering(outcome=Outcome.GRANTED), NotAccepted, "refused"),
    (Move.COMPLETE, Entering(accepted=True), OutcomeMissing, "outcome"),
    (Move.COMPLETE, Entering(accepted=True, outcome=Outcome.PARTLY, held=("户口簿",)), OriginalsHeld, "given_back"),
    (
        Move.COMPLETE,
        Entering(accepted=True, outcome=Outcome.PARTLY, late=True, late_reason=" "),
        LateReasonMissing,
        "late_reason",
    ),
    (Move.FORWARD, Entering(to="  "), AddresseeMissing, "to"),
    (Move.FORWARD, Entering(to="县" * 129), TooLong, "to"),
    (Move.SEND_BACK, Entering(reason="缺材料"), NothingNamedMissing, "missing"),
    (Move.SEND_BACK, Entering(told=("户口簿",)), ReasonMissing, "reason"),
    (Move.WITHDRAW, Entering(reason="不办了", held=("户口簿",)), OriginalsHeld, "given_back"),
    (Move.PAUSE, Entering(reason="因" * 257), TooLong, "reason"),
    *(
        (move, Entering(reason=" \n"), ReasonMissing, "reason")
        for move in (Move.PAUSE, Move.PASS_ON, Move.PLACE, Move.WITHDRAW, Move.REJECT, Move.REOPEN)
    ),
]


@pytest.mark.parametrize(("move", "entering", "refusal", "field"), LACKING)
def test_a_move_says_what_it_still_demands(move: Move, entering: Entering, refusal: type[Refusal], field: str) -> None:
    with pytest.raises(refusal) as refused:
        check(move, entering)
    assert (refused.value.field or "refused") == field


@pytest.mark.parametrize("move", Move)
def test_a_move_with_everything_it_demands_passes(move: Move) -> None:
    check(move, Entering(reason="有理由") if move is Move.ACCEPT else OK)


def test_a_late_completion_with_its_reason_passes() -> None:
    check(Move.COMPLETE, Entering(accepted=True, outcome=Outcome.REFUSED, late=True, late_reason="县里系统停了两天"))


def test_the_number_sorts_by_day_and_order() -> None:
    assert number("532822205000", dt.date(2026, 9, 30), 7) == "532822205000-20260930-0007"
    assert number("532822205000", dt.date(2026, 9, 30), 12345).endswith("-12345")


@given(st.randoms(use_true_random=False))
def test_a_tracking_number_finds_any_wrong_character_and_any_swap(chance: random.Random) -> None:
    drawn = tracking(chance.choice)
    assert len(drawn) == 9
    assert is_tracking(drawn)
    for place in range(9):
        assert not any(is_tracking(drawn[:place] + other + drawn[place + 1 :]) for other in ALPHABET if other != drawn[place])
    for place in range(7):
        swapped = drawn[:place] + drawn[place + 1] + drawn[place] + drawn[place + 2 :]
        assert swapped == drawn or not is_tracking(swapped)


def test_a_tracking_number_may_be_read_out_with_pauses() -> None:
    drawn = "ABCDEFGH" + check_character("ABCDEFGH")
    assert as_typed(f" {drawn[:4].lower()}-{drawn[4:]} ") == drawn
    assert not is_tracking("")
    assert not is_tracking("OOOOOOOOO")


def test_nothing_asked_and_the_same_twice_are_refused() -> None:
    with pytest.raises(NothingAsked):
        check_asked([])
    with pytest.raises(AskedTwice):
        check_asked([Asked("XD-A01"), Asked("XD-A01", "a")])
    check_asked([Asked("XD-A01"), Asked("XD-A02")])


@pytest.mark.parametrize(
    ("known", "likely"),
    [
        (Known(frozenset({"A"}), Stage.PAUSED, dt.date(2026, 1, 1)), True),
        (Known(frozenset({"A", "B"}), Stage.COMPLETED, dt.date(2026, 8, 31)), True),
        (Known(frozenset({"A"}), Stage.COMPLETED, dt.date(2026, 8, 30)), False),
        (Known(frozenset({"A"}), Stage.WITHDRAWN, dt.date(2026, 9, 30)), False),
        (Known(frozenset({"C"}), Stage.ASKED, dt.date(2026, 9, 30)), False),
    ],
)
def test_the_same_matter_again_is_a_likely_duplicate(known: Known, *, likely: bool) -> None:
    assert is_likely_duplicate(known, item_codes=["A"], on=dt.date(2026, 9, 30)) is likely


class Paper:
    def __init__(self, name: str, *, shareable: bool, need: Need = Need.REQUIRED) -> None:
        self.name, self.shareable, self.need = name, shareable, need


def test_what_can_be_shared_between_items_is_asked_for_once() -> None:
    sheets = [Paper("户口簿", shareable=True), Paper("申请表", shareable=False)] * 2
    assert [sheet.name for sheet in shared_once(sheets)] == ["户口簿", "申请表", "申请表"]


def test_a_required_paper_is_lacking_until_it_was_here() -> None:
    assert is_lacking(Need.REQUIRED, PaperState.MISSING)
    assert not is_lacking(Need.REQUIRED, PaperState.GIVEN_BACK)
    assert not is_lacking(Need.OPTIONAL, PaperState.MISSING)
    assert first_state(Need.REQUIRED, complete=True) is PaperState.SEEN
    assert first_state(Need.REQUIRED, complete=False) is PaperState.MISSING
    assert first_state(Need.DEFERRABLE, complete=True) is PaperState.DEFERRED


def test_several_items_are_due_with_the_one_that_takes_longest() -> None:
    assert longest([Limit(10), Limit(12, Unit.NATURAL_DAY), Limit(240, Unit.HOUR)]) == Limit(10)


def test_an_item_may_set_the_teams_limit() -> None:
    assert team_limit(ClockKind.COLLECT, own={"collect": 5}, default=Limit(3)) == Limit(5)
    assert team_limit(ClockKind.TAKE, own={"collect": 5}, default=Limit(1)) == Limit(1)


@pytest.mark.parametrize(
    ("team", "place", "other", "then"),
    [
        ("T/204/", "T/204/001/", None, ("T/204/001/", None)),
        ("T/209/", "T/204/001/", None, ("T/209/", None)),
        ("T/209/", "T/204/001/", "T/209/002/", ("T/209/002/", None)),
        ("T/", "T/204/001/", "T/209/002/", ("T/204/001/", "T/209/002/")),
        ("T/209/", "T/2090/001/", None, ("T/209/", None)),
    ],
)
def test_a_case_stands_below_the_place_of_the_team_that_has_it(
    team: str, place: str, other: str | None, then: tuple[str, str | None]
) -> None:
    assert path_in(team, place_path=place, other_path=other) == then
