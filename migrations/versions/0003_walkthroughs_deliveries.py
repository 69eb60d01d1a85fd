"""Walk-throughs, bottlenecks, procedures, bundles; certificates brought home."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

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
    _bundles()
    _improving()
    with op.batch_alter_table("cases") as batch_op:
        batch_op.add_column(sa.Column("bundle_version_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_cases_bundle_version_id"), ["bundle_version_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_cases_bundle_version_id_bundle_version"), "bundle_version", ["bundle_version_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_cases_bundle_version_id_bundle_version"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_cases_bundle_version_id"))
        batch_op.drop_column("bundle_version_id")
    for table in ("procedure_version", "procedure", "bottleneck", "walk_through", "bundle_step", "bundle_version", "bundle"):
        op.drop_table(table)
    op.drop_table("delivery_proof")
    op.drop_table("delivery_event")
    op.drop_table("delivery")


def _bundles() -> None:
    op.create_table(
        "bundle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
        sa.UniqueConstraint("code", name=op.f("uq_bundle_code")),
    )
    op.create_table(
        "bundle_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bundle_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("form", sa.String(length=128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["bundle_id"], ["bundle.id"], name=op.f("fk_bundle_version_bundle_id_bundle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_version")),
        sa.UniqueConstraint("bundle_id", "number", name=op.f("uq_bundle_version_bundle_id_number")),
    )
    _index("bundle_version", "bundle_id")
    op.create_table(
        "bundle_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("body", sa.String(length=64), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("applies", sa.String(length=256), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["bundle_version.id"], name=op.f("fk_bundle_step_version_id_bundle_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_step")),
        sa.UniqueConstraint("version_id", "position", name=op.f("uq_bundle_step_version_id_position")),
    )
    _index("bundle_step", "version_id")


def _improving() -> None:
    op.create_table(
        "walk_through",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("item_code", sa.String(length=32), nullable=True),
        sa.Column("bundle_code", sa.String(length=8), nullable=True),
        sa.Column("walked_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.Column("materials", sa.Integer(), nullable=False),
        sa.Column("trips", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_walk_through_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_through")),
        sa.UniqueConstraint("number", name=op.f("uq_walk_through_number")),
    )
    _index("walk_through", "bundle_code", "item_code", "walked_on")
    op.create_table(
        "bottleneck",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("walk_through_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("before_forms", sa.Integer(), nullable=False),
        sa.Column("before_materials", sa.Integer(), nullable=False),
        sa.Column("before_trips", sa.Integer(), nullable=False),
        sa.Column("before_days", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("fix", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("after_forms", sa.Integer(), nullable=True),
        sa.Column("after_materials", sa.Integer(), nullable=True),
        sa.Column("after_trips", sa.Integer(), nullable=True),
        sa.Column("after_days", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_bottleneck_owner_id_person")),
        sa.ForeignKeyConstraint(
            ["walk_through_id"], ["walk_through.id"], name=op.f("fk_bottleneck_walk_through_id_walk_through")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bottleneck")),
        sa.UniqueConstraint("number", name=op.f("uq_bottleneck_number")),
    )
    _index("bottleneck", "closed_on", "found_on", "walk_through_id")
    op.create_table(
        "procedure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("bundle_code", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        sa.UniqueConstraint("code", name=op.f("uq_procedure_code")),
    )
    _index("procedure", "bundle_code")
    op.create_table(
        "procedure_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("guide", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_version_procedure_id_procedure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_version")),
        sa.UniqueConstraint("procedure_id", "number", name=op.f("uq_procedure_version_procedure_id_number")),
    )
    _index("procedure_version", "procedure_id")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
