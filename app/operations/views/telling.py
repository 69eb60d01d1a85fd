"""A finding in words for people, and as values for machines."""

import datetime as dt

from flask_babel import gettext

from app.core.words import moment, size, span
from app.operations.rules import Finding, Size


def told(line: Finding) -> str:
    """What was seen, in the reader's language."""
    words = {name: _word(fact) for name, fact in line.facts.items()}
    return str(gettext(line.says, **words) if words else gettext(line.says))


def as_facts(line: Finding) -> dict[str, object]:
    """The facts of a line as JSON can hold them: bytes, seconds, ISO instants."""
    return {name: _value(fact) for name, fact in line.facts.items()}


def _word(fact: object) -> object:
    if isinstance(fact, Size):
        return size(fact)
    if isinstance(fact, dt.timedelta):
        return span(fact)
    return moment(fact) if isinstance(fact, dt.datetime) else fact


def _value(fact: object) -> object:
    if isinstance(fact, dt.timedelta):
        return fact.total_seconds()
    return fact.isoformat() if isinstance(fact, dt.datetime) else fact
