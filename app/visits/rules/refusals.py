"""What is refused about visits; each names the field to mend. Pure."""

from app.core.errors import Invalid, Refusal
from app.core.named import N_


class Unreadable(Invalid):
    code = "visits.unreadable"
    says = N_("The field %(name)s of the visit can't be read.")


class NoteTooLong(Invalid):
    code = "visits.note_too_long"
    says = N_("That is too long: at most %(longest)s characters.")
    field = "note"


class NobodyServed(Invalid):
    code = "visits.nobody_served"
    says = N_("Say for whom something was done: tick at least one person.")
    field = "served"


class NotOfThisHousehold(Invalid):
    code = "visits.not_of_this_household"
    says = N_("One of the people ticked does not live in this household.")
    field = "served"


class DayMissing(Invalid):
    code = "visits.day_missing"
    says = N_("Say on which day you will come again.")
    field = "next_on"


class DayGone(Invalid):
    code = "visits.day_gone"
    says = N_("The day of the next visit lies before this one.")
    field = "next_on"


class EndsBeforeItBegins(Invalid):
    code = "visits.ends_before_it_begins"
    says = N_("The visit would end before it begins.")
    field = "begun_at"


class NotDoneOnTheSpot(Invalid):
    code = "visits.not_done_on_the_spot"
    says = N_("A visit completes the case only when it was done on the spot.")
    field = "outcome"


class EvidenceMissing(Invalid):
    code = "visits.evidence_missing"
    says = N_("This item's rule asks for proof of the visit: %(kind)s is missing.")
    field = "photos"


class SignatureMissing(EvidenceMissing):
    field = "signature"


class PositionMissing(EvidenceMissing):
    field = "no_position"


class TooManyPhotos(Invalid):
    code = "visits.too_many_photos"
    says = N_("At most %(most)s pictures can be sent with one visit.")
    field = "photos"


class NothingToVisit(Refusal):
    code = "visits.nothing_to_visit"
    says = N_("The case is %(stage)s: there is nothing to visit for. Open the list anew.")


class NobodyVisits(Refusal):
    code = "visits.nobody_visits"
    says = N_("The case has nobody who could have made the visit. Assign it first.")
