"""Roles for the security administrator: who holds what where; given, ended, and those that were asked for."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import actions as accounts
from app.accounts import queries as people
from app.accounts.rules import Deed, Role
from app.accounts.views import actor, demand, stamp_from_form
from app.core import clock
from app.core.db import transaction
from app.core.errors import Invalid, NotAllowed, Refusal
from app.core.guard import allowed
from app.core.named import N_
from app.core.pages import sentence
from app.posts import queries
from app.posts.rules.refusals import PersonUnsaid, RoleMissing
from app.posts.views.blueprint import bp, form_id


class RolePlaceMissing(Invalid):
    code = "posts.role_place_missing"
    says = N_("Choose where the role holds.")
    field = "place"


@bp.get("/roles")
@allowed(Deed.GRANT_ROLES)
def roles() -> str:
    return _page({}, typed={"person": request.args.get("person", "")})


@bp.post("/roles")
@allowed(Deed.GRANT_ROLES)
def give_role() -> Response | tuple[str, int]:
    try:
        person_id, role, place_path = _asked()
        demand(Deed.GRANT_ROLES, place_path)
        stamp = stamp_from_form()
        with transaction():
            person = people.person_to_change(person_id)
            accounts.give_role(person, role, place_path, from_on=clock.on(stamp.at), stamp=stamp)
            name = person.name
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _page({refusal.field or "": sentence(refusal)}, typed=request.form), refusal.status
    flash(gettext("%(person)s now is %(role)s.", person=name, role=gettext(role.label)))
    return redirect(url_for(".roles"), 303)


@bp.post("/roles/<uuid:grant_id>/end")
@allowed(Deed.GRANT_ROLES)
def end_role(grant_id: UUID) -> Response | tuple[str, int]:
    grant = people.grant(grant_id)
    demand(Deed.GRANT_ROLES, grant.place_path)
    try:
        with transaction():
            accounts.end_role(people.grant_to_change(grant_id), stamp=stamp_from_form())
    except Refusal as refusal:
        return _page({"": sentence(refusal)}, typed={}), refusal.status
    flash(gettext("The role has ended."))
    return redirect(url_for(".roles"), 303)


@bp.post("/roles/asked/<uuid:asked_id>/<any(give,decline):answer>")
@allowed(Deed.GRANT_ROLES)
def settle(asked_id: UUID, answer: str) -> Response | tuple[str, int]:
    asked = people.asked_role(asked_id)
    demand(Deed.GRANT_ROLES, asked.place_path)
    try:
        with transaction():
            person = people.person_to_change(asked.person_id)
            asked = people.asked_role_to_change(asked_id)
            if answer == "give":
                accounts.give_asked(asked, person=person, stamp=stamp_from_form())
            else:
                accounts.decline_asked(asked, stamp=stamp_from_form())
    except Refusal as refusal:
        return _page({"": sentence(refusal)}, typed={}), refusal.status
    flash(gettext("The role was given.") if answer == "give" else gettext("The role was declined."))
    return redirect(url_for(".roles"), 303)


@bp.post("/roles/asked")
@allowed(Deed.GRANT_ROLES)
def settle_all() -> Response | tuple[str, int]:
    """Give all that the page showed; what was asked for since waits."""
    shown = set(request.form.getlist("asked"))
    stamp = stamp_from_form()
    try:
        with transaction():
            wanted = [one for one in people.asked_roles() if str(one.id) in shown]
            for number, one in enumerate(wanted):
                demand(Deed.GRANT_ROLES, one.place_path)
                accounts.give_asked(one, person=people.person_to_change(one.person_id), stamp=stamp.part(number))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _page({"": sentence(refusal)}, typed={}), refusal.status
    flash(gettext("%(n)s roles were given.", n=len(wanted)))
    return redirect(url_for(".roles"), 303)


def _asked() -> tuple[UUID, Role, str]:
    person_id, place_path = form_id("person"), request.form.get("place", "")
    if person_id is None:
        raise PersonUnsaid
    try:
        role = Role.of(request.form.get("role", ""))
    except ValueError:
        raise RoleMissing from None
    if place_path not in {one.place_path for one in queries.divisions_below(actor().places)}:
        raise RolePlaceMissing
    return person_id, role, place_path


def _page(errors: Mapping[str, str], *, typed: Mapping[str, str]) -> str:
    today, names = clock.today(), queries.place_names()
    places = actor().places
    grants = [one for one in people.grants_from(today) if one.place_path.startswith(places)]
    asked = [one for one in people.asked_roles() if one.place_path.startswith(places)]
    choose = ("", gettext("Choose"))
    staff = [row.person for row in queries.staff(today, places=places) if not row.has_left]
    return render_template(
        "posts/roles.html",
        grants=grants,
        asked=asked,
        names=names,
        people=[choose, *((str(one.id), _named(one.name, one.sign_in_name)) for one in staff)],
        roles=[choose, *((role.value, gettext(role.label)) for role in Role)],
        places=[choose, *((one.place_path, one.name) for one in queries.divisions_below(places))],
        errors=errors,
        typed=typed,
    )


def _named(name: str, sign_in_name: str) -> str:
    return name if name == sign_in_name else f"{name} ({sign_in_name})"
