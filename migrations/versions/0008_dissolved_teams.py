"""Why a team was dissolved; its last day stands there since the first migration."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("team") as table:
        table.add_column(sa.Column("ended_because", sa.String(length=256), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("team") as table:
        table.drop_column("ended_because")
