"""What reports ask. Reads only."""

from app.reports.queries.comparing import compared, teams_known
from app.reports.queries.months import month
from app.reports.queries.review import (
    Waiting,
    next_after,
    review_of,
    reviews_of,
    verdicts_in,
    waiting,
    waiting_by_place,
    waiting_count,
)

__all__ = [
    "Waiting",
    "compared",
    "month",
    "next_after",
    "review_of",
    "reviews_of",
    "teams_known",
    "verdicts_in",
    "waiting",
    "waiting_by_place",
    "waiting_count",
]
