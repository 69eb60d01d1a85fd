"""What a database holds, counted: the same questions before a backup and after its restore."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa

from app.core.installation import Installation
from app.core.seals import JournalSeal

Figures: TypeAlias = Callable[[sa.Connection], Mapping[str, int]]  # totals that must come out the same, from a feature above
OF_THE_MACHINE = frozenset({"alembic_version", "installation", "lease", "job_run"})  # rows that say nothing of the work


@dataclass(frozen=True, slots=True)
class Facts:
    """A database in numbers. `seal` is the number and digest of the journal's last seal."""

    installation: str
    revision: str
    tables: Mapping[str, int]
    figures: Mapping[str, int]
    seal: tuple[int, str] | None

    @property
    def rows(self) -> int:
        return sum(count for name, count in self.tables.items() if name not in OF_THE_MACHINE)


def facts_of(connection: sa.Connection, figures: Figures) -> Facts:
    """Count; raises sqlalchemy's errors where the tables aren't ours."""
    names = sorted(sa.inspect(connection).get_table_names())
    counts = {name: _count(connection, name) for name in names}
    seal: Any = connection.execute(
        sa.select(JournalSeal.number, JournalSeal.digest).order_by(JournalSeal.number.desc()).limit(1)
    ).one_or_none()
    return Facts(
        installation=str(connection.scalar(sa.select(Installation.id))),
        revision=str(connection.scalar(sa.text("SELECT version_num FROM alembic_version"))),
        tables=counts,
        figures=dict(figures(connection)),
        seal=(seal.number, seal.digest) if seal else None,
    )


def differences(written: Facts, found: Facts) -> list[str]:
    """What came out otherwise, named: tables, totals, the seal."""
    pairs = [
        ("installation", written.installation, found.installation),
        ("revision", written.revision, found.revision),
        ("seal", written.seal, found.seal),
        *_by_name(written.tables, found.tables),
        *_by_name(written.figures, found.figures),
    ]
    return [f"{name} {was} → {is_now}" for name, was, is_now in pairs if was != is_now]


def _by_name(written: Mapping[str, int], found: Mapping[str, int]) -> list[tuple[str, int | None, int | None]]:
    return [(name, written.get(name), found.get(name)) for name in sorted({*written, *found})]


def _count(connection: sa.Connection, name: str) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0
