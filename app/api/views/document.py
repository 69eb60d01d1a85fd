"""The machine interface described (OpenAPI 3.1), from the application's own routes and enumerations: it can't tell of others."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.routing import Rule

from app.cases.rules import Intake, Mode, Move, Outcome, PaperState, Stage
from app.core.named import Named
from app.visits.rules import BY_PEOPLE, EvidenceKind, Relation, WhyBack

_PARAMETER = {"name": "number", "in": "path", "required": True, "schema": {"type": "string"}}
_EVENT = {
    "event_id": {"type": "string", "format": "uuid", "description": "made by the sender; sent again, it changes nothing"},
    "at": {"type": "string", "format": "date-time", "description": "when it happened, with its zone"},
}


def document(rules: Iterable[Rule]) -> dict[str, Any]:
    """The description of these routes."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(rules, key=str):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            address = str(rule).replace("<", "{").replace(">", "}")
            paths.setdefault(address, {})[method.lower()] = _operation(rule, method)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Daiban",
            "version": "1",
            "description": "Sign in at /sign-in; each POST carries the sign-in's CSRF token as X-CSRFToken.",
        },
        "paths": paths,
        "components": {
            "schemas": _SCHEMAS,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "session"}},
        },
        "security": [{"session": []}],
    }


def _operation(rule: Rule, method: str) -> dict[str, Any]:
    name = rule.endpoint.removeprefix("api.")
    good, schema = _ANSWERS[name]
    operation: dict[str, Any] = {
        "operationId": name,
        "responses": {
            str(good): {"description": "done", "content": _json(schema)},
            "default": {"description": "refused, and nothing changed", "content": _json("Refusal")},
        },
    }
    if "number" in rule.arguments:
        operation["parameters"] = [_PARAMETER]
    if method == "POST":
        operation["requestBody"] = {"required": True, "content": _json(_BODIES[name])}
    return operation


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _choice(kind: type[Named]) -> dict[str, Any]:
    return {"type": "string", "enum": [member.value for member in kind]}


def _object(properties: Mapping[str, Any], *, required: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(required)}


_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_PAPERS = {"type": "object", "additionalProperties": _choice(PaperState), "description": "by position, from 1"}
_OPENED = {
    "number": _TEXT,
    "tracking": _TEXT,
    "stage": _choice(Stage),
    "grid": _MAYBE,
    "team": _MAYBE,
    "worker": _MAYBE,
    "due_on": {"type": ["string", "null"], "format": "date"},
    "provisional": {"type": "boolean"},
    "why": {"type": "array", "items": _TEXT},
    "id": {"type": "string", "format": "uuid"},
}
_LIST = {"type": "array", "items": {"type": "object"}}
_PICTURE = _object(
    {
        "kind": {"type": "string", "enum": [EvidenceKind.PHOTO.value, EvidenceKind.SIGNATURE.value]},
        "data": {"type": "string", "contentEncoding": "base64"},
    },
    required=("kind", "data"),
)
_SCHEMAS: Mapping[str, Any] = {
    "Opening": _object(
        {
            **_EVENT,
            "household": {"type": "string", "description": "the household's code"},
            "town": _TEXT,
            "item": _TEXT,
            "variant": _MAYBE,
            "items": {"type": "array", "items": _object({"item": _TEXT, "variant": _MAYBE}, required=("item",))},
            "bundle": {"type": ["string", "null"], "description": "a bundle's code; without items all of its steps"},
            "mode": _choice(Mode),
            "intake": _choice(Intake),
            "applicant": {"type": ["string", "null"], "format": "uuid"},
            "complete_papers": {"type": "boolean", "default": True},
            "papers": _PAPERS,
            "note": _TEXT,
            "outside_system": _MAYBE,
            "outside_number": _MAYBE,
            "another": {"type": "boolean", "description": "it is not the case that it looks like"},
        },
        required=("event_id", "at", "household"),
    ),
    "Opened": _object(_OPENED, required=tuple(_OPENED)),
    "Case": _object(
        {
            **_OPENED,
            "items": _LIST,
            "papers": _LIST,
            "events": _LIST,
            "clocks": _LIST,
            "certificates": {**_LIST, "description": "what is brought home, by the item's position, and where each is"},
            "version": {"type": "integer"},
        },
        required=("number", "stage"),
    ),
    "Move": _object(
        {
            **_EVENT,
            "move": _choice(Move),
            "reason": _TEXT,
            "papers": _PAPERS,
            "missing": {"type": "array", "items": {"type": "integer"}},
            "given_back": {"type": ["boolean", "array"], "items": {"type": "integer"}},
            "to": _TEXT,
            "team": {"type": ["string", "null"], "format": "uuid"},
            "person": {"type": ["string", "null"], "format": "uuid"},
            "grid": {"type": ["string", "null"], "format": "uuid"},
            "outcome": _choice(Outcome),
            "note": _TEXT,
            "late_reason": _TEXT,
        },
        required=("event_id", "at", "move"),
    ),
    "Delivery": _object(
        {
            **_EVENT,
            "step": {"type": "string", "enum": [step.value for step in BY_PEOPLE]},
            "item": {"type": ["integer", "null"], "description": "its position in the case; the first that waits for this step"},
            "relation": _choice(Relation),
            "signer": {"type": "string", "description": "not needed for the person themselves"},
            "witness": _TEXT,
            "photos": {"type": "array", "items": _PICTURE},
            "why": _choice(WhyBack),
            "reason": _TEXT,
            "note": _TEXT,
        },
        required=("event_id", "at", "step"),
    ),
    "Refusal": _object({"code": _TEXT, "message": _TEXT, "field": _MAYBE}, required=("code", "message")),
    "Document": {"type": "object"},
}
_BODIES = {"open_case": "Opening", "move": "Move", "deliver": "Delivery"}
_ANSWERS = {
    "open_case": (201, "Opened"),
    "show": (200, "Case"),
    "move": (200, "Case"),
    "deliver": (200, "Case"),
    "openapi": (200, "Document"),
}
