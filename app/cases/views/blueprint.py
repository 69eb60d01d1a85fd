"""The blueprint on which the pages of cases hang."""

from flask import Blueprint

bp = Blueprint("cases", __name__, url_prefix="/cases")
