"""Periods and the one definition."""

import pytest

from app.cases.rules import Mode
from app.ledger.rules import REGISTER, Count, Figures, counts_as_completed


@pytest.mark.parametrize(("mode", "counts"), [(Mode.ASSIST, True), (Mode.PROXY, True), (Mode.HOME, True), (Mode.SELF, False)])
def test_the_register_holds_what_others_did_for_somebody_and_not_what_they_did_themselves(mode: Mode, *, counts: bool) -> None:
    assert counts_as_completed(mode) is counts
    assert (mode in REGISTER) is counts


def test_figures_are_asked_by_the_count_that_a_page_names() -> None:
    figures = Figures(cases=1, items=2, visits=3, households=4, people=5, person_times=6, deliveries=7)
    assert [figures.of(count) for count in Count] == [1, 2, 3, 4, 5, 6, 7]
    assert figures.as_json()["person_times"] == 6
