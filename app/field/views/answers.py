"""How the phone's JSON deeds are read and answered: what was done with its id echoed, or what to mend at which field."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

from flask import Response, jsonify, request

from app.core.errors import Refusal
from app.core.pages import sentence
from app.field.rules import NotOneDeed

Answer = Response | tuple[Response, int]
P = ParamSpec("P")


def json_deed(view: Callable[P, Answer]) -> Callable[P, Answer]:
    """Answer refusals as `{"code", "message", "field", "errors": {field: sentence}}`: the page shows each at its field."""

    @wraps(view)
    def answered(*args: P.args, **facts: P.kwargs) -> Answer:
        try:
            return view(*args, **facts)
        except Refusal as refusal:
            return refused(refusal)

    return answered


def refused(refusal: Refusal) -> tuple[Response, int]:
    text = sentence(refusal)
    errors = {refusal.field: text} if refusal.field else {}
    return jsonify(code=refusal.code, message=text, field=refusal.field, errors=errors), refusal.status


def said() -> Mapping[str, Any]:
    """The one JSON object that was sent."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise NotOneDeed
    return body


def done(event_id: UUID, *, next_url: str, is_replay: bool, **more: object) -> Response:
    """A deed that is in the journal: its id comes back, and only then the phone says "sent"."""
    return jsonify(event_id=str(event_id), next=next_url, replay=is_replay, **more)
