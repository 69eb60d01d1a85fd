"""Figures of whole years: sums by month beside the ledger and the invitations, and what stands and was late in indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

STANDING = ["stage", "completed_at", "team_id", "mode", "asked_at", "id", "place_path", "other_path"]
RUNNING, ENDED_LATE = sa.text("stopped_at IS NULL"), sa.text("due_at <= stopped_at")
PATH = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
NOBODY = "00000000000000000000000000000000"


def upgrade() -> None:
    op.drop_index("ix_cases_stage", "cases")
    op.create_index("ix_cases_standing", "cases", STANDING)
    op.drop_index("ix_clock_due_at", "clock")
    op.create_index("ix_clock_due_at", "clock", ["due_at"], sqlite_where=RUNNING, postgresql_where=RUNNING)
    op.create_index("ix_clock_ended_late", "clock", ["stopped_at"], sqlite_where=ENDED_LATE, postgresql_where=ENDED_LATE)
    op.create_table(
        "ledger_month",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("place_path", PATH, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "measure", "mode", "team_id", "place_path", name=op.f("pk_ledger_month")),
    )
    team = f"coalesce(team_id, '{NOBODY}')"
    _fill("ledger_month", [_month("happened_on"), "measure", "mode", team, "place_path"], "sum(amount)", "ledger_entry")
    op.create_table(
        "invited_month",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("place_path", PATH, nullable=False),
        sa.Column("other_path", PATH, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "team_id", "answer", "place_path", "other_path", name=op.f("pk_invited_month")),
    )
    alike = [_month("completed_on"), team, "coalesce(level, 'unrated')", "place_path", "coalesce(other_path, '')"]
    _fill("invited_month", alike, "count(*)", "invitation WHERE withdrawn_at IS NULL OR level IS NOT NULL")


def downgrade() -> None:
    op.drop_table("invited_month")
    op.drop_table("ledger_month")
    op.drop_index("ix_clock_ended_late", "clock")
    op.drop_index("ix_clock_due_at", "clock")
    op.create_index("ix_clock_due_at", "clock", ["due_at"])
    op.drop_index("ix_cases_standing", "cases")
    op.create_index("ix_cases_stage", "cases", ["stage"])


def _fill(table: str, alike: list[str], number: str, source: str) -> None:
    """In the order of the table's columns."""
    op.execute(f"INSERT INTO {table} SELECT {', '.join(alike)}, {number} FROM {source} GROUP BY {', '.join(alike)}")  # noqa: S608


def _month(day: str) -> str:
    if op.get_bind().dialect.name == "postgresql":
        return f"CAST(to_char({day}, 'YYYYMM') AS integer)"
    return f"CAST(strftime('%Y%m', {day}) AS integer)"
