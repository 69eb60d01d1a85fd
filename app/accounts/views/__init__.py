"""Signing in and out, one's own account, the journal, over HTTP. People and roles stand with teams and places: app/posts."""

from app.accounts.views import basic, hints, own, seals, second_factor
from app.accounts.views.blueprint import bp
from app.accounts.views.door import actor, demand, stamp_from_form, stamp_from_json, stamp_now
from app.accounts.views.sign_in import init_accounts

__all__ = [
    "actor",
    "basic",
    "bp",
    "demand",
    "hints",
    "init_accounts",
    "own",
    "seals",
    "second_factor",
    "stamp_from_form",
    "stamp_from_json",
    "stamp_now",
]
