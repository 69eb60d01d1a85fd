import datetime as dt
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.demonstration.township import Township, township
from tests.app.cli.demonstration.towns import town_on

ROOT = Path(__file__).parents[4]
PRINT_DIGEST = """
import datetime as dt, sys
from app.cli.demonstration.township import township
town = township(2026, dt.date(2026, 11, 22))
strangers = {"flask", "sqlalchemy", "folium", "geopandas", "pandas"} & set(sys.modules)
from tests.app.cli.demonstration.test_township import digest
print(digest(town), sorted(strangers))
"""


def digest(town: Township) -> str:
    people = (town.households, town.unplaced, town.enterprises, town.staff, town.contacts)
    words = [repr((people, town.points, town.plans)), *(grid.shape.wkt for grid in town.land.grids)]
    return hashlib.sha256("".join(words).encode()).hexdigest()


def test_another_run_gives_the_same_township_and_loads_neither_web_nor_database(xiding: Township) -> None:
    """Another process hashes strings differently: nothing may hang on the order of sets."""
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", PRINT_DIGEST]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == f"{digest(xiding)} []"


def test_the_families_do_not_hang_on_the_load_day(xiding: Township) -> None:
    other = town_on(2026, dt.date(2026, 3, 2))
    assert [household.address for household in other.households] == [household.address for household in xiding.households]
    assert [household.head.name for household in other.households] == [household.head.name for household in xiding.households]


def test_too_early_in_the_year_is_refused() -> None:
    with pytest.raises(ValueError, match="before March 2026"):
        township(2026, dt.date(2026, 2, 28))
