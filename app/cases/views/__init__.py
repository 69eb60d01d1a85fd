"""Cases over HTTP: the list, opening one, the case page with its moves."""

from app.cases.views import lists, moves, opening, page
from app.cases.views.answers import case_answer, opened_answer
from app.cases.views.asked import bundle_of, look_for_duplicates, told_at_item
from app.cases.views.blueprint import bp
from app.cases.views.history import Told, join
from app.cases.views.rights import demand_move

__all__ = [
    "Told",
    "bp",
    "bundle_of",
    "case_answer",
    "demand_move",
    "join",
    "lists",
    "look_for_duplicates",
    "moves",
    "opened_answer",
    "opening",
    "page",
    "told_at_item",
]
