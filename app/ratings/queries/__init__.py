"""What others ask about ratings: the figures, the rows behind them, one invitation. Reads only."""

from app.ratings.models import Invitation
from app.ratings.queries.figures import (
    COUNTS,
    MONTH,
    coverage,
    levels,
    months_amiss,
    satisfaction,
    satisfaction_by_department,
    satisfaction_by_grid,
    satisfaction_by_item,
    satisfaction_by_path,
    satisfaction_by_team,
)
from app.ratings.queries.one import (
    Served,
    comment_of,
    invitation_of,
    invitation_to_change,
    is_rated_by,
    key_of,
    rating_of,
    served,
    served_of,
)
from app.ratings.queries.rows import PAGE, Rows, rows

__all__ = [
    "COUNTS",
    "MONTH",
    "PAGE",
    "Invitation",
    "Rows",
    "Served",
    "comment_of",
    "coverage",
    "invitation_of",
    "invitation_to_change",
    "is_rated_by",
    "key_of",
    "levels",
    "months_amiss",
    "rating_of",
    "rows",
    "satisfaction",
    "satisfaction_by_department",
    "satisfaction_by_grid",
    "satisfaction_by_item",
    "satisfaction_by_path",
    "satisfaction_by_team",
    "served",
    "served_of",
]
