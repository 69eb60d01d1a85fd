"""Home service: 8 households and 20 people through 14 cases, 13 visits of which 11 are effective (DESIGN 10)."""

from dataclasses import dataclass
from enum import Enum

from app.cases.rules import Intake, Mode
from app.cli.demonstration.year.margins import Row

DONE_AT_HOME = "take@0 visit:done_on_the_spot@1 complete:granted@1"
DONE_BESIDE = "take@0 complete:granted@1"  # settled at the visit that another case of the household is made for
TAKEN_ALONG = "take@0 visit:papers_taken@1 forward@2 complete:granted@4"
TAKEN_LATER = "take@0 visit:nobody_home@1 visit:papers_taken@2 forward@2 complete:granted@7"


class Kind(Enum):
    """Whom the household is served at home for."""

    OLD = "old people"
    AWAY = "people away"


@dataclass(frozen=True, slots=True)
class Service:
    """One case of a household. `served`: how many of its people the effective visit served; none where the case has no visit of
    its own and is settled at the one before it."""

    item: str
    course: str
    served: int

    @property
    def is_beside(self) -> bool:
        return not self.served


@dataclass(frozen=True, slots=True)
class Home:
    """A household served at home. `people`: how many of it are reached in the year."""

    village: str
    kind: Kind
    people: int
    services: tuple[Service, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Its cases among the 149."""
        return tuple(Row(Mode.HOME, Intake.HOME, one.item[3], f"T{self.village}") for one in self.services)


HOMES = (
    Home("209", Kind.OLD, 1, (Service("XD-B05", TAKEN_ALONG, 1),)),
    Home("206", Kind.OLD, 2, (Service("XD-B07", DONE_AT_HOME, 2), Service("XD-A05", DONE_BESIDE, 0))),
    Home("203", Kind.OLD, 2, (Service("XD-A05", DONE_AT_HOME, 2),)),
    Home("210", Kind.OLD, 2, (Service("XD-B05", TAKEN_LATER, 2), Service("XD-A08", TAKEN_ALONG, 2))),
    Home("208", Kind.OLD, 3, (Service("XD-C03", DONE_AT_HOME, 3), Service("XD-A05", DONE_BESIDE, 0))),
    Home("204", Kind.AWAY, 3, (Service("XD-C03", DONE_AT_HOME, 3), Service("XD-A02", DONE_AT_HOME, 2))),
    Home("205", Kind.AWAY, 3, (Service("XD-E07", TAKEN_ALONG, 3), Service("XD-E02", TAKEN_LATER, 2))),
    Home("207", Kind.AWAY, 4, (Service("XD-C03", DONE_AT_HOME, 4), Service("XD-C05", DONE_BESIDE, 0))),
)
