"""How many households live in a grid, out of one index."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_index("ix_household_living", "household", ["grid_id", "left_on", "place_path", "other_path"])
    op.drop_index("ix_household_grid_id", "household")


def downgrade() -> None:
    op.create_index("ix_household_grid_id", "household", ["grid_id"])
    op.drop_index("ix_household_living", "household")
