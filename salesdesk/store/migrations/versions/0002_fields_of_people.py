"""People have fields of the team's own too, as companies, contacts, deals, activities and products have."""

import sqlalchemy as sa
from alembic import op

from salesdesk.models import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody has such a field yet."""
    op.add_column("person", sa.Column("custom", types.Json(), server_default=sa.text("'{}'"), nullable=False))
