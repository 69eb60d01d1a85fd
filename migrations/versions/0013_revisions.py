"""Revisions of the land: drafts, plans and what came into force; and which grid came from which."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

PATH = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("division_id", sa.Uuid(), nullable=False),
        sa.Column("place_path", PATH, nullable=False),
        sa.Column("title", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("ended", sa.JSON(), nullable=False),
        sa.Column("drawn_by", sa.Uuid(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name=op.f("fk_revision_division_id_division")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    for column in ("division_id", "place_path", "state"):
        op.create_index(op.f(f"ix_revision_{column}"), "revision", [column])
    op.create_table(
        "grid_descent",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("area_m2", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_grid_descent_revision_id_revision")),
        sa.ForeignKeyConstraint(["parent_id"], ["grid.id"], name=op.f("fk_grid_descent_parent_id_grid")),
        sa.ForeignKeyConstraint(["child_id"], ["grid.id"], name=op.f("fk_grid_descent_child_id_grid")),
        sa.PrimaryKeyConstraint("revision_id", "parent_id", "child_id", name=op.f("pk_grid_descent")),
    )
    for column in ("parent_id", "child_id"):
        op.create_index(op.f(f"ix_grid_descent_{column}"), "grid_descent", [column])


def downgrade() -> None:
    op.drop_table("grid_descent")
    op.drop_table("revision")
