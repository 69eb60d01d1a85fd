"""Walk-throughs 走流程 and bottlenecks 堵点: lists, one of each, and the forms that enter, take on and close."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import stamp_from_form
from app.catalogue import actions, queries
from app.catalogue.rules import (
    BottleneckState,
    Effort,
    bottleneck_said,
    changes,
    fix_said,
    load_said,
    walk_said,
)
from app.catalogue.views.blueprint import bp
from app.core import clock
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.guard import allowed
from app.core.pages import sentence

Answer = Response | tuple[str, int]
FIND, TAKE_ON, CLOSE = "find", "take_on", "close"


@bp.get("/walkthroughs")
@allowed(Deed.READ_CATALOGUE)
def walk_throughs() -> str:
    return render_template("catalogue/walkthroughs.html", found=queries.walk_throughs(), about=_about())


@bp.get("/walkthroughs/new")
@allowed(Deed.IMPROVE)
def new_walk_through() -> str:
    return _new_page({"walked_on": clock.today().isoformat()}, {})


@bp.post("/walkthroughs/new")
@allowed(Deed.IMPROVE)
def record_walk_through() -> Answer:
    try:
        facts = walk_said(request.form)
        with transaction():
            number = actions.record_walk_through(facts, stamp=stamp_from_form()).number
    except Refusal as refusal:
        return _new_page(request.form, {refusal.field or "": sentence(refusal)}), refusal.status
    flash(gettext("The walk-through is recorded."))
    return redirect(url_for(".walk_through", number=number), 303)


@bp.get("/walkthroughs/<int:number>")
@allowed(Deed.READ_CATALOGUE)
def walk_through(number: int) -> str:
    return _walk_page(number)


@bp.post("/walkthroughs/<int:number>/bottlenecks")
@allowed(Deed.IMPROVE)
def find_bottleneck(number: int) -> Answer:
    try:
        facts = bottleneck_said(request.form)
        with transaction():
            found = actions.find_bottleneck(queries.walk_through(number), facts, stamp=stamp_from_form()).number
    except Refusal as refusal:
        return _walk_page(number, typed=request.form, errors={refusal.field or "": sentence(refusal)}), refusal.status
    flash(gettext("The bottleneck is recorded. Say next who mends it."))
    return redirect(url_for(".bottleneck", number=found), 303)


@bp.get("/bottlenecks")
@allowed(Deed.READ_CATALOGUE)
def bottlenecks() -> str:
    found = queries.bottlenecks()
    still_open = [one for one in found if one.state is not BottleneckState.CLOSED]
    return render_template("catalogue/bottlenecks.html", found=found, still_open=len(still_open), changes=changes)


@bp.get("/bottlenecks/<int:number>")
@allowed(Deed.READ_CATALOGUE)
def bottleneck(number: int) -> str:
    return _bottleneck_page(number)


@bp.post("/bottlenecks/<int:number>/take-on")
@allowed(Deed.IMPROVE)
def take_on(number: int) -> Answer:
    try:
        owner_id, fix, due_on = fix_said(request.form)
        with transaction():
            bottleneck = queries.bottleneck_to_change(number)
            actions.take_on(bottleneck, owner_id=owner_id, fix=fix, due_on=due_on, stamp=stamp_from_form())
    except Refusal as refusal:
        errors = {refusal.field or "": sentence(refusal)}
        return _bottleneck_page(number, asked=TAKE_ON, typed=request.form, errors=errors), refusal.status
    flash(gettext("Kept: who mends it, and how."))
    return redirect(url_for(".bottleneck", number=number), 303)


@bp.post("/bottlenecks/<int:number>/close")
@allowed(Deed.CLOSE_BOTTLENECK)
def close_bottleneck(number: int) -> Answer:
    try:
        after = load_said(request.form)
        with transaction():
            actions.close_bottleneck(queries.bottleneck_to_change(number), after=after, stamp=stamp_from_form())
    except Refusal as refusal:
        errors = {refusal.field or "": sentence(refusal)}
        return _bottleneck_page(number, asked=CLOSE, typed=request.form, errors=errors), refusal.status
    flash(gettext("The bottleneck is closed."))
    return redirect(url_for(".bottleneck", number=number), 303)


def _new_page(typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    today = clock.today()
    about = [
        ("", gettext("Choose")),
        *((f"bundle:{one.bundle.code}", one.name) for one in queries.bundles_on(today)),
        *((f"item:{code}", name) for code, name in sorted(queries.names_on(today).items())),
    ]
    return render_template(
        "catalogue/new_walkthrough.html", typed=typed, errors=errors, about=about, people=_people(), efforts=Effort
    )


def _walk_page(number: int, *, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None) -> str:
    walk = queries.walk_through(number)
    return render_template(
        "catalogue/walkthrough.html",
        walk=walk,
        about=_about(),
        efforts=Effort,
        typed=typed or {effort.value: walk.load.of(effort) for effort in Effort},
        errors=errors or {},
    )


def _bottleneck_page(
    number: int, *, asked: str = "", typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> str:
    found = queries.bottleneck(number)
    return render_template(
        "catalogue/bottleneck.html",
        found=found,
        changes=changes(found.before, found.after),
        efforts=Effort,
        people=_people(),
        asked=asked,
        typed=typed or {},
        errors=errors or {},
        is_open=found.state is not BottleneckState.CLOSED,
    )


def _people() -> list[tuple[str, str]]:
    return [("", gettext("Choose")), *((str(one.id), one.name) for one in queries.improvers(clock.today()))]


def _about() -> Mapping[str, str]:
    """Code → name, of items and bundles."""
    today = clock.today()
    return {**queries.names_on(today), **{one.bundle.code: one.name for one in queries.bundles_on(today)}}
