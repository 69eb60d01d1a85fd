"""A clock 办理时限 as a fold: from its start, its limit, its pauses and its extensions to the instant it is due.

Nothing is kept but these facts, so a change of item, limit or calendar is a new fold over the same facts, and no pause is lost.

How days are counted: the day of the start is not counted (民法典 201); the day on which a pause begins is, the day on which it
ends is not, as if that were a new start. A clock paused on its very last day has not used that day up: it ends on the first
working day, from the day of resumption on, that it sees close.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from app.core.errors import Invalid
from app.core.named import N_
from app.deadlines.rules.calendar import Calendar, civil_date, instant
from app.deadlines.rules.limits import OFFICE_HOURS, Limit, OfficeHours, Unit

_ONE_DAY = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)
LONG = 10  # units: above, a light turns yellow for the last fifth; up to it, for 2 working days left (DESIGN 6.2)


class ResumedBeforePaused(Invalid):
    """A pause that ends before it begins."""

    code = "resumed_before_paused"
    says = N_("A clock can't be resumed before it was paused.")


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause 暂停 for a lawful reason; open while `to_at` is None."""

    from_at: dt.datetime
    to_at: dt.datetime | None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.to_at is not None and self.to_at < self.from_at:
            raise ResumedBeforePaused


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension 延期, granted with a reason: so many more units of the limit."""

    units: int
    granted_at: dt.datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to one clock 办理时限. Instants are aware."""

    start_at: dt.datetime
    limit: Limit
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    office_hours: OfficeHours = OFFICE_HOURS

    @property
    def total(self) -> Limit:
        """The limit with its extensions, in the limit's unit."""
        return self.limit.extended(sum(extension.units for extension in self.extensions))

    def pauses_apart(self) -> Iterator[Pause]:
        """The pauses after the start, in order and without overlap; nothing comes after an open one."""
        reached = self.start_at
        for pause in sorted(self.pauses, key=lambda pause: pause.from_at):
            if pause.to_at is not None and pause.to_at <= reached:
                continue
            yield replace(pause, from_at=max(pause.from_at, reached))
            if pause.to_at is None:
                return
            reached = pause.to_at


class Ran(Enum):
    """What a clock did over a stretch."""

    COUNTED = "counted"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days (or instants) over which a clock counted or paused. Both ends belong to it; `to_on` None: until further notice.

    `counted`, `cumulative` and `skipped` (units the pause took out) are in the limit's unit, minutes for hours. A pause that
    began and ended on the same day has `to_on` < `from_on`. Instants: of pauses, and of everything in hours.
    """

    ran: Ran
    from_on: dt.date
    to_on: dt.date | None
    cumulative: int
    counted: int = 0
    skipped: int = 0
    reason: str = ""
    from_at: dt.datetime | None = None
    to_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When a clock is due 到期. `at` and `on` are None while it is paused; then `left` says what is left of it.

    `warn_at`: when the light turns yellow; `last_on`: the last day of the limit before it moved off a rest day (民法典 203).
    """

    at: dt.datetime | None
    on: dt.date | None
    warn_at: dt.datetime | None
    provisional: bool
    left: int
    stretches: tuple[Stretch, ...]
    last_on: dt.date | None = None

    @property
    def is_paused(self) -> bool:
        return self.at is None


def due(course: Course, *, calendar: Calendar) -> Due:
    """When the clock is due, by the calendar as it is known."""
    return _due_by_hours(course) if course.limit.unit is Unit.HOUR else _due_by_days(course, calendar)


def _due_by_days(course: Course, calendar: Calendar) -> Due:
    count = _DayCount(course, calendar, cursor=civil_date(course.start_at))
    for pause in course.pauses_apart():
        if count.closes_at() <= pause.from_at:
            break
        at_the_end = count.stop(pause)
        if pause.to_at is None:
            return count.unfinished(pause)
        count.resume(pause, pause.to_at, at_the_end=at_the_end)
    return count.finished()


