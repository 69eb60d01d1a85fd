"""What is known of the running installation, as values: gathered by the queries, judged beside."""

import datetime as dt
from dataclasses import dataclass


class Size(int):
    """A number of bytes; shown as 1.2 GB."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of the timetable: what runs, and when next."""

    name: str
    says: str
    next_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class JobFacts:
    """A job as it ran last. `failed_at` is its last failure, however long ago."""

    name: str
    says: str
    began_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    failed_at: dt.datetime | None = None
    fault: str = ""
    next_at: dt.datetime | None = None

    @property
    def took(self) -> dt.timedelta | None:
        return self.ended_at - self.began_at if self.began_at and self.ended_at else None


@dataclass(frozen=True, slots=True)
class Database:
    """`unused`: free pages of SQLite's file. `log`: its write-ahead log. `skew`: a server's clock against ours."""

    engine: str
    version: tuple[int, ...]
    size: Size
    unused: Size | None = None
    log: Size | None = None
    skew: dt.timedelta | None = None
    is_migrated: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be told: how much of it is due, since when the oldest is, and what was given up."""

    due: int = 0
    oldest_at: dt.datetime | None = None
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate that the setting names; `until` is None when the file can't be read."""

    until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Store:
    """The instance folder and what set-up laid out."""

    disk: Size
    free: Size
    unreadable_keys: tuple[str, ...] = ()
    open_keys: tuple[str, ...] = ()
    uploads_writable: bool = True
    translations: str = "compiled"  # or "missing", "old"
    missing_files: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it, at one instant."""

    now: dt.datetime
    store: Store
    database: Database
    waiting: Waiting
    jobs: tuple[JobFacts, ...]
    backup_at: dt.datetime | None = None
    proved_at: dt.datetime | None = None
    holder: str | None = None
    held_until: dt.datetime | None = None
    certificate: Certificate | None = None
