"""GeoPackage and Shapefile, alone or zipped, through GDAL (pyogrio)."""

import tempfile
import zipfile
from codecs import getincrementaldecoder
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from grids.readers.faults import Incomplete, NoFeatures, NotGeographic, UndecodableText, UnknownLayer, UnstatedLayer
from grids.readers.layers import Layer, Row
from grids.readers.rings import Faulty, polygonal_from_wkb

LATIN = "ISO-8859-1"  # gives every byte of a text back as it is
ENCODINGS = ("utf-8", "gb18030")
PARTS = (".shp", ".shx", ".dbf")
SIDE_PARTS = (".prj", ".cpg")
LARGEST_BYTES = 500_000_000  # of a zipped Shapefile when unpacked


def read_geopackage(path: Path, *, layer: str | None) -> Layer:
    """A layer of a GeoPackage. Raises NotGeographic, NoFeatures, UnstatedLayer, UnknownLayer."""
    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    except (DataSourceError, DataLayerError) as fault:
        raise NotGeographic(file=path.name) from fault
    if not layers:
        raise NoFeatures(file=path.name, type="GeoPackage")
    if layer is not None and layer not in layers:
        raise UnknownLayer(layer=layer, layers=", ".join(layers))
    if layer is None and len(layers) > 1:
        raise UnstatedLayer(layers=", ".join(layers))
    return _read(path, layer or layers[0], encoding=None)


def read_shapefile(path: Path, *, layer: str | None) -> Layer:
    """A Shapefile with .shx and .dbf beside it. Raises Incomplete, NotGeographic, NoFeatures, UndecodableText, UnknownLayer."""
    beside = {part.suffix.lower(): part for part in path.parent.iterdir() if part.stem == path.stem}
    missing = [suffix for suffix in PARTS if suffix not in beside]
    if missing:
        raise Incomplete(file=path.name, missing=", ".join(missing))
    if layer not in {None, path.stem}:
        raise UnknownLayer(layer=str(layer), layers=path.stem)
    found = _read(path, None, encoding=LATIN)
    said = beside[".cpg"].read_text(LATIN).strip() if ".cpg" in beside else ""
    return _decoded(found, said)


def read_zipped_shapefile(path: Path, *, layer: str | None) -> Layer:
    """The Shapefile in a zip file: the only one, or that of the layer's name. Raises as `read_shapefile`, and UnstatedLayer."""
    try:
        with zipfile.ZipFile(path) as archive:
            stem = _stem_in(archive, path, layer)
            with tempfile.TemporaryDirectory() as folder:
                _unpack(archive, stem, Path(folder))
                found = read_shapefile(Path(folder) / "layer.shp", layer=None)
    except zipfile.BadZipFile as fault:
        raise NotGeographic(file=path.name) from fault
    return Layer(path, found.fields, found.rows, found.crs)


def _stem_in(archive: zipfile.ZipFile, path: Path, layer: str | None) -> str:
    stems = {
        Path(name).stem: name[:-4] for name in archive.namelist() if name.lower().endswith(".shp") and "__MACOSX" not in name
    }
    if not stems or sum(member.file_size for member in archive.infolist()) > LARGEST_BYTES:
        raise NotGeographic(file=path.name)
    if layer is not None and layer not in stems:
        raise UnknownLayer(layer=layer, layers=", ".join(stems))
    if layer is None and len(stems) > 1:
        raise UnstatedLayer(layers=", ".join(stems))
    return stems[layer or next(iter(stems))]


def _unpack(archive: zipfile.ZipFile, stem: str, folder: Path) -> None:
    """Under plain names of ours: those in the archive may be garbled, or point out of the folder."""
    members = {name.lower(): name for name in archive.namelist()}
    for suffix in PARTS + SIDE_PARTS:
        member = members.get(stem.lower() + suffix)
        if member is not None:
            (folder / f"layer{suffix}").write_bytes(archive.read(member))


def _read(path: Path, layer: str | None, *, encoding: str | None) -> Layer:
    try:
        about, _, shapes, columns = pyogrio.raw.read(path, layer=layer, encoding=encoding, force_2d=True)
    except (DataSourceError, DataLayerError) as fault:
        raise NotGeographic(file=path.name) from fault
    if shapes is None or not len(shapes):
        raise NoFeatures(file=path.name, type=str(about["geometry_type"]))
    fields = tuple(str(field) for field in about["fields"])
    rows = (
        Row(number, dict(zip(fields, values, strict=True)), _shape(wkb))
        for number, (wkb, *values) in enumerate(zip(shapes, *columns, strict=True), start=1)
    )
    return Layer(path, fields, tuple(rows), about["crs"])


def _shape(wkb: bytes | None) -> shapely.Geometry | Faulty:
    try:
        return polygonal_from_wkb(wkb)
    except Faulty as fault:
        return fault


def _decoded(layer: Layer, said: str) -> Layer:
    """The layer with its texts in the first encoding that fits all of them: what the file says, else UTF-8, else GB18030."""
    texts = [*layer.fields, *(value for row in layer.rows for value in row.properties.values() if isinstance(value, str))]
    encoding = _encoding([text.encode(LATIN) for text in texts], [said, *ENCODINGS])
    if encoding is None:
        raise UndecodableText(file=layer.path.name, encoding=said)

    def decode(value: object) -> object:
        return _text(value.encode(LATIN), encoding) if isinstance(value, str) else value

    rows = (
        Row(row.number, {str(decode(field)): decode(value) for field, value in row.properties.items()}, row.shape)
        for row in layer.rows
    )
    return Layer(layer.path, tuple(str(decode(field)) for field in layer.fields), tuple(rows), layer.crs)


def _encoding(texts: Sequence[bytes], candidates: Iterable[str]) -> str | None:
    for encoding in candidates:
        try:
            for text in texts:
                _text(text, encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return encoding
    return None


def _text(text: bytes, encoding: str) -> str:
    """A field of fixed width may cut its last character in two: that half is dropped."""
    return getincrementaldecoder(encoding)().decode(text)
