"""What every HTTP door needs: who acts, whether they may, and the stamp of the deed."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID, uuid4

from flask import request
from flask_login import current_user

from app.accounts.rules import Actor, Deed, may
from app.core import clock
from app.core.errors import Invalid, NotAllowed
from app.core.named import N_
from app.core.stamp import Door, Stamp

AHEAD = dt.timedelta(minutes=10)  # a phone's clock may run ahead by as much


class WrongStamp(Invalid):
    code = "stamp.unreadable"
    says = N_("The form lacks its number or time, or its time lies in the future. Open the page anew and send it again.")


def actor() -> Actor:
    """Who is signed in."""
    found: Actor = current_user.actor
    return found


def demand(deed: Deed, place_path: str) -> None:
    """Refuse (403) unless the actor may do the deed at this place."""
    if not may(actor(), deed, place_path):
        raise NotAllowed(deed=deed)


def stamp_from_form(*, door: Door = Door.WEB) -> Stamp:
    """The stamp of a form: `event_id` and `at` were put into it when the page was drawn, so that a second press is a replay."""
    return _stamp(request.form, door=door)


def stamp_from_json(*, door: Door = Door.FIELD) -> Stamp:
    """The stamp of a JSON deed: `{"event_id": uuid, "at": ISO instant with zone, …}`."""
    said = request.get_json()
    if not isinstance(said, dict):
        raise WrongStamp
    return _stamp(said, door=door)


def stamp_now(*, door: Door = Door.WEB) -> Stamp:
    """The stamp of a deed that needs no replay: it happens now."""
    now = clock.now()
    return Stamp(by=actor().id, on_behalf_of=None, at=now, recorded_at=now, event_id=uuid4(), door=door)


def _stamp(said: Mapping[str, object], *, door: Door) -> Stamp:
    now = clock.now()
    try:
        event_id, at = UUID(str(said["event_id"])), dt.datetime.fromisoformat(str(said["at"]))
    except (KeyError, ValueError):
        raise WrongStamp from None
    if at.tzinfo is None or at > now + AHEAD:
        raise WrongStamp
    return Stamp(by=actor().id, on_behalf_of=None, at=at, recorded_at=now, event_id=event_id, door=door)
