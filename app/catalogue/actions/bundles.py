"""Putting bundles, each change a new dated version; a part of the deed that puts a list."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.catalogue.models import Bundle, BundleStep, BundleVersion
from app.catalogue.rules import BundleFacts, RowFault, bundle_digest
from app.catalogue.rules.refusals import BundleBeforeLastVersion, ItemUnknown
from app.core.db import db

DAY = dt.timedelta(days=1)


def bundle_difference(bundles: Sequence[BundleFacts]) -> tuple[int, int]:
    """How many of these would be added, and how many changed."""
    there = _there()
    added = sum(facts.code not in there for facts in bundles)
    same = sum(facts.code in there and there[facts.code].versions[-1].digest == bundle_digest(facts) for facts in bundles)
    return added, len(bundles) - added - same


def unknown_items(bundles: Sequence[BundleFacts], *, known: Collection[str]) -> Mapping[str, RowFault]:
    """The bundles, by code, with a step whose item nobody knows."""
    faults: dict[str, RowFault] = {}
    for number, facts in enumerate(bundles, 1):
        strange = next((step.item_code for step in facts.steps if step.item_code and step.item_code not in known), None)
        if strange is not None:
            faults[facts.code] = RowFault(number, ItemUnknown(code=strange), "bundles.code")
    return faults


def put_bundles(bundles: Sequence[BundleFacts], *, from_on: dt.date) -> None:
    """Raises BundleBeforeLastVersion."""
    there = _there()
    for facts in bundles:
        _put(facts, there.get(facts.code), from_on=from_on)


def _there() -> Mapping[str, Bundle]:
    return {one.code: one for one in db.session.scalars(sa.select(Bundle).options(selectinload(Bundle.versions)))}


def _put(facts: BundleFacts, bundle: Bundle | None, *, from_on: dt.date) -> None:
    if bundle is None:
        bundle = Bundle(code=facts.code)
        db.session.add(bundle)
    last = bundle.versions[-1] if bundle.versions else None
    if last is not None and last.digest == bundle_digest(facts):
        return
    if last is not None and from_on < last.from_on:
        raise BundleBeforeLastVersion(code=facts.code, from_on=last.from_on.isoformat())
    if last is not None:
        last.to_on = from_on - DAY
    version = BundleVersion(
        number=last.number + 1 if last else 1,
        from_on=from_on,
        name=facts.name,
        form=facts.form,
        note=facts.note,
        digest=bundle_digest(facts),
    )
    for step in facts.steps:
        version.steps.append(
            BundleStep(
                position=step.position,
                item_code=step.item_code or None,
                name=step.name,
                body=step.body,
                after=list(step.after),
                applies=step.applies,
            )
        )
    bundle.versions.append(version)
