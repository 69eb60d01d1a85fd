"""Hand work over, and take it back within ten minutes."""

import datetime as dt
from collections.abc import Callable, Mapping
from uuid import UUID

import app.households.queries as households
import app.posts.queries as posts
from app.accounts import queries as people
from app.accounts.models import Person
from app.accounts.rules import Actor, Deed, Held, may
from app.cases import queries as cases
from app.cases.actions import inside
from app.core import clock, journal, outbox
from app.core.db import db
from app.core.named import N_
from app.core.outbox import Letter
from app.core.stamp import Stamp
from app.handovers import queries
from app.handovers.models import Handover, HandoverLine
from app.handovers.queries import Packet
from app.handovers.rules import (
    Asked,
    HandoverKind,
    HandoverState,
    Line,
    LineKind,
    NothingToHandOver,
    PacketChanged,
    ReasonUnsaid,
    ReceiverGone,
    ReceiverOfOtherTeam,
    ReceiverOnLeave,
    ReceiverWithoutRole,
    ToOneself,
)
from app.households.actions import keep, let_go
from app.posts.actions import hand_post
from app.posts.models import Team

HANDED_TO_YOU = N_("%(giver)s's work was handed over to you: %(subject)s. Look at it and say that you have it.")
HANDED_ON = N_("%(subject)s was handed over to %(receiver)s.")
LONGEST_REASON, LONGEST_SUBJECT = 128, 64


def check(packet: Packet, *, on: dt.date) -> Team:
    """Whether the receiver may have all of it, and their team. Raises why not."""
    receiver = packet.receiver
    if packet.giver is not None and packet.giver.id == receiver.id:
        raise ToOneself(person=receiver.name)
    _check_at_work(receiver, on=on)
    if packet.is_empty:
        raise NothingToHandOver
    held = tuple(Held(grant.role, grant.place_path) for grant in people.grants_of(receiver.id, on=on))
    actor = Actor(receiver.id, receiver.name, held)
    without = next((place for place in packet.places if not may(actor, Deed.CARRY_CASE, place)), None)
    if without is not None:
        raise ReceiverWithoutRole(person=receiver.name, place=_named(without))
    team = posts.team_of(receiver.id, on=on)
    if team is None or not all(place.startswith(team.place_path) for place in packet.places):
        raise ReceiverOfOtherTeam(person=receiver.name, place=_named(queries.common_path(packet.places)))
    return team


def _check_at_work(receiver: Person, *, on: dt.date) -> None:
    if receiver.left_on is not None and receiver.left_on <= on:
        raise ReceiverGone(person=receiver.name)
    if away := posts.leaves_between(receiver.id, on, on):
        raise ReceiverOnLeave(person=receiver.name, to_on=away[0].to_on)


def hand_over(asked: Asked, *, reason: str, note: str, digest: str, stamp: Stamp) -> Handover:
    """Move what the packet shows, all of it or nothing. `digest`: the packet that was looked at.

    Originals and certificates change hands with the receipt, everything else now. Raises PacketChanged, what `check` raises, and
    what `queries.packet` raises.
    """
    _lock(asked, now=stamp.at)
    handover_id = stamp.part(1).event_id
    body = {"asked": str(asked), "digest": digest, "reason": reason, "note": note}
    facts = {"what": "made", "kind": asked.kind.value, "to": str(asked.receiver_id), "handover": str(handover_id)}
    if not journal.enter(Deed.HAND_OVER, subject=handover_id, body=body, stamp=stamp, facts=facts):
        return queries.handover(handover_id)
    if not reason.strip():
        raise ReasonUnsaid
    packet = queries.packet(asked, now=stamp.at)
    team = check(packet, on=clock.on(stamp.at))
    if packet.digest != digest:
        raise PacketChanged
    made = _made(packet, team, handover_id, reason=reason, note=note, stamp=stamp)
    for position, line in enumerate(packet.lines, start=1):
        moved = _MOVES[line.kind](line, packet, team, made.reason, stamp) if line.kind in _MOVES else {}
        made.lines.append(HandoverLine(position=position, kind=line.kind, subject_id=line.id, giver_id=line.giver_id, **moved))
    db.session.flush()
    _tell(made, packet, stamp=stamp)
    return made


