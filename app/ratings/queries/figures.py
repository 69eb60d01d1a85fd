"""The figures, asked of the invitations: within the reader's places, and narrower where one asks so. Reads only."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.cases.models import Case, CaseItem
from app.catalogue import queries as catalogue
from app.catalogue.models import Item, ItemVersion
from app.core.clock import SHANGHAI
from app.core.db import db
from app.core.period import Period
from app.core.scope import is_below
from app.ratings.models import Invitation, InvitedItem, Rating
from app.ratings.rules import Asked, Coverage, Level, Satisfaction, by_key, coverage_of, satisfaction_of

RATING = (Rating, Rating.invitation_id == Invitation.id)


def satisfaction(
    period: Period,
    *,
    place: str | None = None,
    team_id: UUID | None = None,
    grid_ids: Collection[UUID] | None = None,
) -> Satisfaction:
    """满意度 of the services completed in a period (anything with `from_on` and `to_on`): good, valid and invited.

    Narrowed to what stands at or below a place path, to a team, to some grids, as asked; the reader's own scope holds anyway.
    """
    return satisfaction_of(levels(Asked(period, place=place, team_id=team_id, grid_ids=grid_ids)).items())


def satisfaction_by_grid(period: Period, *, place: str | None = None) -> dict[UUID | None, Satisfaction]:
    """The same for each grid that had a service in the period, by the grid's id; None where no grid was known. For maps."""
    return _told_apart(Invitation.grid_id, Asked(period, place=place))


def satisfaction_by_path(period: Period) -> dict[str, Satisfaction]:
    """The same for each place path that had a service in the period: places are added up from them, whatever their level."""
    return _told_apart(Invitation.place_path, Asked(period))


def satisfaction_by_team(period: Period, *, place: str | None = None) -> dict[UUID | None, Satisfaction]:
    """The same for each team, by its id; None for what people did by themselves."""
    return _told_apart(Invitation.team_id, Asked(period, place=place))


def satisfaction_by_department(period: Period, *, place: str | None = None) -> dict[UUID, Satisfaction]:
    """The same for each department; a bundle counts for each of its departments, so these can't be added up."""
    return _told_apart(InvitedItem.department_id, Asked(period, place=place))


def satisfaction_by_item(period: Period, *, place: str | None = None) -> dict[str, Satisfaction]:
    """The same for each item, by its code; a bundle counts for each of its items, so these can't be added up."""
    return _told_apart(InvitedItem.item_code, Asked(period, place=place))


def levels(asked: Asked) -> Mapping[Level | None, int]:
    """How many services have which level, the best first; None: the unrated."""
    counted = sa.select(Invitation.level, sa.func.count()).where(*conditions(asked))
    rows = db.session.execute(counted.group_by(Invitation.level))
    found = {row[0]: row[1] for row in rows}
    return {level: found.get(level, 0) for level in (*Level, None)}


def coverage(period: Period) -> Coverage:
    """接入覆盖率 and 有评覆盖率: of the items that the catalogue has on the period's last day, and of their departments.

    An item can be rated when nobody who got it in the period was left without an invitation.
    """
    on_offer = {version.item.code: version.department_id for version in catalogue.items_on(period.to_on)}
    rated = sa.select(InvitedItem.item_code).join(Invitation).where(Invitation.level.is_not(None), *conditions(Asked(period)))
    return coverage_of(on_offer, left_out=_left_out(period), rated=set(db.session.scalars(rated.distinct())))


def conditions(asked: Asked) -> list[sa.ColumnElement[bool]]:
    """Which invitations are meant; one that was taken back counts only if it was answered."""
    found: list[sa.ColumnElement[bool]] = [
        Invitation.completed_on.between(asked.days.from_on, asked.days.to_on),
        sa.or_(Invitation.withdrawn_at.is_(None), Invitation.level.is_not(None)),
    ]
    if asked.place:
        found.append(is_below(Invitation.place_path, asked.place))
    if asked.team_id is not None:
        found.append(Invitation.team_id == asked.team_id)
    if asked.no_team:
        found.append(Invitation.team_id.is_(None))
    if asked.grid_ids is not None:
        found.append(Invitation.grid_id.in_(asked.grid_ids))
    return [*found, *_of_items(asked)]


def _of_items(asked: Asked) -> list[sa.ColumnElement[bool]]:
    wanted = []
    if asked.item_code is not None:
        wanted.append(InvitedItem.item_code == asked.item_code)
    if asked.department_id is not None:
        wanted.append(InvitedItem.department_id == asked.department_id)
    return [sa.exists().where(InvitedItem.invitation_id == Invitation.id, *wanted).correlate(Invitation)] if wanted else []


def _told_apart(column: Any, asked: Asked) -> dict[Any, Satisfaction]:
    if column.class_ is InvitedItem:
        counted = sa.select(column, Invitation.level, sa.func.count(Invitation.id.distinct()))
        counted = counted.join(InvitedItem, InvitedItem.invitation_id == Invitation.id)
    else:
        counted = sa.select(column, Invitation.level, sa.func.count())
    rows = db.session.execute(counted.where(*conditions(asked)).group_by(column, Invitation.level))
    return by_key((key, level, number) for key, level, number in rows)


def _left_out(period: Period) -> set[str]:
    """The items of cases that were completed in the period without an invitation: before there were ratings."""
    begins, ends = _midnight(period.from_on), _midnight(period.to_on + dt.timedelta(days=1))
    is_invited = sa.exists().where(Invitation.case_id == Case.id, Invitation.withdrawn_at.is_(None))
    codes = sa.select(Item.code).distinct().select_from(Case).join(CaseItem, CaseItem.case_id == Case.id)
    whole = codes.join(ItemVersion, ItemVersion.id == CaseItem.version_id).join(Item, Item.id == ItemVersion.item_id)
    return set(db.session.scalars(whole.where(Case.completed_at >= begins, Case.completed_at < ends, ~is_invited)))


def _midnight(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(), SHANGHAI)
