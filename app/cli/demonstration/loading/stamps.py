"""Stamps of the load: when each deed happened by the plan, by whose hand, with ids that are the same in every load of a day."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid5

from app.accounts.rules import Role
from app.cli.demonstration.period import CHINA
from app.core.stamp import MACHINE, Door, Stamp

NAMESPACE = UUID("0d6a6f2e-5a0c-4f53-9f0e-786964696e67")
MORNING = dt.time(9, 0)


@dataclass(frozen=True, slots=True)
class Stamps:
    """`load`: what tells one load's deeds from another's, the year and the day."""

    load: str
    stood_on: dt.date

    def made(self, what: str) -> Stamp:
        """What stood long before the year: land, people, catalogue, households."""
        return self.at(dt.datetime.combine(self.stood_on, MORNING, CHINA), what)

    def at(self, moment: dt.datetime, what: str, *, by: UUID = MACHINE, role: Role | None = None) -> Stamp:
        """A deed of that moment; a grid worker's came by the phone page, everybody else's by the web page."""
        door = Door.COMMAND if role is None else Door.FIELD if role is Role.WORKER else Door.WEB
        event_id = uuid5(NAMESPACE, f"{self.load} {what}")
        return Stamp(by=by, on_behalf_of=None, at=moment, recorded_at=moment, event_id=event_id, door=door)
