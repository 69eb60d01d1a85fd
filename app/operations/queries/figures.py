"""What the database knows and a scrape asks: deeds by door, open cases by light, the outbox, the jobs, the lease."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.cases.models import Case
from app.cases.rules import OPEN, Mode
from app.core import clock, outbox
from app.core.db import db
from app.core.journal import Entry
from app.core.lease import held
from app.core.outbox import Backlog
from app.core.watch import SCHEDULER
from app.deadlines import queries as deadlines
from app.deadlines.rules import Light
from app.operations.queries.facts import jobs
from app.operations.rules import JobFacts, Planned


@dataclass(frozen=True, slots=True)
class Figures:
    """`deeds`: of today, by deed and door. `lights`: open cases by the light of the clock to show."""

    deeds: Mapping[tuple[str, str], int]
    lights: Mapping[str, int]
    backlog: Backlog
    jobs: Sequence[JobFacts]
    lease_left: dt.timedelta | None


def figures(now: dt.datetime, *, timetable: Sequence[Planned]) -> Figures:
    """All of it, whichever process did it."""
    lease = held(SCHEDULER)
    return Figures(
        deeds=_deeds(now),
        lights=_lights(now),
        backlog=outbox.backlog(now),
        jobs=jobs(timetable),
        lease_left=lease[1] - now if lease else None,
    )


def _deeds(now: dt.datetime) -> dict[tuple[str, str], int]:
    midnight = dt.datetime.combine(clock.on(now), dt.time(), clock.SHANGHAI)
    counted = sa.select(Entry.deed, Entry.door, sa.func.count()).where(Entry.recorded_at >= midnight)
    return {(deed, door.value): number for deed, door, number in db.session.execute(counted.group_by(Entry.deed, Entry.door))}


def _lights(now: dt.datetime) -> dict[str, int]:
    open_cases = db.session.scalars(sa.select(Case.id).where(Case.stage.in_(OPEN), Case.mode != Mode.SELF)).all()
    faces = deadlines.lights("case", open_cases, now=now)
    shown = Counter(faces[case].light.value if case in faces else Light.GREY.value for case in open_cases)
    return {light.value: shown[light.value] for light in Light}
