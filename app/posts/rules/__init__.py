"""Who is responsible for what stands in a grid, and why; rows of people and posts. Pure."""

from app.posts.rules.dissolving import Dissolving, PersonLeaves, TeamIsDissolved, hindrance
from app.posts.rules.names import TOWNSHIP_WORDS, place_key, team_name
from app.posts.rules.owning import Owner, owner
from app.posts.rules.routing import (
    Absence,
    GridRef,
    PostKind,
    PostRef,
    Reason,
    Roster,
    Routing,
    Step,
    TeamRef,
    Wish,
    Worker,
    best,
    responsible,
)
from app.posts.rules.rows import (
    PEOPLE_HEADINGS,
    POST_HEADINGS,
    PersonRow,
    PostRow,
    Wrong,
    day_of,
    read_person,
    read_post,
)

__all__ = [
    "PEOPLE_HEADINGS",
    "POST_HEADINGS",
    "TOWNSHIP_WORDS",
    "Absence",
    "Dissolving",
    "GridRef",
    "Owner",
    "PersonLeaves",
    "PersonRow",
    "PostKind",
    "PostRef",
    "PostRow",
    "Reason",
    "Roster",
    "Routing",
    "Step",
    "TeamIsDissolved",
    "TeamRef",
    "Wish",
    "Worker",
    "Wrong",
    "best",
    "day_of",
    "hindrance",
    "owner",
    "place_key",
    "read_person",
    "read_post",
    "responsible",
    "team_name",
]
