"""The small maps: the thumbnail of a home page, and the one on paper."""

from collections.abc import Sequence
from itertools import chain

from app.desk import queries
from app.desk.queries import GridWork, VillageWork
from app.desk.views.drawing import colours, outline_of
from maps import styles
from maps.sketch import Area, Sketch, sketch

THUMB = (352, 300)
PAPER = (1040, 560)


def township_sketch(villages: Sequence[VillageWork], *, size: tuple[int, int] = THUMB) -> Sketch | None:
    """The township: grids by load, villages by name."""
    named = [Area(outline, one.village.short_name) for one in villages if (outline := outline_of(one)) is not None]
    return _sketch(list(chain.from_iterable(one.grids for one in villages)), named, size=size, with_names=False)


def team_sketch(place_path: str, grids: Sequence[GridWork], *, size: tuple[int, int] = THUMB) -> Sketch | None:
    """A team's village: grids by load and by name."""
    outlines = [Area(village.outline) for village in queries.outlines_below(place_path) if village.outline]
    return _sketch(grids, outlines, size=size, with_names=True)


def _sketch(grids: Sequence[GridWork], outlines: Sequence[Area], *, size: tuple[int, int], with_names: bool) -> Sketch | None:
    by = colours(grids)
    areas = [
        Area(
            one.grid.shape,
            _name(one) if with_names else "",
            styles.step(by.load_of(one), limits=by.limits),
            one.work.late_here > 0,
        )
        for one in grids
        if one.grid.shape
    ]
    return sketch(areas, outlines, width=size[0], height=size[1])


def _name(one: GridWork) -> str:
    return f"{one.grid.name} {one.work.total}" if one.work.total else one.grid.name
