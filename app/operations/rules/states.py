"""How a part stands, and the line that tells of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.named import N_, Named


class State(Named):
    """How a part of the installation stands."""

    OK = "ok", N_("Fine")
    ATTENTION = "attention", N_("Worth a look")
    BROKEN = "broken", N_("Broken")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it stands, what was seen (a msgid and its facts), and what to do when it isn't fine."""

    name: str
    title: str
    state: State
    says: str
    facts: Mapping[str, object] = field(default_factory=dict)
    todo: str = ""


def graded(age: dt.timedelta, *, attention: dt.timedelta, broken: dt.timedelta) -> State:
    """The older the worse."""
    return State.BROKEN if age >= broken else State.ATTENTION if age >= attention else State.OK
