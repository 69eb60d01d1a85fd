"""What ratings refuse, each with its sentence. Pure."""

from app.core.errors import Invalid, Refusal
from app.core.named import N_


class LevelMissing(Invalid):
    code = "ratings.level_missing"
    says = N_("Choose one of the five first.")
    field = "level"


class CommentTooLong(Invalid):
    code = "ratings.comment_too_long"
    says = N_("Please say it in at most %(most)s characters.")
    field = "comment"


class RatedAlready(Refusal):
    """一次一评: one service, one rating."""

    code = "ratings.rated_already"
    says = N_("This service was rated already: each is rated once.")


class NobodyInvited(Refusal):
    """The invitation was taken back: the case goes on."""

    code = "ratings.nobody_invited"
    status = 404
    says = N_("There is nothing to rate: the case is open again, or was completed before ratings began.")


class RatedRates(Refusal):
    """The rated never rate (DESIGN 6.8)."""

    code = "ratings.rated_rates"
    status = 403
    says = N_("You or your team did this: whoever is rated does not rate, nor enter a rating for others.")


class StaffRates(Refusal):
    code = "ratings.staff_rates"
    status = 403
    says = N_("This link is for the person served, and you are signed in. A call-back or a paper is entered on the case's page.")


class NotStaffsChannel(Invalid):
    code = "ratings.not_staffs_channel"
    says = N_("Staff enter a call-back or a paper.")
    field = "channel"


class NotTheirChannel(Invalid):
    code = "ratings.not_their_channel"
    says = N_("A call-back or a paper is entered by staff.")
    field = "channel"
