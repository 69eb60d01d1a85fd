"""What lies below maps: nothing unless a setting says so; our own file's tiles; 天地图 with a key, and the policy for it."""

import dataclasses
import json
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings, WrongSetting, settings_from, shown
from app.core import clock
from tests import town
from tests.maps.test_mbtiles import PICTURE, a_file

KEY = "0123456789abcdef0123456789abcdef"
TILE = "/maps/tiles/1/0/0"


@pytest.fixture(autouse=True)
def at_noon(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: town.NOON)
    town.build(app)


def set_to(app: Flask, **settings: str) -> None:
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], **settings)


def pictures_from(policy: str) -> list[str]:
    (said,) = (part for part in policy.split("; ") if part.startswith("img-src "))
    return said.split()[1:]


def test_without_a_setting_there_is_no_base_map_and_no_tile(app: Flask) -> None:
    client, _ = town.signed_in(app, "leader")
    answer = client.get("/maps", follow_redirects=True)
    assert "data-base" not in answer.text
    assert "tianditu" not in answer.text + answer.headers["Content-Security-Policy"]
    assert pictures_from(answer.headers["Content-Security-Policy"]) == ["'self'", "data:", "blob:"]
    assert client.get(TILE).status_code == 404


def test_tiles_of_our_own_file_are_served_to_who_sees_maps(app: Flask, tmp_path: Path) -> None:
    set_to(app, map_tiles=str(a_file(tmp_path / "land.mbtiles")))
    client, _ = town.signed_in(app, "leader")
    answer = client.get(TILE)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PICTURE, "image/png")
    assert "private" in answer.headers["Cache-Control"]
    assert "max-age=86400" in answer.headers["Cache-Control"]
    assert client.get(TILE, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/maps/tiles/1/0/1").data == b"south"
    assert client.get("/maps/tiles/1/1/1").status_code == 204
    for wrong in ("/maps/tiles/1/2/0", "/maps/tiles/40/0/0", "/maps/tiles/1/0/-1", "/maps/tiles/a/0/0"):
        assert client.get(wrong).status_code == 404, wrong
    assert app.test_client().get(TILE).status_code == 302
    assert town.signed_in(app, "department_clerk")[0].get(TILE).status_code == 403


def test_the_legend_offers_our_own_map_and_loads_nothing_from_outside(app: Flask, tmp_path: Path) -> None:
    set_to(app, map_tiles=str(a_file(tmp_path / "land.mbtiles")))
    answer = town.signed_in(app, "leader")[0].get("/maps", follow_redirects=True)
    assert 'data-source="县测绘 &amp; 乡里"' in answer.text
    assert "本机底图" in answer.text
    assert pictures_from(answer.headers["Content-Security-Policy"]) == ["'self'", "data:", "blob:"]
    assert "https://" not in answer.text


@pytest.mark.parametrize("page", ["/maps", "/maps/reach"])
def test_with_a_key_map_pages_may_load_from_exactly_eight_hosts(app: Flask, page: str) -> None:
    set_to(app, tianditu_key=KEY)
    client, _ = town.signed_in(app, "leader")
    answer = client.get(page, follow_redirects=True)
    hosts = [f"https://t{n}.tianditu.gov.cn" for n in range(8)]
    policy = answer.headers["Content-Security-Policy"]
    if "data-base" in answer.text:
        assert pictures_from(policy) == ["'self'", "data:", "blob:", *hosts]
    assert policy.count("tianditu") == (8 if "data-base" in answer.text else 0)
    assert page != "/maps" or "data-base" in answer.text
    assert "tianditu" not in client.get("/households").headers["Content-Security-Policy"]
    assert "GS(" not in answer.text  # the approval number is not ours to claim
    for told in answer.text.split('data-tiles="')[1:]:
        both = json.loads(unescape(told.split('"', maxsplit=1)[0]))
        assert [address.split("LAYER=")[1][:3] for address in both] in (["vec", "cva"], ["img", "cia"])
        assert all(address.startswith("https://t{s}.tianditu.gov.cn/") and address.endswith(f"tk={KEY}") for address in both)


def test_a_file_that_vanished_or_changed_leaves_maps_without_a_base(app: Flask, tmp_path: Path) -> None:
    path = a_file(tmp_path / "land.mbtiles")
    set_to(app, map_tiles=str(path))
    client, _ = town.signed_in(app, "leader")
    path.write_text("something else that is no database, and long enough to tell")
    assert client.get("/maps", follow_redirects=True).status_code == 200
    path.unlink()
    assert "data-base" not in client.get("/maps", follow_redirects=True).text
    assert client.get(TILE).status_code == 404


def test_a_wrong_file_or_key_is_told_at_the_start(tmp_path: Path) -> None:
    text = tmp_path / "text.mbtiles"
    text.write_text("no database at all, but some text that is long enough")
    for said, words in [
        ({"DAIBAN_MAP_TILES": str(tmp_path / "none.mbtiles")}, "map_tiles can't be used: .* does not exist"),
        ({"DAIBAN_MAP_TILES": str(text)}, "map_tiles can't be used: .* is no MBTiles file"),
        ({"DAIBAN_TIANDITU_KEY": "a; script-src *"}, "letters and digits only"),
    ]:
        with pytest.raises(WrongSetting, match=words):
            settings_from({"DAIBAN_INSTANCE": str(tmp_path), **said})
    assert shown(Settings(tianditu_key=KEY))["tianditu_key"] == "(set)"
