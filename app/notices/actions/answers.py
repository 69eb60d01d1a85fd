"""What answers a chaser beside the case's own moves: going there."""

from app.core.stamp import Stamp
from app.deadlines import actions as deadlines
from app.visits.rules import VisitRecorded


def answer(news: VisitRecorded, *, stamp: Stamp) -> None:
    """A visit was recorded: the chasers of its case wait anew."""
    deadlines.answered("case", news.case_id, at=stamp.at)
