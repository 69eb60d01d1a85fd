"""What a form of opening asks for: "CODE", "CODE|VARIANT", or "bundle:CODE" with the steps that apply; and its papers."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import app.catalogue.queries as catalogue
from app.cases import queries
from app.cases.rules import LikelyDuplicate, shared_once
from app.catalogue.queries import StepNow
from app.catalogue.rules import required_materials
from app.core import clock
from app.core.errors import Refusal

BUNDLE = "bundle:"


def bundle_of(item: str) -> str:
    """The bundle's code, or nothing."""
    return item.removeprefix(BUNDLE) if item.startswith(BUNDLE) else ""


@contextmanager
def told_at_item() -> Iterator[None]:
    """A refusal of the variant or the bundle names `item`: a form asks for all three in this one list, and shows it there."""
    try:
        yield
    except Refusal as refusal:
        if refusal.field in {"variant", "bundle"}:
            refusal.field = "item"
        raise


def steps_of(item: str) -> Sequence[StepNow]:
    """The steps of the chosen bundle, as they are today; none for a single item."""
    today = clock.today()
    try:
        return catalogue.steps_on(catalogue.bundle_on(bundle_of(item), on=today), on=today) if bundle_of(item) else ()
    except Refusal:
        return ()


def items_of_steps(item: str, chosen: Sequence[str]) -> list[str]:
    """The codes of the ticked steps; of all of them when none is ticked."""
    there = [step.step.item_code for step in steps_of(item) if step.item and step.step.item_code]
    return [code for code in there if not chosen or code in chosen]


def look_for_duplicates(household_id: UUID, asked: Mapping[str, Any], *, on: dt.date) -> None:
    """Raise LikelyDuplicate where the household has such a case already. `asked`: as `rules.opening_said` reads it."""
    codes = [one.item_code for one in asked["items"]] or items_of_steps(f"{BUNDLE}{asked['bundle_code'] or ''}", [])
    found = queries.likely_duplicates(household_id, codes, on)
    if found:
        raise LikelyDuplicate(numbers="、".join(case.number for case in found))


def sheets_of(item: str, chosen: Sequence[str]) -> list[tuple[int, Any]]:
    """The papers with their positions in the case, each shared one once; none for what can't be had."""
    codes = items_of_steps(item, chosen) if bundle_of(item) else [item]
    try:
        wanted = [material for code in codes for material in _materials(code)]
    except Refusal:
        return []
    return list(enumerate(shared_once(wanted), start=1))


def _materials(item: str) -> list[Any]:
    code, _, variant = item.partition("|")
    version, chosen = catalogue.item_on(code, on=clock.today(), variant=variant or None)
    return required_materials(version.materials, chosen.id if chosen else None)
