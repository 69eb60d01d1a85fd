"""Deeds of the catalogue: putting a list of items, each change a new dated version."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.accounts.rules import Deed
from app.catalogue.actions.bundles import bundle_difference, put_bundles, unknown_items
from app.catalogue.models import Department, Item, ItemClass, ItemVersion, Material, Variant
from app.catalogue.rules import NOTHING, ClassFacts, Counts, ItemFacts, Listing, MaterialFacts, bundle_digest, digest, parse
from app.catalogue.rules.refusals import BeforeLastVersion, StrictlyRefused
from app.core import journal
from app.core.db import db
from app.core.errors import Refusal
from app.core.stamp import Stamp

CATALOGUE = UUID(int=1)  # the journal's subject of what concerns the catalogue as a whole
DAY = dt.timedelta(days=1)
NOT_ON_THE_VERSION = {"code", "class_code", "department", "materials", "variants"}


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do; with `refusal` it did nothing, and that is why."""

    listing: Listing
    counts: Counts = NOTHING
    refusal: Refusal | None = None


def put_items(listing: Listing, *, from_on: dt.date, stamp: Stamp) -> Counts:
    """Add items and bundles, and versions from a day on of those that changed; one deed. What a list doesn't name stays.

    Raises BeforeLastVersion, BundleBeforeLastVersion.
    """
    counts = difference(listing)
    body: dict[str, object] = {"items": {facts.code: digest(facts) for facts in listing.items}, "from_on": from_on.isoformat()}
    if listing.bundles:
        body["bundles"] = {facts.code: bundle_digest(facts) for facts in listing.bundles}
    facts_of_deed = {"read": listing.read, "added": counts.added, "changed": counts.changed}
    if not journal.enter(Deed.MANAGE_CATALOGUE, subject=CATALOGUE, body=body, stamp=stamp, facts=facts_of_deed):
        return NOTHING
    _put_classes(listing.classes)
    departments = _put_departments(listing.departments)
    there = _items_there()
    for facts in listing.items:
        _put(facts, there.get(facts.code), department_id=departments[facts.department], from_on=from_on)
    put_bundles(listing.bundles, from_on=from_on)
    db.session.flush()
    return counts


def import_items(content: bytes, *, from_on: dt.date, stamp: Stamp, dry_run: bool = False, strict: bool = False) -> Report:
    """Put the good items of a file; raises NotAList and BeforeLastVersion. With `strict` any fault refuses all."""
    listing = _with_known_steps(parse(content))
    if strict and listing.faults:
        return Report(listing, refusal=StrictlyRefused(count=len(listing.faults)))
    if dry_run or not (listing.items or listing.bundles):
        return Report(listing, difference(listing))
    return Report(listing, put_items(listing, from_on=from_on, stamp=stamp))


def difference(listing: Listing) -> Counts:
    """What putting this list would do."""
    items, there = listing.items, _items_there()
    added = sum(facts.code not in there for facts in items)
    same = sum(facts.code in there and there[facts.code].versions[-1].digest == digest(facts) for facts in items)
    bundles_added, bundles_changed = bundle_difference(listing.bundles)
    changed = len(items) - added - same
    return Counts(added=added, changed=changed, bundles_added=bundles_added, bundles_changed=bundles_changed)


def _with_known_steps(listing: Listing) -> Listing:
    """The list without the bundles that name an item which is neither in it nor in the catalogue."""
    known = {facts.code for facts in listing.items} | set(_items_there())
    faults = unknown_items(listing.bundles, known=known)
    good = tuple(facts for facts in listing.bundles if facts.code not in faults)
    return dataclasses.replace(listing, bundles=good, refused_bundles=listing.refused_bundles + tuple(faults.values()))


def _items_there() -> Mapping[str, Item]:
    return {item.code: item for item in db.session.scalars(sa.select(Item).options(selectinload(Item.versions)))}


def _put_classes(classes: Sequence[ClassFacts]) -> None:
    for one in classes:
        db.session.merge(ItemClass(code=one.code, name=one.name))
    db.session.flush()


def _put_departments(names: Sequence[str]) -> Mapping[str, UUID]:
    there = {department.name: department.id for department in db.session.scalars(sa.select(Department))}
    new = [Department(name=name) for name in names if name not in there]
    db.session.add_all(new)
    db.session.flush()
    return there | {department.name: department.id for department in new}


def _put(facts: ItemFacts, item: Item | None, *, department_id: UUID, from_on: dt.date) -> None:
    if item is None:
        item = Item(code=facts.code, class_code=facts.class_code)
        db.session.add(item)
    item.class_code = facts.class_code
    last = item.versions[-1] if item.versions else None
    if last is not None and last.digest == digest(facts):
        return
    if last is not None and from_on < last.from_on:
        raise BeforeLastVersion(code=facts.code, from_on=last.from_on.isoformat())
    if last is not None:
        last.to_on = from_on - DAY  # a version that is replaced on its first day was never in force, and is kept all the same
    said = {field.name: getattr(facts, field.name) for field in dataclasses.fields(facts) if field.name not in NOT_ON_THE_VERSION}
    lists = {name: list(said[name]) for name in ("targets", "proxy_modes", "evidence")}
    number = last.number + 1 if last else 1
    team_limits = dict(last.team_limits) if last else {}
    version = ItemVersion(
        **said | lists, number=number, from_on=from_on, department_id=department_id, digest=digest(facts), team_limits=team_limits
    )
    item.versions.append(version)
    _fill(version, facts)


def _fill(version: ItemVersion, facts: ItemFacts) -> None:
    """Materials are numbered through the whole version, the item's own first: a position names one of them in every variant."""
    for variant in facts.variants:
        version.variants.append(Variant(code=variant.code, name=variant.name, targets=list(variant.targets)))
    db.session.flush()
    own = {variant.code: variant.id for variant in version.variants}
    rows: list[tuple[UUID | None, MaterialFacts]] = [(None, material) for material in facts.materials]
    rows += [(own[variant.code], material) for variant in facts.variants for material in variant.materials]
    for position, (variant_id, material) in enumerate(rows, 1):
        version.materials.append(Material(variant_id=variant_id, position=position, **dataclasses.asdict(material)))
