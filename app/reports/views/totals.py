"""The totals page: a period, a dimension, seven numbers; every number opens its rows, every row its case."""

import datetime as dt
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import queries as accounts
from app.accounts.rules import Deed
from app.core import clock
from app.core.errors import Invalid
from app.core.guard import allowed
from app.core.named import N_
from app.ledger import queries as ledger
from app.ledger.queries import Asked
from app.ledger.rules import Count, Dimension, Period, year_to
from app.reports.views.blueprint import bp

PAGE = 50
FIRST_YEAR = 2000


class UnreadableDay(Invalid):
    code = "reports.unreadable_day"
    says = N_("%(text)s is no day. Write it as 2026-11-22.")
    field = "from"


class UnknownDimension(Invalid):
    code = "reports.unknown_dimension"
    says = N_("Totals can't be told apart by %(text)s.")
    field = "by"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the page's form says."""

    period: Period
    by: Dimension | None

    def as_arguments(self) -> dict[str, str]:
        chosen = {"from": self.period.from_on.isoformat(), "to": self.period.to_on.isoformat()}
        return chosen | ({"by": self.by.value} if self.by else {})


@bp.get("", strict_slashes=False)
@allowed(Deed.READ_TOTALS)
def home() -> Response:
    """What reports there are begins with the totals."""
    return redirect(url_for(".totals"))


@bp.get("/totals")
@allowed(Deed.READ_TOTALS)
def totals() -> str:
    today = clock.today()
    chosen = _choice(today)
    before = chosen.period.a_year_before()
    return render_template(
        "reports/totals.html",
        chosen=chosen,
        totals=ledger.totals(Asked(chosen.period), by=chosen.by),
        before=ledger.totals(Asked(before)),
        before_period=before,
        years=ledger.years(today),
        today=today,
        now=clock.now(),
        counts=list(Count),
        dimensions=list(Dimension),
        rows_url=_rows_url,
    )


@bp.get("/totals/rows")
@allowed(Deed.READ_TOTALS)
def rows() -> str:
    """The entries behind a number."""
    chosen = _choice(clock.today())
    count = next((count for count in Count if count.value == request.args.get("count")), Count.CASES)
    register_only = request.args.get("all") != "1"
    page = max(1, request.args.get("page", 1, type=int))
    keyed = chosen.by is not None and "key" in request.args
    asked = Asked(chosen.period, dimension=chosen.by if keyed else None, key=request.args.get("key"))
    found, total = ledger.rows(asked, count=count, register_only=register_only, page=page, per_page=PAGE)
    return render_template(
        "reports/rows.html",
        rows=found,
        total=total,
        count=count,
        chosen=chosen,
        register_only=register_only,
        figures=ledger.totals(asked),
        name=ledger.name_of(chosen.by, request.args.get("key")) if keyed and chosen.by else None,
        names=accounts.names(),
        page=page,
        pages=max(1, -(-total // PAGE)),
        arguments=request.args.to_dict(),
    )


def _rows_url(chosen: Choice, count: Count, *, every: bool = False, key: str | None = None, keyed: bool = False) -> str:
    """The address of the rows behind one number."""
    arguments = chosen.as_arguments() | {"count": count.value}
    if every:
        arguments["all"] = "1"
    if keyed:
        arguments["key"] = key or ""
    return url_for(".rows", **arguments)


def _choice(today: dt.date) -> Choice:
    asked = request.args
    year = asked.get("year", type=int)
    if year and FIRST_YEAR <= year <= today.year:
        last = today if year == today.year else dt.date(year, 12, 31)
        period = Period(dt.date(year, 1, 1), last)
    else:
        default = year_to(today)
        period = Period(_day("from", default.from_on), _day("to", default.to_on))
    text = asked.get("by", "")
    by = next((dimension for dimension in Dimension if dimension.value == text), None)
    if text and by is None:
        raise UnknownDimension(text=text)
    return Choice(period, by)


def _day(name: str, default: dt.date) -> dt.date:
    text = request.args.get(name, "").strip()
    try:
        return dt.date.fromisoformat(text) if text else default
    except ValueError:
        raise UnreadableDay(text=text) from None
