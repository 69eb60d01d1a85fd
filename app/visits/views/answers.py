"""A case with its certificates, as machines get it: for the command line and the JSON interface."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from app.cases.views import case_answer
from app.visits import queries

if TYPE_CHECKING:
    from app.cases.queries import Case
    from app.visits.models import Delivery, DeliveryEvent
    from app.visits.queries import Certificate


def whole_answer(case: "Case", *, now: dt.datetime) -> dict[str, Any]:
    """`case_answer`, and of each certificate that is brought home where it is; `state` null: nobody has received it yet."""
    return {**case_answer(case, now=now), "certificates": [_certificate(one) for one in queries.certificates_of(case)]}


def _certificate(one: "Certificate") -> dict[str, Any]:
    return {
        "item": one.item.position,
        "code": one.item.version.item.code,
        "name": one.item.version.name,
        **(_way(one.delivery) if one.delivery else {"state": None, "steps": []}),
    }


def _way(delivery: "Delivery") -> dict[str, Any]:
    return {
        "state": delivery.state.value,
        "worker": delivery.person.name if delivery.person else None,
        "received_at": delivery.received_at.isoformat(),
        "handed_over_at": delivery.handed_over_at.isoformat() if delivery.handed_over_at else None,
        "relation": delivery.relation.value if delivery.relation else None,
        "signer": delivery.signer or None,
        "witness": delivery.witness or None,
        "steps": [_step(event) for event in delivery.steps],
    }


def _step(event: "DeliveryEvent") -> dict[str, Any]:
    return {
        "event_id": str(event.journal_id),
        "step": event.step.value,
        "state": event.state_after.value,
        "at": event.at.isoformat(),
        "why": event.why.value if event.why else None,
        "note": event.note or None,
    }
