"""A bundle 一件事 as a list says it: steps in order, what each waits for, and what is brought once for all. Pure.

A step is an item of the catalogue, or something done elsewhere (a hospital, the police). Steps of the same `order` go side by
side; a step waits for those that its `after` names, or else for all of the next lower order.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from app.catalogue.rules.reading import choice, count, several, text, wrong
from app.catalogue.rules.refusals import FieldUnreadable

LONGEST_CODE, LONGEST_ITEM, LONGEST_NAME, LONGEST_BODY, LONGEST_APPLIES = 8, 32, 128, 64, 256
KINDS = {"item": True, "external": False}


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step. `item_code` is empty for what is done elsewhere; `after` are positions; `applies` says in words to whom."""

    position: int
    item_code: str
    name: str
    body: str
    after: tuple[int, ...]
    applies: str = ""


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """All that a version of a bundle says."""

    code: str
    name: str
    form: str
    note: str
    steps: tuple[StepFacts, ...]


class Sheet(Protocol):
    """A material of the catalogue, as far as these rules need it."""

    @property
    def name(self) -> str: ...
    @property
    def shareable(self) -> bool: ...


Material = TypeVar("Material", bound=Sheet)


def bundle(row: Any) -> BundleFacts:
    """Read a bundle of a list; raises WrongField."""
    rows = several(row, "shared_data_steps")
    if not rows:
        wrong("shared_data_steps", FieldUnreadable(name="shared_data_steps", value="[]"))
    orders = [count(one, "order", least=1) for one in rows]
    return BundleFacts(
        code=text(row, "code", LONGEST_CODE),
        name=text(row, "name", LONGEST_NAME),
        form=text(row, "form", LONGEST_NAME),
        note=text(row, "note", 4000, needed=False),
        steps=tuple(_step(one, position, orders) for position, one in enumerate(rows, start=1)),
    )


def bundle_digest(facts: BundleFacts) -> str:
    """SHA-256 in hex of everything a bundle says: the same digest needs no new version."""
    said = json.dumps(dataclasses.asdict(facts), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def brought_once(wanted: Iterable[tuple[int, Material]]) -> list[tuple[Material, list[int]]]:
    """(step, material) pairs: one that can be shared is brought once, with all the steps that use it."""
    kept: list[tuple[Material, list[int]]] = []
    for step, sheet in wanted:
        same = next((steps for other, steps in kept if sheet.shareable and other.shareable and other.name == sheet.name), None)
        if same is None:
            kept.append((sheet, [step]))
        elif step not in same:
            same.append(step)
    return kept


def shared_once(sheets: Iterable[Material]) -> list[Material]:
    """The papers of several items: one that can be shared is asked for once."""
    return [sheet for sheet, _ in brought_once(enumerate(sheets))]


def _step(row: Mapping[str, Any], position: int, orders: Sequence[int]) -> StepFacts:
    is_item = choice(row, "kind", KINDS)
    return StepFacts(
        position=position,
        item_code=text(row, "code", LONGEST_ITEM) if is_item else "",
        name="" if is_item else text(row, "name", LONGEST_NAME),
        body="" if is_item else text(row, "dept", LONGEST_BODY),
        after=_after(row, position, orders),
        applies=text(row, "applies", LONGEST_APPLIES, needed=False),
    )


def _after(row: Mapping[str, Any], position: int, orders: Sequence[int]) -> tuple[int, ...]:
    """Positions of the steps it waits for. Only lower orders can be waited for: so nothing waits in a circle."""
    own = orders[position - 1]
    said = row.get("after")
    if said is None:
        lower = [order for order in orders if order < own]
        said = [max(lower)] if lower else []
    if not isinstance(said, list) or any(type(one) is not int or one not in orders or one >= own for one in said):
        wrong("after", FieldUnreadable(name="after", value=str(said)[:40]))
    return tuple(at for at, order in enumerate(orders, start=1) if order in said)
