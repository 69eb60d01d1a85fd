"""What an item is, as it comes from a list and goes into a version. Pure."""

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

from app.catalogue.rules.words import Handling, MaterialForm, Need
from app.core.errors import Refusal
from app.core.named import N_, Named


class Chip(Named):
    """What the list of items can be narrowed to."""

    VILLAGE = "village", N_("at village level")
    HOME = "home", N_("delivered home")
    CROSS = "cross", N_("cross-region")
    BUSINESS = "business", N_("for businesses")


BUSINESSES = frozenset({"企业", "个体工商户"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the list of items."""

    text: str = ""
    class_code: str = ""
    department: str = ""
    chips: frozenset[Chip] = frozenset()


@dataclass(frozen=True, slots=True)
class ClassFacts:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class MaterialFacts:
    """A material 材料 of an item or of one variant."""

    name: str
    form: MaterialForm
    source: str
    copies: int
    need: Need
    shareable: bool


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """A variant 业务办理项."""

    code: str
    name: str
    targets: tuple[str, ...]
    materials: tuple[MaterialFacts, ...]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """All that a version of an item says. Limits are a length and its unit as printed (工作日, 自然日, 小时)."""

    code: str
    class_code: str
    name: str
    department: str
    body: str
    handling: Handling
    statutory_length: int
    statutory_unit: str
    promised_length: int
    promised_unit: str
    targets: tuple[str, ...]
    proxy_modes: tuple[str, ...]
    village_level: bool
    delivered_home: bool
    cross_region: str | None
    is_permit: bool
    home_visit_needed: bool
    in_person_required: bool
    evidence: tuple[str, ...]
    notice_days: int | None
    fee: bool
    result: str
    visits_needed: int
    official_catalogue_code: str | None
    official_task_code: str | None
    note: str
    materials: tuple[MaterialFacts, ...]
    variants: tuple[VariantFacts, ...]


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that doesn't enter, and why."""

    row: int
    refusal: Refusal
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What a deed did, or would do."""

    added: int = 0
    changed: int = 0
    bundles_added: int = 0
    bundles_changed: int = 0


NOTHING = Counts()


def digest(facts: ItemFacts) -> str:
    """SHA-256 in hex of everything an item says: the same digest needs no new version."""
    text = json.dumps(dataclasses.asdict(facts), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class _OfVariant(Protocol):
    @property
    def variant_id(self) -> UUID | None: ...


Kept = TypeVar("Kept", bound=_OfVariant)


def required_materials(materials: Iterable[Kept], variant_id: UUID | None) -> list[Kept]:
    """The materials that an item asks for in one variant: the variant's own where it has any, else the item's."""
    there = list(materials)
    own = [material for material in there if variant_id is not None and material.variant_id == variant_id]
    return own or [material for material in there if material.variant_id is None]
