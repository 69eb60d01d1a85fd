"""Asking for something: the items asked for, their papers and limits, likely duplicates, and the news of a case."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.cases.rules.kinds import OPEN, PaperState, Stage
from app.catalogue.rules import Need
from app.core.errors import Invalid, Refusal
from app.core.named import N_
from app.deadlines.rules import ClockKind, Limit, Unit

RECENT = dt.timedelta(days=30)
HERE = frozenset({PaperState.SEEN, PaperState.HELD, PaperState.GIVEN_BACK})
_DAYS = {Unit.WORKDAY: 1.4, Unit.NATURAL_DAY: 1.0, Unit.HOUR: 1 / 24}  # only to compare limits in different units


class NothingAsked(Invalid):
    code = "cases.nothing_asked"
    says = N_("Choose an item.")
    field = "item"


class AskedTwice(Invalid):
    code = "cases.asked_twice"
    says = N_("The item %(code)s is there twice.")
    field = "item"


class HouseholdLeft(Refusal):
    code = "cases.household_left"
    says = N_("The household %(code)s has left the township.")
    field = "household"


class ApplicantElsewhere(Invalid):
    code = "cases.applicant_elsewhere"
    says = N_("This person does not belong to the household.")
    field = "applicant"


class LikelyDuplicate(Refusal):
    """Asked for already, and not long ago: a person looks and confirms."""

    code = "cases.likely_duplicate"
    says = N_("This household has asked for this before: %(numbers)s. Look there first, or confirm that this is another matter.")
    field = "another"


@dataclass(frozen=True, slots=True)
class Asked:
    """One item asked for, by the catalogue's codes."""

    item_code: str
    variant_code: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Another case of the household, as far as the rule of likely duplicates needs it."""

    item_codes: frozenset[str]
    stage: Stage
    asked_on: dt.date


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A case was asked for."""

    case_id: UUID


@dataclass(frozen=True, slots=True)
class CaseCompleted:
    """A case was completed; `completion_id` is the event in the journal.

    In whose hands it was when that happened, which need not be those that have it when the news arrives: the credit is theirs.
    """

    case_id: UUID
    completion_id: UUID
    team_id: UUID | None
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class CaseReopened:
    """The completion `completion_id` does not hold any more."""

    case_id: UUID
    completion_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class CaseMoved:
    """A case stands at another place now: whoever keeps rows about it takes them there."""

    case_id: UUID
    place_path: str
    other_path: str | None


def check_asked(items: Sequence[Asked]) -> None:
    """At least one item, none twice."""
    if not items:
        raise NothingAsked
    codes = [asked.item_code for asked in items]
    for code in codes:
        if codes.count(code) > 1:
            raise AskedTwice(code=code)


def is_likely_duplicate(known: Known, *, item_codes: Iterable[str], on: dt.date) -> bool:
    """The same item for the same household: still open, or completed after having been asked for in the last 30 days."""
    if not known.item_codes & set(item_codes):
        return False
    return known.stage in OPEN or (known.stage is Stage.COMPLETED and on - known.asked_on <= RECENT)


def first_state(need: Need, *, complete: bool) -> PaperState:
    """Where a paper is when nothing was said of it: there when all papers are, else still missing."""
    if complete and need is Need.REQUIRED:
        return PaperState.SEEN
    return PaperState.DEFERRED if need is Need.DEFERRABLE else PaperState.MISSING


def is_required(need: Need) -> bool:
    return need is Need.REQUIRED


def is_lacking(need: Need, state: PaperState) -> bool:
    """Whether a required paper is not here."""
    return need is Need.REQUIRED and state not in HERE


def longest(limits: Iterable[Limit]) -> Limit:
    """The longest of several items' limits: a case with several items is due with its last."""
    return max(limits, key=lambda limit: limit.length * _DAYS[limit.unit])


def team_limit(kind: ClockKind, *, own: Mapping[str, int], default: Limit) -> Limit:
    """The limit of one of the team's clocks: the item's own, in working days, or the default."""
    return Limit(own[kind.value]) if kind.value in own else default
