"""Fail-closed scope: rows that stand on the land can't be read until a door has said whose eyes are looking.

The scope lies in the session, not in the statement: only so do lazy loads, joins and counts obey it too.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NoReturn, TypeAlias

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, ORMExecuteState, mapped_column, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.base import ExecutableOption

from app.core.db import Base, db

PATH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")  # so that a prefix is a range of the index


class Scoped:
    """Mixin of every table whose rows stand somewhere: `C12/201/07/`, always ending in a slash."""

    place_path: Mapped[str] = mapped_column(PATH, index=True)


class ScopedTwice(Scoped):
    """Mixin of what two places may claim: a case on the border is seen by both until a person decides."""

    other_path: Mapped[str | None] = mapped_column(PATH, index=True)


@dataclass(frozen=True, slots=True)
class Places:
    """Everything below these paths."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Everywhere:
    """No limit, with the reason: sweeps, totals of the township, the command line."""

    why: str


Scope: TypeAlias = Places | Everywhere


class Unscoped(Exception):
    """A scoped table was read, and nobody has said in whose scope."""


@contextmanager
def looking(scope: Scope) -> Iterator[None]:
    """Read in this scope until the block ends. The identity map is emptied at both ends: `get` asks it before the database."""
    info = db.session().info
    before = info.get("scope")
    enter_scope(scope)
    try:
        yield
    finally:
        enter_scope(before)


def enter_scope(scope: Scope | None) -> None:
    """Read in this scope from here on: for `before_request`; elsewhere use `looking`."""
    db.session.expunge_all()
    db.session().info["scope"] = scope


@event.listens_for(db.session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    scope: Scope | None = state.session.info.get("scope")
    if isinstance(scope, Everywhere) or state.is_column_load or state.is_insert:
        return  # a column load refreshes a row that was let in before
    if _bypasses_criteria(state) and _touches_scoped(state.statement):
        raise Unscoped(f"write this through ORM entities: {state.statement}")
    state.statement = state.statement.options(_option(scope))


@lru_cache(maxsize=1024)
def _option(scope: Places | None) -> ExecutableOption:
    """One criterion for every scoped model; the bounds in its closure are bound parameters, so each statement compiles once.

    It propagates to loaders, for only so it narrows what a joined load brings along.
    """
    if scope is None:
        refused = sa.bindparam(None, callable_=_refuse, type_=sa.String())  # evaluated only if a scoped model is touched
        return _criterion(lambda model: model.place_path == refused)
    if not scope.paths:
        return _criterion(lambda _: sa.false())  # an empty closure would be taken for a literal
    bounds = tuple(sa.bindparam(None, bound, type_=PATH, unique=True) for place in scope.paths for bound in _range(place))
    return _criterion(lambda model: _is_within(model, bounds))


def _criterion(narrow: Callable[[Any], sa.ColumnElement[bool]]) -> ExecutableOption:
    return with_loader_criteria(Scoped, narrow, include_aliases=True, propagate_to_loaders=True)


def _bypasses_criteria(state: ORMExecuteState) -> bool:
    """Statements on bare tables, raw SQL and bulk updates by key silently ignore loader criteria."""
    return not state.is_orm_statement or bool(state.is_executemany) or state.is_from_statement


def _is_within(model: Any, bounds: Sequence[sa.BindParameter[str]]) -> sa.ColumnElement[bool]:
    paths = [model.place_path, model.other_path] if hasattr(model, "other_path") else [model.place_path]
    ranges = [sa.and_(path >= low, path < high) for path in paths for low, high in zip(bounds[::2], bounds[1::2], strict=True)]
    return sa.or_(sa.false(), *ranges)


def is_below(path: Any, place: str) -> sa.ColumnElement[bool]:
    """Whether a path lies at or below `place`, as a range of the index ("0" follows "/")."""
    low, high = _range(place)
    return sa.and_(path >= low, path < high)


def _range(place: str) -> tuple[str, str]:
    return place, place.removesuffix("/") + "0"


def _refuse() -> NoReturn:
    raise Unscoped("a scoped table was read without a scope: say `with looking(...)` at the door")


def _touches_scoped(statement: Any) -> bool:
    tables = {sa.inspect(model).local_table for model in _scoped_models()}
    return any(
        isinstance(element, sa.TextClause) or (isinstance(element, sa.Table) and element in tables)
        for element in visitors.iterate(statement)
    )


@cache
def _scoped_models() -> tuple[type[Any], ...]:
    """All scoped models; called first at the first statement, when every feature has been imported."""
    return tuple(m.class_ for m in Base.registry.mappers if issubclass(m.class_, Scoped))
