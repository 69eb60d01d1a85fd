"""The blueprint of the land's pages, and which township they show."""

from flask import Blueprint, request

from app.accounts.views import actor
from app.territory import queries

bp = Blueprint("territory", __name__, url_prefix="/territory")


def town_code() -> str | None:
    """The township that was asked for, else the one of the reader's own places, else the only one (None)."""
    asked = request.values.get("town")
    if asked:
        return asked
    own = {path.split("/")[0] for path in actor().places}
    return next((town.code for town in queries.townships() if town.code in own), None)
