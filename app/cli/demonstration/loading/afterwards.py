"""What follows a finished case: the certificate carried home, and the rating. Cases are told by their place in the plans."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import app.ratings.actions as ratings
import app.visits.actions as visits
from app.accounts.rules import Role
from app.cases import queries
from app.cli.demonstration.delivered import DeliveredCourse
from app.cli.demonstration.loading.staff import Crew
from app.cli.demonstration.loading.stamps import Stamps
from app.cli.demonstration.rated import RatedCourse
from app.core.stamp import MACHINE
from app.ratings.queries import invitation_of
from app.ratings.rules import BY_STAFF, Channel, Level
from app.visits.rules import DeliveryStep

CLERKS = 3
STEPS = (DeliveryStep.RECEIVE, DeliveryStep.SET_OUT, DeliveryStep.HAND_OVER)


def deliver(courses: Sequence[DeliveredCourse], case_ids: Mapping[int, UUID], *, stamps: Stamps) -> None:
    """Received at the counter, carried, handed over to the person it belongs to, by whoever did the case."""
    for course in courses:
        case_id = case_ids[course.number]
        by = queries.case(case_id).person_id or MACHINE
        for step, at in zip(STEPS, (course.received_at, course.set_out_at, course.at), strict=True):
            stamp = stamps.at(at, f"case {course.number} certificate {step.value}", by=by, role=Role.WORKER)
            said = {"relation": "self"} if step is DeliveryStep.HAND_OVER else {}
            visits.make(queries.case_to_change(case_id), step, said, stamp=stamp)


def rate(courses: Sequence[RatedCourse], case_ids: Mapping[int, UUID], *, crew: Crew, stamps: Stamps) -> None:
    """Whoever was served rates: by themselves (nobody is signed in), or told to a clerk who had no hand in the case."""
    for course in courses:
        invitation, channel, level = invitation_of(case_ids[course.number]), Channel(course.channel), Level(course.level)
        if invitation is None:
            raise LookupError(course.number)
        what = f"case {course.number} rated"
        if channel in BY_STAFF:
            clerk = crew.people[f"clerk-{(course.number + 1) % CLERKS + 1}"]  # the next one after whoever took the case down
            stamp = stamps.at(course.at, what, by=clerk, role=Role.CLERK)
            ratings.record(invitation, level, channel=channel, stamp=stamp)
        else:
            ratings.rate(invitation, level, channel=channel, stamp=stamps.at(course.at, what, by=MACHINE, role=None))
