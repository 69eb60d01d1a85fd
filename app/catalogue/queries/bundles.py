"""What others ask about bundles. Reads only."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.catalogue.models import Bundle, BundleStep, BundleVersion, ItemVersion, Material
from app.catalogue.queries.items import items_on
from app.catalogue.rules import brought_once, required_materials
from app.catalogue.rules.refusals import BundleUnknown
from app.core.db import db

WHOLE = (joinedload(BundleVersion.bundle), selectinload(BundleVersion.steps))


@dataclass(frozen=True, slots=True)
class StepNow:
    """A step with the item's version of the day; None for what is done elsewhere, or when the item is not valid."""

    step: BundleStep
    item: ItemVersion | None

    @property
    def name(self) -> str:
        return self.item.name if self.item else self.step.name or self.step.item_code or ""

    @property
    def body(self) -> str:
        return self.item.body if self.item else self.step.body


def bundles_on(on: dt.date) -> Sequence[BundleVersion]:
    """Every bundle's version that holds on a day, by code."""
    found = _valid(on).join(BundleVersion.bundle).options(*WHOLE).order_by(Bundle.code)
    return db.session.scalars(found).all()


def bundle_on(code: str, *, on: dt.date) -> BundleVersion:
    """The version of a bundle that holds on a day; raises BundleUnknown."""
    found = db.session.scalar(_valid(on).join(BundleVersion.bundle).where(Bundle.code == code).options(*WHOLE))
    if found is None:
        raise BundleUnknown(code=code)
    return found


def bundle(code: str) -> Bundle:
    """A bundle with all its versions; raises NoResultFound."""
    return db.session.scalars(sa.select(Bundle).where(Bundle.code == code).options(selectinload(Bundle.versions))).one()


def shown_bundle(code: str, *, on: dt.date) -> BundleVersion:
    """The version to show: the one that holds on the day, else the last; raises NoResultFound."""
    versions = bundle(code).versions
    valid = [one for one in versions if one.from_on <= on and (one.to_on is None or one.to_on >= on)]
    return db.session.get_one(BundleVersion, (valid or versions)[-1].id, options=WHOLE)


def steps_on(version: BundleVersion, *, on: dt.date) -> Sequence[StepNow]:
    """The steps, each with its item as it is on a day."""
    return _steps(version, _by_code(on))


def bundles_with_steps(on: dt.date) -> Sequence[tuple[BundleVersion, Sequence[StepNow]]]:
    """Every bundle of a day with its steps, as `steps_on`."""
    items = _by_code(on)
    return [(version, _steps(version, items)) for version in bundles_on(on)]


def papers_once(steps: Sequence[StepNow]) -> list[tuple[Material, list[int]]]:
    """What is brought for all these steps, each shared paper once, with the positions of the steps that use it."""
    return brought_once(
        (one.step.position, material) for one in steps if one.item for material in required_materials(one.item.materials, None)
    )


def _by_code(on: dt.date) -> Mapping[str, ItemVersion]:
    return {item.item.code: item for item in items_on(on)}


def _steps(version: BundleVersion, items: Mapping[str, ItemVersion]) -> Sequence[StepNow]:
    return [StepNow(step, items.get(step.item_code or "")) for step in version.steps]


def _valid(on: dt.date) -> sa.Select[BundleVersion]:
    until = sa.or_(BundleVersion.to_on.is_(None), BundleVersion.to_on >= on)
    return sa.select(BundleVersion).where(BundleVersion.from_on <= on, until)