def _lock(asked: Asked, *, now: dt.datetime) -> None:
    """Two leaders who hand over the same work wait for each other: at whose it is, and at the households themselves."""
    packet = queries.packet(asked, now=now)
    givers = {line.giver_id for line in packet.lines} | {packet.giver.id if packet.giver else None}
    for person_id in sorted({asked.receiver_id, *(one for one in givers if one is not None)}):
        people.person_to_change(person_id)
    if asked.kind is HandoverKind.HOUSEHOLDS:
        for home in packet.homes:
            households.household_to_change(home.id)
    db.session.expire_all()


def _made(packet: Packet, team: Team, handover_id: UUID, *, reason: str, note: str, stamp: Stamp) -> Handover:
    place = queries.common_path(packet.places)
    made = Handover(
        id=handover_id,
        place_path=place,
        other_path=team.place_path if team.place_path != place else None,
        kind=packet.asked.kind,
        state=HandoverState.WAITING,
        subject=packet.subject[:LONGEST_SUBJECT],
        giver_id=packet.giver.id if packet.giver else None,
        receiver_id=packet.receiver.id,
        reason=reason.strip()[:LONGEST_REASON],
        note=note.strip(),
        by=stamp.by,
        at=stamp.at,
        recorded_at=stamp.recorded_at,
    )
    db.session.add(made)
    db.session.flush()
    return made


Moved = Mapping[str, object]


def _post(line: Line, packet: Packet, _team: Team, _reason: str, stamp: Stamp) -> Moved:
    post = next(one for one in packet.posts if one.id == line.id)
    until = post.to_on
    new = hand_post(post, packet.receiver, on=clock.on(stamp.at))
    return {"before_id": post.id, "after_id": new.id if new else None, "until": until}


def _home(line: Line, packet: Packet, _team: Team, _reason: str, stamp: Stamp) -> Moved:
    """Into the receiver's own care, and out of whose it was."""
    on = clock.on(stamp.at)
    household = households.household(line.id)
    before = next((one for one in packet.keepings if one.household_id == line.id), None)
    if before is not None:
        let_go(before, on=on)
    return {"before_id": before.id if before else None, "after_id": keep(household, packet.receiver.id, on=on).id}


def _case(line: Line, packet: Packet, team: Team, reason: str, stamp: Stamp) -> Moved:
    case = cases.case_to_change(line.id)
    before = case.team_id
    inside.pass_on(case, team_id=team.id, person_id=packet.receiver.id, reason=reason, stamp=stamp)
    db.session.flush()
    return {"before_id": before, "version": case.version}


_MOVES: Mapping[LineKind, Callable[[Line, Packet, Team, str, Stamp], Moved]] = {
    LineKind.POST: _post,
    LineKind.KEEPING: _home,
    LineKind.CASE: _case,
}


def _tell(made: Handover, packet: Packet, *, stamp: Stamp) -> None:
    """Receiver and giver hear of it in their inboxes."""
    link = f"/handovers/{made.id}"
    giver = packet.giver.name if packet.giver else ""
    facts = {"giver": giver, "subject": made.subject, "receiver": packet.receiver.name}
    letters = [Letter(stamp.event_id, made.receiver_id, "inbox", HANDED_TO_YOU, facts, link, stamp.at)]
    if made.giver_id is not None and made.giver_id != stamp.by:
        letters.append(Letter(stamp.event_id, made.giver_id, "inbox", HANDED_ON, facts, link, stamp.at))
    outbox.put_all(letters)


def _named(place_path: str) -> str:
    """What the lowest division is called that the place lies in."""
    names = posts.place_names()
    there = [path for path in names if place_path.startswith(path)]
    return names[max(there, key=len)] if there else ""
