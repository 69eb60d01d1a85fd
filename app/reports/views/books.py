"""The month as a workbook in words: 汇总 by teams, the register 台账 of what was completed, and how it was counted."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.core import clock
from app.core.named import N_
from app.core.sheets.book import Heading, Kind, Page, Value, book
from app.core.words import FEWEST_FOR_PERCENT, NOTHING, month, share, word
from app.ledger.rules import Count
from app.reports.rules import Column, Completion, Month, Promised, TeamMonth

COLUMNS = {Column.NOW: N_("this month"), Column.YEAR: N_("this year so far"), Column.BEFORE: N_("same month last year")}
RULES = (
    N_("Accepted, completed, in hand and overdue count cases carried for somebody: assisted, by proxy, at home."),
    N_("A bundle is one case. Completed cases, visits, deliveries and accepted cases add up."),
    N_("Households and people are those reached at home by effective visits, each once within the scope and days of the column:"
       " the last row is asked anew and is no sum of the rows above."),
    N_("In time means completed by the department's promised day. Overdue at the department or the county is told apart from"
       " overdue with us: from the day papers were forwarded above the township, the delay is theirs."),
    N_("Of fewer than five, no percentage is written but so many of so many."),
    N_("A completion that was sent back is taken off on the day it was sent back; the register shows it with a minus."),
    N_("The same month last year is counted up to the same day when this month isn't over."),
    N_("Accepted, in hand and overdue stand with the team that has the case now; completed stands with the team that did it."),
    N_("Numbers of people are masked; kinds of special care are left out of lists."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filled:
    """Who fills the report in, and for which office."""

    unit: str
    by: str
    on: dt.date


def month_name(report: Month) -> str:
    """What the file is called: the month, never a person."""
    return str(gettext("Proxy services %(month)s", month=f"{report.span.asked.from_on:%Y-%m}")) + ".xlsx"


def month_book(report: Month, *, filled: Filled) -> bytes:
    """The workbook's bytes."""
    return book([_summary(report, filled), _register(report, filled), _rules(report, filled)])


def _facts(report: Month, filled: Filled) -> list[str]:
    counted = report.span.counted
    period = gettext("%(from_on)s to %(to_on)s", from_on=_date(counted.from_on), to_on=_date(counted.to_on))
    if report.as_of < _over(counted.to_on):
        period += gettext(" (as of %(when)s)", when=_moment(report.as_of))
    blank = "________"
    return [
        gettext("Unit: %(unit)s", unit=filled.unit),
        gettext("Period: %(period)s", period=period),
        gettext("Filled in by: %(name)s", name=filled.by or blank),
        gettext("Reviewed by: %(name)s", name=blank),
        gettext("Filled in on: %(day)s", day=_date(filled.on)),
    ]


def _over(to_on: dt.date) -> dt.datetime:
    return dt.datetime.combine(to_on + dt.timedelta(days=1), dt.time(), tzinfo=clock.SHANGHAI)


def _moment(at: dt.datetime) -> str:
    """Never "today": a file is read on other days."""
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"


def _date(on: dt.date | None) -> str:
    return on.isoformat() if on else ""


def _title(report: Month, filled: Filled, what: str) -> str:
    name = month(report.span.asked.from_on)
    return str(gettext("%(unit)s: %(what)s, %(month)s", unit=filled.unit, what=gettext(what), month=name))


def _three(group: str, told: Callable[[TeamMonth, Column], Value], *, kind: Kind = Kind.NUMBER) -> list["_Measure"]:
    return [_Measure(Heading(gettext(label), 7.5, kind, gettext(group)), _at(told, column)) for column, label in COLUMNS.items()]


@dataclass(frozen=True, slots=True)
class _Measure:
    """One column of the summary, and what stands in it for a row."""

    heading: Heading
    of: Callable[[TeamMonth], Value]


def _at(told: Callable[[TeamMonth, Column], Value], column: Column) -> Callable[[TeamMonth], Value]:
    return lambda team: told(team, column)


def _count(count: Count) -> Callable[[TeamMonth, Column], Value]:
    return lambda team, column: team.of(count, column)


def _measures() -> list[_Measure]:
    at_end = gettext("at the end")
    return [
        *_three(N_("accepted (cases)"), lambda team, column: team.accepted[column]),
        *_three(N_("completed (cases)"), _count(Count.CASES)),
        *_three(N_("in time"), lambda team, column: _rate(team.promised[column]), kind=Kind.SHARE),
        _Measure(Heading(gettext("in hand"), 7, group=at_end), lambda team: team.in_hand.cases),
        _Measure(Heading(gettext("overdue with us"), 7, group=at_end), lambda team: team.in_hand.late_here),
        _Measure(Heading(gettext("overdue above"), 7, group=at_end), lambda team: team.in_hand.late_above),
        *_three(N_("households reached (homes)"), _count(Count.HOUSEHOLDS)),
        *_three(N_("people served (people)"), _count(Count.PEOPLE)),
        *_three(N_("home visits (times)"), _count(Count.VISITS)),
        *_three(N_("deliveries (papers)"), _count(Count.DELIVERIES)),
    ]


