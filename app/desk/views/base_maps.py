"""What lies below a map, by setting: tiles of our own file, or 天地图 with the township's key. None unless a setting says so."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import abort, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts.rules import Deed
from app.core.guard import allow_pictures, allowed
from app.core.settings import settings
from app.desk.views.blueprint import bp
from maps import mbtiles
from maps.mbtiles import NoTileFile, TileFile

TIANDITU_HOSTS = tuple(f"https://t{n}.tianditu.gov.cn" for n in range(8))
TIANDITU_FARTHEST, TIANDITU_NEAREST = 1, 18
A_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class BaseMap:
    """A choice in the legend. `tiles`: addresses with {s} {z} {x} {y}, one above the other; `source`: whose they are."""

    key: str
    name: str
    tiles: tuple[str, ...]
    source: str
    farthest: int
    nearest: int


@bp.app_context_processor
def for_legends() -> dict[str, object]:
    """`base_maps()` for desk/base_map.html, which stands in the legends of maps."""
    return {"base_maps": base_maps}


def base_maps() -> list[BaseMap]:
    """The choices. The page on which they stand may load pictures from their hosts."""
    found, key = [], settings().tianditu_key
    if file := _file():
        own = url_for("desk.tile", z=0, x=0, y=0).replace("/0/0/0", "/{z}/{x}/{y}")
        found.append(BaseMap("file", gettext("Our own map"), (own,), file.source, file.farthest, file.nearest))
    if key:
        allow_pictures(*TIANDITU_HOSTS)
        for layer, name in (("vec", gettext("Tianditu map")), ("img", gettext("Tianditu pictures"))):
            tiles = (_tianditu(layer, key), _tianditu("cva" if layer == "vec" else "cia", key))
            found.append(BaseMap(layer, name, tiles, "天地图", TIANDITU_FARTHEST, TIANDITU_NEAREST))
    return found


@bp.get("/maps/tiles/<int:z>/<int:x>/<int:y>")
@allowed(Deed.SEE_MAP)
def tile(z: int, x: int, y: int) -> Response:
    """A picture of the township's own file; nothing (204) where the file has none."""
    file = _file()
    if file is None:
        abort(404)
    try:
        picture = mbtiles.tile(file, z=z, x=x, y=y)
    except ValueError:
        abort(404)
    answer = Response(picture or b"", status=200 if picture else 204, mimetype=file.media_type)
    answer.cache_control.private = True
    answer.cache_control.max_age = A_DAY_S
    if picture:
        answer.add_etag()
    return answer.make_conditional(request)


def _file() -> TileFile | None:
    said = settings().map_tiles
    return _known(said, Path(said).stat().st_mtime_ns) if said and Path(said).is_file() else None


@lru_cache(maxsize=4)
def _known(path: str, _changed_at: int) -> TileFile | None:
    """None for a file that was replaced by another kind: maps go on without it, and the next start says what is wrong."""
    try:
        return mbtiles.tile_file(Path(path))
    except NoTileFile:
        return None


def _tianditu(layer: str, key: str) -> str:
    """The WMTS of the national platform, in Web Mercator (`_w`)."""
    asked = f"SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
    return f"https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?{asked}&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
