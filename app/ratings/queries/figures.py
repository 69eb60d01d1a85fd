"""The figures, asked of the invitations: within the reader's places, and narrower where one asks so. Reads only."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.cases.models import Case, CaseItem
from app.catalogue import queries as catalogue
from app.catalogue.models import Item, ItemVersion
from app.core.clock import SHANGHAI
from app.core.db import NOBODY, db
from app.core.period import Period
from app.core.scope import is_below
from app.ratings.models import UNRATED, Invitation, InvitedItem, InvitedMonth, Rating
from app.ratings.rules import Asked, Coverage, Level, Satisfaction, by_key, coverage_of, satisfaction_of

MONTH = sa.extract("year", Invitation.completed_on) * 100 + sa.extract("month", Invitation.completed_on)
COUNTS = sa.or_(Invitation.withdrawn_at.is_(None), Invitation.level.is_not(None))
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
    counted = _by_month(Asked(period), (Invitation.place_path, InvitedMonth.place_path))
    return by_key((path, level, number) for (path, level), number in counted.items())


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
    found = _by_month(asked)
    return {level: found[None, level] for level in (*Level, None)}


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
        COUNTS,
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


def _by_month(asked: Asked, key: tuple[Any, Any] | None = None) -> Counter[tuple[Any, Level | None]]:
    """(key, level): number. Whole months by their numbers, the days at the ends by their invitations.

    `key`: a column of the invitations and the same one of the months. What the months don't tell apart is asked of the
    invitations.
    """
    of_invitation, of_month = key or (sa.literal(None), sa.literal(None))
    is_kept = asked == Asked(asked.days, place=asked.place, team_id=asked.team_id, no_team=asked.no_team)
    months, ends = asked.days.months_and_days() if is_kept else (None, (asked.days,))
    found = Counter[tuple[Any, Level | None]]()
    for days in ends:
        rows = sa.select(of_invitation, Invitation.level, sa.func.count()).where(*conditions(replace(asked, days=days)))
        for value, level, number in db.session.execute(rows.group_by(*([of_invitation] if key else []), Invitation.level)):
            found[value, level] += number
    if months:
        rows = sa.select(of_month, InvitedMonth.answer, sa.func.sum(InvitedMonth.number)).where(*_in_months(months, asked))
        for value, answer, number in db.session.execute(rows.group_by(*([of_month] if key else []), InvitedMonth.answer)):
            found[value, None if answer == UNRATED else Level(answer)] += int(number)
    return found


def _in_months(months: tuple[int, int], asked: Asked) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [InvitedMonth.month.between(*months), InvitedMonth.number != 0]
    if asked.place:
        found.append(is_below(InvitedMonth.place_path, asked.place))
    if asked.team_id is not None or asked.no_team:
        found.append(InvitedMonth.team_id == (asked.team_id or NOBODY))
    return found


def months_amiss() -> list[int]:
    """The months whose kept numbers aren't those of their invitations: for the nightly check. Empty when all is well."""
    answer = sa.func.coalesce(sa.cast(Invitation.level, sa.String), UNRATED)
    place = (Invitation.place_path, sa.func.coalesce(Invitation.other_path, ""))
    invited = sa.select(MONTH.label("month"), Invitation.team_id, answer, *place, sa.literal(1).label("number"))
    team = sa.case((InvitedMonth.team_id == NOBODY, None), else_=InvitedMonth.team_id)
    kept = sa.select(
        InvitedMonth.month, team, InvitedMonth.answer, InvitedMonth.place_path, InvitedMonth.other_path, -InvitedMonth.number
    )
    both = sa.union_all(invited.where(COUNTS), kept).subquery()
    off = sa.select(both.c.month).group_by(*list(both.c)[:5]).having(sa.func.sum(both.c.number) != 0)
    return sorted({int(number) for number in db.session.scalars(off)})


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
