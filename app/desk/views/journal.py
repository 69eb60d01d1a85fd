"""The journal as a page: who did what, when, by which door, told in words. It can be read and filtered, never changed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.accounts import queries as accounts
from app.accounts.queries import JournalFilter
from app.accounts.rules import Deed
from app.catalogue.actions import CATALOGUE
from app.core.guard import allowed
from app.core.journal import Entry
from app.core.named import N_
from app.core.pager import Pager
from app.core.stamp import MACHINE
from app.core.words import day
from app.deadlines.actions import CALENDAR
from app.desk import queries
from app.desk.queries import Spoken, id_of
from app.desk.rules import DATED, Subject, SubjectKind, coded_word, fact_word
from app.desk.views.blueprint import bp

MACHINE_NAME = N_("the system")
LASTING = {CATALOGUE: Subject(SubjectKind.CATALOGUE), CALENDAR: Subject(SubjectKind.CALENDAR)}


@dataclass(frozen=True, slots=True)
class Told:
    """Something of a line in words: what it is, how it is called, and where it is shown to this reader."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A deed, who or what it was about, and what else is known of it."""

    entry: Entry
    about: Told
    facts: Sequence[Told]


@bp.get("/journal")
@allowed(Deed.READ_JOURNAL)
def journal() -> str:
    asked = {name: value for name, value in request.args.items() if value and name in {"by", "deed", "from", "to"}}
    number = max(1, request.args.get("page", 1, type=int))
    entries, pages = accounts.entries(_filter(asked), page=number)
    spoken = queries.spoken_of(entries)
    return render_template(
        "desk/journal.html",
        lines=[_line(entry, spoken) for entry in entries],
        names=accounts.names() | {MACHINE: gettext(MACHINE_NAME)},
        deeds={deed.value: gettext(deed.label) for deed in Deed},
        asked=asked,
        page=Pager("desk.journal", number, pages, asked),
    )


def _line(entry: Entry, spoken: Spoken) -> Line:
    """The facts in words, without those that only say again whom or what the line is about."""
    about = LASTING.get(entry.subject) or spoken.by_id.get(entry.subject)
    facts = {key: str(value) for key, value in entry.facts.items() if value is not None and value != ""}
    more = [(key, value) for key, value in facts.items() if about is None or spoken.of(key, value) != about]
    return Line(entry, _subject(about, entry.subject), [_fact(key, value, spoken) for key, value in more])


def _fact(key: str, value: str, spoken: Spoken) -> Told:
    """What has no word stays as it was entered; of an id that means nothing here, the beginning."""
    label = str(gettext(fact_word(key)))
    if subject := spoken.of(key, value):
        return Told(label, subject.name, _url(subject))
    if id_of(value):
        return Told(label, value[:8])
    if key in DATED and (on := _day(value)):
        return Told(label, day(on))
    word = coded_word(key, value)
    return Told(label, value if word is None else str(gettext(word)))


def _subject(subject: Subject | None, known_as: UUID) -> Told:
    if subject is None:
        return Told("", str(known_as)[:8])
    return Told(str(gettext(subject.kind.label)) if subject.kind.label else "", subject.name, _url(subject))


def _url(subject: Subject) -> str:
    """Its page, for whoever may open it."""
    kind = subject.kind
    is_open = kind.deed is not None and current_user.may(kind.deed, subject.place_path)
    return url_for(kind.endpoint, **subject.opens) if is_open else ""


def _filter(asked: Mapping[str, str]) -> JournalFilter:
    """What can't be read asks for everything."""
    return JournalFilter(
        by=id_of(asked.get("by")), deed=asked.get("deed"), from_on=_day(asked.get("from")), to_on=_day(asked.get("to"))
    )


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None
