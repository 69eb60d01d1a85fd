"""What a handover would move: the packet that is shown before, and that the deed then moves to the letter. Reads only."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

import app.households.queries as households
import app.posts.queries as posts
from app.accounts import queries as people
from app.accounts.models import Person
from app.cases.models import Case, CaseItem, CasePaper
from app.cases.rules import OPEN, PaperState
from app.core import clock
from app.core.db import db
from app.deadlines import queries as deadlines
from app.deadlines.rules import ClockFace
from app.handovers.queries.owners import Home, homes, owners
from app.handovers.rules import (
    Asked,
    GiverUnsaid,
    HandoverKind,
    HouseholdsUnknown,
    HouseholdsUnsaid,
    Line,
    LineKind,
    NobodyPostedThere,
    NotPostedThere,
    roster_after,
)
from app.households.models import Household, Keeping
from app.posts.models import Post
from app.posts.rules import PostKind, PostRef, Roster
from app.territory import queries as land
from app.visits import queries as visits
from app.visits.models import Delivery
from app.visits.rules import WITH_US

SHOWN_NUMBERS = 5


@dataclass(frozen=True, slots=True)
class Moving:
    """An open case that moves, with its clock, and the day on which somebody is to go there again."""

    case: Case
    face: ClockFace | None
    next_on: dt.date | None


@dataclass(frozen=True)
class Packet:
    """Everything that changes hands.

    `homes`: households whose owner the receiver becomes; `aside`: how many become whose, who are posted beside the giver;
    `staying`: open cases of the households in other hands.
    """

    asked: Asked
    receiver: Person
    giver: Person | None
    subject: str
    homes: Sequence[Home]
    givers: Mapping[UUID, UUID | None]  # whose each household is now
    posts: Sequence[Post] = ()
    keepings: Sequence[Keeping] = ()
    cases: Sequence[Moving] = ()
    originals: Sequence[CasePaper] = ()
    certificates: Sequence[Delivery] = ()
    staying: Sequence[Case] = ()
    aside: Mapping[UUID, int] = field(default_factory=dict)

    @property
    def visits_due(self) -> Sequence[Moving]:
        """Those of the cases for which somebody promised to come again."""
        return [one for one in self.cases if one.next_on is not None]

    @cached_property
    def lines(self) -> Sequence[Line]:
        """Every thing that moves, in the order in which it does."""
        kept = {one.household_id for one in self.keepings}
        own_care = [home.id for home in self.homes if home.id in kept or self.asked.kind is HandoverKind.HOUSEHOLDS]
        giver_id = self.giver.id if self.giver else None
        return [
            *(Line(LineKind.POST, post.id, post.person_id) for post in self.posts),
            *(Line(LineKind.KEEPING, home_id, self.givers[home_id]) for home_id in own_care),
            *(Line(LineKind.CASE, one.case.id, one.case.person_id) for one in self.cases),
            *(Line(LineKind.ORIGINAL, paper.id, paper.held_by) for paper in self.originals),
            *(Line(LineKind.CERTIFICATE, one.id, one.person_id or giver_id) for one in self.certificates),
        ]

    @property
    def places(self) -> Sequence[str]:
        """The places of all of it, each once."""
        there = chain(
            (post.grid.place_path for post in self.posts),
            (home.place_path for home in self.homes),
            (one.case.place_path for one in self.cases),
            (paper.case.place_path for paper in self.originals),
        )
        return sorted(set(there))

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.homes

    @property
    def digest(self) -> str:
        """What was shown, in short: the deed moves this and nothing else, or is refused."""
        moved = [f"{line.kind.value} {line.id} {line.giver_id}" for line in self.lines]
        moved += [f"home {home.id}" for home in self.homes]
        return hashlib.sha256("\n".join([str(self.receiver.id), *sorted(moved)]).encode()).hexdigest()[:16]


def packet(asked: Asked, *, now: dt.datetime) -> Packet:
    """What would move now. Raises what it can't be: no such household or grid, nobody posted there, nothing said."""
    on = clock.on(now)
    receiver, roster = people.person(asked.receiver_id), posts.roster(on)
    if asked.kind is HandoverKind.HOUSEHOLDS:
        return _of_households(asked, receiver, roster, now=now)
    if asked.kind is HandoverKind.GRID:
        return _of_grid(asked, receiver, roster, now=now)
    if asked.giver_id is None:
        raise GiverUnsaid
    giver = people.person(asked.giver_id)
    moved, kept = posts.posts_from(giver.id, on), households.kept_by(giver.id, on=on)
    about = sa.or_(Household.grid_id.in_([post.grid_id for post in moved]), Household.id.in_([one.household_id for one in kept]))
    return _of_giver(asked, receiver, giver, roster, (moved, kept), about, subject=giver.name, now=now)


def _of_households(asked: Asked, receiver: Person, roster: Roster, *, now: dt.datetime) -> Packet:
    if not asked.numbers:
        raise HouseholdsUnsaid
    there = homes(Household.number.in_(asked.numbers), on=roster.on)
    if missing := sorted(set(asked.numbers) - {home.number for home in there}):
        raise HouseholdsUnknown(numbers="、".join(map(str, missing[:SHOWN_NUMBERS])))
    whose = {home_id: one.person_id for home_id, one in owners(there, roster=roster).items()}
    moved = [home for home in there if whose[home.id] != receiver.id]
    ids = [home.id for home in moved]
    givers = {whose[home_id] for home_id in ids}
    giver_id = next(iter(givers), None)
    all_open = _open(Case.household_id.in_(ids))
    in_hand = [case for case in all_open if case.person_id is not None and case.person_id == whose[case.household_id]]
    numbers = "、".join(str(home.number) for home in moved[:SHOWN_NUMBERS]) + (" …" if len(moved) > SHOWN_NUMBERS else "")
    return Packet(
        asked,
        receiver,
        people.person(giver_id) if len(givers) == 1 and giver_id else None,
        numbers,
        moved,
        whose,
        keepings=list(households.keepings(ids, on=roster.on).values()),
        cases=_moving(in_hand, now=now),
        originals=[one for one in _held(Case.household_id.in_(ids)) if one.held_by == whose[one.case.household_id]],
        certificates=[one for one in _carried(Delivery.household_id.in_(ids)) if one.person_id == whose[one.household_id]],
        staying=[case for case in all_open if case not in in_hand],
    )


