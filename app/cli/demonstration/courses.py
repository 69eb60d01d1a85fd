"""What happens to the planned cases, as data: which item in which village, how it came, and the course it takes.

A course is written `act@day` or `act:outcome@day`, days being working days after the asking; the moves are those of DESIGN 5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.cases.rules import Intake, Mode
from app.households.rules import CareMark


class Act(StrEnum):
    """A move of the case, or a deed of a neighbouring feature: a visit, a review."""

    ACCEPT = "accept"
    ASSIGN = "assign"
    TAKE = "take"
    COLLECT = "collect"
    FORWARD = "forward"
    VISIT = "visit"
    COMPLETE = "complete"
    SEND_BACK = "send_back"
    RESUME = "resume"
    PAUSE = "pause"
    PASS_ON = "pass_on"  # noqa: S105  no password
    WITHDRAW = "withdraw"
    REJECT = "reject"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Script:
    """One planned case before a household is found for it. `village`: last three digits, or nothing for the desk pool's."""

    village: str
    item: str
    mode: Mode
    intake: Intake
    days_ago: int
    course: str
    is_complete: bool = True


AT_ONCE = "take@0 complete:granted@0 review:reviewed@1"
UNREVIEWED = "take@0 complete:granted@0"
CARRIED = "take@1 collect@1 forward@2 complete:granted@7 review:reviewed@8"
CARRIED_FAST = "take@1 collect@1 forward@2 complete:granted@3 review:reviewed@4"
AT_HOME = "take@0 visit:done_on_the_spot@1 complete:granted@1 review:reviewed@2"
AT_HOME_LONG = "take@0 visit:papers_taken@1 forward@1 complete:granted@7 review:reviewed@8"
AT_HOME_TWICE = "take@0 visit:nobody_home@1 visit:papers_taken@2 forward@2 complete:granted@6 review:reviewed@7"
BROUGHT_HOME = "take@0 collect@0 forward@1 visit:done_on_the_spot@4 complete:granted@4 review:reviewed@5"
PAPERS_LATER = "take@0 collect@2 accept@2 forward@3 complete:granted@8 review:reviewed@9"
REVIEWED_TWICE = "take@0 collect@0 forward@1 complete:granted@6 review:sent_back@7 complete:granted@8 review:reviewed@9"
PASSED_ON_AND_DONE = "pass_on@0 take@1 collect@1 forward@2 complete:granted@8 review:reviewed@9"
FORWARDED = "take@0 collect@0 forward@1"

