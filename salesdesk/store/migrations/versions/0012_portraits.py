"""Pictures of people."""

import sqlalchemy as sa
from alembic import op

from salesdesk.models import types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; nobody has a picture so far."""
    alive = sa.text("deleted_at IS NULL")
    op.create_table(
        "portrait",
        sa.Column("person_id", types.Id(), nullable=False),
        sa.Column("size", types.Int(), nullable=False),
        sa.Column("sha256", types.Text(), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_portrait_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_portrait"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_portrait_person_id",
        "portrait",
        ["person_id"],
        unique=True,
        sqlite_where=alive,
        postgresql_where=alive,
    )
    op.create_table(
        "portrait_content",
        sa.Column("portrait_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("person_id", types.Id(), nullable=False),
        sa.Column("content", types.Bytes(), nullable=False),
        sa.ForeignKeyConstraint(["portrait_id"], ["portrait.id"], name="fk_portrait_content_portrait_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_portrait_content_person_id"),
        sa.PrimaryKeyConstraint("portrait_id", name="pk_portrait_content"),
        sqlite_strict=True,
    )
