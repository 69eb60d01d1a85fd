"""What follows a finished case in another feature: the rating, and the certificate that is carried home.

Each takes the deed it is done with, so that the plan does not hang on the feature; cases are told by their place in the plans.
"""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from app.accounts.rules import Role
from app.cases import queries
from app.cli.demonstration.delivered import DeliveredCourse
from app.cli.demonstration.loading.staff import Crew
from app.cli.demonstration.loading.stamps import Stamps
from app.cli.demonstration.rated import RatedCourse
from app.core.stamp import MACHINE, Stamp

CLERKS = 3
ENTERED_BY_STAFF = {"call_back", "paper"}
STEPS = ("receive", "set_out", "hand_over")
Give = Callable[[UUID, RatedCourse, Stamp], object]  # case, rating, stamp
Step = Callable[[UUID, str, Mapping[str, str], Stamp], object]  # case, step's name, what was said, stamp


def rate(courses: Sequence[RatedCourse], case_ids: Mapping[int, UUID], give: Give, *, crew: Crew, stamps: Stamps) -> None:
    """Whoever was served rates: by themselves (nobody is signed in), or told to a clerk who had no hand in the case."""
    for course in courses:
        clerk = crew.people[f"clerk-{(course.number + 1) % CLERKS + 1}"]  # the next one after whoever took the case down
        by, role = (clerk, Role.CLERK) if course.channel in ENTERED_BY_STAFF else (MACHINE, None)
        give(case_ids[course.number], course, stamps.at(course.at, f"case {course.number} rated", by=by, role=role))


def deliver(courses: Sequence[DeliveredCourse], case_ids: Mapping[int, UUID], step: Step, *, stamps: Stamps) -> None:
    """Received at the counter, carried, handed over to the person it belongs to, by whoever did the case."""
    for course in courses:
        case_id = case_ids[course.number]
        by = queries.case(case_id).person_id or MACHINE
        for name, at in zip(STEPS, (course.received_at, course.set_out_at, course.at), strict=True):
            stamp = stamps.at(at, f"case {course.number} certificate {name}", by=by, role=Role.WORKER)
            step(case_id, name, {"relation": "self"} if name == "hand_over" else {}, stamp)