FINISHED = (
    Script("201", "XD-C03", Mode.PROXY, Intake.STATION, 12, AT_ONCE),
    Script("201", "XD-A08", Mode.HOME, Intake.HOME, 16, BROUGHT_HOME),
    Script("201", "XD-C05", Mode.ASSIST, Intake.WINDOW, 2, UNREVIEWED),
    Script("202", "XD-A05", Mode.HOME, Intake.PHONE, 9, AT_HOME),
    Script("202", "XD-E02", Mode.PROXY, Intake.GROUP, 18, CARRIED),
    Script("203", "XD-A10", Mode.ASSIST, Intake.WINDOW, 6, AT_ONCE),
    Script("203", "XD-B05", Mode.PROXY, Intake.STATION, 20, CARRIED),
    Script("204", "XD-B07", Mode.PROXY, Intake.STATION, 11, CARRIED_FAST),
    Script("204", "XD-C01", Mode.PROXY, Intake.GROUP, 8, AT_ONCE),
    Script("204", "XD-C07", Mode.PROXY, Intake.PHONE, 19, PASSED_ON_AND_DONE),
    Script("205", "XD-A01", Mode.ASSIST, Intake.STATION, 10, AT_ONCE),
    Script("205", "XD-B03", Mode.HOME, Intake.HOME, 17, AT_HOME_TWICE),
    Script("205", "XD-E13", Mode.SELF, Intake.ONLINE, 7, "complete:granted@2 review:reviewed@3"),
    Script("206", "XD-C02", Mode.PROXY, Intake.WINDOW, 5, UNREVIEWED),
    Script("206", "XD-A05", Mode.HOME, Intake.HOME, 13, AT_HOME),
    Script("207", "XD-C03", Mode.PROXY, Intake.GROUP, 7, AT_ONCE),
    Script("207", "XD-B10", Mode.PROXY, Intake.PHONE, 21, CARRIED),
    Script("208", "XD-E01", Mode.PROXY, Intake.STATION, 19, PAPERS_LATER, is_complete=False),
    Script("208", "XD-A02", Mode.ASSIST, Intake.WINDOW, 4, UNREVIEWED),
    Script("209", "XD-A04", Mode.PROXY, Intake.STATION, 15, CARRIED),
    Script("209", "XD-B08", Mode.HOME, Intake.PHONE, 20, AT_HOME_LONG),
    Script("210", "XD-C03", Mode.PROXY, Intake.PHONE, 3, UNREVIEWED),
    Script("210", "XD-B09", Mode.PROXY, Intake.GROUP, 18, REVIEWED_TWICE),
    Script("211", "XD-E07", Mode.HOME, Intake.GROUP, 16, AT_HOME_LONG),
    Script("211", "XD-D08", Mode.PROXY, Intake.PHONE, 12, CARRIED_FAST),
)
UNDER_WAY = (
    Script("", "XD-C01", Mode.ASSIST, Intake.ONLINE, 1, "", is_complete=False),  # asked
    Script("", "XD-A09", Mode.PROXY, Intake.PHONE, 1, ""),  # accepted, in the desk pool
    Script("", "XD-C08", Mode.PROXY, Intake.WINDOW, 2, "assign@0 take@1 collect@1"),
    Script("202", "XD-B01", Mode.PROXY, Intake.GROUP, 1, ""),  # assigned; 22 days: due next year when it's December
    Script("210", "XD-C06", Mode.PROXY, Intake.PHONE, 1, ""),
    Script("208", "XD-A12", Mode.PROXY, Intake.STATION, 2, "", is_complete=False),  # not taken in time
    Script("204", "XD-D01", Mode.PROXY, Intake.PHONE, 1, "pass_on@0"),
    Script("203", "XD-C06", Mode.PROXY, Intake.STATION, 4, FORWARDED),
    Script("206", "XD-E05", Mode.PROXY, Intake.PHONE, 3, "take@0 collect@2 accept@2", is_complete=False),
    Script("207", "XD-A08", Mode.PROXY, Intake.STATION, 8, FORWARDED),  # five days: overdue, and the county has it
    Script(
        "210", "XD-B07", Mode.PROXY, Intake.PHONE, 6, "take@0 visit:nobody_home@1 visit:papers_taken@3"
    ),  # three: overdue, and still here
    Script("210", "XD-A09", Mode.PROXY, Intake.STATION, 4, FORWARDED),  # five days: yellow
    Script("211", "XD-D05", Mode.PROXY, Intake.GROUP, 4, FORWARDED),  # five days: yellow
    Script("209", "XD-B11", Mode.ASSIST, Intake.PHONE, 3, "take@0 visit:papers_taken@2 accept@2", is_complete=False),
    Script("210", "XD-B13", Mode.HOME, Intake.HOME, 3, "take@0 visit:put_off@1", is_complete=False),
    Script("206", "XD-B02", Mode.HOME, Intake.GROUP, 9, "take@0 visit:papers_taken@1 forward@1 pause@3"),
    Script("211", "XD-C11", Mode.PROXY, Intake.STATION, 7, "take@1 collect@1 pause@2"),
    Script("208", "XD-C07", Mode.PROXY, Intake.STATION, 10, "take@0 forward@1 pause@3 resume@7"),
    Script("202", "XD-B16", Mode.PROXY, Intake.STATION, 5, "take@0 send_back@1"),
    Script("210", "XD-C12", Mode.PROXY, Intake.GROUP, 4, "send_back@1"),
    Script("203", "XD-D03", Mode.PROXY, Intake.PHONE, 6, "take@0 send_back@1 resume@5 collect@5 accept@5", is_complete=False),
    Script("209", "XD-A13", Mode.PROXY, Intake.WINDOW, 7, "take@0 withdraw@2"),
    Script("204", "XD-A11", Mode.PROXY, Intake.WINDOW, 8, "reject@1"),
)


@dataclass(frozen=True, slots=True)
class Need:
    """Who asks for an item: somebody of this age with this mark, in a household where somebody has that one."""

    youngest: int = 20
    oldest: int = 75
    mark: CareMark | None = None
    in_household: CareMark | None = None


NEEDS: Mapping[str, Need] = {
    "XD-A04": Need(60),
    "XD-A05": Need(60, 95),
    "XD-A10": Need(18, 55),
    "XD-A11": Need(40, 58),
    "XD-A12": Need(18, 60, mark=CareMark.AWAY, in_household=CareMark.WATCHED),
    "XD-A13": Need(20, 50),
    "XD-B01": Need(in_household=CareMark.DISABLED),
    "XD-B02": Need(60, 95, mark=CareMark.LIVING_ALONE),
    "XD-B03": Need(in_household=CareMark.WATCHED),
    "XD-B05": Need(80, 95, mark=CareMark.AGED),
    "XD-B07": Need(65, 85),
    "XD-B08": Need(80, 95, mark=CareMark.AGED),
    "XD-B09": Need(5, 80, mark=CareMark.DISABLED),
    "XD-B10": Need(5, 80, mark=CareMark.DISABLED),
    "XD-B11": Need(40, 79),
    "XD-B13": Need(5, 85, mark=CareMark.DISABLED),
    "XD-B16": Need(mark=CareMark.VETERAN),
    "XD-C01": Need(in_household=CareMark.NEWBORN),
    "XD-C05": Need(18, 60, mark=CareMark.AWAY),
    "XD-C06": Need(50),
    "XD-C11": Need(60, 79),
    "XD-C12": Need(49),
}
ANYBODY = Need()
