"""What is drawn is read, kept and read back; a day is judged. Pure rules as tables."""

import datetime as dt
import json
from typing import Any

import pytest

from app.core.errors import Refusal
from app.territory.rules import Cut, Divide, Draw, Merge, Reshape, RevisionState, Step, Transfer, plan_hindrance, step_of
from app.territory.rules.codes import free_grid_code
from app.territory.rules.revision_refusals import (
    FLAWS,
    NameUnsaid,
    NothingDrawn,
    RevisionInPast,
    RevisionSettled,
    StepUnreadable,
    TitleUnsaid,
    undrawn,
)
from app.territory.rules.revisions import LONGEST_NAME, said_of, title_of
from grids.revision import Flaw

GRID, OTHER = "532822205204001", "532822205204002"
LINE = [[100.1, 21.9], [100.2, 21.95]]
RING = [[100.1, 21.9], [100.2, 21.9], [100.2, 22]]
TODAY = dt.date(2026, 9, 30)
DAY = dt.timedelta(days=1)

READ: list[tuple[dict[str, Any], Step]] = [
    ({"kind": "cut", "grid": GRID, "line": LINE, "name": " 新 寨 "}, Cut(GRID, ((100.1, 21.9), (100.2, 21.95)), "新 寨")),
    ({"kind": "merge", "grids": [GRID, OTHER]}, Merge((GRID, OTHER))),
    ({"kind": "transfer", "giver": GRID, "taker": OTHER, "line": LINE}, Transfer(GRID, OTHER, ((100.1, 21.9), (100.2, 21.95)))),
    ({"kind": "reshape", "grid": GRID, "rings": [RING]}, Reshape(GRID, (((100.1, 21.9), (100.2, 21.9), (100.2, 22.0)),))),
    ({"kind": "draw", "name": "集市", "ring": RING, "dedicated": True}, Draw("集市", tuple((x, y) for x, y in RING), True)),  # noqa: FBT003
]
READ.append(({"kind": "divide", "grids": [[GRID, "一组", "0102ff"]]}, Divide(((GRID, "一组", "0102ff"),))))
UNREADABLE: list[dict[str, Any]] = [
    {},
    {"kind": "melt"},
    {"kind": "cut", "grid": "7", "line": LINE, "name": "新寨"},
    {"kind": "cut", "grid": GRID, "line": LINE[:1], "name": "新寨"},
    {"kind": "cut", "grid": GRID, "line": [[100.1, 21.9], [100.2, "north"]], "name": "新寨"},
    {"kind": "cut", "grid": GRID, "line": [[100.1, 21.9], [100.2, 91]], "name": "新寨"},
    {"kind": "cut", "grid": GRID, "line": [[100.1, 21.9], [float("nan"), 21.9]], "name": "新寨"},
    {"kind": "merge", "grids": [GRID]},
    {"kind": "merge", "grids": GRID},
    {"kind": "reshape", "grid": GRID, "rings": []},
    {"kind": "reshape", "grid": GRID, "rings": [RING[:2]]},
    {"kind": "draw", "name": "集市", "ring": RING * 2_000},
    {"kind": "divide", "grids": []},
    {"kind": "divide", "grids": [[GRID, "一组", "no digits"]]},
    {"kind": "divide", "grids": [[GRID, "一组"]]},
]


@pytest.mark.parametrize(("said", "step"), READ, ids=[said["kind"] for said, _ in READ])
def test_a_step_is_read_and_is_the_same_after_it_was_kept(said: dict[str, Any], step: Step) -> None:
    assert step_of(said) == step
    assert step_of(json.loads(json.dumps(said_of(step)))) == step


@pytest.mark.parametrize("said", UNREADABLE)
def test_what_can_not_be_read_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(StepUnreadable):
        step_of(said)


@pytest.mark.parametrize("name", ["", "  ", None, 7, "寨" * (LONGEST_NAME + 1)])
def test_a_new_grid_needs_a_name(name: object) -> None:
    with pytest.raises(NameUnsaid):
        step_of({"kind": "draw", "name": name, "ring": RING})


@pytest.mark.parametrize(
    ("state", "steps", "from_on", "refusal"),
    [
        (RevisionState.DRAFT, 1, TODAY, None),
        (RevisionState.DRAFT, 1, TODAY + DAY, None),
        (RevisionState.DRAFT, 1, TODAY - DAY, RevisionInPast),
        (RevisionState.DRAFT, 0, TODAY, NothingDrawn),
        (RevisionState.PLANNED, 1, TODAY, RevisionSettled),
        (RevisionState.UNDONE, 1, TODAY, RevisionSettled),
    ],
)
def test_a_draft_comes_into_force_from_today_on(
    state: RevisionState, steps: int, from_on: dt.date, refusal: type[Refusal] | None
) -> None:
    found = plan_hindrance(state, steps, from_on=from_on, today=TODAY)
    assert (None if found is None else type(found)) == refusal


def test_a_title_says_what_for() -> None:
    assert title_of("  二组  户数太多 ") == "二组 户数太多"
    for said in ("", " ", "户" * (LONGEST_NAME + 1)):
        with pytest.raises(TitleUnsaid):
            title_of(said)


def test_every_flaw_of_a_drawing_has_a_sentence_of_its_own() -> None:
    assert [flaw for flaw in Flaw if flaw.value not in FLAWS] == []
    assert undrawn("line_misses", ("帕龙一组",)).facts["grid"] == "帕龙一组"


def test_the_lowest_code_that_nobody_has_is_the_next() -> None:
    village = GRID[:12]
    assert free_grid_code(village, {f"{village}001", f"{village}003"}) == f"{village}002"
    assert free_grid_code(village, {f"{village}{number:03}" for number in range(1, 1000)}) is None
