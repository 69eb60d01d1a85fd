"""Handovers, with every thing that changed hands; households in somebody's own care."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

PATH = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "keeping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("place_path", PATH, nullable=False),
        sa.Column("other_path", PATH, nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_keeping_household_id_household")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_keeping_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keeping")),
    )
    for column in ("household_id", "person_id", "place_path", "other_path"):
        op.create_index(op.f(f"ix_keeping_{column}"), "keeping", [column])
    op.create_table(
        "handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place_path", PATH, nullable=False),
        sa.Column("other_path", PATH, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=True),
        sa.Column("receiver_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["giver_id"], ["person.id"], name=op.f("fk_handover_giver_id_person")),
        sa.ForeignKeyConstraint(["receiver_id"], ["person.id"], name=op.f("fk_handover_receiver_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    for column in ("place_path", "other_path", "state", "giver_id", "receiver_id", "recorded_at"):
        op.create_index(op.f(f"ix_handover_{column}"), "handover", [column])
    op.create_table(
        "handover_line",
        sa.Column("handover_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=True),
        sa.Column("before_id", sa.Uuid(), nullable=True),
        sa.Column("after_id", sa.Uuid(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_line_handover_id_handover")),
        sa.PrimaryKeyConstraint("handover_id", "position", name=op.f("pk_handover_line")),
    )
    op.create_index(op.f("ix_handover_line_subject_id"), "handover_line", ["subject_id"])


def downgrade() -> None:
    op.drop_table("handover_line")
    op.drop_table("handover")
    op.drop_table("keeping")
