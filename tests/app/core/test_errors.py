"""Refusals: each sentence is said once, at the place where it belongs."""

from collections import defaultdict
from collections.abc import Iterator

import app.factory
from app.core.errors import InField, Refusal


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for one in kind.__subclasses__():
        yield one
        yield from refusals(one)


def test_no_two_refusals_say_the_same() -> None:
    """Who needs another field or code inherits the sentence."""
    assert app.factory.BLUEPRINTS, "every feature is loaded"
    said = defaultdict(set)
    for one in refusals():
        if "says" in vars(one) and one.__module__.startswith("app."):
            said[one.says].add(f"{one.__module__}.{one.__name__}")
    assert {text: names for text, names in said.items() if len(names) > 1} == {}


def test_a_refusal_of_one_of_several_fields_names_it() -> None:
    assert InField(field="name").field == "name"
    assert InField().field is None
