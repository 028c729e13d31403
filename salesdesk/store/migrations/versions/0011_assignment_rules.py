"""Rules by which companies fall to territories, and which of these are branches."""

import sqlalchemy as sa
from alembic import op

from salesdesk.models import types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the column; what there is so far are territories, and no rule assigns anything."""
    op.add_column(
        "territory", sa.Column("kind", types.Text(), server_default=sa.text("'territory'"), nullable=False)
    )
    op.create_table(
        "assignment_rule",
        sa.Column("territory_id", types.Id(), nullable=False),
        sa.Column("position", types.Int(), nullable=False),
        sa.Column("country", types.Text(), nullable=True),
        sa.Column("postcode_from", types.Text(), nullable=True),
        sa.Column("postcode_to", types.Text(), nullable=True),
        sa.Column("industry", types.Text(), nullable=True),
        sa.Column("employees_from", types.Int(), nullable=True),
        sa.Column("employees_to", types.Int(), nullable=True),
        sa.Column("gives", types.Text(), nullable=False),
        sa.Column("person_id", types.Id(), nullable=True),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name="fk_assignment_rule_territory_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_assignment_rule_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment_rule"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
