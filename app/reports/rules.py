"""The words of review and of reports. Pure."""

from app.core.named import N_, Named


class Verdict(Named):
    """What the reviewer says of a completion."""

    REVIEWED = "reviewed", N_("reviewed")
    SENT_BACK = "sent_back", N_("sent back")
