"""What the keys of the dimensions are called, and the order in which a report lists them. Reads only."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Person
from app.cases.rules import Intake, Mode
from app.catalogue.models import Department, Item, ItemClass, ItemVersion
from app.core.db import db
from app.core.named import Named
from app.ledger.rules import Dimension, Line
from app.posts.models import Team
from app.territory.models import Division, Grid, GridVersion

LABELLED: Mapping[Dimension, type[Named]] = {Dimension.MODE: Mode, Dimension.INTAKE: Intake}


def name_of(dimension: Dimension, key: str | None) -> str:
    """The name of a dimension's key; empty when it isn't known."""
    return names_of(dimension).get(key or None, key or "")


def names_of(by: Dimension) -> dict[str | None, str]:
    """Names of the dimension's keys, in the order in which a report lists them."""
    asked: Mapping[Dimension, Any] = {
        Dimension.TEAM: sa.select(Team.id, Team.name).order_by(Team.place_path),
        Dimension.WORKER: sa.select(Person.id, Person.name).order_by(Person.sign_in_name),
        Dimension.ITEM: sa.select(Item.code, ItemVersion.name)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .order_by(Item.code, ItemVersion.number),
        Dimension.CLASS: sa.select(ItemClass.code, ItemClass.name).order_by(ItemClass.code),
        Dimension.DEPARTMENT: sa.select(Department.id, Department.name).order_by(Department.name),
        Dimension.VILLAGE: sa.select(Division.code, Division.short_name).order_by(Division.code),
        Dimension.GRID: sa.select(Grid.code, GridVersion.name)
        .join(GridVersion, GridVersion.grid_id == Grid.id)
        .order_by(Grid.code, GridVersion.number),
    }
    asked = {**asked, Dimension.GRID_NOW: asked[Dimension.GRID]}
    if by in LABELLED:
        return {member.value: member.label for member in LABELLED[by]}
    if by not in asked:
        return {}
    return {str(key): name for key, name in db.session.execute(asked[by])}


def in_order(lines: Iterable[Line], by: Dimension) -> list[Line]:
    """Lines of several totals as a report lists them: teams and villages by place, items by code, months by date."""
    return sorted(lines, key=listed(by, names_of(by)))


def listed(by: Dimension, names: Mapping[str | None, str]) -> Callable[[Line], tuple[bool, int, str]]:
    """In the order in which the names were listed; what has no name after them, what is not known last."""
    rank = {key: place for place, key in enumerate(names)}
    return lambda line: (line.key is None, rank.get(line.key, len(rank)), line.key or "")
