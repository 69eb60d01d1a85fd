"""How long a sign-in lives, when a name must wait, which passwords will do. Pure."""

import datetime as dt
import hashlib
from collections.abc import Sequence

IDLE = dt.timedelta(minutes=30)
AT_MOST = dt.timedelta(hours=12)
SHORTEST_PASSWORD = 8
FEWEST_CHARACTERS = 4  # that differ
TRIES, TRIES_WITHIN = 5, dt.timedelta(minutes=15)
LINK_LIVES = dt.timedelta(days=3)
RUNS = ("01234567890", "09876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop")


def is_alive(*, started_at: dt.datetime, seen_at: dt.datetime, ended_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a sign-in still opens anything."""
    return ended_at is None and now - seen_at < IDLE and now - started_at < AT_MOST


def is_throttled(failures: Sequence[dt.datetime], *, now: dt.datetime) -> bool:
    """Whether a name has failed too often lately; it heals by itself."""
    return sum(now - failed < TRIES_WITHIN for failed in failures) >= TRIES


def digest(key: str) -> str:
    """SHA-256 in hex: what the table keeps of a secret."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_too_simple(password: str, *, name: str) -> bool:
    """One's own name, a run of the keyboard, or fewer than four different characters: what is tried first."""
    plain = password.casefold()
    return plain == name.casefold() or len(set(plain)) < FEWEST_CHARACTERS or any(plain in run for run in RUNS)
