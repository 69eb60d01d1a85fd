"""The grids as files to take along: a GET that answers them, with no name of a person in it or in the file's name."""

import io

from flask import abort, request, send_file
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.core import clock
from app.core.guard import allowed
from app.core.period import day_said
from app.desk import queries
from app.desk.rules.exporting import DEFAULT_CRS, FORMS
from app.desk.views.blueprint import bp
from app.territory import queries as land
from app.territory.views.blueprint import town_code


@bp.app_template_global("grid_forms")
def grid_forms() -> list[tuple[str, str]]:
    """(suffix, what people call it) of each form, for the land's page."""
    return [(suffix, name) for suffix, (name, _) in FORMS.items()]


@bp.get("/territory/grids.<suffix>")
@allowed(Deed.READ_LAND)
def grid_file(suffix: str) -> Response:
    """The reader's township; `town`, `on` (a day) and `crs` say otherwise. Whoever reads the land's pages may have it."""
    if suffix not in FORMS:
        abort(404)
    town = land.township(town_code())
    day = day_said(request.args["on"], field="on") if request.args.get("on") else clock.today()
    found = queries.grid_file(suffix, on=day, crs=request.args.get("crs") or DEFAULT_CRS, town_code=town.code)
    name = f"grids-{town.code}-{day.isoformat()}.{suffix}"
    return send_file(io.BytesIO(found.content), mimetype=FORMS[suffix][1], as_attachment=True, download_name=name, max_age=0)
