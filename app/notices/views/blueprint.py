"""The blueprint on which this feature's pages hang."""

from flask import Blueprint

bp = Blueprint("notices", __name__)
