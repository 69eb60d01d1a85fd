"""What somebody who leaves may not take along."""

from app.core.stamp import Stamp
from app.posts.rules import PersonLeaves
from app.visits import queries
from app.visits.rules import PersonHasCertificates

SHOWN = 3


def demand_no_certificate(event: PersonLeaves, *, stamp: Stamp) -> None:
    """Nobody leaves with certificates that are to be brought home. Raises PersonHasCertificates."""
    if numbers := queries.with_person(event.person_id):
        cases = list(dict.fromkeys(numbers))
        shown = "、".join(cases[:SHOWN]) + (" …" if len(cases) > SHOWN else "")
        raise PersonHasCertificates(person=event.name, count=len(numbers), numbers=shown)
