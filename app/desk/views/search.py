"""One box for everything: a case by its number, a household by code, name, phone or identity number.

A POST, so that no name and no number stands in an address or a log.
"""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.cases import queries as cases
from app.cases.queries import CaseFilter
from app.core import clock
from app.core.guard import allowed
from app.desk import queries
from app.desk.views.blueprint import bp
from app.households import queries as households

HITS = 20


@bp.post("/search")
@allowed(Deed.READ_CASES)
def search() -> Response | str:
    text = request.form.get("q", "").strip()
    if not text:
        return redirect(url_for("desk.home"))
    found = cases.cases(CaseFilter(text=text, everything=True))
    if found.total == 1 and found.cases[0].number == text:
        return redirect(url_for("cases.show", case_id=found.cases[0].id))
    work = queries.faced(found.cases[:HITS], now=clock.now())
    homes = households.search(text, limit=HITS)
    return render_template("desk/search.html", text=text, work=work, total=found.total, homes=homes)