def _rate(promised: Promised) -> Value:
    """A share; of fewer than five "1/2"."""
    if promised.timed < FEWEST_FOR_PERCENT:
        return share(promised.kept, promised.timed)
    return promised.kept / promised.timed


def _summary(report: Month, filled: Filled) -> Page:
    measures = _measures()
    late = report.whole.promised[Column.NOW]
    return Page(
        name=gettext("Summary"),
        title=_title(report, filled, N_("proxy services by team")),
        facts=_facts(report, filled),
        headings=[Heading(gettext("team"), 18, Kind.TEXT), *(measure.heading for measure in measures)],
        rows=[[_team(team), *(measure.of(team) for measure in measures)] for team in report.teams],
        sums=[gettext("Together"), *(measure.of(report.whole) for measure in measures)],
        notes=[
            gettext(
                "Of this month's completions %(here)s were late with us and %(above)s above us.",
                here=late.late_here,
                above=late.late_above,
            ),
            gettext(RULES[2]),
        ],
    )


def _team(team: TeamMonth) -> str:
    return team.compared.name or gettext("without a team")


def _kept(one: Completion) -> str:
    if one.is_kept is None:
        return NOTHING
    return str(gettext("yes") if one.is_kept else gettext("no"))


def _remark(one: Completion) -> str:
    if not one.number:
        return str(gettext("out of your places"))
    return str(gettext("taken off")) if one.amount < 0 else one.remark


REGISTER: Sequence[tuple[str, float, Kind, Callable[[Completion], Value]]] = (
    (N_("Number of the case"), 25, Kind.TEXT, lambda one: one.number),
    (N_("Accepted on"), 11, Kind.TEXT, lambda one: _date(one.accepted_on)),
    (N_("Person served"), 10, Kind.TEXT, lambda one: one.who),
    (N_("Identity number (masked)"), 20, Kind.TEXT, lambda one: one.id_mask),
    (N_("Telephone (masked)"), 13, Kind.TEXT, lambda one: one.phone_mask),
    (N_("Village and group"), 16, Kind.TEXT, lambda one: one.whereabouts),
    (N_("Grid"), 17, Kind.TEXT, lambda one: one.grid),
    (N_("Item"), 26, Kind.TEXT, lambda one: one.items),
    (N_("Class of the item"), 14, Kind.TEXT, lambda one: one.class_name),
    (N_("Mode"), 7, Kind.TEXT, lambda one: word(one.mode)),
    (N_("Team"), 17, Kind.TEXT, lambda one: one.team),
    (N_("Worker"), 9, Kind.TEXT, lambda one: one.person),
    (N_("Promised for"), 11, Kind.TEXT, lambda one: _date(one.due_on)),
    (N_("Completed on"), 11, Kind.TEXT, lambda one: _date(one.happened_on)),
    (N_("In time"), 7, Kind.TEXT, _kept),
    (N_("Outcome"), 12, Kind.TEXT, lambda one: word(one.outcome)),
    (N_("Number of cases"), 6, Kind.NUMBER, lambda one: one.amount),
    (N_("Remarks"), 16, Kind.TEXT, _remark),
)


def _register(report: Month, filled: Filled) -> Page:
    """The columns of the 代办台账, as far as rows have them. Signature, mandate and rating come with their features."""
    columns = [Heading(gettext(label), width, kind, wraps=True) for label, width, kind, _ in REGISTER]
    rows = [[number, *(told(one) for _, _, _, told in REGISTER)] for number, one in enumerate(report.register, start=1)]
    return Page(
        name=gettext("Register"),
        title=_title(report, filled, N_("register of completed proxy services")),
        facts=_facts(report, filled),
        headings=[Heading(gettext("No."), 5), *columns],
        rows=rows,
        sums=[gettext("Together"), *("" for _ in REGISTER[:-2]), sum(one.amount for one in report.register), ""],
        frozen=2,
    )


def _rules(report: Month, filled: Filled) -> Page:
    return Page(
        name=gettext("Explanations"),
        title=gettext("How it is counted"),
        facts=_facts(report, filled),
        notes=[f"{number}. {gettext(rule)}" for number, rule in enumerate(RULES, start=1)],
    )
