"""Deeds of ratings: a completed case invites, a reopened one takes that back, a resident rates, staff enter for others."""

import secrets
from uuid import UUID, uuid4

import sqlalchemy as sa

from app.accounts.rules import Deed, digest
from app.cases import queries as cases
from app.cases.models import Case
from app.cases.rules import CaseCompleted, CaseReopened
from app.core import clock, journal
from app.core.crypto import seal
from app.core.db import NOBODY, count_up, db, insert_if_absent, refill
from app.core.period import month_number
from app.core.stamp import MACHINE, Stamp
from app.ratings import queries
from app.ratings.models import UNRATED, Invitation, InvitedItem, InvitedMonth, Rating
from app.ratings.queries.one import COMMENT, KEY
from app.ratings.rules import (
    BY_STAFF,
    BY_THEMSELVES,
    Channel,
    Level,
    NobodyInvited,
    NotStaffsChannel,
    NotTheirChannel,
    RatedAlready,
    RatedRates,
    StaffRates,
)

KEY_BYTES = 16  # 128 random bits: nobody guesses one, and the QR code stays coarse enough for an old camera


def invite(completed: CaseCompleted, *, stamp: Stamp) -> None:
    """A reaction: whoever was served may rate it, however it was done (also by oneself). Once per completion."""
    case = cases.case(completed.case_id)
    invitation_id, key = uuid4(), secrets.token_urlsafe(KEY_BYTES)
    if insert_if_absent(
        Invitation,
        id=invitation_id,
        case_id=case.id,
        completion_id=completed.completion_id,
        key_digest=digest(key),
        key_sealed=seal(key, purpose=KEY),
        team_id=case.team_id,
        person_id=case.person_id,
        completed_by=stamp.by,
        grid_id=case.grid_id,
        completed_on=clock.on(stamp.at),
        place_path=case.place_path,
        other_path=case.other_path,
        version=1,
    ):
        _invite_for_items(invitation_id, case)
        _count(db.session.get_one(Invitation, invitation_id), None, by=1)


def withdraw(reopened: CaseReopened, *, stamp: Stamp) -> None:
    """A reaction: the completion did not hold, so its link opens nothing any more. A rating that was given stays."""
    wanted = sa.select(Invitation).where(Invitation.completion_id == reopened.completion_id).with_for_update()
    invitation = db.session.scalar(wanted)
    if invitation is not None and invitation.withdrawn_at is None:
        invitation.withdrawn_at = stamp.at
        db.session.flush()
        if invitation.level is None:
            _count(invitation, None, by=-1)


def rate(invitation: Invitation, level: Level, *, channel: Channel, comment: str = "", stamp: Stamp) -> Rating | None:
    """The person served rates through their own link: nobody is signed in, so the stamp is the machine's.

    None when this very deed is done already. Raises NotTheirChannel, RatedRates, StaffRates, RatedAlready, NobodyInvited.
    """
    if channel not in BY_THEMSELVES:
        raise NotTheirChannel
    if stamp.by != MACHINE:
        _check_hand(invitation, stamp=stamp)
        raise StaffRates
    return _write(invitation, level, channel=channel, comment=comment, stamp=stamp)


def record(invitation: Invitation, level: Level, *, channel: Channel, comment: str = "", stamp: Stamp) -> Rating | None:
    """Staff enter what was said at a call-back or on paper, of work that was not theirs.

    None when this very deed is done already. Raises NotStaffsChannel, RatedRates, RatedAlready, NobodyInvited.
    """
    if channel not in BY_STAFF:
        raise NotStaffsChannel
    _check_hand(invitation, stamp=stamp)
    return _write(invitation, level, channel=channel, comment=comment, stamp=stamp)


def _check_hand(invitation: Invitation, *, stamp: Stamp) -> None:
    """The rated never rate (DESIGN 6.8)."""
    if queries.is_rated_by(invitation, stamp.by):
        raise RatedRates


def _write(invitation: Invitation, level: Level, *, channel: Channel, comment: str, stamp: Stamp) -> Rating | None:
    body = {"level": level.value, "channel": channel.value, "comment": comment.strip()}
    facts = {"channel": channel.value}  # the level stands with the rating: whoever reads the journal need not know who said what
    if not journal.enter(Deed.RECORD_RATING, subject=invitation.id, body=body, stamp=stamp, facts=facts):
        return None
    if invitation.withdrawn_at is not None:
        raise NobodyInvited
    if queries.rating_of(invitation.id) is not None:
        raise RatedAlready
    rating = Rating(
        id=stamp.event_id,
        invitation_id=invitation.id,
        level=level,
        channel=channel,
        comment_sealed=seal(comment.strip(), purpose=COMMENT) if comment.strip() else None,
        by=stamp.by,
        at=stamp.at,
        recorded_at=stamp.recorded_at,
        place_path=invitation.place_path,
        other_path=invitation.other_path,
    )
    invitation.level = level
    db.session.add(rating)
    db.session.flush()
    _count(invitation, None, by=-1)
    _count(invitation, level, by=1)
    return rating


def count_months() -> None:
    """All months anew from their invitations: when the nightly check finds one amiss, or when they were laid in bulk."""
    team = sa.func.coalesce(Invitation.team_id, sa.literal(NOBODY, sa.Uuid()))
    answer = sa.func.coalesce(sa.cast(Invitation.level, sa.String), UNRATED)
    alike = (queries.MONTH, team, answer, Invitation.place_path, sa.func.coalesce(Invitation.other_path, ""))
    refill(InvitedMonth, sa.select(*alike, sa.func.count()).where(queries.COUNTS).group_by(*alike))


def _count(invitation: Invitation, level: Level | None, *, by: int) -> None:
    """The invitation's share of its month's number."""
    count_up(
        InvitedMonth.number,
        by=by,
        month=month_number(invitation.completed_on),
        team_id=invitation.team_id or NOBODY,
        answer=level.value if level else UNRATED,
        place_path=invitation.place_path,
        other_path=invitation.other_path or "",
    )


def _invite_for_items(invitation_id: UUID, case: Case) -> None:
    rows = [
        {
            "invitation_id": invitation_id,
            "position": item.position,
            "item_code": item.version.item.code,
            "department_id": item.version.department_id,
        }
        for item in case.items
    ]
    db.session.execute(sa.insert(InvitedItem), rows)
