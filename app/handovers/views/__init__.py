"""Handovers over HTTP: shown before, made, received, undone."""

from app.handovers.views import making, receiving
from app.handovers.views.blueprint import bp

__all__ = ["bp", "making", "receiving"]
