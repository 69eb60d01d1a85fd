"""The resident's link and its QR code, for the pages on which it is handed over: a case's, and the phone's after a visit."""

from dataclasses import dataclass
from uuid import UUID

import segno
from flask import url_for
from flask_login import current_user
from markupsafe import Markup

from app.accounts.rules import Deed
from app.core.settings import settings
from app.ratings import queries
from app.ratings.rules import Channel
from app.ratings.views.blueprint import bp


@dataclass(frozen=True, slots=True)
class Handed:
    """What a page shows of an invitation. Whether it was answered is not among it, but for who may enter a rating."""

    url: str | None
    qr: Markup | None
    enter_url: str | None


@bp.app_template_global("rating_link")
def rating_link(case_id: UUID, place_path: str) -> Handed | None:
    """For pages of features beside or below; None when there is nothing to hand over.

    Whoever completes cases at this place shows link and code. The rated see no more than that, before and after.
    """
    may_show, may_enter = (current_user.may(deed, place_path) for deed in (Deed.COMPLETE_CASE, Deed.RECORD_RATING))
    invitation = queries.invitation_of(case_id) if may_show or may_enter else None
    if invitation is None:
        return None
    is_rated = queries.is_rated_by(invitation, current_user.actor.id)
    enter_url = url_for("ratings.enter", case_id=case_id) if may_enter and not is_rated and not invitation.rating else None
    if not may_show:
        return Handed(None, None, enter_url) if enter_url else None
    key = queries.key_of(invitation)
    return Handed(address(key), qr_code(address(key, via=Channel.QR)), enter_url)


def address(key: str, *, via: Channel | None = None) -> str:
    """The whole address of a resident's page, as their own phone must ask for it."""
    path = {"key": key} | ({"via": via.value} if via else {})
    outside = settings().public_url.rstrip("/")
    return outside + url_for("ratings.ask", **path) if outside else url_for("ratings.ask", _external=True, **path)


def qr_code(text: str) -> Markup:
    """A QR code as inline SVG: black on white whatever the page's colours, with the four quiet modules around it."""
    drawn = segno.make_qr(text, error="m").svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    return Markup(drawn)  # noqa: S704  segno's own drawing: numbers only, the text stands in it as dots
