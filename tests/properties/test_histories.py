"""Whatever people do, and wherever a process ends: what must hold holds. Hundreds of histories, with --full thousands.

A history that fails is printed as the deeds that make it up, after Hypothesis has left out all that didn't matter.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from app.cases.rules import Move, PersonHasOpenCases, PersonHoldsOriginals, TeamEnded, TeamHasOpenCases
from app.deadlines.rules import Level
from app.ledger.rules import Measure
from app.visits.rules import PersonHasCertificates
from tests.properties import deeds
from tests.properties.ground import a_ground
from tests.properties.history import History
from tests.properties.written import EVERYTHING, PARTING

QUIET: dict[str, Any] = {"suppress_health_check": list(HealthCheck)}
REFUSED = (TeamEnded, TeamHasOpenCases, PersonHasOpenCases, PersonHoldsOriginals, PersonHasCertificates)
HAPPENED = (
    *(f"move {move.value}" for move in Move),
    *(f"told {level.value}" for level in Level),
    *(f"counted {measure.value} 1" for measure in Measure),
    *(f"counted {measure.value} -1" for measure in Measure if measure is not Measure.VISIT),  # who went there went there
    "message inbox",
    "message test",
    "cut",
    "somebody left",
    "team dissolved today",
    "team dissolved from a later day",
    *(f"let go to the {to} {when}" for to in ("pool", "team") for when in ("by the job", "as it was reopened")),
    *(f"refused {refusal.code}" for refusal in REFUSED),
)


def tried(url: str, instance: Path, *, histories: int) -> Counter[str]:
    """Make up so many histories, the same ones each time; what happened in them."""
    seen = Counter[str]()
    with a_ground(url, instance) as ground:

        @settings(max_examples=histories, derandomize=True, database=None, deadline=None, print_blob=True, **QUIET)
        @example(EVERYTHING)
        @example(PARTING)
        @given(deeds.histories)
        def live(steps: list[Any]) -> None:
            History(ground, seen).live(steps)

        live()
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_people_do_what_must_hold_holds(database_url: str, instance: Path) -> None:
    seen = tried(database_url, instance, histories=200)
    assert [what for what in HAPPENED if not seen[what]] == []  # so that none of it holds for want of a case


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_same_on_the_large_database(database_url: str, instance: Path) -> None:
    tried(database_url, instance, histories=12)


@pytest.mark.full
@pytest.mark.parametrize(
    ("database_url", "histories"),
    [("sqlite", 1_900), ("postgresql", 100)],
    indirect=["database_url"],
    ids=["sqlite", "postgresql"],
)
def test_the_same_over_thousands_of_histories(database_url: str, instance: Path, histories: int) -> None:
    tried(database_url, instance, histories=histories)
