"""Figures out of indexes: the clocks that run, what turned, the level on the invitation, the completions that nobody reviewed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TURNS = sa.text("move IN ('reject', 'reopen', 'withdraw')")
RUNNING = sa.text("stopped_at IS NULL")
CLOCK = ["subject_kind", "subject_id", "kind", "started_at", "id", "due_at", "warn_at", "due_on", "place_path", "other_path"]
INVITATION = ["completed_on", "level", "withdrawn_at", "place_path", "other_path", "team_id", "grid_id"]


def upgrade() -> None:
    op.create_index("ix_case_event_turns", "case_event", ["at", "move", "case_id"], sqlite_where=TURNS, postgresql_where=TURNS)
    op.create_index("ix_clock_running", "clock", CLOCK, sqlite_where=RUNNING, postgresql_where=RUNNING)
    op.add_column("invitation", sa.Column("level", sa.String(length=32), nullable=True))
    op.execute("UPDATE invitation SET level = (SELECT rating.level FROM rating WHERE rating.invitation_id = invitation.id)")
    op.create_index("ix_invitation_figures", "invitation", INVITATION)
    op.create_table(
        "awaiting_review",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_awaiting_review_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_awaiting_review")),
    )
    op.execute(
        "INSERT INTO awaiting_review (case_id) SELECT id FROM cases WHERE stage = 'completed' "
        "AND NOT EXISTS (SELECT 1 FROM review WHERE review.completion_id = (SELECT journal_id FROM case_event "
        "WHERE case_event.case_id = cases.id AND case_event.move = 'complete' ORDER BY case_event.number DESC LIMIT 1))"
    )


def downgrade() -> None:
    op.drop_table("awaiting_review")
    op.drop_index("ix_invitation_figures", "invitation")
    op.drop_column("invitation", "level")
    op.drop_index("ix_clock_running", "clock")
    op.drop_index("ix_case_event_turns", "case_event")
