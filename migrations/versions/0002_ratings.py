"""ratings: who is invited to say something of a completed service, and what was said."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

PATH = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("completion_id", sa.Uuid(), nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("completed_by", sa.Uuid(), nullable=False),
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("other_path", PATH, nullable=True),
        sa.Column("place_path", PATH, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_invitation_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("completion_id", name=op.f("uq_invitation_completion_id")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_invitation_key_digest")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_completed_on"), ["completed_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_grid_id"), ["grid_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_other_path"), ["other_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_place_path"), ["place_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_team_id"), ["team_id"], unique=False)

    op.create_table(
        "invited_item",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(length=32), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_invited_item_department_id_department")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_invited_item_invitation_id_invitation")),
        sa.PrimaryKeyConstraint("invitation_id", "position", name=op.f("pk_invited_item")),
    )
    with op.batch_alter_table("invited_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invited_item_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invited_item_item_code"), ["item_code"], unique=False)

    op.create_table(
        "rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("comment_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("other_path", PATH, nullable=True),
        sa.Column("place_path", PATH, nullable=False),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_rating_invitation_id_invitation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_rating_invitation_id")),
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_other_path"), ["other_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_place_path"), ["place_path"], unique=False)


def downgrade() -> None:
    op.drop_table("rating")
    op.drop_table("invited_item")
    op.drop_table("invitation")
