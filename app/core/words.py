"""Dates, shares and enumerations in words for people's eyes, in Chinese or English. The templates know each as a filter.

Patterns are msgids too ("EEE d MMM" is "M月d日(EEE)" in the Chinese catalogue, in the notation of Unicode TR 35), so that
no language's order of words stands in code.
"""

import datetime as dt
from uuid import uuid4

from babel.dates import format_date
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, get_locale, gettext, ngettext

from app.config import LANGUAGES
from app.core import clock
from app.core.named import Named
from app.core.preferences import init_preferences

FEWEST_FOR_PERCENT = 5
KILOMETRE_M = 1000
KILO = 1024
UNITS = ("B", "KB", "MB", "GB", "TB")
NOTHING = "–"


def init_words(app: Flask) -> None:
    """Set up Flask-Babel (the installation's language first), the filters below, and the globals that forms and shells use."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    language = app.config["SETTINGS"].language if "SETTINGS" in app.config else LANGUAGES[0]
    Babel(app, default_locale=language, default_timezone="Asia/Shanghai", locale_selector=_language)
    for shown in (word, day, moment, month, remaining, share, thousands, distance, size, span):
        app.jinja_env.filters[shown.__name__] = shown
    app.jinja_env.globals.update(new_event_id=_new_event_id, moment_of_page=_moment_of_page)
    init_preferences(app)


def word(named: Named | None) -> str:
    """The label of an enumeration, in the reader's language."""
    return "" if named is None else str(gettext(named.label))


def day(date: dt.date | None, *, today: dt.date | None = None) -> str:
    """11月22日(周日), Sun 22 Nov; with the year when it isn't that of `today`. An instant: its date in the township."""
    if date is None:
        return ""
    if isinstance(date, dt.datetime):
        date = clock.on(date)
    if date.year == (today or clock.today()).year:
        return format_date(date, gettext("EEE d MMM"), locale=get_locale())
    return format_date(date, gettext("EEE d MMM y"), locale=get_locale())


def moment(instant: dt.datetime | None, *, now: dt.datetime | None = None) -> str:
    """今天 14:05, 11月22日 14:05, 2025年11月22日 14:05: an aware instant in the township's time."""
    if instant is None:
        return ""
    local, today = instant.astimezone(clock.SHANGHAI), clock.on(now or clock.now())
    time = f"{local:%H:%M}"
    if local.date() == today:
        return str(gettext("today %(time)s", time=time))
    pattern = gettext("d MMM") if local.year == today.year else gettext("d MMM y")
    return f"{format_date(local.date(), pattern, locale=get_locale())} {time}"


def month(date: dt.date | None) -> str:
    """2026年11月, November 2026: the month that `date` lies in."""
    return "" if date is None else format_date(date, gettext("MMMM y"), locale=get_locale())


def remaining(workdays: int | None) -> str:
    """还剩 2 个工作日, 今天到期, 已超期 1 个工作日: working days left, negative when overdue."""
    if workdays is None:
        return ""
    if workdays == 0:
        return str(gettext("Due today"))
    if workdays > 0:
        return str(ngettext("%(num)d working day left", "%(num)d working days left", workdays))
    return str(ngettext("Overdue by %(num)d working day", "Overdue by %(num)d working days", -workdays))


def share(good: int, n: int) -> str:
    """A percentage of `n`, or "1/2" when `n` is below five. Only all is 100 %, and only none is 0 %."""
    if n == 0:
        return NOTHING
    if n < FEWEST_FOR_PERCENT:
        return f"{good}/{n}"
    if good in {0, n}:
        return f"{100 * good / n:.1f}%"
    return f"{min(max(100 * good / n, 0.1), 99.9):.1f}%"


def thousands(number: int | None) -> str:
    """5,128"""
    return NOTHING if number is None else f"{number:,}"


def size(number: int) -> str:
    """512 B, 1.2 GB."""
    shown, unit = float(number), 0
    while shown >= KILO and unit < len(UNITS) - 1:
        shown, unit = shown / KILO, unit + 1
    return f"{shown:.0f} {UNITS[unit]}" if unit == 0 or shown >= 100 else f"{shown:.1f} {UNITS[unit]}"  # noqa: PLR2004  two figures are enough


def span(length: dt.timedelta) -> str:
    """How long something took or is ago, in the largest unit of which there are two: 0.3 s, 40 minutes, 26 hours, 3 days."""
    seconds = length.total_seconds()
    if seconds < 2 * 60:
        return str(gettext("%(num)s s", num=f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}"))  # noqa: PLR2004
    if seconds < 2 * 3600:
        return str(ngettext("%(num)d minute", "%(num)d minutes", int(seconds // 60)))
    if seconds < 2 * 86400:
        return str(ngettext("%(num)d hour", "%(num)d hours", int(seconds // 3600)))
    return str(ngettext("%(num)d day", "%(num)d days", int(seconds // 86400)))


def distance(metres: float | None) -> str:
    """350 米, 1.2 公里: tens of metres below a kilometre, tenths of kilometres above."""
    if metres is None:
        return ""
    tens = round(metres, -1)
    if tens < KILOMETRE_M:
        return str(gettext("%(n)s m", n=f"{tens:.0f}"))
    return str(gettext("%(n)s km", n=f"{metres / KILOMETRE_M:.1f}"))


def _language() -> str | None:
    """What the signed-in person chose, else this browser (a cookie); None: the installation's, as for commands and jobs.

    Who comes without a session has their language in `g`.
    """
    if not has_request_context():
        return None
    chosen = g.get("language") or session.get("language") or request.cookies.get("language")
    return chosen if chosen in LANGUAGES else None


def _new_event_id() -> str:
    return str(uuid4())


def _moment_of_page() -> str:
    """When the page was made. static/page.js adds the time it stood open, by a clock that nobody can set wrong."""
    return clock.now().isoformat()
