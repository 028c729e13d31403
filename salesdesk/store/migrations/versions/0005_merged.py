"""Merged companies and contacts remember what they became; pairs that look alike and are not the same."""

import sqlalchemy as sa
from alembic import op

from salesdesk.models import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table; nothing was merged before."""
    for table in ("company", "contact"):
        op.add_column(table, sa.Column("merged_into_id", types.Id(), nullable=True))
    alive = sa.text("deleted_at IS NULL")
    op.create_table(
        "distinct_pair",
        sa.Column("record", types.Text(), nullable=False),
        sa.Column("first_id", types.Id(), nullable=False),
        sa.Column("second_id", types.Id(), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_distinct_pair"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_distinct_pair_record_first_id_second_id",
        "distinct_pair",
        ["record", "first_id", "second_id"],
        unique=True,
        sqlite_where=alive,
        postgresql_where=alive,
    )
