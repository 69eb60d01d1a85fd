"""Deeds of handovers. Doors open the transaction and make the stamp."""

from app.handovers.actions.making import check, hand_over
from app.handovers.actions.settling import receive, undo

__all__ = ["check", "hand_over", "receive", "undo"]
