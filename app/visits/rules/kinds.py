"""The words of visits: how one ends and what follows, what may be asked for as proof, why there is no position. Pure."""

from collections.abc import Mapping

from app.core.named import N_, Named


class VisitOutcome(Named):
    """上门结果."""

    DONE_ON_THE_SPOT = "done_on_the_spot", N_("done on the spot")
    PAPERS_TAKEN = "papers_taken", N_("papers taken along")
    PAPERS_MISSING = "papers_missing", N_("papers still missing")
    NOBODY_HOME = "nobody_home", N_("nobody at home")
    AWAY_FOR_WORK = "away_for_work", N_("away for work")
    MOVED_AWAY = "moved_away", N_("registered elsewhere now")
    DIED = "died", N_("has died")
    UNWILLING = "unwilling", N_("does not want it")
    PUT_OFF = "put_off", N_("another day")


EFFECTIVE = frozenset({VisitOutcome.DONE_ON_THE_SPOT, VisitOutcome.PAPERS_TAKEN, VisitOutcome.PAPERS_MISSING})
COMPLETING = frozenset({VisitOutcome.DONE_ON_THE_SPOT})
DATED = frozenset({VisitOutcome.PUT_OFF})

NEXT: Mapping[VisitOutcome, str] = {
    VisitOutcome.DONE_ON_THE_SPOT: N_("The case is completed with this visit and counts at once."),
    VisitOutcome.PAPERS_TAKEN: N_("You carry the papers now: forward them by the team's own date."),
    VisitOutcome.PAPERS_MISSING: N_(
        "It stays with you. If they need days for the rest, send the case back: then the clock stands."
    ),
    VisitOutcome.NOBODY_HOME: N_("It stays with you and the clock goes on. Call first next time; this counts as no visit."),
    VisitOutcome.AWAY_FOR_WORK: N_("It stays with you. Call them: a relative with a mandate can do it for them."),
    VisitOutcome.MOVED_AWAY: N_("Ask them where they are registered now, then withdraw the case or pass it on."),
    VisitOutcome.DIED: N_("Withdraw this case, and help the family with what has to be done after a death."),
    VisitOutcome.UNWILLING: N_("Respect it: withdraw the case with their reason."),
    VisitOutcome.PUT_OFF: N_("It stays with you for the day agreed; the clock goes on."),
}


class EvidenceKind(Named):
    """What an item's rule may ask for as proof of a visit. Nothing is asked for unless the rule says so."""

    PHOTO = "photo", N_("photo")
    SIGNATURE = "signature", N_("signature")
    POSITION = "position", N_("position")


class NoPosition(Named):
    """Why a visit has no position though the item asks for one. Saying why is always enough."""

    UNWANTED = "unwanted", N_("the household does not want it")
    REFUSED = "refused", N_("the phone does not give it")
    NO_SIGNAL = "no_signal", N_("no satellites here: indoors or in the valley")
    ELSEWHERE = "elsewhere", N_("recorded later, at another place")


def is_effective(outcome: VisitOutcome) -> bool:
    """Whether the visit counts as 次: somebody was met and something was done."""
    return outcome in EFFECTIVE
