"""Walk-throughs, bottlenecks and procedures, dated through the year, each by the hand of somebody who works there."""

import datetime as dt

import app.catalogue.actions as catalogue
from app.accounts.rules import Role
from app.catalogue import queries
from app.catalogue.rules import Load, WalkFacts
from app.cli.demonstration.loading.staff import Crew
from app.cli.demonstration.loading.stamps import Stamps
from app.cli.demonstration.period import CHINA, Period
from app.cli.demonstration.walkthroughs import FOUND, PROCEDURES, WALKS, Found, Walk

AFTERNOON = dt.time(16, 30)
NOON = dt.time(12, 0)
FIRST, LAST = 0.03, 0.97  # of the period


def pour_walk_throughs(period: Period, *, crew: Crew, stamps: Stamps) -> None:
    """In the order of time: 22 walk-throughs, the bottlenecks they found taken on and closed, the procedures that came of it."""
    for number, walk in enumerate(WALKS, start=1):
        on = _walked_on(period, number)
        _record(walk, number, on=on, crew=crew, stamps=stamps)
        for found in FOUND:
            if found.walk == number:
                _find(found, number, on=on, crew=crew, stamps=stamps)
    for number, found in enumerate(FOUND, start=1):
        _mend(found, number, period=period, crew=crew, stamps=stamps)
    for facts in PROCEDURES:
        stamp = stamps.at(_at(period.first_on, NOON), f"procedure {facts.code}", by=crew.people["head"], role=Role.HEAD)
        catalogue.put_procedure(facts, from_on=period.first_on, stamp=stamp)


def _walked_on(period: Period, number: int) -> dt.date:
    """Working days spread evenly over the period, the first in January."""
    on = period.part(FIRST + (LAST - FIRST) * (number - 1) / (len(WALKS) - 1))
    return min(on, period.last_on)


def _record(walk: Walk, number: int, *, on: dt.date, crew: Crew, stamps: Stamps) -> None:
    is_bundle = walk.about.startswith("B")
    facts = WalkFacts(
        title=walk.title,
        walked_on=on,
        person_id=crew.people[walk.by],
        place=walk.place,
        load=Load(*walk.load),
        minutes=walk.minutes,
        seen=walk.seen,
        item_code="" if is_bundle else walk.about,
        bundle_code=walk.about if is_bundle else "",
    )
    stamp = stamps.at(_at(on, AFTERNOON), f"walk-through {number}", by=crew.people[walk.by], role=_role(walk.by))
    catalogue.record_walk_through(facts, stamp=stamp)


def _find(found: Found, number: int, *, on: dt.date, crew: Crew, stamps: Stamps) -> None:
    by = WALKS[number - 1].by
    stamp = stamps.at(_at(on, dt.time(17, 0)), f"bottleneck of {number}", by=crew.people[by], role=_role(by))
    catalogue.find_bottleneck(queries.walk_through(number), found.facts, stamp=stamp)


def _mend(found: Found, number: int, *, period: Period, crew: Crew, stamps: Stamps) -> None:
    head, closed_on = crew.people["head"], period.part(found.closed)
    stamp = stamps.at(_at(period.part(found.taken_on), NOON), f"bottleneck {number} taken on", by=head, role=Role.HEAD)
    owner_id = crew.people[found.owner]
    catalogue.take_on(queries.bottleneck_to_change(number), owner_id=owner_id, fix=found.fix, due_on=closed_on, stamp=stamp)
    stamp = stamps.at(_at(closed_on, AFTERNOON), f"bottleneck {number} closed", by=head, role=Role.HEAD)
    catalogue.close_bottleneck(queries.bottleneck_to_change(number), after=found.after, stamp=stamp)


def _role(sign_in_name: str) -> Role:
    return Role(sign_in_name.partition("-")[0])


def _at(on: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(on, time, CHINA)
