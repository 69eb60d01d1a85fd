"""`/ogc` described (OpenAPI 3.0), from the application's own routes: it can't tell of others."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from werkzeug.routing import Rule

from app.api.queries.ogc import LAND
from app.api.rules.ogc import DEFAULT_LIMIT, FIRST_LIMIT, MOST

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
PLACE = re.compile(r"<(?:[^:>]+:)?(\w+)>")  # `<int:number>`
_GEOJSON = "application/geo+json"
_PARAMETERS: Mapping[str, Any] = {
    "f": {"in": "query", "schema": {"type": "string", "enum": ["json"]}},
    "bbox": {
        "in": "query",
        "description": "west,south,east,north in degrees (CRS84), or six numbers with heights, which say nothing here",
        "schema": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
        "style": "form",
        "explode": False,
    },
    "datetime": {
        "in": "query",
        "description": "a day, an instant, or an interval whose ends may be open (..); today when not given",
        "schema": {"type": "string"},
    },
    "limit": {
        "in": "query",
        "description": "features of one answer; the next ones stand behind its link",
        "schema": {"type": "integer", "minimum": FIRST_LIMIT, "maximum": MOST, "default": DEFAULT_LIMIT},
    },
    "offset": {"in": "query", "schema": {"type": "integer", "minimum": 0, "default": 0}},
    "feature_id": {"in": "path", "required": True, "schema": {"type": "string"}},
    "number": {"in": "path", "required": True, "schema": {"type": "integer"}},
}
_OF_ITEMS = ("f", "bbox", "datetime", "limit", "offset")
_OPERATIONS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {  # endpoint: (what is answered, as which type, what may be said)
    "landing": ("Landing", "application/json", ("f",)),
    "api": ("Document", OPENAPI, ("f",)),
    "conformance": ("Conformance", "application/json", ("f",)),
    "collections": ("Collections", "application/json", ("f",)),
    "collection": ("Collection", "application/json", ("f",)),
    "households": ("Collection", "application/json", ("f",)),
    "items": ("Features", _GEOJSON, _OF_ITEMS),
    "household_items": ("Features", _GEOJSON, _OF_ITEMS),
    "item": ("Feature", _GEOJSON, ("f", "datetime")),
    "household_item": ("Feature", _GEOJSON, ("f", "datetime")),
}
_OPEN = frozenset({"landing", "api", "conformance"})
_TEXT = {"type": "string"}


def document(rules: Iterable[Rule], *, server: str) -> dict[str, Any]:
    """The description of these routes, at this address."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Daiban",
            "version": "1",
            "description": "OGC API Features. Name and password by HTTP Basic, or the session of a browser.",
        },
        "servers": [{"url": server}],
        "paths": {address: {"get": _operation(rule, name)} for rule in sorted(rules, key=str) for address, name in _paths(rule)},
        "components": {
            "schemas": _SCHEMAS,
            "parameters": {name: {"name": name, **said} for name, said in _PARAMETERS.items()},
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic"},
                "session": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
        },
        "security": [{"basic": []}, {"session": []}],
    }


def _paths(rule: Rule) -> Iterator[tuple[str, str]]:
    """(path below the server's address, collection): one for each collection that the route serves."""
    path = PLACE.sub(r"{\1}", str(rule).removeprefix("/ogc")) or "/"
    if "name" not in rule.arguments:
        yield path, ""
        return
    for name in LAND:
        yield path.replace("{name}", name), name


def _operation(rule: Rule, collection: str) -> dict[str, Any]:
    endpoint = rule.endpoint.removeprefix("ogc.")
    schema, media, said = _OPERATIONS[endpoint]
    named = (*sorted(rule.arguments - {"name"}), *said)
    operation: dict[str, Any] = {
        "operationId": f"{endpoint}_{collection.replace('-', '_')}".rstrip("_"),
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in named],
        "responses": {
            "200": {"description": "done", "content": _content(media, schema)},
            "default": {"description": "refused", "content": _content("application/json", "Exception")},
        },
    }
    return {**operation, "security": []} if endpoint in _OPEN else operation


def _content(media: str, schema: str) -> dict[str, Any]:
    return {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _object(properties: Mapping[str, Any], *, required: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), **({"required": list(required)} if required else {})}


def _list(schema: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}}


_LINKS = {"links": _list("Link")}
_SCHEMAS: Mapping[str, Any] = {
    "Link": _object({"href": _TEXT, "rel": _TEXT, "type": _TEXT}, required=("href", "rel")),
    "Landing": _object({"title": _TEXT, "description": _TEXT, **_LINKS}, required=("links",)),
    "Conformance": _object({"conformsTo": {"type": "array", "items": _TEXT}}, required=("conformsTo",)),
    "Collection": _object(
        {
            "id": _TEXT,
            "title": _TEXT,
            "description": _TEXT,
            "itemType": _TEXT,
            "crs": {"type": "array", "items": _TEXT},
            "extent": {"type": "object"},
            **_LINKS,
        },
        required=("id", "links"),
    ),
    "Collections": _object({**_LINKS, "collections": _list("Collection")}, required=("links", "collections")),
    "Feature": _object(
        {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"oneOf": [_TEXT, {"type": "integer"}]},
            "geometry": {"type": "object", "nullable": True},
            "properties": {"type": "object", "nullable": True},
            **_LINKS,
        },
        required=("type", "geometry", "properties"),
    ),
    "Features": _object(
        {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": _list("Feature"),
            **_LINKS,
            "timeStamp": {"type": "string", "format": "date-time"},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
        },
        required=("type", "features"),
    ),
    "Exception": _object({"code": _TEXT, "description": _TEXT}, required=("code",)),
    "Document": {"type": "object"},
}
