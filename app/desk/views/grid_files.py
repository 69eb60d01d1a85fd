"""The grids as files to take along: a GET that answers them, with no name of a person in it or in the file's name."""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flask import abort, render_template, request, send_file
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed, may
from app.accounts.views import actor
from app.core import clock
from app.core.errors import Refusal
from app.core.guard import allowed
from app.core.pages import sentence
from app.core.period import day_said
from app.desk import queries
from app.desk.rules.exporting import DEFAULT_CRS, FORMS
from app.desk.views.blueprint import bp
from app.territory import queries as land
from app.territory.rules import grid_path
from app.territory.views.blueprint import town_code

if TYPE_CHECKING:
    from app.territory.models import Division


@bp.get("/territory/export")
@allowed(Deed.READ_LAND)
def grid_files() -> Response | str | tuple[str, int]:
    """The form; with `form` in the address the file itself, or the form again with what is wrong at its field."""
    town = land.township(town_code())
    villages = [village for village in land.villages(town) if may(actor(), Deed.READ_LAND, village.place_path)]
    if not villages and not may(actor(), Deed.READ_LAND, town.place_path):
        abort(404)
    if "form" not in request.args:
        return _page(town, villages, {"form": next(iter(FORMS)), "crs": DEFAULT_CRS, "on": clock.today().isoformat()})
    try:
        return _file(town, villages, request.args)
    except Refusal as refusal:
        return _page(town, villages, request.args, errors={refusal.field or "": sentence(refusal)}), refusal.status


def _file(town: "Division", villages: "Sequence[Division]", asked: Mapping[str, str]) -> Response:
    """What lies within the reader's places and nothing else; a village or a form that isn't there is not found."""
    suffix, village = asked["form"], asked.get("village") or None
    if suffix not in FORMS or (village is not None and village not in {one.code for one in villages}):
        abort(404)
    day = day_said(asked["on"], field="on") if asked.get("on") else clock.today()
    found = queries.grid_file(
        suffix,
        on=day,
        crs=asked.get("crs", "").strip() or DEFAULT_CRS,
        town_code=town.code,
        village_code=village,
        is_shown=_may_read,
    )
    name = f"grids-{village or town.code}-{day.isoformat()}.{suffix}"
    return send_file(io.BytesIO(found.content), mimetype=FORMS[suffix][1], as_attachment=True, download_name=name, max_age=0)


def _may_read(grid_code: str) -> bool:
    return may(actor(), Deed.READ_LAND, grid_path(grid_code))


def _page(
    town: "Division", villages: "Sequence[Division]", typed: Mapping[str, str], *, errors: Mapping[str, str] | None = None
) -> str:
    return render_template(
        "desk/grid_files.html",
        town=town,
        typed=typed,
        errors=errors or {},
        forms=[(suffix, name) for suffix, (name, _) in FORMS.items()],
        villages=[("", gettext("All villages")), *((one.code, one.name) for one in villages)],
    )
