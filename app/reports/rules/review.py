"""The words of review, and what it refuses. Pure."""

from app.core.errors import Invalid, Refusal
from app.core.named import N_, Named


class Verdict(Named):
    """What the reviewer says of a completion 审核."""

    REVIEWED = "reviewed", N_("reviewed")
    SENT_BACK = "sent_back", N_("sent back by review")


class NotCompleted(Refusal):
    code = "reports.not_completed"
    says = N_("The case is not completed: there is nothing to review.")


class ReviewedAlready(Refusal):
    code = "reports.reviewed_already"
    says = N_("This completion is reviewed already. Open the list anew.")


class OwnCompletion(Refusal):
    code = "reports.own_completion"
    status = 403
    says = N_("You completed this case yourself: somebody else must review it.")


class ReasonMissing(Invalid):
    code = "reports.reason_missing"
    says = N_("Say why it is sent back, so that the worker knows what to mend.")
    field = "reason"
