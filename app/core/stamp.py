"""落款: who does a deed, for whom, when, by which door."""

import dataclasses
import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid5

from app.core.named import N_, Named

MACHINE = UUID(int=0)  # the actor of the scheduler and of the command line


class Door(Named):
    """Through which door a deed came."""

    WEB = "web", N_("web page")
    FIELD = "field", N_("phone page")
    API = "api", N_("machine interface")
    COMMAND = "command", N_("command line")
    SCHEDULER = "scheduler", N_("scheduler")


@dataclass(frozen=True, slots=True)
class Stamp:
    """落款: who does a deed, for whom, when it happened, when it reached us, its id, through which door.

    Made at the door, never below it.
    """

    by: UUID
    on_behalf_of: UUID | None
    at: dt.datetime
    recorded_at: dt.datetime
    event_id: UUID
    door: Door

    def part(self, number: int) -> "Stamp":
        """The stamp of a deed inside this one: same hand and time, an id of its own that a replay finds again."""
        return dataclasses.replace(self, event_id=uuid5(self.event_id, str(number)))
