"""What the installation must do by itself, and when it is overdue."""

import datetime as dt

import pytest

from app.core.watch import Watch, backup_is_old, is_broken
from tests.town import NOON

MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(("hours", "old"), [(1, False), (26, False), (27, True)])
def test_a_backup_is_too_old_after_a_day_and_two_hours(hours: int, *, old: bool) -> None:
    assert backup_is_old(NOON - dt.timedelta(hours=hours), now=NOON) is old


def test_no_backup_is_too_old() -> None:
    assert backup_is_old(None, now=NOON)


@pytest.mark.parametrize(
    ("held", "swept_at", "on"),
    [
        (True, NOON - 3 * MINUTE, True),
        (True, NOON - 4 * MINUTE, False),
        (True, None, False),
        (False, NOON - MINUTE, False),
    ],
)
def test_somebody_watches_who_holds_the_lease_and_swept_in_the_last_three_minutes(
    swept_at: dt.datetime | None, *, held: bool, on: bool
) -> None:
    assert Watch(is_held=held, swept_at=swept_at, now=NOON).is_on is on


@pytest.mark.parametrize(("failed_at", "broken"), [(None, False), (NOON - MINUTE, False), (NOON, True), (NOON + MINUTE, True)])
def test_a_job_is_broken_until_it_begins_anew(failed_at: dt.datetime | None, *, broken: bool) -> None:
    assert is_broken(NOON, failed_at) is broken
