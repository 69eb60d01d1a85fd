"""How content people are at several places at once is what each is asked by itself. On both databases."""

from flask import Flask

from app.cases import actions
from app.cases import queries as cases
from app.cases.rules import Outcome
from app.core.db import transaction
from app.core.scope import Places, looking
from app.desk.queries import satisfaction_of
from app.ratings.queries import satisfaction
from app.ratings.rules import Level, Satisfaction
from tests import makers, town
from tests.app.ratings.ground import YEAR, completed, done_alone, rated, reopened

TOWN, PALONG, ZHANGLANG = town.PLACES.values()


def on_the_border() -> None:
    """A completed case that two villages claim still: the township's team did it."""
    case = makers.a_case(household="4", item=town.ADVICE)
    with transaction():
        found = cases.case_to_change(case.id)
        actions.assign(found, team_id=town.a_team(town.TOWN).id, person_id=town.person_id("clerk"), stamp=makers.a_stamp("clerk"))
        actions.take(found, stamp=makers.a_stamp())
        actions.complete(found, outcome=Outcome.GRANTED, stamp=makers.a_stamp("clerk"))


def test_several_places_at_once_say_what_each_says_by_itself(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        rated(completed("1"), Level.VERY_SATISFIED)
        rated(completed("2"), Level.DISSATISFIED)
        rated(completed("3"), Level.SATISFIED)
        taken_back = completed("2")
        rated(taken_back, Level.VERY_DISSATISFIED)
        reopened(taken_back.id)
        reopened(completed("1").id)
        on_the_border()
        done_alone()
    places = [TOWN, PALONG, ZHANGLANG, f"{PALONG}001/", f"{PALONG}002/", f"{ZHANGLANG}002/"]  # some inside others
    for seen in (TOWN, PALONG, ZHANGLANG):
        with app.app_context(), looking(Places((seen,))):
            found = satisfaction_of(places, YEAR)
            assert found == {place: satisfaction(YEAR, place=place) for place in places}
            assert list(found) == places
            assert found[f"{ZHANGLANG}002/"] == Satisfaction()
            assert found[seen].valid > 0
