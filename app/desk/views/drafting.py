"""A draft of the land on its way to the browser: its map, and what is wrong with it in sentences."""

from collections.abc import Iterator
from typing import Any

import shapely
from flask import url_for
from flask_babel import gettext

from app.desk.views.drawing import folium
from app.territory.queries import Drawn
from app.territory.rules.finding_words import FindingKind, FindingWord, finding_facts
from maps import shapes
from maps.facts import DraftMap

Piece = tuple[shapely.Geometry, dict[str, object]]


def draft_drawn(drawn: Drawn, *, is_draft: bool) -> Any | None:
    """The map of a draft; None where the village has neither a shape nor an outline to draw in."""
    pieces = list(_pieces(drawn, is_draft=is_draft))
    outline = drawn.village.outline
    bounds = shapes.bounds([*(bytes(shapely.to_wkb(shape)) for shape, _ in pieces), *([outline] if outline else [])])
    if bounds is None:
        return None
    shown = DraftMap(
        grids=shapes.exact(pieces),
        outlines=shapes.pieces([(outline, {"name": drawn.village.short_name})] if outline else []),
        bounds=bounds,
        households_url=url_for("households.columns", place=drawn.village.place_path),
    )
    return folium().draft.draft(shown)


def findings_told(drawn: Drawn) -> list[tuple[str, str]]:
    """(kind in a word, sentence) of what would be wrong with the land and was not before."""
    return [
        (
            gettext(FindingWord[one.kind.name].label),
            gettext(FindingKind[one.kind.name].label, **finding_facts(one.grids, drawn.names, one.area_m2)),
        )
        for one in drawn.findings()
    ]


def _pieces(drawn: Drawn, *, is_draft: bool) -> Iterator[Piece]:
    """Basic grids before the dedicated ones that lie on them; below, in dashes, what changes as it is."""
    old = {grid.code: grid for grid in drawn.before}
    changed = {grid.code for grid in drawn.put} if is_draft else set[str]()
    for grid in sorted(drawn.after, key=lambda grid: (grid.dedicated, grid.code)):
        if grid.shape is not None:
            state = "kept" if grid.code not in changed else "changed" if grid.code in old else "new"
            yield grid.shape, {"code": grid.code, "name": grid.name, "state": state, "dedicated": grid.dedicated}
    for grid in drawn.before:
        if grid.shape is not None and (grid.code in changed or grid.code in drawn.gone):
            yield grid.shape, {"code": grid.code, "name": grid.name, "state": "old", "dedicated": grid.dedicated}
