"""Why a team was dissolved (its last day stands there since the first migration); the secret that is to replace another."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("team") as table:
        table.add_column(sa.Column("ended_because", sa.String(length=256), nullable=False, server_default=""))
    with op.batch_alter_table("second_factor") as table:
        table.add_column(sa.Column("next_secret_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("second_factor") as table:
        table.drop_column("next_secret_sealed")
    with op.batch_alter_table("team") as table:
        table.drop_column("ended_because")
