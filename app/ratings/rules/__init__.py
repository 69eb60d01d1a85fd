"""What a rating says, who may give one, and the figures from it. Pure (DESIGN 2, S6; DOMAIN 2.3)."""

from app.ratings.rules.figures import Asked, Coverage, Reach, Satisfaction, Which, by_key, coverage_of, satisfaction_of
from app.ratings.rules.refusals import (
    CommentTooLong,
    LevelMissing,
    NobodyInvited,
    NotStaffsChannel,
    NotTheirChannel,
    RatedAlready,
    RatedRates,
    StaffRates,
)
from app.ratings.rules.values import BY_STAFF, BY_THEMSELVES, LONGEST_COMMENT, Channel, Level, channel_of, is_good, said

__all__ = [
    "BY_STAFF",
    "BY_THEMSELVES",
    "LONGEST_COMMENT",
    "Asked",
    "Channel",
    "CommentTooLong",
    "Coverage",
    "Level",
    "LevelMissing",
    "NobodyInvited",
    "NotStaffsChannel",
    "NotTheirChannel",
    "RatedAlready",
    "RatedRates",
    "Reach",
    "Satisfaction",
    "StaffRates",
    "Which",
    "by_key",
    "channel_of",
    "coverage_of",
    "is_good",
    "said",
    "satisfaction_of",
]
