"""The walls: triggers by which the database itself refuses to change or delete what was entered.

The migrations build them. A table that SQLite rebuilds in a later migration loses its triggers silently, and whoever owns the
database can drop them: so the audit asks whether each still stands.
"""

import sqlalchemy as sa

from app.core.db import db

WALLS: dict[str, tuple[str, ...]] = {
    "journal": ("journal_waits", "journal_no_update", "journal_no_delete"),
    "journal_seal": ("journal_seal_no_update", "journal_seal_no_delete"),
    "sealed_entry": ("sealed_entry_no_update", "sealed_entry_no_delete"),
    "case_event": ("case_event_no_update", "case_event_no_delete"),
    "ledger_entry": ("ledger_entry_no_update", "ledger_entry_no_delete"),
    "ledger_beneficiary": ("ledger_beneficiary_no_update", "ledger_beneficiary_no_delete"),
}
STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
}


def missing_walls() -> list[str]:
    """The names of the triggers that should stand and don't."""
    standing = set(db.session.scalars(sa.text(STANDING[db.session.get_bind().dialect.name])))
    return [name for names in WALLS.values() for name in names if name not in standing]
