"""Activities may come again by a rule, and remind the one who does them."""

import sqlalchemy as sa
from alembic import op

from salesdesk.models import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is there comes once, and reminds nobody."""
    op.add_column("activity", sa.Column("repeat", types.Json(), nullable=True))
    op.add_column("activity", sa.Column("remind_minutes", types.Int(), nullable=True))
