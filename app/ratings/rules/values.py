"""The five levels and the ways by which a rating reaches us, and what a form says of them. Pure.

The levels are those of 国办发〔2019〕51号 and GB/T 39735-2020: the top three count as good 好评, the others as bad 差评.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.named import N_, Named
from app.ratings.rules.refusals import CommentTooLong, LevelMissing

LONGEST_COMMENT = 500


class Level(Named):
    """What the person served says, the best first."""

    VERY_SATISFIED = "very_satisfied", N_("very satisfied")
    SATISFIED = "satisfied", N_("satisfied")
    BASICALLY_SATISFIED = "basically_satisfied", N_("basically satisfied")
    DISSATISFIED = "dissatisfied", N_("dissatisfied")
    VERY_DISSATISFIED = "very_dissatisfied", N_("very dissatisfied")

    @property
    def stars(self) -> int:
        """5 for the best, 1 for the worst."""
        return len(Level) - list(Level).index(self)


GOOD = frozenset({Level.VERY_SATISFIED, Level.SATISFIED, Level.BASICALLY_SATISFIED})


def is_good(level: Level | None) -> bool:
    """Whether it counts as good. Unrated is never good."""
    return level in GOOD


class Channel(Named):
    """How a rating reaches us."""

    OWN_PHONE = "own_phone", N_("by link on one's own phone")
    QR = "qr", N_("by QR code")
    TABLET = "tablet", N_("on the station's tablet")
    ONLINE = "online", N_("online, by oneself")
    CALL_BACK = "call_back", N_("by call-back")
    PAPER = "paper", N_("on paper")


BY_THEMSELVES = (Channel.OWN_PHONE, Channel.QR, Channel.TABLET, Channel.ONLINE)
BY_STAFF = (Channel.CALL_BACK, Channel.PAPER)


def channel_of(via: str | None) -> Channel:
    """By which of the four ways somebody came to their own link; it stands in its address (`?via=qr`)."""
    return next((channel for channel in BY_THEMSELVES if channel.value == via), Channel.OWN_PHONE)


@dataclass(frozen=True, slots=True)
class Said:
    """A rating as a form says it."""

    level: Level
    comment: str


def said(form: Mapping[str, str]) -> Said:
    """The level and the comment of a form. Raises LevelMissing, CommentTooLong."""
    level = next((level for level in Level if level.value == form.get("level")), None)
    comment = form.get("comment", "").strip()
    if level is None:
        raise LevelMissing
    if len(comment) > LONGEST_COMMENT:
        raise CommentTooLong(most=LONGEST_COMMENT)
    return Said(level, comment)
