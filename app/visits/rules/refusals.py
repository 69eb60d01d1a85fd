"""What is refused about visits; each names the field to mend. Pure."""

from app.core.errors import Invalid, Refusal
from app.core.named import N_


class Unreadable(Invalid):
    code = "visits.unreadable"
    says = N_("The field %(name)s of the visit can't be read.")


class PersonHasCertificates(Refusal):
    code = "visits.person_has_certificates"
    says = N_(
        "%(person)s still has %(count)s certificates to bring home (%(numbers)s). "
        "Have them handed over, or let somebody else set out with them, first."
    )
    field = "person"


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


class NothingToDeliver(Refusal):
    code = "visits.nothing_to_deliver"
    says = N_("Nothing of this case is delivered home: its items give no certificate that we bring.")


class NotCompletedYet(Refusal):
    code = "visits.not_completed_yet"
    says = N_("The case is %(stage)s: a certificate is brought home once it is completed.")


class NoCertificate(Refusal):
    code = "visits.no_certificate"
    says = N_("The authority refused: there is no certificate to bring.")


class IllegalStep(Refusal):
    """Not from here: usually somebody else was faster."""

    code = "visits.illegal_step"
    says = N_("The certificate is %(state)s: “%(step)s” is not possible now. Open the page anew and look.")


class NotReceivedYet(Refusal):
    code = "visits.not_received_yet"
    says = N_("Nobody has recorded yet that we have the certificate. Record that first.")


class UnknownStep(Invalid):
    code = "visits.unknown_step"
    says = N_("There is no step “%(step)s” of a delivery.")
    field = "step"


class ItemUnreadable(Invalid):
    code = "visits.item_unreadable"
    says = N_("Say for which item of the case the certificate is.")
    field = "item"


class SignerMissing(Invalid):
    code = "visits.signer_missing"
    says = N_("Write the name of whoever signed for it.")
    field = "signer"


class RelationMissing(Invalid):
    code = "visits.relation_missing"
    says = N_("Choose who signed for it.")
    field = "relation"


class WitnessIsHandler(Invalid):
    code = "visits.witness_is_handler"
    says = N_("The second person must be somebody else than whoever hands it over and whoever signs.")
    field = "witness"


class WhyBackMissing(Invalid):
    code = "visits.why_back_missing"
    says = N_("Choose why it was brought back.")
    field = "why"


class TakeBackReasonMissing(Invalid):
    code = "visits.take_back_reason_missing"
    says = N_("Say why the hand-over does not hold.")
    field = "reason"
