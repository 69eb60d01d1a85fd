"""What others ask about items. Reads only."""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.catalogue.models import Department, Item, ItemClass, ItemVersion, Variant
from app.catalogue.rules import BUSINESSES, Chip, Wanted
from app.catalogue.rules.refusals import ItemNotValid, ItemUnknown, VariantNeeded, VariantUnknown
from app.core.db import db

WHOLE = (
    joinedload(ItemVersion.item).joinedload(Item.item_class),
    joinedload(ItemVersion.department),
    selectinload(ItemVersion.variants),
    selectinload(ItemVersion.materials),
)


def item_on(code: str, *, on: dt.date, variant: str | None = None) -> tuple[ItemVersion, Variant | None]:
    """The version of an item that holds on a day, and its variant.

    Raises ItemUnknown, ItemNotValid, VariantUnknown, VariantNeeded.
    """
    found = db.session.scalar(_valid(on).join(ItemVersion.item).where(Item.code == code).options(*WHOLE))
    if found is None:
        if db.session.scalar(sa.select(Item.id).where(Item.code == code)) is None:
            raise ItemUnknown(code=code)
        raise ItemNotValid(code=code, on=on.isoformat())
    return found, _variant(found, code=code, variant=variant)


def items_on(on: dt.date) -> Sequence[ItemVersion]:
    """Every item's version that holds on a day, by code; variants and materials come with them."""
    return db.session.scalars(_valid(on).join(ItemVersion.item).options(*WHOLE).order_by(Item.code)).all()


def chips_of(version: ItemVersion) -> frozenset[Chip]:
    """What the list can be narrowed to that holds for this version."""
    holds = {
        Chip.VILLAGE: version.village_level,
        Chip.HOME: version.delivered_home,
        Chip.CROSS: version.cross_region is not None,
        Chip.BUSINESS: not BUSINESSES.isdisjoint(version.targets),
    }
    return frozenset(chip for chip, is_so in holds.items() if is_so)


def is_wanted(version: ItemVersion, wanted: Wanted) -> bool:
    """Whether a version belongs to what somebody looks for. Every word must be in the code, the name or the department's name."""
    words = wanted.text.casefold().split()
    told = f"{version.item.code} {version.name} {version.department.name} {version.body}".casefold()
    return (
        all(word in told for word in words)
        and wanted.class_code in {"", version.item.class_code}
        and wanted.department in {"", version.department.name}
        and wanted.chips <= chips_of(version)
    )


def item(code: str) -> Item:
    """An item with all its versions; raises ItemUnknown."""
    wanted = sa.select(Item).where(Item.code == code)
    found = db.session.scalar(wanted.options(joinedload(Item.item_class), selectinload(Item.versions)))
    if found is None:
        raise ItemUnknown(code=code)
    return found


def shown_version(item: Item, *, on: dt.date) -> ItemVersion:
    """The version to show of an item: the one that holds on the day, else the last."""
    valid = [one for one in item.versions if one.from_on <= on and (one.to_on is None or one.to_on >= on)]
    return version((valid or item.versions)[-1].id)


def version(version_id: UUID) -> ItemVersion:
    """A version with its materials and variants: what an open case began with. Raises NoResultFound."""
    return db.session.get_one(ItemVersion, version_id, options=WHOLE)


def names_on(on: dt.date) -> Mapping[str, str]:
    """Item code → its name on a day."""
    rows = db.session.execute(_valid(on).join(ItemVersion.item).with_only_columns(Item.code, ItemVersion.name))
    return {row.code: row.name for row in rows}


def classes() -> Sequence[ItemClass]:
    return db.session.scalars(sa.select(ItemClass).order_by(ItemClass.code)).all()


def departments() -> Sequence[Department]:
    return db.session.scalars(sa.select(Department).order_by(Department.name)).all()


def _valid(on: dt.date) -> sa.Select[ItemVersion]:
    return sa.select(ItemVersion).where(ItemVersion.from_on <= on, sa.or_(ItemVersion.to_on.is_(None), ItemVersion.to_on >= on))


def _variant(found: ItemVersion, *, code: str, variant: str | None) -> Variant | None:
    if variant is None:
        if found.variants:
            raise VariantNeeded(code=code, variants="、".join(one.code for one in found.variants))
        return None
    chosen = next((one for one in found.variants if one.code == variant), None)
    if chosen is None:
        raise VariantUnknown(code=code, variant=variant)
    return chosen
