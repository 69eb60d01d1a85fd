"""The teams with their people, and a team's name and party branch."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import actor, demand, stamp_from_form
from app.core import clock
from app.core.db import transaction
from app.core.errors import Invalid, Refusal
from app.core.guard import allowed
from app.core.named import N_
from app.core.pages import sentence
from app.core.period import day_said
from app.core.words import day
from app.posts import actions, queries
from app.posts.views.blueprint import bp
from app.territory import queries as territory
from app.territory.rules import GridNow
from app.territory.rules.refusals import NameMissing

LONGEST = 64


class PlaceMissing(Invalid):
    code = "posts.place_missing"
    says = N_("Choose the village or the township.")
    field = "place"


@bp.get("/posts", strict_slashes=False)
@allowed(Deed.READ_POSTS)
def home() -> str:
    today = clock.today()
    teams = queries.teams_with_members(today)
    leaves = queries.leaves_from(today)
    grids: dict[str, list[GridNow]] = {}
    for grid in territory.grids_on(today):
        grids.setdefault(grid.village_code, []).append(grid)
    return render_template(
        "posts/home.html",
        teams=teams,
        leaves=leaves,
        uncovered=queries.grids_without_post(today),
        grids=grids,
        today=today,
        dissolved=queries.dissolved_teams(),
    )


@bp.get("/posts/teams/new")
@allowed(Deed.MANAGE_POSTS)
def new_team() -> str:
    return _page({}, typed={"place": request.args.get("place", "")})


@bp.post("/posts/teams/new")
@allowed(Deed.MANAGE_POSTS)
def add_team() -> Response | tuple[str, int]:
    name, branch = _typed()
    places = {division.code: division for division in queries.divisions_below(actor().places)}
    try:
        _check(name)
        division = places.get(request.form.get("place", ""))
        if division is None:
            raise PlaceMissing
        demand(Deed.MANAGE_POSTS, division.place_path)
        stamp = stamp_from_form()
        with transaction():
            there = queries.division_by_id(division.id)
            actions.add_team(name, division=there, party_branch=branch or None, from_on=clock.on(stamp.at), stamp=stamp)
    except Refusal as refusal:
        return _refused(refusal)
    flash(gettext("%(name)s was added.", name=name))
    return redirect(url_for(".home"), 303)


@bp.get("/posts/teams/<uuid:team_id>/edit")
@allowed(Deed.MANAGE_POSTS)
def edit_team(team_id: UUID) -> str:
    team = queries.team(team_id)
    return _page({}, typed={"name": team.name, "party_branch": team.party_branch or ""}, team=team)


@bp.post("/posts/teams/<uuid:team_id>/edit")
@allowed(Deed.MANAGE_POSTS)
def change_team(team_id: UUID) -> Response | tuple[str, int]:
    name, branch = _typed()
    demand(Deed.MANAGE_POSTS, queries.team(team_id).place_path)
    try:
        _check(name)
        with transaction():
            team = queries.team_to_change(team_id)
            actions.put_team(
                team.code,
                name,
                division=team.division,
                party_branch=branch or None,
                from_on=team.from_on,
                stamp=stamp_from_form(),
            )
    except Refusal as refusal:
        return _refused(refusal, team=queries.team(team_id))
    flash(gettext("%(name)s was changed.", name=name))
    return redirect(url_for(".home"), 303)


@bp.post("/posts/teams/<uuid:team_id>/dissolve")
@allowed(Deed.MANAGE_POSTS)
def dissolve_team(team_id: UUID) -> Response | tuple[str, int]:
    demand(Deed.MANAGE_POSTS, queries.team(team_id).place_path)
    try:
        from_on = day_said(request.form.get("from_on", ""), field="from_on")
        with transaction():
            team = queries.team_to_change(team_id)
            actions.dissolve_team(team, from_on=from_on, reason=request.form.get("reason", ""), stamp=stamp_from_form())
            name = team.name
    except Refusal as refusal:
        team = queries.team(team_id)
        typed = {"name": team.name, "party_branch": team.party_branch or "", **request.form}
        return _page({refusal.field or "": sentence(refusal)}, typed=typed, team=team), refusal.status
    flash(gettext("%(name)s is dissolved from %(day)s on.", name=name, day=day(from_on)))
    return redirect(url_for(".home"), 303)


def _typed() -> tuple[str, str]:
    return request.form.get("name", "").strip()[:LONGEST], request.form.get("party_branch", "").strip()[:LONGEST]


def _check(name: str) -> None:
    if not name:
        raise NameMissing


def _refused(refusal: Refusal, team: Any = None) -> tuple[str, int]:
    if refusal.status == 403:  # noqa: PLR2004
        raise refusal
    return _page({refusal.field or "": sentence(refusal)}, typed=request.form, team=team), refusal.status


def _page(errors: Mapping[str, str], *, typed: Mapping[str, str], team: Any = None) -> str:
    places = [("", gettext("Choose")), *((one.code, one.name) for one in queries.divisions_below(actor().places))]
    today = clock.today()
    members = queries.memberships_from(team.id, today) if team else ()
    names = {grid.grid_id: grid.name for grid in territory.grids_on(today)}
    held = [(one.person, queries.posts_of(one.person_id, on=today)) for one in members]
    return render_template(
        "posts/team.html", errors=errors, typed=typed, team=team, places=places, held=held, names=names, today=today
    )
