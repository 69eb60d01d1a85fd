"""The totals page: a period, a dimension, each figure beside this year and last year; every number opens its rows."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as accounts
from app.accounts.rules import Deed
from app.core import clock
from app.core.errors import Invalid
from app.core.guard import allowed
from app.core.pages import sentence
from app.core.words import day
from app.ledger import queries as ledger
from app.ledger.rules import DISTINCT, Count, Dimension
from app.reports import queries
from app.reports.rules import Column, Comparison, Preset, count_of
from app.reports.views.asking import SHOWN, Chosen, chosen, days_in_words, rows_url, typed
from app.reports.views.blueprint import bp

PAGE = 50
IN_THE_FORM = ("from", "to", "by", "team", "show")


@bp.get("", strict_slashes=False)
@allowed(Deed.READ_TOTALS)
def home() -> Response:
    """What reports there are begins with the totals."""
    return redirect(url_for(".totals"))


@bp.get("/totals")
@allowed(Deed.READ_TOTALS)
def totals() -> str | tuple[str, int]:
    today = clock.today()
    try:
        question = chosen(today=today)
    except Invalid as refusal:
        field = refusal.field if refusal.field in IN_THE_FORM else ""
        return _page(None, None, errors={field or "": sentence(refusal)}), refusal.status
    return _page(question, queries.compared(question.asked, by=question.by), errors={})


@bp.get("/totals/rows")
@allowed(Deed.READ_TOTALS)
def rows() -> str:
    """The entries behind a number."""
    question = chosen(today=clock.today())
    count = count_of(request.args.get("count", Count.CASES.value))
    register_only, page = request.args.get("all") != "1", max(1, request.args.get("page", 1, type=int))
    key = request.args.get("key") if question.by else None
    asked = replace(question.asked, dimension=None if key is None else question.by, key=key)
    found, total = ledger.rows(asked, count=count, register_only=register_only, page=page, per_page=PAGE)
    return render_template(
        "reports/rows.html",
        rows=found,
        total=total,
        count=count,
        chosen=question,
        register_only=register_only,
        figures=ledger.totals(asked),
        name=ledger.name_of(question.by, key) if key is not None and question.by else None,
        names=accounts.names(),
        page=page,
        pages=max(1, -(-total // PAGE)),
        arguments=request.args.to_dict(),
    )


def _page(question: Chosen | None, found: Comparison | None, *, errors: dict[str, str]) -> str:
    """The page; without figures when the question wasn't understood, and then with what was typed."""
    now, today = clock.now(), clock.today()
    return render_template(
        "reports/totals.html",
        chosen=question,
        found=found,
        headline=headline(question, found) if question and found else gettext("This can't be counted"),
        days_in_words=days_in_words,
        typed=typed(),
        errors=errors,
        presets=list(Preset),
        years=ledger.years(today)[1:],
        teams=queries.teams_known(),
        counts=list(Count),
        shown=question.shown if question else SHOWN,
        distinct=DISTINCT,
        columns=list(Column),
        dimensions=list(Dimension),
        rows_url=rows_url,
        today=today,
        as_of_time=f"{day(today)} {now.astimezone(clock.SHANGHAI):%H:%M}",  # never "today": it is printed
    )


def headline(question: Chosen, found: Comparison) -> str:
    """The answer as a sentence: how many, how many more or fewer than last year, and this year so far."""
    when, cases = question.when(today=clock.today()), found.whole.of(Count.CASES)
    said = _against(when, cases, found.whole.change(Count.CASES), before=found.whole.of(Count.CASES, Column.BEFORE))
    if found.periods[Column.NOW] == found.periods[Column.YEAR]:
        return said
    year = found.whole.of(Count.CASES, Column.YEAR)
    return said + str(gettext(" %(year)s so far: %(n)s.", year=found.periods[Column.YEAR].to_on.year, n=year))


def _against(when: str, cases: int, change: int, *, before: int) -> str:
    """Against the same days of last year."""
    if not cases:
        return str(gettext("%(when)s: no proxy service was completed.", when=when))
    if not before:
        return str(gettext("%(when)s: %(n)s proxy services completed, none in the same days of last year.", when=when, n=cases))
    if not change:
        return str(
            gettext("%(when)s: %(n)s proxy services completed, as many as in the same days of last year.", when=when, n=cases)
        )
    more = gettext("%(when)s: %(n)s proxy services completed, %(d)s more than in the same days of last year.")
    fewer = gettext("%(when)s: %(n)s proxy services completed, %(d)s fewer than in the same days of last year.")
    return str((more if change > 0 else fewer) % {"when": when, "n": cases, "d": abs(change)})
