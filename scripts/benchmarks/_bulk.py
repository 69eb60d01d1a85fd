"""Rows by the ten thousand, drawn the same way every time."""

import random
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from app.core.db import Base, db

CHUNK = 10_000
Row = dict[str, Any]
Rows = Iterator[tuple[type[Base], Row]]


def insert(rows: Iterable[tuple[type[Base], Row]]) -> None:
    """In chunks, each table's rows together: what is pointed at stands before what points."""
    left, order = iter(rows), {table: rank for rank, table in enumerate(Base.metadata.sorted_tables)}
    while chunk := list(islice(left, CHUNK)):
        by_table: dict[sa.Table, list[Row]] = {}
        for model, row in chunk:
            by_table.setdefault(cast(sa.Table, model.__table__), []).append(row)
        for table in sorted(by_table, key=order.__getitem__):
            names = dict.fromkeys(name for row in by_table[table] for name in row)
            db.session.connection().execute(sa.insert(table), [names | row for row in by_table[table]])


def an_id(draw: random.Random) -> UUID:
    return UUID(int=draw.getrandbits(128), version=4)


def one_of(draw: random.Random, weighed: list[tuple[Any, int]]) -> Any:
    return draw.choices([value for value, _ in weighed], [weight for _, weight in weighed])[0]
