"""Signing in and out, one's own account, people and roles, over HTTP."""

from app.accounts.views import own
from app.accounts.views.blueprint import bp
from app.accounts.views.door import actor, demand, stamp_from_form, stamp_from_json, stamp_now
from app.accounts.views.sign_in import init_accounts

__all__ = ["actor", "bp", "demand", "init_accounts", "own", "stamp_from_form", "stamp_from_json", "stamp_now"]
