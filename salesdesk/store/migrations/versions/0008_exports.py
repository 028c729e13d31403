"""Who took which list out, when, and how much of it."""

import sqlalchemy as sa
from alembic import op

from salesdesk.models import types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; what was taken out before nobody knows."""
    op.create_table(
        "export",
        sa.Column("person_id", types.Id(), nullable=True),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.Column("record", types.Text(), nullable=False),
        sa.Column("what", types.Text(), nullable=False),
        sa.Column("file_name", types.Text(), nullable=False),
        sa.Column("row_count", types.Int(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_export_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_export"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_export_person_id", "export", ["person_id"])