@dataclass(slots=True)
class _DayCount:
    """The fold's state: `done` units are counted up to and including the day `cursor`."""

    course: Course
    calendar: Calendar
    cursor: dt.date
    done: int = 0
    stretches: list[Stretch] = field(default_factory=list)

    @property
    def remaining(self) -> int:
        return self.course.total.length - self.done

    def nth(self, start_on: dt.date, number: int) -> dt.date:
        if self.course.limit.unit is Unit.WORKDAY:
            return self.calendar.add_workdays(start_on, number)[0]
        return start_on + dt.timedelta(days=number)

    def units(self, start_on: dt.date, end_on: dt.date) -> int:
        if self.course.limit.unit is Unit.WORKDAY:
            return self.calendar.workdays_between(start_on, end_on)
        return (end_on - start_on).days

    def closing(self, on: dt.date) -> dt.datetime:
        return instant(on, self.course.office_hours.closes)

    def last_on(self) -> dt.date:
        return self.nth(self.cursor, self.remaining)

    def closes_at(self) -> dt.datetime:
        """When the clock would be due if nothing paused it any more."""
        return self.closing(self.calendar.workday_from(self.last_on()))

    def stop(self, pause: Pause) -> bool:
        """Count up to the day on which the pause begins; whether that was (or is past) the limit's last day."""
        pause_on = civil_date(pause.from_at)
        at_the_end = self.units(self.cursor, pause_on) >= self.remaining
        self.run(self.last_on() - _ONE_DAY if at_the_end else pause_on)
        return at_the_end

    def run(self, until_on: dt.date) -> None:
        if until_on <= self.cursor:
            return
        counted = self.units(self.cursor, until_on)
        self.done += counted
        self.stretches.append(
            Stretch(Ran.COUNTED, self.cursor + _ONE_DAY, until_on, cumulative=self.done, counted=counted),
        )
        self.cursor = until_on

    def resume(self, pause: Pause, to_at: dt.datetime, *, at_the_end: bool) -> None:
        to_on = civil_date(to_at)
        sees_it_close = at_the_end and to_at < self.closing(to_on)
        until_on = max(self.cursor, to_on - _ONE_DAY if sees_it_close else to_on)
        self.stretches.append(
            Stretch(
                Ran.PAUSED,
                self.cursor + _ONE_DAY,
                until_on,
                cumulative=self.done,
                skipped=self.units(self.cursor, until_on),
                reason=pause.reason,
                from_at=pause.from_at,
                to_at=to_at,
            ),
        )
        self.cursor = until_on

    def unfinished(self, pause: Pause) -> Due:
        self.stretches.append(
            Stretch(Ran.PAUSED, self.cursor + _ONE_DAY, None, cumulative=self.done, reason=pause.reason, from_at=pause.from_at),
        )
        crossed = self.calendar.first_unknown(civil_date(self.course.start_at), self.cursor)
        workdays = self.course.limit.unit is Unit.WORKDAY
        return Due(None, None, None, workdays and crossed is not None, self.remaining, tuple(self.stretches))

    def finished(self) -> Due:
        last_on = self.last_on()
        due_on = self.calendar.workday_from(last_on)
        self.run(last_on)
        # natural days are certain until the last one: only whether that is a rest day hangs on the notice
        since = civil_date(self.course.start_at) if self.course.limit.unit is Unit.WORKDAY else last_on - _ONE_DAY
        return Due(
            at=self.closing(due_on),
            on=due_on,
            warn_at=instant(self.warn_on(), self.course.office_hours.opens),
            provisional=self.calendar.first_unknown(since, due_on) is not None,
            left=0,
            stretches=tuple(self.stretches),
            last_on=last_on,
        )

    def warn_on(self) -> dt.date:
        """The counted day on whose opening the light turns yellow; a reminder comes on a working day."""
        number = self.course.total.length - warn_left(self.course.total)
        stretch = next(stretch for stretch in self.stretches if stretch.counted and stretch.cumulative >= number)
        on = self.nth(stretch.from_on - _ONE_DAY, number - (stretch.cumulative - stretch.counted))
        earlier = self.calendar.workday_until(on)
        return earlier if earlier > civil_date(self.course.start_at) else on


def warn_left(limit: Limit) -> int:
    """How many days are left, today not among them, when the light turns yellow: “还剩 2 个工作日”.

    2 up to limits of 10; above, the last fifth (rounded up) of the limit's days. A short limit is never yellow from its first
    day, unless it is its last: else every clock of 1 to 3 days would send a reminder at once.
    """
    if limit.length > LONG:
        return -(-limit.length // 5) - 1
    return min(2, (limit.length - 1) // 2)


def _due_by_hours(course: Course) -> Due:
    """Wall-clock time, minus the pauses."""
    total = dt.timedelta(hours=course.total.length)
    cursor, done, stretches = course.start_at, dt.timedelta(), list[Stretch]()
    for pause in course.pauses_apart():
        if cursor + total - done <= pause.from_at:
            break
        done += pause.from_at - cursor
        stretches.append(_hours(Ran.COUNTED, cursor, pause.from_at, done=done))
        if pause.to_at is None:
            stretches.append(_hours(Ran.PAUSED, pause.from_at, None, done=done, reason=pause.reason))
            return Due(None, None, None, provisional=False, left=-(-(total - done) // _MINUTE), stretches=tuple(stretches))
        stretches.append(_hours(Ran.PAUSED, pause.from_at, pause.to_at, done=done, reason=pause.reason))
        cursor = pause.to_at
    due_at = cursor + total - done
    stretches.append(_hours(Ran.COUNTED, cursor, due_at, done=total))
    due_on = civil_date(due_at)
    return Due(due_at, due_on, due_at - total / 5, provisional=False, left=0, stretches=tuple(stretches), last_on=due_on)


def _hours(ran: Ran, from_at: dt.datetime, to_at: dt.datetime | None, *, done: dt.timedelta, reason: str = "") -> Stretch:
    cumulative = done // _MINUTE
    length = (to_at or from_at) - from_at
    return Stretch(
        ran,
        civil_date(from_at),
        civil_date(to_at) if to_at else None,
        cumulative=cumulative,
        counted=cumulative - (done - length) // _MINUTE if ran is Ran.COUNTED else 0,
        skipped=length // _MINUTE if ran is Ran.PAUSED else 0,
        reason=reason,
        from_at=from_at,
        to_at=to_at,
    )
