"""Visits where others show them: on the case's page and in its history; and the pictures, to whoever sees the case."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from flask import send_file
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.cases.views import Told, join
from app.core import uploads
from app.core.guard import allowed
from app.core.words import day, word
from app.visits import queries
from app.visits.rules import is_effective
from app.visits.views.blueprint import bp

if TYPE_CHECKING:
    from app.visits.models import Visit


@bp.get("/evidence/<uuid:evidence_id>")
@allowed(Deed.READ_CASES)
def evidence(evidence_id: UUID) -> Response:
    """A picture, for those who see its case; kept by no browser (the guard says no-store)."""
    found = queries.evidence(evidence_id)
    return send_file(uploads.path_of(found.sha256), mimetype="image/jpeg", etag=False, conditional=False)


@bp.app_template_global("visits_of")
def visits_of(case_id: UUID) -> "Sequence[Visit]":
    """For pages of features below: they can't import this one."""
    return queries.visits_of(case_id)


@bp.app_template_global("people_served")
def people_served(visit: "Visit") -> str:
    """Whom a visit served, by name; those who live where the reader sees nothing are counted."""
    names = [served.resident.name for served in visit.served if served.resident]
    unseen = len(visit.served) - len(names)
    return "、".join([*names, *([gettext("%(n)s people of another place", n=unseen)] if unseen else [])])


@join
def told(case_id: UUID) -> Iterator[Told]:
    """The visits of a case, for its history."""
    for visit in queries.visits_of(case_id):
        says = gettext("Visit: %(outcome)s", outcome=word(visit.outcome))
        served = gettext("for %(people)s", people=people_served(visit)) if is_effective(visit.outcome) else ""
        again = gettext("again on %(day)s", day=day(visit.next_on)) if visit.next_on else ""
        yield Told(visit.ended_at, says, " · ".join(part for part in (visit.person.name, served, again, visit.note) if part))
