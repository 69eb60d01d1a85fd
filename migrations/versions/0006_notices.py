"""notices: ways outside, the ladder of chasers, choices and digests."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(length=128), nullable=True))
    _outbox()
    _clock()
    op.create_table(
        "notice_choice",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Boolean(), nullable=False),
        sa.Column("sms", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_choice")),
    )
    op.create_table(
        "digest",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("review", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "on", name=op.f("pk_digest")),
    )


def _outbox() -> None:
    """Every message there is lies in an inbox, delivered or about to be."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("fault", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("code", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("claim", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("claimed_until", sa.DateTime(), nullable=True))
    op.execute("UPDATE outbox SET tries = 0, state = CASE WHEN sent_at IS NULL THEN 'waiting' ELSE 'sent' END")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("state", existing_type=sa.String(length=16), nullable=False)
        batch_op.alter_column("tries", existing_type=sa.Integer(), nullable=False)
        batch_op.create_index("ix_outbox_channel_state_due_at", ["channel", "state", "due_at"], unique=False)


def _clock() -> None:
    """What is overdue already begins to wait for an answer now: an old chaser is not brought before the head on the same day."""
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waiting_since", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("next_step_at", sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_clock_next_step_at"), ["next_step_at"], unique=False)
    now = "CURRENT_TIMESTAMP" if op.get_bind().dialect.name == "sqlite" else "(CURRENT_TIMESTAMP AT TIME ZONE 'utc')"
    op.execute(
        f"UPDATE clock SET waiting_since = {now}, next_step_at = {now} "  # noqa: S608  two constants
        "WHERE light = 'red' AND stopped_at IS NULL"
    )


def downgrade() -> None:
    op.drop_table("digest")
    op.drop_table("notice_choice")
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clock_next_step_at"))
        batch_op.drop_column("next_step_at")
        batch_op.drop_column("waiting_since")
    op.execute("DELETE FROM outbox WHERE channel <> 'inbox'")  # without its state each would look as if it were to be sent
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_channel_state_due_at")
        for column in ("claimed_until", "claim", "code", "fault", "tries", "state"):
            batch_op.drop_column(column)
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("email")
