"""`/ogc`: the land and the households for GIS programs, by OGC API Features. Only GETs; whoever is no browser uses HTTP Basic."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import gettext

from app.accounts.rules import Deed, may
from app.accounts.views import actor
from app.api.queries import ogc as queries
from app.api.queries.ogc import Feature, Found
from app.api.rules.ogc import COLLECTIONS, CRS_TOLD, Page, Span, box_of, check_parameters, page_of, span_of
from app.api.views.ogc_document import OPENAPI, document
from app.core import clock
from app.core.guard import allowed, public
from app.households.queries import spots_extent

bp = Blueprint("ogc", __name__, url_prefix="/ogc")
JSON, GEOJSON = "application/json", "application/geo+json"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
CLASSES = [f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "oas30", "geojson")]
HOUSEHOLDS = "households"
REALM = 'Basic realm="Daiban", charset="UTF-8"'
Links = list[dict[str, str]]


@bp.after_request
def ask_for_name_and_password(response: Response) -> Response:
    if response.status_code == 401:  # noqa: PLR2004
        response.headers["WWW-Authenticate"] = REALM
    return response


@bp.get("", strict_slashes=False)
@public
def landing() -> Response:
    """Says nothing of the township: what there is, one learns after signing in."""
    check_parameters(request.args, ("f",))
    links = [
        _link("self", url_for(".landing", _external=True)),
        _link("service-desc", url_for(".api", _external=True), OPENAPI),
        _link("conformance", url_for(".conformance", _external=True)),
        _link("data", url_for(".collections", _external=True)),
    ]
    return _json(title="Daiban", description=gettext(CRS_TOLD), links=links)


@bp.get("/conformance")
@public
def conformance() -> Response:
    check_parameters(request.args, ("f",))
    return _json(conformsTo=CLASSES)


@bp.get("/api")
@public
def api() -> Response:
    check_parameters(request.args, ("f",))
    rules = [rule for rule in current_app.url_map.iter_rules() if rule.endpoint.startswith("ogc.")]
    return _json(OPENAPI, **document(rules, server=url_for(".landing", _external=True)))


@bp.get("/collections")
@allowed(Deed.READ_LAND, basic=True)
def collections() -> Response:
    """Those that the asker may read."""
    check_parameters(request.args, ("f",))
    names = [name for name in COLLECTIONS if name != HOUSEHOLDS or may(actor(), Deed.READ_HOUSEHOLDS)]
    links = [_link("self", url_for(".collections", _external=True))]
    return _json(links=links, collections=[_collection(name) for name in names])


@bp.get("/collections/<name>")
@allowed(Deed.READ_LAND, basic=True)
def collection(name: str) -> Response:
    _demand_land(name)
    check_parameters(request.args, ("f",))
    return _json(**_collection(name))


@bp.get("/collections/<name>/items")
@allowed(Deed.READ_LAND, basic=True)
def items(name: str) -> Response:
    _demand_land(name)
    page, span = _page(), _span()
    return _features(name, queries.land_page(name, span, box_of(request.args.get("bbox")), page), page)


@bp.get("/collections/<name>/items/<feature_id>")
@allowed(Deed.READ_LAND, basic=True)
def item(name: str, feature_id: str) -> Response:
    """With `datetime`, since a grid's code means the version of that day."""
    _demand_land(name)
    check_parameters(request.args, ("f", "datetime"))
    return _feature(name, queries.land_feature(name, feature_id, _span()))


@bp.get("/collections/households")
@allowed(Deed.READ_HOUSEHOLDS, basic=True)
def households() -> Response:
    check_parameters(request.args, ("f",))
    return _json(**_collection(HOUSEHOLDS))


@bp.get("/collections/households/items")
@allowed(Deed.READ_HOUSEHOLDS, basic=True)
def household_items() -> Response:
    page = _page()
    _span()  # only read: a household that lives here has no dates
    return _features(HOUSEHOLDS, queries.household_page(box_of(request.args.get("bbox")), page), page)


@bp.get("/collections/households/items/<int(max=2147483647):number>")  # as large as the column
@allowed(Deed.READ_HOUSEHOLDS, basic=True)
def household_item(number: int) -> Response:
    check_parameters(request.args, ("f", "datetime"))
    _span()
    return _feature(HOUSEHOLDS, queries.household_feature(number))


def _demand_land(name: str) -> None:
    if name not in queries.LAND:
        abort(404)


def _span() -> Span:
    return span_of(request.args.get("datetime"), today=clock.today())


def _page() -> Page:
    check_parameters(request.args, ("f", "bbox", "datetime", "limit", "offset"))
    return page_of(request.args.get("limit"), request.args.get("offset"))


def _features(name: str, found: Found, page: Page) -> Response:
    after = page.offset + len(found.features)
    links = [_link("self", _here(), GEOJSON), _link("collection", _address(name))]
    if after < found.matched and found.features:
        links.append(_link("next", _here(offset=after), GEOJSON))
    if page.offset:
        links.append(_link("prev", _here(offset=max(0, page.offset - page.limit)), GEOJSON))
    geometries = queries.geojson(feature.geometry for feature in found.features)
    return _json(
        GEOJSON,
        type="FeatureCollection",
        features=[_told(feature, geometry) for feature, geometry in zip(found.features, geometries, strict=True)],
        links=links,
        numberMatched=found.matched,
        numberReturned=len(found.features),
        timeStamp=clock.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
    )


def _feature(name: str, feature: Feature | None) -> Response:
    if feature is None:
        abort(404)
    links = [_link("self", _here(), GEOJSON), _link("collection", _address(name))]
    return _json(GEOJSON, **_told(feature, *queries.geojson([feature.geometry])), links=links)


def _told(feature: Feature, geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": feature.id, "geometry": geometry, "properties": feature.properties}


def _collection(name: str) -> dict[str, Any]:
    told = COLLECTIONS[name]
    return {
        "id": name,
        "title": gettext(told.title),
        "description": f"{gettext(told.says)} {gettext(CRS_TOLD)}",
        "itemType": "feature",
        "crs": [CRS84],
        "extent": _extent(name),
        "links": [_link("self", _address(name)), _link("items", f"{_address(name)}/items", GEOJSON)],
    }


def _extent(name: str) -> dict[str, Any]:
    """Of what is there today; the time of grids only, for nothing else keeps its past."""
    today = clock.today()
    box = spots_extent() if name == HOUSEHOLDS else queries.land_extent(name, Span(today, today))
    extent: dict[str, Any] = {} if box is None else {"spatial": {"bbox": [box], "crs": CRS84}}
    if name == "grids" and (first := queries.first_day()) is not None:
        extent["temporal"] = {"interval": [[f"{first.isoformat()}T00:00:00+08:00", None]], "trs": GREGORIAN}
    return extent


def _address(name: str) -> str:
    return url_for(".collection", name=name, _external=True)


def _here(**changed: int) -> str:
    """This address with all its parameters, some of them changed."""
    said: dict[str, Any] = {**request.args.to_dict(), **changed}
    return url_for(str(request.endpoint), **(request.view_args or {}), **said, _external=True)


def _link(rel: str, href: str, media: str = JSON) -> dict[str, str]:
    return {"rel": rel, "type": media, "href": href}


def _json(media: str = JSON, **said: Any) -> Response:
    return Response(current_app.json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=False), content_type=media)
