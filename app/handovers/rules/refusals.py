"""Why something can't be handed over, received or undone, each with its sentence. Pure."""

from app.core.errors import Invalid, Refusal
from app.core.named import N_


class ReceiverUnsaid(Invalid):
    code = "handovers.receiver_unsaid"
    says = N_("Say who takes it over.")
    field = "receiver"


class GiverUnsaid(Invalid):
    code = "handovers.giver_unsaid"
    says = N_("Say whose work it is.")
    field = "giver"


class GridUnsaid(Invalid):
    code = "handovers.grid_unsaid"
    says = N_("Say which grid.")
    field = "grid"


class HouseholdsUnsaid(Invalid):
    code = "handovers.households_unsaid"
    says = N_("Name the households by their numbers, or pick them on the map.")
    field = "households"


class NumbersUnreadable(Invalid):
    code = "handovers.numbers_unreadable"
    says = N_("%(text)s is no list of household numbers: write them like 3, 7, 12-15.")
    field = "households"


class TooManyHouseholds(Invalid):
    code = "handovers.too_many_households"
    says = N_("These are %(count)s households; at most %(most)s at once. Hand over the grid instead.")
    field = "households"


class HouseholdsUnknown(Invalid):
    code = "handovers.households_unknown"
    says = N_("You have no household with the number %(numbers)s.")
    field = "households"


class ReasonUnsaid(Invalid):
    code = "handovers.reason_unsaid"
    says = N_("Say why it is handed over.")
    field = "reason"


class NotPostedThere(Invalid):
    code = "handovers.not_posted_there"
    says = N_("%(person)s is not posted to %(grid)s today.")
    field = "giver"


class NobodyPostedThere(Invalid):
    code = "handovers.nobody_posted_there"
    says = N_("Nobody is posted to %(grid)s today. Ask for somebody to be posted there.")
    field = "grid"


class ToOneself(Invalid):
    code = "handovers.to_oneself"
    says = N_("%(person)s has it already: choose somebody else.")
    field = "receiver"


class ReceiverOnLeave(Refusal):
    code = "handovers.receiver_on_leave"
    says = N_("%(person)s is on leave until %(to_on)s.")
    field = "receiver"


class ReceiverGone(Refusal):
    code = "handovers.receiver_gone"
    says = N_("%(person)s does not work here any more.")
    field = "receiver"


class ReceiverWithoutRole(Refusal):
    code = "handovers.receiver_without_role"
    says = N_("%(person)s has no role in %(place)s that carries cases. Have it given first.")
    field = "receiver"


class ReceiverOfOtherTeam(Refusal):
    code = "handovers.receiver_of_other_team"
    says = N_("%(person)s is in no team that works in %(place)s.")
    field = "receiver"


class NothingToHandOver(Refusal):
    code = "handovers.nothing"
    says = N_("There is nothing that would change hands.")


class PacketChanged(Refusal):
    """Between the look and the deed."""

    code = "handovers.packet_changed"
    status = 409
    says = N_("Something changed since you looked. This is how it stands now: look again, then hand over.")


class UndoTooLate(Refusal):
    code = "handovers.undo_too_late"
    says = N_("This can be undone for %(minutes)s minutes only. Hand it back instead.")


class WorkedOnSince(Refusal):
    code = "handovers.worked_on_since"
    says = N_("%(what)s was worked on since: this can't be undone. Hand it back instead.")


class HandoverOver(Refusal):
    """Received or undone already."""

    code = "handovers.over"
    says = N_("This handover is “%(state)s” already.")
