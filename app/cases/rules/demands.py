"""What a move demands before it is made: reasons, papers, an outcome. Each breach is a sentence that names its field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.cases.rules.kinds import Move, Outcome
from app.core.errors import Invalid, ReasonMissing, Refusal, TooLong
from app.core.named import N_


class AlreadyAccepted(Refusal):
    code = "cases.already_accepted"
    says = N_("This case is accepted already.")


class NotAccepted(Refusal):
    code = "cases.not_accepted"
    says = N_("A case that is not accepted can't be completed. Accept it first.")


class PapersMissing(Refusal):
    """受理 needs all required papers; what is missing is told at once."""

    code = "cases.papers_missing"
    says = N_("Still missing: %(papers)s. Tick what is here, or send the case back for papers.")
    field = "papers"


class OutcomeMissing(Invalid):
    code = "cases.outcome_missing"
    says = N_("Say how it ended.")
    field = "outcome"


class OriginalsHeld(Refusal):
    """Originals are in custody until given back."""

    code = "cases.originals_held"
    says = N_("We still hold %(papers)s. Give it back first, and say so here.")
    field = "given_back"


class LateReasonMissing(Invalid):
    code = "cases.late_reason_missing"
    says = N_("This case ends after its promised day. Say why.")
    field = "late_reason"


class NothingNamedMissing(Invalid):
    """The one-time notice 一次性告知 says everything that is missing."""

    code = "cases.nothing_named_missing"
    says = N_("Tick which papers are missing: all of them, at once.")
    field = "missing"


class AddresseeMissing(Invalid):
    code = "cases.addressee_missing"
    says = N_("Say to whom the papers go.")
    field = "to"


class UnknownPaper(Invalid):
    code = "cases.unknown_paper"
    says = N_("This case has no paper number %(position)s.")
    field = "papers"


LONGEST_REASON = 256
LONGEST_ADDRESSEE = 128


@dataclass(frozen=True, slots=True)
class Entering:
    """What is known when a move is made. `lacking`: required papers not here; `held`: originals with us; `told`: as missing."""

    accepted: bool = False
    late: bool = False
    reason: str = ""
    late_reason: str = ""
    to: str = ""
    outcome: Outcome | None = None
    lacking: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


def _acceptance(entering: Entering) -> Refusal | None:
    if entering.accepted:
        return AlreadyAccepted()
    return PapersMissing(papers="、".join(entering.lacking)) if entering.lacking else None


def _completion(entering: Entering) -> Refusal | None:
    if not entering.accepted:
        return NotAccepted()
    if entering.outcome is None:
        return OutcomeMissing()
    if entering.held:
        return OriginalsHeld(papers="、".join(entering.held))
    return LateReasonMissing() if entering.late and not entering.late_reason.strip() else None


def _reason(entering: Entering) -> Refusal | None:
    return None if entering.reason.strip() else ReasonMissing()


def _end(entering: Entering) -> Refusal | None:
    return OriginalsHeld(papers="、".join(entering.held)) if entering.held else _reason(entering)


def _notice(entering: Entering) -> Refusal | None:
    return _reason(entering) if entering.told else NothingNamedMissing()


def _addressee(entering: Entering) -> Refusal | None:
    if len(entering.to) > LONGEST_ADDRESSEE:
        return TooLong(most=LONGEST_ADDRESSEE, field="to")
    return None if entering.to.strip() else AddresseeMissing()


_DEMANDS: Mapping[Move, Callable[[Entering], Refusal | None]] = {
    Move.ACCEPT: _acceptance,
    Move.COMPLETE: _completion,
    Move.FORWARD: _addressee,
    Move.SEND_BACK: _notice,
    **dict.fromkeys((Move.WITHDRAW, Move.REJECT), _end),
    **dict.fromkeys((Move.PAUSE, Move.PASS_ON, Move.PLACE, Move.REOPEN), _reason),
}


def check(move: Move, entering: Entering) -> None:
    """Raise the refusal that names what the move still lacks."""
    if max(len(entering.reason), len(entering.late_reason)) > LONGEST_REASON:
        raise TooLong(most=LONGEST_REASON, field="reason")
    demand = _DEMANDS.get(move)
    refusal = demand(entering) if demand else None
    if refusal is not None:
        raise refusal
