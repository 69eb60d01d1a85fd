"""Visits for these tests: a picture, and a visit recorded by its deed."""

import datetime as dt
import io
from typing import Any
from uuid import UUID

from PIL import Image

from app.cases import queries as cases
from app.cases.models import Case
from app.core.db import transaction
from app.visits import actions
from app.visits.models import Visit
from app.visits.rules import EvidenceKind, Photo, VisitDone, VisitOutcome
from tests import makers, town

HOUR = dt.timedelta(hours=1)


def a_picture(shade: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, 0, 0)).save(out, "PNG")
    return out.getvalue()


PROOF = Photo(EvidenceKind.PHOTO, a_picture())  # what the old-age allowance asks for


def done(outcome: VisitOutcome = VisitOutcome.PAPERS_TAKEN, *, at: dt.datetime = town.NOON, **told: Any) -> VisitDone:
    return VisitDone(
        **{
            "begun_at": at - HOUR,
            "outcome": outcome,
            "served": (town.resident_id("1"),),
            "photos": (PROOF,),
            **told,
        }
    )


def record(
    case: Case | UUID,
    what: VisitDone | None = None,
    *,
    by: str = "worker",
    at: dt.datetime = town.NOON,
    event_id: UUID | None = None,
) -> Visit | None:
    """The visit, recorded in a transaction of its own."""
    stamp = makers.a_stamp(by, at=at, event_id=event_id)
    case_id = case if isinstance(case, UUID) else case.id
    with transaction():
        return actions.record_visit(cases.case_to_change(case_id), what or done(at=at), stamp=stamp)
