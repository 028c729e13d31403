"""Who has which record under their hands."""

import sqlalchemy as sa
from alembic import op

from salesdesk.models import types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; it fills by itself."""
    op.create_table(
        "presence",
        sa.Column("person_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("tbl", types.Text(), nullable=False),
        sa.Column("row_id", types.Id(), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_presence_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_presence"),
        sqlite_strict=True,
    )
