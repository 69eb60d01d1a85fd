"""The blueprint on which the phone's pages hang, and what its shell shows: four tabs, and what the server has taken today."""

from flask import Blueprint, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.accounts.rules import Deed
from app.accounts.views import actor
from app.core import clock
from app.core.named import N_
from app.field import queries

bp = Blueprint("field", __name__, url_prefix="/field")

TABS = (
    (Deed.WORK_IN_FIELD, N_("To do"), "field.home", "tasks"),
    (Deed.SEE_MAP, N_("Map"), "desk.own_map", "map"),
    (Deed.READ_HOUSEHOLDS, N_("Households"), "field.homes", "home"),
    (Deed.USE_OWN_ACCOUNT, N_("My page"), "field.own", "person"),
)


@bp.app_context_processor
def shell() -> dict[str, object]:
    """For field.html, on the phone's own pages."""
    if request.blueprint != bp.name or not current_user.is_authenticated:
        return {}
    tabs = [
        (gettext(label), url_for(endpoint), request.endpoint == endpoint, glyph)
        for deed, label, endpoint, glyph in TABS
        if current_user.may(deed)
    ]
    return {"tabs": tabs, "sent_today": queries.sent_today(actor().id, on=clock.today())}
