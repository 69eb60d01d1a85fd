"""The blueprint of the pages of teams, posts, leave, people and roles; which township they show; how forms are read."""

import datetime as dt
from uuid import UUID

from flask import Blueprint, request

from app.accounts.rules import Deed
from app.accounts.views import actor, demand
from app.core.errors import Refusal
from app.posts import queries
from app.posts.rules import day_of
from app.territory import queries as territory

bp = Blueprint("posts", __name__)


def town_code() -> str | None:
    """The township of the reader's own places, else the only one (None)."""
    own = {path.split("/")[0] for path in actor().places}
    return next((town.code for town in territory.townships() if town.code in own), None)


def demand_for(deed: Deed, person_id: UUID, *, on: dt.date) -> None:
    """Refuse (403) unless the actor may do the deed where the person belongs; whoever belongs nowhere yet is everybody's."""
    place = queries.place_of_person(person_id, on=on)
    if place is not None:
        demand(deed, place)


def form_id(name: str) -> UUID | None:
    """A row's id from a form's field; None when nothing, or nothing of ours, is chosen."""
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        return None


def form_day(name: str) -> dt.date | None:
    """A day from a form's field; raises DayUnreadable with this field."""
    try:
        return day_of(request.form.get(name, "").strip())
    except Refusal as refusal:
        refusal.field = name
        raise
