"""Passwords of a file's people, and who agreed to the rules by which the house sells."""

import sqlalchemy as sa
from alembic import op

from salesdesk.models import types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; nobody has a password so far, and nobody agreed to anything."""
    op.create_table(
        "password",
        sa.Column("person_id", types.Id(), nullable=False),
        sa.Column("hash", types.Text(), nullable=False),
        sa.Column("changed_at", types.UtcTime(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_password_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_password"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("uq_password_person_id", "password", ["person_id"], unique=True)
    op.create_table(
        "acknowledgement",
        sa.Column("person_id", types.Id(), nullable=True),
        sa.Column("version", types.Int(), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_acknowledgement_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_acknowledgement"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("uq_acknowledgement_person_id", "acknowledgement", ["person_id", "version"], unique=True)
