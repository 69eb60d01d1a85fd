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
from app.accounts.rules import Deed
from app.accounts.views.blueprint import bp
from app.core.guard import allowed
from app.core.named import N_
from app.core.stamp import MACHINE

MACHINE_NAME = N_("the system")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of many, for the pager."""

    number: int
    pages: int
    asked: Mapping[str, str]

    def url_for(self, number: int) -> str:
        values: dict[str, Any] = {**self.asked, "page": number}
        return url_for("accounts.journal", **values)


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
        deeds={deed.value: gettext(deed.label) for deed in Deed},
        asked=asked,
        page=Page(number, pages, asked),
    )


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
