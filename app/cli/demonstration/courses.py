"""What can happen to a planned case, and the words for it.

A course is written `act@day` or `act:outcome@day`, days being working days after the asking; the moves are those of DESIGN 5.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.accounts.rules import Role
from app.cases.rules import Intake, Mode


class Act(StrEnum):
    """A move of the case, or a deed of a neighbouring feature: a visit, a review."""

    ACCEPT = "accept"
    ASSIGN = "assign"
    TAKE = "take"
    COLLECT = "collect"
    FORWARD = "forward"
    VISIT = "visit"
    COMPLETE = "complete"
    SEND_BACK = "send_back"
    RESUME = "resume"
    PAUSE = "pause"
    PASS_ON = "pass_on"  # noqa: S105  no password
    WITHDRAW = "withdraw"
    REJECT = "reject"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One planned case before a household is found for it.

    `village`: last three digits, or nothing for somebody whose household stands in no grid yet. `carrier`: whether the grid
    worker or the grid leader takes it. `household`: its code; `served`: how many of its people a visit serves. `variant`: which
    of the item's variants, where it has any. `late_reason`: why it ends after its promised day.
    """

    village: str
    items: tuple[str, ...]
    mode: Mode
    intake: Intake
    asked_on: dt.date
    course: str
    is_complete: bool = True
    household: str
    carrier: Role = Role.WORKER
    served: int = 0
    variant: int = 0
    note: str = ""
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a course, read."""

    act: Act
    outcome: str
    day: int


def words(course: str) -> tuple[Word, ...]:
    """`take@0 complete:granted@1` read."""
    read = []
    for word in course.split():
        name, _, day = word.partition("@")
        act, _, outcome = name.partition(":")
        read.append(Word(Act(act), outcome, int(day)))
    return tuple(read)


def length(course: str) -> int:
    """How many working days after the asking the last thing happens."""
    return max((word.day for word in words(course)), default=0)
