"""The list of cases with its filters; each is an address that can be kept and sent, but for a text, which may be a name."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext

from app.accounts.rules import Deed
from app.cases import queries
from app.cases.queries import CaseFilter, CasePage
from app.cases.rules import Stage
from app.cases.views import words
from app.cases.views.blueprint import bp
from app.catalogue.queries import names_on
from app.core import clock
from app.core.guard import allowed
from app.core.pager import Pager
from app.deadlines.queries import lights
from app.deadlines.rules import Light
from app.posts.views.choices import team_options
from app.territory.queries import townships, villages

CHIPS = (Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN)
EVERY = "every"  # of the choice of stages
KEPT = ("stage", "team", "person", "village", "item", "from", "to", "pool")  # what may stand in an address: nobody's name


@bp.get("", strict_slashes=False)
@allowed(Deed.READ_CASES)
def listed() -> str:
    return _list(request.args, text="")


@bp.post("/found")
@allowed(Deed.READ_CASES)
def found() -> str:
    """The same list narrowed by what was typed: by POST, so that no name stands in an address."""
    return _list(request.form, text=request.form.get("text", ""))


def _list(said: Mapping[str, str], *, text: str) -> str:
    wanted = _wanted(said, text=text)
    found = queries.cases(wanted, page=_number(said.get("page")))
    return render_template(
        "cases/list.html",
        found=found,
        faces=lights("case", [case.id for case in found.cases], now=clock.now()),
        chips=_chips(wanted, said),
        pages=Pager("cases.listed", found.number, found.pages, {name: said.get(name, "") for name in (*KEPT, "light")}),
        title=_title(wanted, found),
        words=words,
        wanted=wanted,
        typed=said,
        beyond=found.total - queries.PAGE if text else 0,
        **_options(wanted),
    )


def _wanted(said: Mapping[str, str], *, text: str) -> CaseFilter:
    """The filter as the address says it; what can't be read does not narrow."""
    stage = said.get("stage", "")
    return CaseFilter(
        stages=(Stage(stage),) if stage in set(Stage) else (),
        everything=stage == EVERY,
        as_of=clock.now(),
        light=Light(said["light"]) if said.get("light") in set(Light) else None,
        team_id=_id(said.get("team")),
        person_id=_id(said.get("person")),
        village_code=said.get("village") or None,
        item_code=said.get("item") or None,
        text=text,
        from_on=_day(said.get("from")),
        to_on=_day(said.get("to")),
        pool=said.get("pool") == "1",
    )


def _chips(wanted: CaseFilter, said: Mapping[str, str]) -> list[dict[str, Any]]:
    """One chip a light, with how many of the filter's cases show it."""
    counts = queries.count_by_light(replace(wanted, light=None))
    here = {name: value for name, value in said.items() if name in KEPT}
    return [
        {
            "light": light,
            "count": counts.get(light, 0),
            "url": _address({**here, **({} if wanted.light is light else {"light": light.value})}),
            "chosen": wanted.light is light,
        }
        for light in CHIPS
    ]


def _title(wanted: CaseFilter, found: CasePage) -> str:
    """The answer as a sentence."""
    if wanted.pool:
        return str(gettext("%(n)s cases wait for the desk", n=found.total))
    if wanted.light is Light.RED:
        return str(gettext("%(n)s cases overdue", n=found.total))
    if wanted.stages or wanted.everything:
        return str(gettext("%(n)s cases", n=found.total))
    return str(gettext("%(n)s open cases", n=found.total))


def _options(wanted: CaseFilter) -> Mapping[str, Any]:
    today = clock.today()
    places = [village for town in townships() for village in villages(town)]
    return {
        "stage_options": [
            ("", gettext("All open")),
            *((stage.value, gettext(stage.label)) for stage in Stage),
            (EVERY, gettext("Every stage")),
        ],
        "team_options": team_options(today, chosen=wanted.team_id),
        "village_options": [("", gettext("All villages")), *((one.code, one.short_name or one.name) for one in places)],
        "item_options": [("", gettext("All items")), *names_on(today).items()],
    }


def _address(said: Mapping[str, str]) -> str:
    return f"{url_for('cases.listed')}?{urlencode(said)}"


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 1
