"""Walk-throughs, bottlenecks, procedures, bundles; certificates brought home."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"

PATH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("case_item_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(), nullable=True),
        sa.Column("hand_over_id", sa.Uuid(), nullable=True),
        sa.Column("relation", sa.String(length=32), nullable=True),
        sa.Column("signer", sa.String(length=64), nullable=False),
        sa.Column("witness", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("other_path", PATH, nullable=True),
        sa.Column("place_path", PATH, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_delivery_case_id_cases")),
        sa.ForeignKeyConstraint(["case_item_id"], ["case_item.id"], name=op.f("fk_delivery_case_item_id_case_item")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_delivery_household_id_household")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    _index(
        "delivery", "case_id", "case_item_id", "handed_over_at", "household_id", "other_path", "person_id", "place_path", "state"
    )
    op.create_table(
        "delivery_event",
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("state_after", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("other_path", PATH, nullable=True),
        sa.Column("place_path", PATH, nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_event_delivery_id_delivery")),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.event_id"], name=op.f("fk_delivery_event_journal_id_journal")),
        sa.PrimaryKeyConstraint("journal_id", "delivery_id", name=op.f("pk_delivery_event")),
        sa.UniqueConstraint("delivery_id", "number", name=op.f("uq_delivery_event_delivery_id_number")),
    )
    _index("delivery_event", "other_path", "place_path")
    op.create_table(
        "delivery_proof",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("hand_over_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes_long", sa.Integer(), nullable=False),
        sa.Column("other_path", PATH, nullable=True),
        sa.Column("place_path", PATH, nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_proof_delivery_id_delivery")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_proof")),
        sa.UniqueConstraint(
            "delivery_id", "hand_over_id", "position", name=op.f("uq_delivery_proof_delivery_id_hand_over_id_position")
        ),
    )
    _index("delivery_proof", "delivery_id", "other_path", "place_path")


def downgrade() -> None:
    op.drop_table("delivery_proof")
    op.drop_table("delivery_event")
    op.drop_table("delivery")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
