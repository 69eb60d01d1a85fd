"""Who may do what where, and how long a sign-in lives. Pure."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.core.named import N_, Named

IDLE = dt.timedelta(minutes=30)
AT_MOST = dt.timedelta(hours=12)
SHORTEST_PASSWORD = 8
TRIES, TRIES_WITHIN = 5, dt.timedelta(minutes=15)
LINK_LIVES = dt.timedelta(days=3)


class Role(Named):
    """What somebody is here. The last three are never the same person."""

    WORKER = "worker", N_("grid worker")
    LEADER = "leader", N_("grid leader")
    HEAD = "head", N_("township head")
    CLERK = "clerk", N_("window clerk")
    DEPARTMENT_CLERK = "department_clerk", N_("department clerk")
    REVIEWER = "reviewer", N_("reviewer")
    SYSTEM_ADMIN = "system_admin", N_("system administrator")
    SECURITY_ADMIN = "security_admin", N_("security administrator")
    AUDITOR = "auditor", N_("auditor")


SEPARATE = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


class Deed(StrEnum):
    """Everything one can be allowed to do. The journal's `deed` column holds these values."""

    USE_OWN_ACCOUNT = "accounts.own"
    MANAGE_PEOPLE = "accounts.manage"
    GRANT_ROLES = "accounts.grant"
    READ_JOURNAL = "journal.read"
    READ_LAND = "territory.read"
    MANAGE_LAND = "territory.manage"
    READ_CATALOGUE = "catalogue.read"
    MANAGE_CATALOGUE = "catalogue.manage"
    READ_POSTS = "posts.read"
    MANAGE_POSTS = "posts.manage"
    RECORD_LEAVE = "posts.leave"
    READ_HOUSEHOLDS = "households.read"
    MANAGE_HOUSEHOLDS = "households.manage"
    SHOW_HIDDEN = "households.show"
    READ_CASES = "cases.read"
    OPEN_CASE = "cases.open"
    ACCEPT_CASE = "cases.accept"
    ASSIGN_CASE = "cases.assign"
    CARRY_CASE = "cases.carry"
    PASS_ON_CASE = "cases.pass_on"  # noqa: S105  a deed, no password
    PAUSE_CASE = "cases.pause"
    COMPLETE_CASE = "cases.complete"
    REJECT_CASE = "cases.reject"
    REOPEN_CASE = "cases.reopen"
    RECORD_VISIT = "visits.record"
    WORK_IN_FIELD = "field.work"
    REVIEW_COMPLETION = "reports.review"
    READ_TOTALS = "reports.read"
    SEE_MAP = "maps.see"
    SEE_SYSTEM = "system.see"
    RUN_JOB = "jobs.run"
    CHANGE_CALENDAR = "deadlines.calendar"


EVERYBODY = frozenset({Deed.USE_OWN_ACCOUNT, Deed.READ_CATALOGUE})
LOOKING = frozenset({Deed.READ_LAND, Deed.READ_POSTS, Deed.READ_HOUSEHOLDS, Deed.READ_CASES, Deed.SEE_MAP, Deed.READ_TOTALS})
CARRYING = frozenset(
    {
        Deed.OPEN_CASE,
        Deed.CARRY_CASE,
        Deed.PASS_ON_CASE,
        Deed.COMPLETE_CASE,
        Deed.RECORD_VISIT,
        Deed.SHOW_HIDDEN,
        Deed.PAUSE_CASE,
    }
)
DECIDING = frozenset({Deed.ASSIGN_CASE, Deed.RECORD_LEAVE, Deed.REJECT_CASE})

POLICY: Mapping[Role, frozenset[Deed]] = {
    Role.WORKER: LOOKING | CARRYING | {Deed.WORK_IN_FIELD},
    Role.LEADER: LOOKING | CARRYING | DECIDING | {Deed.WORK_IN_FIELD},
    Role.HEAD: LOOKING | DECIDING | {Deed.SHOW_HIDDEN, Deed.PASS_ON_CASE, Deed.SEE_SYSTEM},
    Role.CLERK: LOOKING | CARRYING | DECIDING | {Deed.ACCEPT_CASE, Deed.MANAGE_HOUSEHOLDS},
    Role.DEPARTMENT_CLERK: LOOKING - {Deed.SEE_MAP} | {Deed.ACCEPT_CASE, Deed.PAUSE_CASE, Deed.COMPLETE_CASE, Deed.REJECT_CASE},
    Role.REVIEWER: LOOKING | {Deed.REVIEW_COMPLETION, Deed.REOPEN_CASE},
    Role.SYSTEM_ADMIN: frozenset(
        {
            Deed.READ_LAND,
            Deed.MANAGE_LAND,
            Deed.READ_POSTS,
            Deed.MANAGE_POSTS,
            Deed.RECORD_LEAVE,
            Deed.MANAGE_CATALOGUE,
            Deed.MANAGE_PEOPLE,
            Deed.MANAGE_HOUSEHOLDS,
            Deed.READ_HOUSEHOLDS,
            Deed.SEE_MAP,
            Deed.SEE_SYSTEM,
            Deed.RUN_JOB,
            Deed.CHANGE_CALENDAR,
        }
    ),
    Role.SECURITY_ADMIN: frozenset({Deed.GRANT_ROLES, Deed.READ_POSTS}),
    Role.AUDITOR: frozenset({Deed.READ_JOURNAL, Deed.SEE_SYSTEM}),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A role held at a place and below it."""

    role: Role
    place_path: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A person for the length of one request: a value, never a row of the session."""

    id: UUID
    name: str
    held: tuple[Held, ...]
    must_change_password: bool = False

    @property
    def places(self) -> tuple[str, ...]:
        """The places of all roles, merged to the common parents: the scope of what this person may read."""
        return merged({held.place_path for held in self.held})

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(held.role for held in self.held)


def may(actor: Actor, deed: Deed | None, place_path: str | None = None) -> bool:
    """Whether the actor may do the deed at the place; at some place at least when none is named. Unknown deed: no."""
    if deed in EVERYBODY:
        return True
    return any(
        deed in POLICY[held.role] and (place_path is None or place_path.startswith(held.place_path)) for held in actor.held
    )


def merged(paths: set[str]) -> tuple[str, ...]:
    """Without the paths that lie below another of them, in order."""
    return tuple(sorted(path for path in paths if not any(path != other and path.startswith(other) for other in paths)))


def clash(roles: frozenset[Role]) -> frozenset[Role]:
    """The administrators' roles among these that must not meet in one person; empty when all is well."""
    met = roles & SEPARATE
    return met if len(met) > 1 else frozenset()


def is_alive(*, started_at: dt.datetime, seen_at: dt.datetime, ended_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a sign-in still opens anything."""
    return ended_at is None and now - seen_at < IDLE and now - started_at < AT_MOST


def is_throttled(failures: Sequence[dt.datetime], *, now: dt.datetime) -> bool:
    """Whether a name has failed too often lately; it heals by itself."""
    return sum(now - failed < TRIES_WITHIN for failed in failures) >= TRIES


def digest(key: str) -> str:
    """SHA-256 in hex: what the table keeps of a secret."""
    return hashlib.sha256(key.encode()).hexdigest()
