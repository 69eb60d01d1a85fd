"""Households on the phone: looked for by name or browsed by group; each with its people and open cases."""

from flask import render_template, request

import app.households.queries as households
from app.accounts.rules import Deed, may
from app.accounts.views import actor
from app.cases.views import words
from app.core import clock
from app.core.guard import allowed
from app.field import queries
from app.field.views.blueprint import bp
from app.field.views.pack import about
from app.households.queries import Wanted
from app.posts.queries import team_of

MOST_FOUND = 30


@bp.get("/households")
@allowed(Deed.READ_HOUSEHOLDS)
def homes() -> str:
    """The groups of one's places, and the households of the chosen one."""
    place = place_of_actor()
    group = request.args.get("group", "")
    listed = (
        households.households(Wanted(place=place, group=group), page=request.args.get("page", 1, type=int)) if group else None
    )
    return render_template(
        "field/homes.html", groups=households.groups(place), group=group, listed=listed, purpose=request.args.get("for", "")
    )


@bp.post("/households")
@allowed(Deed.READ_HOUSEHOLDS)
def find_homes() -> str:
    """A search is sent, not linked: names and numbers must not stand in an address."""
    text = request.form.get("text", "").strip()
    hits = households.search(text, limit=MOST_FOUND + 1)
    return render_template(
        "field/found.html",
        text=text,
        hits=hits[:MOST_FOUND],
        is_cut=len(hits) > MOST_FOUND,
        purpose=request.form.get("for", ""),
        groups=households.groups(place_of_actor()),
    )


@bp.get("/households/<int:number>")
@allowed(Deed.READ_HOUSEHOLDS)
def one_home(number: int) -> str:
    household, now = households.household_by_number(number), clock.now()
    on = clock.on(now)
    return render_template(
        "field/home.html",
        household=household,
        residents=[(one, about(one, on=on)) for one in household.residents if one.left_on is None or one.left_on > on],
        open_cases=queries.open_cases_of(household.id, now=now),
        may_show=may(actor(), Deed.SHOW_HIDDEN, household.place_path),
        words=words,
    )


def place_of_actor() -> str:
    """The team's place, else the first of one's own."""
    team = team_of(actor().id, on=clock.today())
    return team.place_path if team else next(iter(actor().places), "")
