"""The list of households, the search for one, and the points of a map."""

from flask import Response, jsonify, render_template, request, url_for

from app.accounts.rules import Deed
from app.core.guard import allowed
from app.core.pager import Pager
from app.households import queries
from app.households.queries import Listed, Wanted
from app.households.views.blueprint import bp
from app.households.views.choices import list_choices

MOST_FOUND = 50


@bp.get("")
@allowed(Deed.READ_HOUSEHOLDS)
def listed() -> str:
    wanted = _wanted()
    return _page(wanted, queries.households(wanted, page=request.args.get("page", 1, type=int)))


@bp.post("/search")
@allowed(Deed.READ_HOUSEHOLDS)
def search() -> str:
    """A search is sent, not linked: a name, phone or identity number must not stand in an address."""
    text = request.form.get("text", "").strip()
    hits = queries.search(text, limit=MOST_FOUND + 1)
    return render_template("households/found.html", hits=hits[:MOST_FOUND], is_cut=len(hits) > MOST_FOUND, text=text)


@bp.get("/columns.json")
@allowed(Deed.READ_HOUSEHOLDS)
def columns() -> Response:
    """The households of a place, or of all one's places, as columns for a map: `{"n": […], "lon": […], "lat": […]}`."""
    return jsonify(queries.columns(request.args.get("place") or None))


@bp.get("/by-number/<int:number>")
@allowed(Deed.READ_HOUSEHOLDS)
def by_number(number: int) -> str:
    """The small card of a tap on a map."""
    return render_template("households/tap.html", household=queries.household_by_number(number))


def _wanted() -> Wanted:
    said = request.args
    return Wanted(
        place=said.get("place", ""), group=said.get("group", ""), unsettled="unsettled" in said, with_left="left" in said
    )


def _kept(wanted: Wanted) -> dict[str, str]:
    return {
        "place": wanted.place,
        "group": wanted.group,
        "unsettled": "1" if wanted.unsettled else "",
        "left": "1" if wanted.with_left else "",
    }


def _page(wanted: Wanted, listed: Listed) -> str:
    return render_template(
        "households/list.html",
        listed=listed,
        wanted=wanted,
        pages=Pager("households.listed", listed.number, listed.pages, _kept(wanted)),
        choices=list_choices(queries.groups(wanted.place) if wanted.place else ()),
        unsettled=queries.unsettled_count(),
        unsettled_url=url_for("households.listed", unsettled="1"),
    )
