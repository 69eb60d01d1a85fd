"""The journal as a page: who did what, when, by which door. It can be read and filtered, never changed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext

from app.accounts import queries
from app.accounts.queries import JournalFilter
from app.accounts.rules import Deed, Role
from app.accounts.views.blueprint import bp
from app.core.guard import allowed
from app.core.named import N_
from app.core.stamp import MACHINE

MACHINE_NAME = N_("the system")
ROLE_LABELS: Mapping[str, str] = {role.value: role.label for role in Role}
FACT_WORDS: Mapping[str, str] = {
    "what": N_("Matter"),
    "role": N_("Role"),
    "place": N_("Where"),
    "person": N_("Person"),
    "stand_in": N_("Stand-in"),
    "team": N_("Team code"),
    "grid": N_("Grid"),
    "kind": N_("Kind"),
    "from": N_("From the day"),
    "to": N_("Until the day"),
    "code": N_("Code"),
    "rows": N_("Rows"),
    "reason": N_("Reason"),
}
WHAT_WORDS: Mapping[str, str] = {
    "added": N_("added"),
    "changed": N_("changed"),
    "left": N_("left"),
    "given": N_("given"),
    "ended": N_("ended"),
    "declined": N_("declined"),
    "role asked for": N_("role asked for"),
    "link made": N_("one-time link made"),
    "password changed": N_("password changed"),
    "second factor set up": N_("second factor set up"),
    "second factor reset": N_("second factor reset"),
    "temporary password": N_("temporary password"),
    "people imported": N_("people imported"),
    "posts imported": N_("posts imported"),
    "team": N_("team made or renamed"),
    "notices chosen": N_("ways of being told chosen"),
    "message sent again": N_("message sent again"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of many, for the pager."""

    number: int
    pages: int
    asked: Mapping[str, str]
    endpoint: str = "accounts.journal"

    def url_for(self, number: int) -> str:
        values: dict[str, Any] = {**self.asked, "page": number}
        return url_for(self.endpoint, **values)


@bp.get("/journal")
@allowed(Deed.READ_JOURNAL)
def journal() -> str:
    asked = {name: value for name, value in request.args.items() if value and name in {"by", "deed", "from", "to"}}
    number = max(1, request.args.get("page", 1, type=int))
    entries, pages = queries.entries(_filter(asked), page=number)
    names = queries.names() | {MACHINE: gettext(MACHINE_NAME)}
    return render_template(
        "accounts/journal.html",
        entries=entries,
        names=names,
        told=lambda entry: _told(entry.facts, names),
        deeds={deed.value: gettext(deed.label) for deed in Deed},
        asked=asked,
        page=Page(number, pages, asked),
    )


def _told(facts: Mapping[str, object], names: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """The facts of an entry in words: ids of people become names; what has no word stays as it was entered."""
    shown = {key: str(value) for key, value in facts.items() if value is not None and value != ""}
    return [(gettext(FACT_WORDS.get(key, key)), _value(key, text, names)) for key, text in shown.items()]


def _value(key: str, text: str, names: Mapping[UUID, str]) -> str:
    known = _id(text)
    if known is not None:
        return names.get(known, text[:8])
    words = WHAT_WORDS if key == "what" else ROLE_LABELS if key in {"role", "kind"} else {}
    return str(gettext(words[text])) if text in words else text


def _filter(asked: Mapping[str, str]) -> JournalFilter:
    """What can't be read asks for everything."""
    return JournalFilter(
        by=_id(asked.get("by")), deed=asked.get("deed"), from_on=_day(asked.get("from")), to_on=_day(asked.get("to"))
    )


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None
