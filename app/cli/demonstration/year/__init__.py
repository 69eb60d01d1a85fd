"""The demonstration's year (DESIGN 10): which services were asked for and finished, so that every figure comes out of rows.
Data and pure functions; how the deeds are done is the loader's affair."""

from app.cli.demonstration.year.whole import scheduled

__all__ = ["scheduled"]
