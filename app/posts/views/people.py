"""The staff list for whoever manages people: add, change, a new way in, leave the township."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import actions as accounts
from app.accounts import queries as accounts_queries
from app.accounts.rules import Deed, PersonFacts, Role
from app.accounts.rules.refusals import OwnAccount
from app.accounts.views import actor, stamp_from_form
from app.core import clock
from app.core.db import transaction
from app.core.errors import NotAllowed, Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.posts import actions, queries
from app.posts.queries import Giving
from app.posts.rules import PersonRow, Wrong, read_person
from app.posts.views.blueprint import bp, demand_for, town_code
from app.territory import queries as territory


@bp.get("/people")
@allowed(Deed.MANAGE_PEOPLE)
def people() -> str:
    rows = queries.staff(clock.today(), places=actor().places)
    return render_template("posts/people.html", rows=rows, names=queries.place_names())


@bp.get("/people/new")
@allowed(Deed.MANAGE_PEOPLE)
def new_person() -> str:
    return _page({}, typed={"role": []})


@bp.post("/people/new")
@allowed(Deed.MANAGE_PEOPLE)
def add_person() -> Response | tuple[str, int]:
    row = _row()
    if isinstance(row, list):
        return _page(_told(row), typed=_typed()), 400
    try:
        stamp = stamp_from_form()
        with transaction():
            town = territory.township_to_change(town_code())
            entry = queries.judge_person(row, town=town, on=clock.on(stamp.at))
            actions.import_people([entry], town=town, digest=str(stamp.event_id), giving=Giving.ASK, stamp=stamp)
    except Refusal as refusal:
        return _page({refusal.field or "": sentence(refusal)}, typed=_typed()), refusal.status
    flash(gettext("%(name)s was added. The roles hold as soon as the security administrator gives them.", name=row.facts.name))
    return redirect(url_for(".people"), 303)


@bp.get("/people/<uuid:person_id>")
@allowed(Deed.MANAGE_PEOPLE)
def person(person_id: UUID) -> str:
    return _person_page(person_id)


@bp.post("/people/<uuid:person_id>")
@allowed(Deed.MANAGE_PEOPLE)
def change_person(person_id: UUID) -> Response | tuple[str, int]:
    demand_for(Deed.MANAGE_PEOPLE, person_id, on=clock.today())
    row = _row(known_role="worker")
    if isinstance(row, list):
        return _person_page(person_id, errors=_told(row), typed=_typed()), 400
    stamp, on = stamp_from_form(), clock.today()
    with transaction():
        one = accounts_queries.person_to_change(person_id)
        accounts.change_person(one, _whole(row.facts), stamp=stamp)
        team_id = next((team.id for team in queries.teams_on(on) if team.code == row.team), None)
        if team_id is not None:
            actions.join_team(one, queries.team(team_id), from_on=on, stamp=stamp.part(1))
    flash(gettext("%(name)s was changed.", name=row.facts.name))
    return redirect(url_for(".people"), 303)


@bp.post("/people/<uuid:person_id>/link")
@allowed(Deed.MANAGE_PEOPLE)
def new_link(person_id: UUID) -> str:
    """The link is shown once, on the answer itself: it is kept nowhere."""
    demand_for(Deed.MANAGE_PEOPLE, person_id, on=clock.today())
    with transaction():
        key = accounts.make_link(accounts_queries.person_to_change(person_id), stamp=stamp_from_form())
    return _person_page(person_id, link=url_for("accounts.first", key=key, _external=True))


@bp.post("/people/<uuid:person_id>/password")
@allowed(Deed.MANAGE_PEOPLE)
def temporary_password(person_id: UUID) -> str:
    """Shown once, to be read out; its owner must change it at the first sign-in."""
    demand_for(Deed.MANAGE_PEOPLE, person_id, on=clock.today())
    _not_oneself(person_id)
    with transaction():
        password = accounts.give_temporary_password(accounts_queries.person_to_change(person_id), stamp=stamp_from_form())
    return _person_page(person_id, password=password)


@bp.post("/people/<uuid:person_id>/leave")
@allowed(Deed.MANAGE_PEOPLE)
def leave_township(person_id: UUID) -> Response | tuple[str, int]:
    demand_for(Deed.MANAGE_PEOPLE, person_id, on=clock.today())
    try:
        _not_oneself(person_id)
        with transaction():
            one = accounts_queries.person_to_change(person_id)
            actions.leave_township(one, stamp=stamp_from_form())
            name = one.name
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _person_page(person_id, errors={"": sentence(refusal)}), refusal.status
    flash(gettext("%(name)s has left: no sign-in, no role, and never offered again.", name=name))
    return redirect(url_for(".people"), 303)


def _not_oneself(person_id: UUID) -> None:
    if person_id == actor().id:
        raise OwnAccount


def _row(*, known_role: str = "") -> PersonRow | list[Wrong]:
    cells = {name: request.form.get(name, "").strip() for name in ("name", "phone", "team", "languages", "party_branch")}
    cells["role"] = known_role or "、".join(request.form.getlist("role"))
    cells["party_member"] = "是" if request.form.get("party_member") else "否"
    return read_person(1, cells)


def _whole(facts: PersonFacts) -> PersonFacts:
    """A form says everything: what is empty in it is none."""
    return replace(facts, phone=facts.phone or "", languages=facts.languages or "", party_branch=facts.party_branch or "")


def _told(wrong: list[Wrong]) -> dict[str, str]:
    return {one.field: sentence(one.refusal) for one in wrong}


def _typed() -> dict[str, Any]:
    return {**request.form, "role": request.form.getlist("role")}


def _page(errors: Mapping[str, str], *, typed: Mapping[str, Any]) -> str:
    roles = [(role.value, gettext(role.label)) for role in Role]
    return render_template(
        "posts/new_person.html", errors=errors, typed=typed, teams=[*_teams(), *_places_without_team()], roles=roles
    )


def _teams() -> list[tuple[str, str]]:
    return [("", gettext("no team")), *((team.code, team.name) for team in queries.teams_on(clock.today()))]


def _places_without_team() -> list[tuple[str, str]]:
    """The villages that have no team yet: their first member makes it."""
    have = {team.division_id for team in queries.teams_on(clock.today())}
    return [(one.code, one.name) for one in queries.divisions_below(actor().places) if one.id not in have]


def _person_page(
    person_id: UUID,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, Any] | None = None,
    link: str = "",
    password: str = "",
) -> str:
    one, today = accounts_queries.person(person_id), clock.today()
    team = queries.team_of(person_id, on=today)
    facts = accounts_queries.facts_of(one)
    shown = {name: getattr(facts, name) for name in ("name", "phone", "languages", "party_branch", "party_member")}
    return render_template(
        "posts/person.html",
        person=one,
        grants=accounts_queries.grants_of(person_id, on=today),
        asked=accounts_queries.asked_roles(person_id),
        posts=queries.posts_from(person_id, today),
        grid_names={grid.grid_id: grid.name for grid in territory.grids_on(today)},
        names=queries.place_names(),
        has_left=one.left_on is not None and one.left_on <= today,
        teams=_teams(),
        typed=typed or shown | {"team": team.code if team else ""},
        errors=errors or {},
        link=link,
        password=password,
    )
