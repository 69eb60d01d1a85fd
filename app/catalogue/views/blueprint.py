"""The blueprint on which the catalogue's pages hang."""

from flask import Blueprint

bp = Blueprint("catalogue", __name__, url_prefix="/catalogue")
