"""The order of a day's visits, and at which time of day households wish them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

PATH = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "round_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("unplanned", sa.JSON(), nullable=False),
        sa.Column("made", sa.String(length=32), nullable=False),
        sa.Column("going", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_round_plan_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_plan")),
        sa.UniqueConstraint("person_id", "on", name=op.f("uq_round_plan_person_id_on")),
    )
    for column in ("person_id", "on"):
        op.create_index(op.f(f"ix_round_plan_{column}"), "round_plan", [column])
    op.create_table(
        "round_wish",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("to_minute", sa.Integer(), nullable=False),
        sa.Column("place_path", PATH, nullable=False),
        sa.Column("other_path", PATH, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_round_wish_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_round_wish")),
    )
    for column in ("place_path", "other_path"):
        op.create_index(op.f(f"ix_round_wish_{column}"), "round_wish", [column])


def downgrade() -> None:
    op.drop_table("round_wish")
    op.drop_table("round_plan")
