"""A case has a number in the province's system too: it is linked, never entered twice."""

from app.accounts.rules import Deed
from app.cases.models import Case
from app.core import journal
from app.core.errors import Invalid
from app.core.named import N_
from app.core.stamp import Stamp

LONGEST = 64


class OutsideNumberUnreadable(Invalid):
    code = "cases.outside_number"
    says = N_("Give the other system's name and its number, each at most %(longest)s characters; or neither.")
    field = "outside_number"


def check_outside(system: str, number: str) -> None:
    """Both or neither, and not too long."""
    if bool(system.strip()) != bool(number.strip()) or max(len(system), len(number)) > LONGEST:
        raise OutsideNumberUnreadable(longest=LONGEST)


def link_outside(case: Case, *, system: str, number: str, stamp: Stamp) -> None:
    """Link the case to the other system's number; empty texts take the link away."""
    check_outside(system, number)
    body = {"outside": [system.strip(), number.strip()]}
    if journal.enter(Deed.CARRY_CASE, subject=case.id, body=body, stamp=stamp, facts={"system": system.strip()}):
        case.outside_system, case.outside_number = system.strip() or None, number.strip() or None
