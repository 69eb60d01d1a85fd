"""The token by which other processes notice that the land changed."""

from uuid import uuid4

import sqlalchemy as sa

from app.core.db import db, insert_if_absent
from app.territory.models import LandState
from app.territory.queries import LAND


def mark_changed() -> None:
    """Make everyone read the land anew once this transaction commits; said by every deed that changes divisions or grids."""
    db.session.flush()
    token = uuid4()  # never the deed's own id: what was read half-way through it must not be taken for its end
    if not insert_if_absent(LandState, id=LAND, token=token):
        db.session.execute(sa.update(LandState).where(LandState.id == LAND).values(token=token))
