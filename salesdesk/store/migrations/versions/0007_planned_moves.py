"""Moves in the tree that somebody is to apply on a day to come."""

import sqlalchemy as sa
from alembic import op

from salesdesk.models import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nothing was planned before."""
    op.create_table(
        "planned_move",
        sa.Column("person_id", types.Id(), nullable=False),
        sa.Column("reports_to_id", types.Id(), nullable=True),
        sa.Column("due_on", types.Day(), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_planned_move_person_id"),
        sa.ForeignKeyConstraint(["reports_to_id"], ["person.id"], name="fk_planned_move_reports_to_id"),
        sa.PrimaryKeyConstraint("id", name="pk_planned_move"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_planned_move_person_id", "planned_move", ["person_id"])
