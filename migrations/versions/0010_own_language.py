"""The language in which pages and messages speak to somebody, once they chose one; until then it is the installation's."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("person", sa.Column("language", sa.String(length=8), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "language")
