"""What e-mail and SMS say: the case's number, the class of its item, and a link. Never a name, an address or a date of birth."""

from collections.abc import Mapping

from app.core.named import N_, Named
from app.deadlines.rules import MOVED, SAYS, SAYS_CLIMBED, Level
from app.notices.rules.digest import MORNING, MORNING_REVIEW

LONGEST_SMS = 70  # characters of one SMS in Chinese


class Gist(Named):
    """A message in a few words. `label` is a msgid; its facts: `case`, or the numbers of the digest."""

    SOON = "soon", N_("%(case)s is due soon")
    LATE = "late", N_("%(case)s is overdue")
    UNANSWERED = "unanswered", N_("%(case)s: overdue, nothing done")
    MOVED = "moved", N_("%(case)s is due on another day")
    MORNING = "morning", N_("Today: %(due)s due, %(late)s overdue")
    MORNING_REVIEW = "morning_review", N_("Today: %(due)s due, %(late)s overdue, %(review)s to review")
    OTHER = "other", N_("There is a new message for you")


_OF_LEVEL = {Level.REMINDER: Gist.SOON, Level.CHASER: Gist.LATE}
_GISTS: Mapping[str, Gist] = {
    **{says: _OF_LEVEL[level] for (_, level), says in SAYS.items()},
    **dict.fromkeys(SAYS_CLIMBED.values(), Gist.UNANSWERED),
    MOVED: Gist.MOVED,
    MORNING: Gist.MORNING,
    MORNING_REVIEW: Gist.MORNING_REVIEW,
}


def gist_of(says: str) -> Gist:
    """The short form of a message that is known by its msgid. What is not known goes outside without its facts."""
    return _GISTS.get(says, Gist.OTHER)


def sms_text(text: str, link: str | None) -> str:
    """Who writes and what, and where to look, in 70 characters; the link is left out before a word is cut."""
    whole = f"{text} {link}" if link else text
    return whole if len(whole) <= LONGEST_SMS else text[:LONGEST_SMS]
