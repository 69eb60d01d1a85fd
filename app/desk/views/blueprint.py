"""The blueprint on which the office's pages hang, and what every page's shell shows: whose township, which pages, who is here."""

from collections.abc import Iterator

from flask import Blueprint, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.accounts.rules import Deed, Role
from app.core import outbox
from app.core.named import N_
from app.territory import queries as land

bp = Blueprint("desk", __name__)

MENU = (
    (Deed.USE_OWN_ACCOUNT, N_("Home"), "desk.home", "/"),
    (Deed.WORK_IN_FIELD, N_("To do"), "field.home", "/field"),
    (Deed.READ_CASES, N_("Cases"), "cases.listed", "/cases"),
    (Deed.REVIEW_COMPLETION, N_("Review"), "reports.review", "/reports/review"),
    (Deed.SEE_MAP, N_("Map"), "desk.own_map", "/maps"),
    (Deed.READ_HOUSEHOLDS, N_("Households"), "households.listed", "/households"),
    (Deed.READ_TOTALS, N_("Totals"), "reports.totals", "/reports/totals"),
    (Deed.MANAGE_PEOPLE, N_("People"), "posts.people", "/people"),
    (Deed.GRANT_ROLES, N_("Roles"), "posts.roles", "/roles"),
    (Deed.READ_JOURNAL, N_("Journal"), "desk.journal", "/journal"),
    (Deed.MANAGE_LAND, N_("Land"), "territory.home", "/territory"),
    (Deed.MANAGE_POSTS, N_("Teams"), "posts.home", "/posts"),
    (Deed.READ_CATALOGUE, N_("Catalogue"), "catalogue.home", "/catalogue"),
    (Deed.READ_RATINGS, N_("Ratings"), "ratings.home", "/ratings"),
)
AT_MOST = 6


@bp.app_context_processor
def shell() -> dict[str, object]:
    """For page.html and the shells above it."""
    if not getattr(current_user, "is_authenticated", False):
        return {"brand": brand(), "menu": [], "me": None, "is_synthetic": False}
    actor = current_user.actor
    roles = "、".join(gettext(role.label) for role in Role if role in actor.roles)
    return {
        "brand": brand(),
        "is_synthetic": any(town.synthetic for town in land.townships()),
        "menu": list(_menu())[:AT_MOST],
        "me": {"name": actor.name, "role": roles},
        "account_url": url_for("accounts.own"),
        "may_search": current_user.may(Deed.READ_CASES),
        "unread": outbox.unread(actor.id),
    }


def brand() -> str | None:
    """`西定乡帮办代办`: the township's short name and what this is; nothing before there is a township."""
    towns = land.townships()
    return gettext("%(town)s Daiban", town=towns[0].short_name) if len(towns) == 1 else None


def _menu() -> Iterator[tuple[str, str, bool]]:
    for deed, label, endpoint, path in MENU:
        if current_user.may(deed):
            here = request.path == path if path == "/" else request.path.startswith(path)
            yield gettext(label), url_for(endpoint), here
