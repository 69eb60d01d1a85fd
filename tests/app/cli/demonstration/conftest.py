import datetime as dt

import pytest

from app.cli.demonstration.township import Township
from tests.app.cli.demonstration.towns import town_on


@pytest.fixture(scope="session")
def xiding() -> Township:
    """The demonstration of 2026 as it was loaded on a Sunday in November, on a calendar that knows weekends only."""
    return town_on(2026, dt.date(2026, 11, 22))
