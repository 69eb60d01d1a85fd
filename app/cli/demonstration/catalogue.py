"""What the other generators need to know of the catalogue's sample list of 63 items."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ITEMS_JSON = Path(__file__).parents[2] / "catalogue" / "data" / "items.json"
WORKDAY = "工作日"


@dataclass(frozen=True, slots=True)
class Item:
    """An item 事项, as far as points and cases ask. `workdays` is the promised limit, nothing when it counts natural days."""

    code: str
    department: str
    is_village_level: bool
    workdays: int | None
    variants: tuple[str, ...]


@cache
def items() -> Mapping[str, Item]:
    """By code, in the order of the list."""
    return {row["code"]: item(row) for row in json.loads(ITEMS_JSON.read_text(encoding="utf-8"))["items"]}


def item(row: Mapping[str, object]) -> Item:
    listed = row.get("variants") or []
    variants = tuple(str(variant["code"]) for variant in listed) if isinstance(listed, list) else ()
    workdays = int(str(row["promised_limit"])) if row["promised_unit"] == WORKDAY else None
    return Item(str(row["code"]), str(row["counter_dept"]), bool(row["village_level"]), workdays, variants)


@cache
def counter_departments() -> tuple[str, ...]:
    return tuple(json.loads(ITEMS_JSON.read_text(encoding="utf-8"))["counter_departments"])
