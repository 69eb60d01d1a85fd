"""Walk-throughs 走流程, the bottlenecks 堵点 they find, and the procedures 办事规程 that come of them. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.catalogue.rules.refusals import (
    AfterMissing,
    ClosedAlready,
    FixMissing,
    NotANumber,
    OwnerMissing,
    PersonUnreadable,
    Required,
)
from app.core.errors import TooLong
from app.core.named import N_, Named
from app.core.period import day_said

Said = Mapping[str, str]
LONGEST_TITLE, LONGEST_TEXT, MOST = 128, 4000, 9999


class Effort(Named):
    """What a procedure costs somebody: counted before and after."""

    FORMS = "forms", N_("forms")
    MATERIALS = "materials", N_("materials")
    TRIPS = "trips", N_("trips")
    DAYS = "days", N_("days")


class BottleneckState(Named):
    """How far a bottleneck is: found, somebody's, closed 销号."""

    FOUND = "found", N_("found")
    IN_HAND = "in_hand", N_("being mended")
    CLOSED = "closed", N_("closed")


@dataclass(frozen=True, slots=True)
class Load:
    """Forms, materials, trips and days of one procedure."""

    forms: int
    materials: int
    trips: int
    days: int

    def of(self, effort: Effort) -> int:
        value: int = getattr(self, effort.value)
        return value


@dataclass(frozen=True, slots=True)
class Change:
    """One line of before and after; `difference` is negative when it became less, None before there is an after."""

    effort: Effort
    before: int
    after: int | None

    @property
    def difference(self) -> int | None:
        return None if self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class WalkFacts:
    """A walk-through as it was made: what was gone through, when, where, at what cost, and what was seen."""

    title: str
    walked_on: dt.date
    person_id: UUID
    place: str
    load: Load
    minutes: int
    seen: str
    item_code: str = ""
    bundle_code: str = ""


@dataclass(frozen=True, slots=True)
class BottleneckFacts:
    """A bottleneck as it was found."""

    title: str
    what: str
    before: Load


@dataclass(frozen=True, slots=True)
class ProcedureFacts:
    """A procedure with its guide: for whom, where, how step by step, what often goes wrong."""

    code: str
    bundle_code: str
    title: str
    purpose: str
    place: str
    guide: str
    advice: str = ""


def changes(before: Load, after: Load | None) -> tuple[Change, ...]:
    """Before and after, line by line."""
    return tuple(Change(effort, before.of(effort), after.of(effort) if after else None) for effort in Effort)


def state_of(*, owner: object, fix: str, closed_on: dt.date | None) -> BottleneckState:
    if closed_on is not None:
        return BottleneckState.CLOSED
    return BottleneckState.IN_HAND if owner is not None and fix else BottleneckState.FOUND


def check_open(closed_on: dt.date | None) -> None:
    if closed_on is not None:
        raise ClosedAlready(on=closed_on.isoformat())


def check_close(*, owner: object, fix: str, after: Load | None) -> None:
    """销号 demands an owner, a fix, and what it costs people now. Raises OwnerMissing, FixMissing, AfterMissing."""
    if owner is None:
        raise OwnerMissing
    if not fix.strip():
        raise FixMissing
    if after is None:
        raise AfterMissing


def walk_said(said: Said) -> WalkFacts:
    """A form's walk-through; raises what names the field."""
    kind, _, code = said.get("about", "").partition(":")
    return WalkFacts(
        title=_text(said, "title", LONGEST_TITLE),
        walked_on=_day(said, "walked_on"),
        person_id=person_said(said, "person"),
        place=_text(said, "place", LONGEST_TITLE),
        load=load_said(said),
        minutes=_number(said, "minutes"),
        seen=_text(said, "seen", LONGEST_TEXT),
        item_code=code if kind == "item" else "",
        bundle_code=code if kind == "bundle" else "",
    )


def bottleneck_said(said: Said) -> BottleneckFacts:
    return BottleneckFacts(_text(said, "title", LONGEST_TITLE), _text(said, "what", LONGEST_TEXT), load_said(said))


def procedure_said(said: Said) -> ProcedureFacts:
    return ProcedureFacts(
        code=_text(said, "code", 16),
        bundle_code=_text(said, "bundle", 8),
        title=_text(said, "title", LONGEST_TITLE),
        purpose=_text(said, "purpose", LONGEST_TEXT),
        place=_text(said, "place", LONGEST_TITLE),
        guide=_text(said, "guide", LONGEST_TEXT),
        advice=_text(said, "advice", LONGEST_TEXT, needed=False),
    )


def load_said(said: Said) -> Load:
    """Four whole numbers; raises NotANumber, which names the field."""
    return Load(*(_number(said, effort.value) for effort in Effort))


def fix_said(said: Said) -> tuple[UUID, str, dt.date | None]:
    """Who mends it, how, and until when."""
    due_on = _day(said, "due_on") if said.get("due_on", "").strip() else None
    return person_said(said, "owner"), _text(said, "fix", LONGEST_TEXT), due_on


def person_said(said: Said, name: str) -> UUID:
    try:
        return UUID(said.get(name, ""))
    except ValueError:
        raise PersonUnreadable(field=name) from None


def _text(said: Said, name: str, longest: int, *, needed: bool = True) -> str:
    text = said.get(name, "").strip()
    if needed and not text:
        raise Required(field=name)
    if len(text) > longest:
        raise TooLong(field=name, most=longest)
    return text


def _number(said: Said, name: str) -> int:
    text = said.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and int(text) <= MOST):
        raise NotANumber(field=name)
    return int(text)


def _day(said: Said, name: str) -> dt.date:
    return day_said(said.get(name, ""), field=name)
