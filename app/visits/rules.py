"""What a visit may end with. Pure."""

from app.core.named import N_, Named


class VisitOutcome(Named):
    """上门结果. Effective ones count as a visit 次; the others are kept and do not."""

    DONE_ON_THE_SPOT = "done_on_the_spot", N_("done on the spot")
    PAPERS_TAKEN = "papers_taken", N_("papers taken along")
    PAPERS_MISSING = "papers_missing", N_("papers still missing")
    NOBODY_HOME = "nobody_home", N_("nobody at home")
    AWAY_FOR_WORK = "away_for_work", N_("away for work")
    MOVED_AWAY = "moved_away", N_("registered elsewhere now")
    DIED = "died", N_("has died")
    UNWILLING = "unwilling", N_("does not want it")
    PUT_OFF = "put_off", N_("another day")


class EvidenceKind(Named):
    PHOTO = "photo", N_("photo")
    SIGNATURE = "signature", N_("signature")
    POSITION = "position", N_("position")
