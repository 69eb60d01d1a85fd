"""The month as a file: a GET that answers a workbook, with no name of a person in the file's name."""

import io

from flask import request, send_file
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.accounts.views import actor
from app.core import clock
from app.core.guard import allowed
from app.reports import queries
from app.reports.rules import month_said
from app.reports.views.blueprint import bp
from app.reports.views.books import Filled, month_book, month_name
from app.territory import queries as land

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/month.xlsx")
@allowed(Deed.READ_TOTALS)
def month_file() -> Response:
    """The month that the address names; this month when it names none."""
    now, today = clock.now(), clock.today()
    span = month_said(request.args.get("month", "").strip() or f"{today:%Y-%m}", today=today)
    report = queries.month(span, places=actor().places, now=now)
    filled = Filled(unit_of(actor().places), by=actor().name, on=today)
    content = io.BytesIO(month_book(report, filled=filled))
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=month_name(report), max_age=0)


def unit_of(places: tuple[str, ...]) -> str:
    """The township in which these places lie."""
    towns = land.townships()
    found = [town.name for town in towns if any(place.startswith(town.place_path) for place in places)]
    return found[0] if len(found) == 1 else "、".join(town.name for town in towns)
