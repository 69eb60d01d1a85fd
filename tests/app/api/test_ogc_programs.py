"""GDAL and OWSLib, which others wrote, read `/ogc` of a running server as their users would."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, Response, request
from owslib.ogcapi.features import Features
from owslib.util import Authentication

from app.core import clock
from tests import town
from tests.makers import a_household
from tests.watching import serving

MORE = 21  # households: with those of the town more than two of GDAL's pages
COLLECTIONS = ["grids", "villages", "service-points", "households"]


@pytest.fixture
def asked() -> list[str]:
    """What the programs asked for, in order."""
    return []


@pytest.fixture
def served(own_app: Flask, monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> Iterator[str]:
    """The town with more households in 帕龙, on a free port."""
    monkeypatch.setattr(clock, "now", lambda: town.NOON)
    town.build(own_app)
    with town.looking_on(own_app):
        for number in range(MORE):
            a_household(code=f"H{number}", lon=100.101 + number / 10_000, lat=21.905)

    @own_app.after_request
    def note(response: Response) -> Response:
        asked.append(request.full_path)
        return response

    with serving(own_app) as base:
        yield f"{base}/ogc"


@pytest.fixture
def gdal() -> str:
    if shutil.which("ogrinfo") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("ogrinfo is missing, and CI skips nothing")
        pytest.skip("no ogrinfo here (Debian's gdal-bin)")
    return "ogrinfo"


def ogrinfo(gdal: str, base: str, *more: str, who: str = "worker", password: str = town.PASSWORD) -> str:
    """What it prints; its complaints are our faults."""
    said = [gdal, "-ro", "--config", "GDAL_HTTP_USERPWD", f"{who}:{password}", "-al", f"OAPIF:{base}", *more]
    answer = subprocess.run(said, capture_output=True, text=True, check=False, timeout=120)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert (answer.stderr, "ERROR" in answer.stdout) == ("", False)
    return answer.stdout


def counts(told: str) -> dict[str, int]:
    """Features by layer."""
    layers = told.split("Layer name: ")[1:]
    return {layer.split("\n", 1)[0]: int(layer.split("Feature Count: ")[1].split("\n", 1)[0]) for layer in layers}


def limits(asked: list[str]) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(url).query) for url in asked if "households/items?" in url]


def test_gdal_reads_every_collection(gdal: str, served: str) -> None:
    told = ogrinfo(gdal, served, "-so")
    assert counts(told) == {"grids": 4, "villages": 2, "service-points": 0, "households": MORE + 3}
    assert "groups: StringList" in told
    assert "Extent: (100.100000, 21.900000) - (100.140000, 21.920000)" in told


def test_gdal_follows_the_pages_to_the_last_household(gdal: str, served: str, asked: list[str]) -> None:
    told = ogrinfo(gdal, served, "households", "-oo", "PAGE_SIZE=5")
    numbers = {int(line.rsplit("= ", 1)[1]) for line in told.splitlines() if line.startswith("  number (Integer) =")}
    assert len(numbers) == MORE + 3
    assert {one["limit"][0] for one in limits(asked)} == {"5"}
    assert {one.get("offset", ["0"])[0] for one in limits(asked)} >= {"0", "5", "10", "15", "20"}


def test_gdal_s_box_is_asked_of_us(gdal: str, served: str, asked: list[str]) -> None:
    told = ogrinfo(gdal, served, "households", "-so", "-spat", "100.1045", "21.9095", "100.1055", "21.9105")
    assert counts(told) == {"households": 1}  # the town's first
    assert any("bbox" in one for one in limits(asked))
    told = ogrinfo(gdal, served, "grids", "-so", "-spat", "100.101", "21.901", "100.109", "21.919")
    assert counts(told) == {"grids": 1}


def test_gdal_reads_one_collection_by_its_own_address(gdal: str, served: str) -> None:
    assert counts(ogrinfo(gdal, f"{served}/collections/grids", "-so")) == {"grids": 4}


@pytest.mark.parametrize(("when", "there"), [("2026-01-01/..", 4), ("2025-12-31", 0)])
def test_gdal_reads_the_land_of_another_day_as_geojson(gdal: str, served: str, when: str, there: int) -> None:
    """Its OAPIF driver knows no datetime."""
    url = f"{served}/collections/grids/items?datetime={when}&limit=10000"
    access = ["--config", "GDAL_HTTP_USERPWD", f"worker:{town.PASSWORD}"]
    answer = subprocess.run([gdal, "-ro", *access, "-al", "-so", url], capture_output=True, text=True, check=True, timeout=120)
    assert list(counts(answer.stdout).values()) == [there]


def test_gdal_is_told_when_it_may_not(gdal: str, served: str) -> None:
    for who, password in (("worker", "wrong"), ("auditor", town.PASSWORD)):
        said = [gdal, "-ro", "--config", "GDAL_HTTP_USERPWD", f"{who}:{password}", f"OAPIF:{served}"]
        answer = subprocess.run(said, capture_output=True, text=True, check=False, timeout=120)
        assert "FAILURE" in answer.stdout + answer.stderr
        assert "households" not in answer.stdout


def test_ogr2ogr_takes_the_grids_home(gdal: str, served: str, tmp_path: Path) -> None:
    file = tmp_path / "grids.geojson"
    access = ["--config", "GDAL_HTTP_USERPWD", f"head:{town.PASSWORD}"]
    subprocess.run(["ogr2ogr", *access, str(file), f"OAPIF:{served}", "grids"], check=True, capture_output=True, timeout=120)
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    assert {one["properties"]["code"]: one["properties"]["groups"] for one in features} == {
        code: [group] for code, (_, group) in town.GRIDS.items()
    }


@pytest.fixture
def owslib(served: str) -> Features:
    return Features(served, auth=Authentication(username="worker", password=town.PASSWORD))


def test_owslib_finds_description_conformance_and_collections(owslib: Features) -> None:
    assert owslib.api()["openapi"].startswith("3.0")
    assert len(owslib.conformance()["conformsTo"]) == 3
    assert owslib.feature_collections() == COLLECTIONS
    assert [owslib.collection(name)["id"] for name in COLLECTIONS] == COLLECTIONS


def test_owslib_reads_items_by_page_box_and_day(owslib: Features) -> None:
    pages = [owslib.collection_items("households", limit=10, offset=offset) for offset in (0, 10, 20)]
    numbers = [one["id"] for page in pages for one in page["features"]]
    assert len(set(numbers)) == len(numbers) == pages[0]["numberMatched"] == MORE + 3
    box: list[Any] = [100.1045, 21.9095, 100.1055, 21.9105]
    assert owslib.collection_items("households", bbox=box)["numberMatched"] == 1
    assert owslib.collection_items("grids", datetime_="2025-01-01/2025-12-31")["numberMatched"] == 0
    assert owslib.collection_item("grids", f"{town.PALONG}001")["properties"]["name"] == "帕龙一组网格"


def test_owslib_is_told_what_was_wrong(owslib: Features) -> None:
    with pytest.raises(RuntimeError, match=r"ogc\.unknown_parameter"):
        owslib.collection_items("grids", q="帕龙")
