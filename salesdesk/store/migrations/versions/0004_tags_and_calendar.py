"""Tags and the calendar are edited like everything else: versioned, in the history, tags with a trash."""

import sqlalchemy as sa
from alembic import op

from salesdesk.models import types
from salesdesk.models.base import now

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is there was made now, as far as anybody knows."""
    for table in ("tag", "calendar"):
        _make_record(table)
    alive = sa.text("deleted_at IS NULL")
    op.drop_index("uq_tag_name_key", "tag")
    op.create_index(
        "uq_tag_name_key", "tag", ["name_key"], unique=True, sqlite_where=alive, postgresql_where=alive
    )


def _make_record(name: str) -> None:
    long_ago = sa.text("'1970-01-01T00:00:00.000000Z'")
    op.add_column(name, sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False))
    for moment in ("created_at", "updated_at"):
        op.add_column(name, sa.Column(moment, types.UtcTime(), server_default=long_ago, nullable=False))
    op.add_column(name, sa.Column("deleted_at", types.UtcTime(), nullable=True))
    columns = [sa.column(moment, types.UtcTime()) for moment in ("created_at", "updated_at")]
    op.execute(sa.update(sa.table(name, *columns)).values({column.name: now() for column in columns}))
