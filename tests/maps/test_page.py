"""A map names only files that set-up lays out, and hands its layers plain facts."""

import json
import re
from dataclasses import replace
from pathlib import Path

import folium.plugins
import pytest
import shapely

from maps import page, shapes, styles
from maps.facts import Mark, TeamMap
from maps.team import team
from tests.conftest import ROOT

SQUARE = shapely.to_wkb(shapely.box(100.1, 21.8, 100.2, 21.9))


def stamped() -> dict[str, str]:
    found: dict[str, str] = json.loads((ROOT / "app/static/lib/index.json").read_text())
    return found


def a_map() -> TeamMap:
    facts = {"name": "一组", "load": 2, "count": 3, "late": 1, "content": 0, "share": "–", "card": "/card"}
    bounds = shapes.bounds([SQUARE])
    assert bounds is not None
    return TeamMap(
        grids=shapes.pieces([(SQUARE, facts)]),
        outlines=shapes.pieces([]),
        bounds=bounds,
        cases=[Mark(100.15, 21.85, "red", "门二：<script>", "/cases/1")],
        points=[],
        households_url="/households/columns.json",
        card_url="/households/by-number/NUMBER",
    )


def test_our_map_wants_nothing_that_we_do_not_serve() -> None:
    parts = team(a_map())
    assert parts.scripts == ("leaflet/leaflet.js",)
    assert page.foreign(parts, known=stamped().__contains__) == []
    assert "http" not in parts.html + parts.script + parts.style
    assert "<" not in parts.style


def test_every_layer_is_one_call_with_plain_facts_that_can_close_no_script() -> None:
    script = team(a_map()).script
    assert re.findall(r"daiban\.(\w+)\(", script) == ["grids", "outlines", "households", "points", "cases"]
    assert "<script>" not in script


def test_what_somebody_typed_is_drawn_and_never_run_as_a_template() -> None:
    typed = "{{ 7 * 7 }}{% set x = 1 %}"
    assert typed in team(replace(a_map(), cases=[Mark(100.15, 21.85, "red", typed, "/cases/1")])).script


def test_a_stock_plugin_is_noticed() -> None:
    one = page.LocalMap(centre=(21.8, 100.1))
    folium.plugins.MarkerCluster().add_to(one)
    assert page.foreign(one.parts(), known=stamped().__contains__) != []
    assert page.LocalMap(centre=(0, 0)).parts().scripts == ("leaflet/leaflet.js",)  # and no class was changed by it


def test_a_shape_is_rounded_to_about_a_metre_and_keeps_its_properties() -> None:
    fine = shapely.to_wkb(shapely.Polygon([(100.123456789, 21.8), (100.2, 21.8), (100.2, 21.9), (100.1, 21.9)]))
    drawn = shapes.pieces([(SQUARE, {"name": "二组"}), (fine, {"name": "一组"})])
    assert drawn.properties == [{"name": "二组"}, {"name": "一组"}]
    assert [100.12346, 21.8] in json.loads(drawn.geometries)[1]["coordinates"][0]


def test_no_shapes_have_no_bounds() -> None:
    assert shapes.bounds([]) is None
    assert shapes.bounds([SQUARE]) == ((21.8, 100.1), (21.9, 100.2))


@pytest.mark.parametrize(
    ("counts", "limits", "words"),
    [
        ([], (0, 1, 2, 3, 4), ["0", "1", "2", "3", "4+"]),
        ([0, 0, 2], (0, 1, 2, 3, 4), ["0", "1", "2", "3", "4+"]),
        ([0, 1, 3, 8], (0, 2, 4, 6, 8), ["0–1", "2–3", "4–5", "6–7", "8+"]),
        ([23], (0, 5, 10, 15, 20), ["0–4", "5–9", "10–14", "15–19", "20+"]),
    ],
)
def test_load_falls_into_five_even_steps(counts: list[int], limits: tuple[int, ...], words: list[str]) -> None:
    assert styles.thresholds(counts) == limits
    assert styles.legend(limits) == words
    assert [styles.step(count, limits=limits) for count in (0, limits[2], 10**6)] == [1, 3, 5]


def test_the_browser_s_side_knows_every_layer_that_a_map_may_name() -> None:
    script = Path(ROOT / "app/static/map.js").read_text()
    for name in ("grids", "ground", "villages", "outlines", "households", "points", "cases"):
        assert re.search(rf"^    (async )?{name}\(map", script, re.MULTILINE), name
