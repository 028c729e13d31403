"""Lists are read by their names from an index of live rows alone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the new index in the place of the one that held deleted rows too, and not the owner."""
    alive = sa.text("deleted_at IS NULL")
    for table in ("company", "contact", "deal"):
        op.drop_index(f"ix_{table}_name_key", table_name=table)
        op.create_index(
            f"ix_{table}_by_name",
            table,
            ["name_key", "id", "owner_id"],
            sqlite_where=alive,
            postgresql_where=alive,
        )
