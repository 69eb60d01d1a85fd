"""Whose delay it is: the rule belongs to cases, and the office's pages tell the two apart. Pure."""

from app.cases.rules.above import ABOVE, is_above

__all__ = ["ABOVE", "is_above"]
