"""One invitation: by the key in its link, by its case; what it is about, and who is rated by it. Reads only."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.rules import digest
from app.cases.models import Case, CaseItem
from app.core.crypto import unseal
from app.core.db import db
from app.posts.models import Membership
from app.ratings.models import Invitation, Rating

KEY, COMMENT = "invitation.key", "rating.comment"  # what the sealed bytes are bound to


@dataclass(frozen=True, slots=True)
class Served:
    """What a service was, for whoever rates it: no name of anybody and nothing personal."""

    invitation_id: UUID
    items: tuple[str, ...]
    team: str
    completed_on: dt.date
    is_rated: bool


def served(key: str) -> Served | None:
    """What the link with this key is about; None when it opens nothing (any more). Needs a scope that sees the case."""
    wanted = sa.select(Invitation).where(Invitation.key_digest == digest(key), Invitation.withdrawn_at.is_(None))
    return _served(wanted)


def served_of(case_id: UUID) -> Served | None:
    """The same of a case whose invitation stands."""
    return _served(sa.select(Invitation).where(Invitation.case_id == case_id, Invitation.withdrawn_at.is_(None)))


def invitation_of(case_id: UUID) -> Invitation | None:
    """The invitation that stands for a case, if it is completed and within sight."""
    wanted = sa.select(Invitation).where(Invitation.case_id == case_id, Invitation.withdrawn_at.is_(None))
    return db.session.scalar(wanted.options(joinedload(Invitation.rating)))


def invitation_to_change(invitation_id: UUID) -> Invitation:
    """The invitation, locked until the transaction ends."""
    return db.session.get_one(Invitation, invitation_id, with_for_update={"of": Invitation})


def rating_of(invitation_id: UUID) -> Rating | None:
    return db.session.scalar(sa.select(Rating).where(Rating.invitation_id == invitation_id))


def key_of(invitation: Invitation) -> str:
    """The key of the resident's link: to be shown to whoever hands it over, never written down."""
    return unseal(invitation.key_sealed, purpose=KEY)


def comment_of(rating: Rating) -> str:
    return unseal(rating.comment_sealed, purpose=COMMENT) if rating.comment_sealed else ""


def is_rated_by(invitation: Invitation, person_id: UUID) -> bool:
    """Whether this person is rated by it: carried or completed the case, or has been in its team since then."""
    wanted = sa.select(Invitation.id).where(Invitation.id == invitation.id, rates(person_id))
    return db.session.scalar(wanted) is not None


def rates(person_id: UUID) -> sa.ColumnElement[bool]:
    """The condition that an invitation rates this person. Never NULL, so that it can be turned round."""
    is_of_team = sa.exists().where(
        Membership.team_id == Invitation.team_id,
        Membership.person_id == person_id,
        sa.or_(Membership.to_on.is_(None), Membership.to_on >= Invitation.completed_on),
    )
    return sa.or_(
        Invitation.person_id.is_not_distinct_from(person_id),
        Invitation.completed_by == person_id,
        is_of_team,
    )


def _served(wanted: sa.Select[Invitation]) -> Served | None:
    whole = joinedload(Invitation.case)
    loaded = wanted.options(
        joinedload(Invitation.rating),
        whole.joinedload(Case.team),
        whole.selectinload(Case.items).options(joinedload(CaseItem.version), joinedload(CaseItem.variant)),
    )
    found = db.session.scalar(loaded)
    if found is None or found.case is None:
        return None
    return Served(
        invitation_id=found.id,
        items=tuple(_name(item) for item in found.case.items),
        team=_team(found.case),
        completed_on=found.completed_on,
        is_rated=found.rating is not None,
    )


def _name(item: CaseItem) -> str:
    return f"{item.version.name}（{item.variant.name}）" if item.variant else item.version.name


def _team(case: Case) -> str:
    """Who did it: the team; where nobody carried it, the bodies that decided."""
    return case.team.name if case.team else "、".join(dict.fromkeys(item.version.body for item in case.items))
