"""Deeds of notices: copies for the ways outside, the morning's digest, what somebody chose, sending again."""

from app.notices.actions.answers import answer
from app.notices.actions.choosing import choose
from app.notices.actions.delivering import deliver
from app.notices.actions.morning import make_digests
from app.notices.actions.sending import Claimed, claim, is_held_back, show_test, try_again

__all__ = ["Claimed", "answer", "choose", "claim", "deliver", "is_held_back", "make_digests", "show_test", "try_again"]
