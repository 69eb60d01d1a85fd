"""Who is responsible for a grid on a day, who was, and giving and ending posts."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as people
from app.accounts.rules import Deed
from app.accounts.views import demand, stamp_from_form
from app.core import clock
from app.core.db import transaction
from app.core.errors import NotAllowed, Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.posts import actions, queries
from app.posts.rules import GridRef, PostKind, Step, Wish, day_of, responsible
from app.posts.rules.refusals import PersonUnsaid, UnknownPostKind
from app.posts.views.blueprint import bp, form_day, form_id
from app.territory import queries as territory


@bp.get("/posts/<code>")
@allowed(Deed.READ_POSTS)
def grid(code: str) -> str:
    return _page(code, {}, typed={"from_on": clock.today().isoformat(), "kind": PostKind.WORKER.value})


@bp.post("/posts/<code>")
@allowed(Deed.MANAGE_POSTS)
def add_post(code: str) -> Response | tuple[str, int]:
    demand(Deed.MANAGE_POSTS, territory.grid(code).place_path)
    try:
        person_id, from_on, to_on = form_id("person"), form_day("from_on") or clock.today(), form_day("to_on")
        if person_id is None:
            raise PersonUnsaid
        kind = _kind()
        with transaction():
            person, place = people.person(person_id), territory.grid(code)
            actions.put_post(place, person, kind=kind, from_on=from_on, to_on=to_on, stamp=stamp_from_form())
            name = person.name
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _page(code, {refusal.field or "": sentence(refusal)}, typed=request.form), refusal.status
    flash(gettext("%(person)s was posted there.", person=name))
    return redirect(url_for(".grid", code=code), 303)


@bp.post("/posts/<uuid:post_id>/end")
@allowed(Deed.MANAGE_POSTS)
def end_post(post_id: UUID) -> Response | tuple[str, int]:
    post = queries.post(post_id)
    code = post.grid.code
    demand(Deed.MANAGE_POSTS, post.grid.place_path)
    try:
        on = form_day("on") or clock.today()
        with transaction():
            actions.end_post(queries.post_to_change(post_id), on=on, stamp=stamp_from_form())
    except Refusal as refusal:
        return _page(code, {f"on-{post_id}": sentence(refusal)}, typed=request.form), refusal.status
    flash(gettext("The post ends on %(on)s.", on=on.isoformat()))
    return redirect(url_for(".grid", code=code), 303)


def _kind() -> PostKind:
    text = request.form.get("kind", "")
    try:
        return PostKind.of(text)
    except ValueError:
        refusal = UnknownPostKind(text=text or "–")
        raise refusal from None


def _page(code: str, errors: Mapping[str, str], *, typed: Mapping[str, str]) -> str:
    whole, on = territory.grid(code), _asked_day()
    roster = queries.roster(on)
    now = next((one for one in territory.grids_on(on) if one.code == code), None)
    routing = None
    if now is not None:
        ref = GridRef(now.grid_id, now.code, now.name, now.village_code, dedicated=now.dedicated)
        routing = responsible([ref], found=Step.IN_GRID, roster=roster, village_code=now.village_code, wish=Wish())
    return render_template(
        "posts/grid.html",
        grid=whole,
        name=(now.name if now else (whole.last or whole.versions[-1]).name),
        on=on,
        today=clock.today(),
        routing=routing,
        why=[gettext(reason.step.label, **reason.facts) for reason in routing.why] if routing else [],
        names=people.names(),
        team=queries.team(routing.team_id) if routing and routing.team_id else None,
        posts=queries.posts_of_grid(whole.id),
        roster=roster,
        workers=_choices(whole.division_id),
        kinds=[(kind.value, gettext(kind.label)) for kind in PostKind],
        errors=errors,
        typed=typed,
    )


def _choices(division_id: UUID) -> list[tuple[str, str]]:
    """Who can be chosen: the village's own team first, then everybody else, each with their team."""
    today = clock.today()
    rows = queries.teams_with_members(today)
    rows = sorted(rows, key=lambda row: row.team.division_id != division_id)
    members = [(str(one.person.id), f"{one.person.name} ({row.team.name})") for row in rows for one in row.members]
    known = {value for value, _ in members}
    others = [(str(one.id), one.name) for one in people.people_at_work(today) if str(one.id) not in known]
    return [("", gettext("Choose")), *members, *others]


def _asked_day() -> dt.date:
    try:
        return day_of(request.args.get("on", "")) or clock.today()
    except Refusal:
        return clock.today()
