"""Clocks in words: phrases become sentences in the reader's language, and a clock's explanation the plain data of its part.

The doors' pages show `templates/deadlines/why.html`; the command line and the machines print `why`.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from babel.dates import format_date
from flask import Flask
from flask_babel import get_locale, gettext, ngettext

from app.core import clock
from app.core.words import day, moment, word
from app.deadlines.rules import (
    Cell,
    CellKind,
    Explained,
    Light,
    Line,
    LineKind,
    Phrase,
    Standing,
    Unit,
    how,
    limit_words,
    standing_words,
)

HOUR_MIN = 60
LIGHTS = {LineKind.PAUSE: Light.BLUE, LineKind.OVER: Light.RED}  # of a line of the table


@dataclass(frozen=True, slots=True)
class Explanation:
    """为什么是这一天到期, ready to be shown: `cells` and `lines` are what the parts of look/clock.html take."""

    heading: str
    limit: str
    summary: str
    provisional: bool
    cells: tuple[dict[str, object], ...]
    lines: tuple[dict[str, object], ...]


def init_deadlines(app: Flask) -> None:
    """The templates know `explanation`, `standing_text` and `limit_text` as filters."""
    for shown in (explanation, standing_text, limit_text):
        app.jinja_env.filters[shown.__name__] = shown


def phrase_text(phrase: Phrase) -> str:
    """A phrase in the reader's language: dates as dates, holidays by their names, what a person wrote as it is."""
    facts = {name: _fact(value) for name, value in phrase.facts.items()}
    if phrase.plural is not None:
        return str(ngettext(phrase.msgid, phrase.plural, phrase.num, **facts))
    if phrase.msgid == "%(reason)s":
        return str(facts["reason"])
    return str(gettext(phrase.msgid, **facts) if facts else gettext(phrase.msgid))


def standing_text(standing: Standing | None) -> str:
    """还剩 4 个工作日, 今天到期, 已超期 1 个工作日, 已暂停，还剩 3 个工作日."""
    return "" if standing is None else phrase_text(standing_words(standing))


def limit_text(explained: Explained) -> str:
    """承诺时限 15 个工作日"""
    return f"{word(explained.kind)} {phrase_text(limit_words(explained.limit))}"


def why(lines: Iterable[Line], *, today: dt.date | None = None) -> list[str]:
    """One plain sentence a line: “计时 10月29日(周四) – 11月10日(周二)：9 个工作日，跳过 2 个周末”."""
    return [
        str(gettext("%(part)s %(dates)s: %(how)s", part=word(line.kind), dates=_dates(line, today=today), how=_how(line)))
        for line in lines
    ]


def explanation(explained: Explained) -> Explanation:
    """Everything that the part shows, in the reader's language."""
    today = clock.on(explained.as_of)
    due_on = explained.due.on
    heading = (
        gettext("Why it is due on %(day)s", day=day(due_on, today=today)) if due_on else gettext("Paused: no day is set for now")
    )
    return Explanation(
        heading=str(heading),
        limit=limit_text(explained),
        summary=_summary(explained, today=today),
        provisional=explained.due.provisional,
        cells=tuple(_cells(explained)),
        lines=tuple(_row(line, explained, today=today) for line in explained.lines),
    )


def _fact(value: object) -> object:
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, tuple):
        return str(gettext(", ")).join(day(part) if isinstance(part, dt.date) else gettext(part) for part in value)
    return value


def _how(line: Line) -> str:
    return str(gettext(", ")).join(phrase_text(phrase) for phrase in how(line))


def _dates(line: Line, *, today: dt.date | None) -> str:
    """With the time of day where it matters: at the start, the end, and everywhere in hours."""
    by_clock = line.unit is Unit.HOUR or line.kind in {LineKind.START, LineKind.DUE}
    begin = _at(line.from_on, line.from_at if by_clock else None, today=today)
    if line.kind is LineKind.OVER or (line.kind is LineKind.PAUSE and line.to_on is None):
        return str(gettext("since %(day)s", day=begin))
    if line.to_on is None or (line.to_on == line.from_on and not (by_clock and line.to_at)):
        return begin
    return f"{begin} – {_at(line.to_on, line.to_at if by_clock else None, today=today)}"


def _at(on: dt.date, at: dt.datetime | None, *, today: dt.date | None) -> str:
    return day(on, today=today) if at is None else f"{day(on, today=today)} {at.astimezone(clock.SHANGHAI):%H:%M}"


def _summary(explained: Explained, *, today: dt.date) -> str:
    """The answer in one sentence, for those who can't see the ruler."""
    parts = [limit_text(explained)]
    if explained.due.on:
        parts.append(str(gettext("due on %(day)s", day=day(explained.due.on, today=today))))
    if explained.standing is not None and explained.stopped_at is None:
        parts.append(standing_text(explained.standing))
    if explained.stopped_at is not None:
        parts.append(str(gettext("stopped %(moment)s", moment=moment(explained.stopped_at))))
    return str(gettext(", ")).join(parts)


def _row(line: Line, explained: Explained, *, today: dt.date) -> dict[str, object]:
    return {
        "part": word(line.kind),
        "dates": _dates(line, today=today),
        "how": _how(line),
        "total": _total(line),
        "light": LIGHTS.get(line.kind),
    }


def _total(line: Line) -> str:
    """How far the count is: days, hours and minutes for hours, and “15 + 1” when it is over."""
    if line.unit is not Unit.HOUR:
        return f"{line.cumulative} + {line.counted}" if line.kind is LineKind.OVER and line.counted else str(line.cumulative)
    counted = [line.cumulative, line.counted] if line.kind is LineKind.OVER else [line.cumulative]
    return " + ".join(f"{minutes // HOUR_MIN}:{minutes % HOUR_MIN:02}" for minutes in counted)


def _cells(explained: Explained) -> Iterable[dict[str, object]]:
    """The cells as the ruler draws them: a date where a week begins, a word over a pause, a line after the due day."""
    before: Cell | None = None
    for cell in explained.cells:
        drawn: dict[str, object] = {"kind": cell.kind.value, "label": _label(cell), "today": cell.is_today}
        if _begins_a_week(cell, before):
            drawn["date_label"] = _short(cell.on)
        if cell.kind is CellKind.PAUSE and (before is None or before.kind is not CellKind.PAUSE):
            drawn["above"] = word(LineKind.PAUSE)
        yield drawn
        if cell.is_due:
            yield {"kind": "due", "above": str(gettext("due %(day)s", day=_short(cell.on)))}
        before = cell


def _begins_a_week(cell: Cell, before: Cell | None) -> bool:
    """Under the first cell, and under the first working day after a rest."""
    if cell.kind is CellKind.REST:
        return False
    return before is None or before.kind is CellKind.REST


def _label(cell: Cell) -> str | None:
    if cell.kind is CellKind.START:
        return word(LineKind.START)
    if cell.kind is CellKind.OVER:
        return f"+{cell.number}"
    return None if cell.number is None else str(cell.number)


def _short(on: dt.date) -> str:
    """11月20日, without the weekday: there is little room under a cell."""
    return str(format_date(on, gettext("d MMM"), locale=get_locale()))
