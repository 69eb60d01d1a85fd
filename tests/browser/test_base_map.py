"""A base map in a browser: tiles of our own file from our own server only, changed and remembered in the legend."""

import dataclasses
import sqlite3
import struct
import zlib
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.maps.test_mbtiles import a_file

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def a_picture() -> bytes:
    """One grey pixel as PNG."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00\xc8")) + chunk(b"IEND", b"")


@pytest.fixture
def tiled(app: Flask, served: str, tmp_path: Path) -> str:
    """The little town with tiles of zoom 13 and 14 around it."""
    path = a_file(tmp_path / "land.mbtiles", minzoom="13", maxzoom="14")
    with sqlite3.connect(path) as file:
        for zoom in (13, 14):
            column, row = int((100.12 + 180) / 360 * 2**zoom), int(0.56237 * 2**zoom)  # rows from the south, at 21.9 degrees
            near = range(-12, 13)
            places = [(zoom, column + dx, row + dy, a_picture()) for dx in near for dy in near]
            file.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", places)
    file.close()
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], map_tiles=str(path))
    return served


@pytest.mark.usefixtures("tiled")
def test_a_map_shows_tiles_from_our_server_only_and_the_choice_is_remembered(sign_in: SignIn) -> None:
    leader = sign_in("leader")
    page = leader.open("/maps")
    page.wait_for_selector("img.leaflet-tile-loaded", state="attached")
    drawn = page.locator("img.leaflet-tile-loaded").evaluate_all("all => all.filter((one) => one.naturalWidth).length")
    assert drawn > 0
    assert all("/maps/tiles/" in str(one.get_attribute("src")) for one in page.locator("img.leaflet-tile").all())
    expect(page.locator("[data-base-source]")).to_have_text("县测绘 & 乡里")
    expect(page.locator(".leaflet-container.has-base")).to_have_count(1)
    page.get_by_label("底图").select_option("")
    expect(page.locator("img.leaflet-tile")).to_have_count(0)
    page.reload()
    page.wait_for_selector(".leaflet-container")
    expect(page.get_by_label("底图")).to_have_value("")
    expect(page.locator("img.leaflet-tile")).to_have_count(0)
    assert leader.foreign() == set()
    assert leader.errors == []


def test_without_a_file_no_tile_is_asked_for(sign_in: SignIn) -> None:
    leader = sign_in("leader")
    page = leader.open("/maps")
    page.wait_for_selector("[data-households]")
    assert page.locator("img.leaflet-tile, [data-base]").count() == 0
    assert leader.foreign() == set()
