"""The page that gives the grids as files: what is chosen, who gets what, what is refused and at which field."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import transaction
from app.desk.rules.exporting import FORMS
from app.territory import actions, queries
from app.territory.actions import Said
from app.territory.rules import Counts
from tests import town

ADDRESS = f"/territory/export?town={town.TOWN}"
CODES = list(town.SHAPES)
ON = dt.date(2026, 9, 30)


@pytest.fixture
def township(app: Flask) -> Flask:
    town.build(app)
    return app


def codes(client: FlaskClient, more: str = "") -> list[str]:
    answer = client.get(f"{ADDRESS}&form=geojson{more}")
    assert answer.status_code == 200, answer.text
    features: list[dict[str, Any]] = json.loads(answer.data)["features"]
    return [feature["properties"]["code"] for feature in features]


@pytest.mark.parametrize("crs", ["EPSG:4490", "gcj02", "bd09", "EPSG:4542"])
@pytest.mark.parametrize("suffix", FORMS)
def test_what_the_page_gives_comes_back_as_nothing_changed(township: Flask, tmp_path: Path, suffix: str, crs: str) -> None:
    client, _ = town.signed_in(township, "clerk")
    got = client.get(f"{ADDRESS}&form={suffix}&crs={crs}&on={ON}")
    if suffix == "kml" and crs != "EPSG:4490":
        assert got.status_code == 400
        assert 'href="#f-crs"' in got.text
        return
    assert got.headers["Content-Disposition"] == f"attachment; filename=grids-{town.TOWN}-{ON}.{suffix}"
    file = tmp_path / f"grids.{suffix}"
    file.write_bytes(got.data)
    with town.looking_on(township), transaction():
        there = queries.township_to_change(town.TOWN)
        said = Said("name", code_field="code", crs=crs)
        report = actions.import_grids(there, file, said, from_on=ON, stamp=town.a_stamp(), dry_run=True, strict=True)
    assert (report.read, report.counts, report.refused, report.findings) == (4, Counts(), (), [])


def test_the_land_s_page_leads_to_the_form_and_the_form_keeps_what_was_typed(township: Flask) -> None:
    client, _ = town.signed_in(township, "clerk")
    assert ADDRESS in client.get("/territory").text
    form = client.get(ADDRESS).text
    assert all(f'value="{suffix}"' in form for suffix in FORMS)
    refused = client.get(f"{ADDRESS}&form=gpkg&crs=EPSG:99999&village={town.PALONG}")
    assert refused.status_code == 400
    assert 'href="#f-crs"' in refused.text
    assert 'value="EPSG:99999"' in refused.text
    assert f'<option value="{town.PALONG}" selected>' in refused.text


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ("crs=EPSG:99999", 400, "crs"),
        ("crs=EPSG:4513", 400, "crs"),
        ("on=2025-12-31", 409, "on"),
        ("on=今天", 400, "on"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(township: Flask, asked: str, status: int, field: str) -> None:
    client, _ = town.signed_in(township, "clerk")
    answer = client.get(f"{ADDRESS}&form=geojson&{asked}")
    assert (answer.status_code, f'href="#f-{field}"' in answer.text) == (status, True)
    assert "attachment" not in answer.headers.get("Content-Disposition", "")


def test_whoever_looks_after_one_village_gets_that_village_s_grids_only(township: Flask) -> None:
    worker, _ = town.signed_in(township, "worker")
    assert codes(worker) == CODES[:2]
    assert codes(worker, f"&village={town.PALONG}") == CODES[:2]
    assert town.ZHANGLANG not in worker.get(ADDRESS).text
    assert worker.get(f"{ADDRESS}&form=geojson&village={town.ZHANGLANG}").status_code == 404
    clerk, _ = town.signed_in(township, "clerk")
    assert codes(clerk) == CODES
    assert codes(clerk, f"&village={town.ZHANGLANG}") == CODES[2:]


def test_another_township_and_another_form_are_not_found(township: Flask) -> None:
    town.add_far_township(township)
    client, _ = town.signed_in(township, "clerk")
    assert client.get(f"/territory/export?town={town.FAR}&form=geojson").status_code == 404
    assert client.get(f"/territory/export?town={town.FAR}").status_code == 404
    assert client.get(f"{ADDRESS}&form=dwg").status_code == 404


def test_who_may_not_see_the_land_gets_no_file_of_it(township: Flask) -> None:
    for who in ("security_admin", "auditor"):
        client, _ = town.signed_in(township, who)
        assert client.get(f"{ADDRESS}&form=geojson").status_code == 403
    assert township.test_client().get(f"{ADDRESS}&form=geojson").status_code in {302, 303, 401}
