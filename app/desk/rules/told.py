"""The journal's facts in words: which key is called what, and which enumeration its codes belong to. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from app.accounts.rules import Deed, Role
from app.cases.rules import Intake, Mode, Move
from app.core.named import N_, Named
from app.households.rules import Hidden, ImportKind, ShowReason
from app.posts.rules import PostKind
from app.ratings.rules import Channel
from app.reports.rules import Verdict
from app.visits.rules import DeliveryStep

FACT_WORDS: Mapping[str, str] = {
    "what": N_("Matter"),
    "role": N_("Role"),
    "place": N_("Where"),
    "person": N_("Person"),
    "stand_in": N_("Stand-in"),
    "team": N_("Team"),
    "grid": N_("Grid"),
    "kind": N_("Kind"),
    "from": N_("From the day"),
    "to": N_("Until the day"),
    "code": N_("Code"),
    "rows": N_("Rows"),
    "reason": N_("Reason"),
    "mode": N_("How the service is done"),
    "intake": N_("How it came to us"),
    "move": N_("Move"),
    "step": N_("Step"),
    "deemed": N_("Accepted by silence"),
    "system": N_("Outside system"),
    "verdict": N_("Verdict"),
    "channel": N_("Rated by"),
    "field": N_("Value shown"),
    "household": N_("Household"),
    "post": N_("Post"),
    "leave": N_("Leave"),
    "year": N_("Year"),
    "days": N_("Days"),
    "read": N_("Read"),
    "added": N_("Added"),
    "changed": N_("Changed"),
    "refused": N_("Refused"),
    "villages": N_("Villages"),
    "grids": N_("Grids"),
    "points": N_("Service points"),
}
MATTERS: Mapping[str, str] = {
    "added": N_("added"),
    "changed": N_("changed"),
    "left": N_("left"),
    "given": N_("given"),
    "ended": N_("ended"),
    "declined": N_("declined"),
    "role asked for": N_("role asked for"),
    "link made": N_("one-time link made"),
    "password changed": N_("password changed"),
    "second factor set up": N_("second factor set up"),
    "second factor replaced": N_("second factor moved to a new phone"),
    "second factor reset": N_("second factor reset"),
    "temporary password": N_("temporary password"),
    "people imported": N_("people imported"),
    "posts imported": N_("posts imported"),
    "team": N_("team made or renamed"),
    "team dissolved": N_("team dissolved"),
    "let go": N_("taken out of hands that are gone"),
    "notices chosen": N_("ways of being told chosen"),
    "language chosen": N_("language chosen"),
    "message sent again": N_("message sent again"),
    "add": N_("household entered"),
    "change": N_("household changed"),
    "add resident": N_("resident entered"),
    "change resident": N_("resident changed"),
    "place": N_("households placed in grids"),
    "import": N_("file brought in"),
    "undo import": N_("file taken back"),
}
MENDING: Mapping[str, str] = {"take_on": N_("bottleneck taken on"), "close": N_("bottleneck closed")}
VOCABULARY: Mapping[str, tuple[type[Named], ...]] = {
    "role": (Role,),
    "kind": (PostKind, ImportKind),
    "mode": (Mode,),
    "intake": (Intake,),
    "move": (Move,),
    "step": (DeliveryStep,),
    "verdict": (Verdict,),
    "channel": (Channel,),
    "field": (Hidden,),
    "reason": (ShowReason,),
}
SENTENCES: Mapping[str, Mapping[str, str]] = {"what": MATTERS, "step": MENDING, "deemed": {"True": N_("yes")}}
DATED = frozenset({"from", "to"})


class SubjectKind(Enum):
    """What a line of the journal may speak of: its word, who may open it, and where it is shown."""

    PERSON = "", Deed.MANAGE_PEOPLE, "posts.person"
    CASE = N_("Case"), Deed.READ_CASES, "cases.show"
    HOUSEHOLD = N_("Household"), Deed.READ_HOUSEHOLDS, "households.show"
    RESIDENT = N_("Resident of household"), Deed.READ_HOUSEHOLDS, "households.show"
    TEAM = N_("Team"), Deed.MANAGE_POSTS, "posts.edit_team"
    GRID = N_("Grid"), Deed.READ_LAND, "territory.grid"
    DIVISION = N_("Division"), Deed.READ_LAND, "territory.home"
    POINT = N_("Service point"), Deed.READ_LAND, "territory.point"
    FILE = N_("File"), Deed.MANAGE_HOUSEHOLDS, "households.batch"
    WALK_THROUGH = N_("Walk-through"), Deed.READ_CATALOGUE, "catalogue.walk_through"
    BOTTLENECK = N_("Bottleneck"), Deed.READ_CATALOGUE, "catalogue.bottleneck"
    CATALOGUE = N_("Catalogue"), Deed.READ_CATALOGUE, "catalogue.home"
    CALENDAR = N_("Calendar of working days"), None, ""

    def __init__(self, label: str, deed: Deed | None, endpoint: str) -> None:
        self.label, self.deed, self.endpoint = label, deed, endpoint


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what a line speaks of, by name or number; `opens` is what its page's address needs, `place_path` where it stands."""

    kind: SubjectKind
    name: str = ""
    opens: Mapping[str, Any] = field(default_factory=dict)
    place_path: str | None = None


def fact_word(key: str) -> str:
    """The msgid of a fact's name; what has no word stays as it was entered."""
    return FACT_WORDS.get(key, key)


def coded_word(key: str, value: str) -> str | None:
    """The msgid of a coded value; None where the value is no code of this fact."""
    if value in SENTENCES.get(key, {}):
        return SENTENCES[key][value]
    for vocabulary in VOCABULARY.get(key, ()):
        if value in {member.value for member in vocabulary}:
            return vocabulary(value).label
    return None
