"""What hangs on a case goes where the case goes: its visits, whom they served, their pictures, its certificates."""

import sqlalchemy as sa

from app.cases.rules import CaseMoved
from app.core.db import db
from app.core.stamp import Stamp
from app.visits.models import Delivery, DeliveryEvent, DeliveryProof, Evidence, PersonServed, RoundWish, Visit


def follow(moved: CaseMoved, *, stamp: Stamp) -> None:
    """A reaction: visits and deliveries, and all that hangs on them, go where their case went."""
    paths = {"place_path": moved.place_path, "other_path": moved.other_path}
    visits = sa.select(Visit.id).where(Visit.case_id == moved.case_id)
    deliveries = sa.select(Delivery.id).where(Delivery.case_id == moved.case_id)
    for model, which in (
        (PersonServed, PersonServed.visit_id.in_(visits)),
        (Evidence, Evidence.visit_id.in_(visits)),
        (DeliveryEvent, DeliveryEvent.delivery_id.in_(deliveries)),
        (DeliveryProof, DeliveryProof.delivery_id.in_(deliveries)),
        (Visit, Visit.case_id == moved.case_id),
        (Delivery, Delivery.case_id == moved.case_id),
        (RoundWish, RoundWish.case_id == moved.case_id),
    ):
        db.session.execute(sa.update(model).where(which).values(paths).execution_options(synchronize_session=False))
