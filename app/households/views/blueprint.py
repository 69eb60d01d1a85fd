"""The blueprint on which this feature's pages hang."""

from flask import Blueprint

bp = Blueprint("households", __name__, url_prefix="/households")