def _of_grid(asked: Asked, receiver: Person, roster: Roster, *, now: dt.datetime) -> Packet:
    grid = land.grid_on(asked.grid_code or "", roster.on)
    there = [post for post in roster.posts if post.grid_id == grid.grid_id]
    posted = [next(roster.posted(grid.grid_id, kind), None) for kind in (PostKind.WORKER, PostKind.LEADER)]
    giver_id = asked.giver_id or next((one for one in posted if one), None)
    if giver_id is None:
        raise NobodyPostedThere(grid=grid.name)
    giver = people.person(giver_id)
    if giver_id not in {post.person_id for post in there}:
        raise NotPostedThere(person=giver.name, grid=grid.name)
    moved = [post for post in posts.posts_from(giver_id, roster.on) if post.grid_id == grid.grid_id]
    about = Household.grid_id == grid.grid_id
    inside = {home.id for home in homes(about, on=roster.on)}
    kept = [one for one in households.kept_by(giver_id, on=roster.on) if one.household_id in inside]
    return _of_giver(asked, receiver, giver, roster, (moved, kept), about, subject=grid.name, now=now)


def _of_giver(
    asked: Asked,
    receiver: Person,
    giver: Person,
    roster: Roster,
    moved: tuple[Sequence[Post], Sequence[Keeping]],
    about: sa.ColumnElement[bool],
    *,
    subject: str,
    now: dt.datetime,
) -> Packet:
    """Of one giver: posts and own households, and what is in their hands of these households, or at all."""
    there = homes(about, on=roster.on)
    before = owners(there, roster=roster)
    given = {PostRef(post.grid_id, post.person_id, post.kind) for post in moved[0]}
    own: dict[UUID, UUID | None] = {one.household_id: receiver.id for one in moved[1]}
    after = owners(there, roster=roster_after(roster, given, receiver.id), keepers=own)
    leaving = [home for home in there if before[home.id].person_id == giver.id]
    coming = [home for home in leaving if after[home.id].person_id == receiver.id]
    is_all = asked.kind is HandoverKind.PERSON
    inside = sa.select(Household.id).where(about)
    of_grid = sa.or_(Case.household_id.in_(inside), Case.grid_id.in_([post.grid_id for post in moved[0]]))
    which = sa.true() if is_all else of_grid
    homes_there = sa.true() if is_all else Delivery.household_id.in_(inside)
    return Packet(
        asked,
        receiver,
        giver,
        subject,
        coming,
        {home_id: one.person_id for home_id, one in before.items()},
        posts=moved[0],
        keepings=moved[1],
        cases=_moving(_open(which, Case.person_id == giver.id), now=now),
        originals=_held(which, CasePaper.held_by == giver.id),
        certificates=_carried(homes_there, Delivery.person_id == giver.id),
        staying=_open(Case.household_id.in_([home.id for home in coming]), Case.person_id.is_distinct_from(giver.id)),
        aside=Counter(other for home in leaving if (other := after[home.id].person_id) not in {None, giver.id, receiver.id}),
    )


def _open(*which: sa.ColumnElement[bool]) -> Sequence[Case]:
    loaded = (joinedload(Case.person), joinedload(Case.team), selectinload(Case.items).joinedload(CaseItem.version))
    found = sa.select(Case).where(Case.stage.in_(OPEN), *which).order_by(Case.number)
    return db.session.scalars(found.options(*loaded)).all()


def _held(*which: sa.ColumnElement[bool]) -> Sequence[CasePaper]:
    found = sa.select(CasePaper).join(CasePaper.case).where(CasePaper.state == PaperState.HELD, *which)
    loaded = (joinedload(CasePaper.case), joinedload(CasePaper.material))
    return db.session.scalars(found.order_by(Case.number, CasePaper.position).options(*loaded)).all()


def _carried(*which: sa.ColumnElement[bool]) -> Sequence[Delivery]:
    found = sa.select(Delivery).join(Delivery.case).where(Delivery.state.in_(WITH_US), *which)
    loaded = (joinedload(Delivery.case), joinedload(Delivery.case_item).joinedload(CaseItem.version))
    return db.session.scalars(found.order_by(Case.number, Delivery.id).options(*loaded)).all()


def _moving(found: Collection[Case], *, now: dt.datetime) -> Sequence[Moving]:
    ids = [case.id for case in found]
    faces, last = deadlines.lights("case", ids, now=now), visits.last_visits(ids)
    return [Moving(case, faces.get(case.id), last[case.id].next_on if case.id in last else None) for case in found]


def common_path(paths: Iterable[str]) -> str:
    """The lowest place that all of these lie in; each ends in “/”."""
    parts = [path.split("/")[:-1] for path in paths]
    shared = [some[0] for some in zip(*parts, strict=False) if len(set(some)) == 1]
    return "".join(f"{part}/" for part in shared)
