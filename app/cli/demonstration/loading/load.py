"""The load as a whole: in the right order, in the transaction of whoever calls it."""

import datetime as dt
from collections.abc import Callable

import app.deadlines.actions as deadlines
from app.cli.demonstration.delivered import delivered_courses
from app.cli.demonstration.loading.afterwards import deliver, rate
from app.cli.demonstration.loading.casework import pour_cases
from app.cli.demonstration.loading.facts import facts
from app.cli.demonstration.loading.households import pour_households, pour_residents
from app.cli.demonstration.loading.land import pour_catalogue, pour_land, pour_points
from app.cli.demonstration.loading.staff import pour_staff
from app.cli.demonstration.loading.stamps import Stamps
from app.cli.demonstration.loading.walkthroughs import pour_walk_throughs
from app.cli.demonstration.period import Period
from app.cli.demonstration.rated import rated_courses
from app.cli.demonstration.township import Township
from app.core.named import N_

Say = Callable[[str], None]


def pour(township: Township, *, hashed: str, now: dt.datetime, say: Say) -> dict[str, object]:
    """Everything of the township, by the deeds that a real one is made with; what stands there then, counted.

    `hashed`: the password of everybody in it. `say` is told what comes next. The lights are those of `now`.
    """
    period = Period(township.year, township.as_of)
    since = period.stood_on
    stamps = Stamps(f"{township.year} {township.as_of}", since)
    say(N_("Land, service points and catalogue …"))
    town = pour_land(township.land, from_on=since, stamps=stamps)
    pour_catalogue(from_on=since, stamps=stamps)
    pour_points(town, township.points, stamps=stamps)
    say(N_("People, teams and posts …"))
    crew = pour_staff(township.staff, town=town, from_on=since, hashed=hashed, stamps=stamps)
    pour_walk_throughs(period, crew=crew, stamps=stamps)
    say(N_("Households and residents …"))
    homes = (*township.households, *township.unplaced)
    pour_households(homes, town=town, stamps=stamps)
    pour_residents(homes, town=town, stamps=stamps)
    say(N_("Cases …"))
    case_ids = pour_cases(township.plans, crew=crew, town_code=town.code, stamps=stamps)
    deliver(delivered_courses(township.plans, period), case_ids, stamps=stamps)
    rate(rated_courses(township.plans, period), case_ids, crew=crew, stamps=stamps)
    while deadlines.sweep(now):
        pass
    return facts(town, period)
