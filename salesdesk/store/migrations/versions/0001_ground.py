"""The ground: people, companies, pipelines, deals, products, activities, history."""

import sqlalchemy as sa
from alembic import op

from salesdesk.models import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "calendar",
        sa.Column("time_zone", types.Text(), nullable=False),
        sa.Column("week_start", types.Int(), nullable=False),
        sa.Column("fiscal_year_start", types.Int(), nullable=False),
        sa.Column("holidays", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "change_log",
        sa.Column("seq", types.Id(), nullable=False),
        sa.Column("txn", types.TransactionId(), nullable=True),
        sa.Column("action_id", types.Id(), nullable=True),
        sa.Column("tbl", types.Text(), nullable=False),
        sa.Column("row_id", types.Id(), nullable=False),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("op", types.Text(), nullable=False),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change_log")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_change_log_txn", "change_log", ["txn"], unique=False)
    op.create_table(
        "competitor",
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competitor")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_competitor_name_key",
        "competitor",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "counter",
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("value", types.Int(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
        sqlite_strict=True,
    )
    op.create_table(
        "currency",
        sa.Column("code", types.Text(), nullable=False),
        sa.Column("digits", types.Int(), nullable=False),
        sa.Column("is_base", types.Bool(), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_currency")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_currency_code",
        "currency",
        ["code"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "custom_field",
        sa.Column("record", types.Text(), nullable=False),
        sa.Column("key", types.Text(), nullable=False),
        sa.Column("label", types.Text(), nullable=False),
        sa.Column("kind", types.Text(), nullable=False),
        sa.Column("choices", types.Json(), nullable=False),
        sa.Column("position", types.Int(), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_custom_field_record_key",
        "custom_field",
        ["record", "key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "lead_source",
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_source")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_lead_source_name_key",
        "lead_source",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "lost_reason",
        sa.Column("kind", types.Text(), nullable=False),
        sa.Column("position", types.Int(), nullable=False),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_reason")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_lost_reason_name_key",
        "lost_reason",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "meta",
        sa.Column("id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("database_id", types.Text(), nullable=False),
        sa.Column("schema", types.Int(), nullable=False),
        sa.Column("min_client", types.Int(), nullable=False),
        sa.Column("generated", types.Text(), nullable=False),
        sa.Column("upgraded_by", types.Text(), nullable=False),
        sa.Column("upgraded_at", types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meta")),
        sqlite_strict=True,
    )
    op.create_table(
        "pipeline",
        sa.Column("position", types.Int(), nullable=False),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pipeline")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_pipeline_name_key",
        "pipeline",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "price_book",
        sa.Column("currency", types.Text(), nullable=False),
        sa.Column("valid_from", types.Day(), nullable=True),
        sa.Column("valid_to", types.Day(), nullable=True),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_book")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_price_book_name_key",
        "price_book",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "product",
        sa.Column("sku", types.Text(), nullable=True),
        sa.Column("family", types.Text(), nullable=True),
        sa.Column("description", types.Text(), nullable=True),
        sa.Column("unit", types.Text(), nullable=True),
        sa.Column("billing", types.Text(), nullable=False),
        sa.Column("list_price", types.Money(), nullable=True),
        sa.Column("currency", types.Text(), nullable=False),
        sa.Column("tax", types.Share(), nullable=False),
        sa.Column("active", types.Bool(), nullable=False),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("source", types.Text(), nullable=True),
        sa.Column("external_id", types.Text(), nullable=True),
        sa.Column("custom", types.Json(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_product_sku", "product", ["sku"], unique=False)
    op.create_index(
        "uq_product_name_key",
        "product",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "uq_product_origin",
        "product",
        ["source", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "rate",
        sa.Column("currency", types.Text(), nullable=False),
        sa.Column("on", types.Day(), nullable=False),
        sa.Column("rate", types.Rate(), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.CheckConstraint("rate > 0", name=op.f("ck_rate_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_rate_currency_on",
        "rate",
        ["currency", "on"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "segment",
        sa.Column("profile", types.Json(), nullable=False),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_segment_name_key",
        "segment",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "setting",
        sa.Column("key", types.Text(), nullable=False),
        sa.Column("value", types.Json(), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_setting_key",
        "setting",
        ["key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "tag",
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("uq_tag_name_key", "tag", ["name_key"], unique=True)
    op.create_table(
        "territory",
        sa.Column("parent_id", types.Id(), nullable=True),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("source", types.Text(), nullable=True),
        sa.Column("external_id", types.Text(), nullable=True),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["territory.id"], name=op.f("fk_territory_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territory")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_territory_name_key",
        "territory",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "uq_territory_origin",
        "territory",
        ["source", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "campaign",
        sa.Column("channel", types.Text(), nullable=True),
        sa.Column("segment_id", types.Id(), nullable=True),
        sa.Column("starts_on", types.Day(), nullable=True),
        sa.Column("ends_on", types.Day(), nullable=True),
        sa.Column("cost", types.Money(), nullable=True),
        sa.Column("currency", types.Text(), nullable=True),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_campaign_segment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "uq_campaign_name_key",
        "campaign",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "person",
        sa.Column("login", types.Text(), nullable=True),
        sa.Column("role_name", types.Text(), nullable=True),
        sa.Column("email", types.Text(), nullable=True),
        sa.Column("phone", types.Text(), nullable=True),
        sa.Column("position", types.Text(), nullable=False),
        sa.Column("function", types.Text(), nullable=False),
        sa.Column("reports_to_id", types.Id(), nullable=True),
        sa.Column("territory_id", types.Id(), nullable=True),
        sa.Column("active", types.Bool(), nullable=False),
        sa.Column("started_on", types.Day(), nullable=True),
        sa.Column("ended_on", types.Day(), nullable=True),
        sa.Column("rights", types.Json(), nullable=False),
        sa.Column("discount_limit", types.Share(), nullable=True),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("source", types.Text(), nullable=True),
        sa.Column("external_id", types.Text(), nullable=True),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["reports_to_id"], ["person.id"], name=op.f("fk_person_reports_to_id")),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_person_territory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_person_reports_to_id"), "person", ["reports_to_id"], unique=False)
    op.create_index("ix_person_role_name", "person", ["role_name"], unique=False)
    op.create_index(
        "uq_person_login",
        "person",
        ["login"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "uq_person_origin",
        "person",
        ["source", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "price_book_entry",
        sa.Column("price_book_id", types.Id(), nullable=False),
        sa.Column("product_id", types.Id(), nullable=False),
        sa.Column("price", types.Money(), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["price_book_id"], ["price_book.id"], name=op.f("fk_price_book_entry_price_book_id")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_price_book_entry_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_book_entry")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_price_book_entry_product_id"), "price_book_entry", ["product_id"], unique=False)
    op.create_index(
        "uq_price_book_entry_price_book_id_product_id",
        "price_book_entry",
        ["price_book_id", "product_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "stage",
        sa.Column("pipeline_id", types.Id(), nullable=False),
        sa.Column("type", types.Text(), nullable=False),
        sa.Column("position", types.Int(), nullable=False),
        sa.Column("probability", types.Int(), nullable=False),
        sa.Column("probability_is_default", types.Bool(), nullable=False),
        sa.Column("cold_after_days", types.Int(), nullable=True),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.CheckConstraint("type IN ('lead', 'open', 'won', 'lost')", name=op.f("ck_stage_type")),
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name=op.f("ck_stage_probability")),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipeline.id"], name=op.f("fk_stage_pipeline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_stage_pipeline_id"), "stage", ["pipeline_id"], unique=False)
    op.create_index(
        "uq_stage_pipeline_id_name_key",
        "stage",
        ["pipeline_id", "name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "company",
        sa.Column("number", types.Text(), nullable=True),
        sa.Column("parent_id", types.Id(), nullable=True),
        sa.Column("segment_id", types.Id(), nullable=True),
        sa.Column("territory_id", types.Id(), nullable=True),
        sa.Column("industry", types.Text(), nullable=True),
        sa.Column("street", types.Text(), nullable=True),
        sa.Column("postcode", types.Text(), nullable=True),
        sa.Column("city", types.Text(), nullable=True),
        sa.Column("region", types.Text(), nullable=True),
        sa.Column("country", types.Text(), nullable=True),
        sa.Column("phone", types.Text(), nullable=True),
        sa.Column("email", types.Text(), nullable=True),
        sa.Column("website", types.Text(), nullable=True),
        sa.Column("domain", types.Text(), nullable=True),
        sa.Column("employees", types.Int(), nullable=True),
        sa.Column("revenue", types.Money(), nullable=True),
        sa.Column("year_established", types.Int(), nullable=True),
        sa.Column("description", types.Text(), nullable=True),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("source", types.Text(), nullable=True),
        sa.Column("external_id", types.Text(), nullable=True),
        sa.Column("custom", types.Json(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_company_owner_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["company.id"], name=op.f("fk_company_parent_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_company_segment_id")),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_company_territory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_company_domain"), "company", ["domain"], unique=False)
    op.create_index("ix_company_name_key", "company", ["name_key", "id"], unique=False)
    op.create_index("ix_company_number", "company", ["number"], unique=False)
    op.create_index(op.f("ix_company_owner_id"), "company", ["owner_id"], unique=False)
    op.create_index(op.f("ix_company_parent_id"), "company", ["parent_id"], unique=False)
    op.create_index(
        "uq_company_origin",
        "company",
        ["source", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "import_batch",
        sa.Column("person_id", types.Id(), nullable=True),
        sa.Column("file_name", types.Text(), nullable=False),
        sa.Column("fingerprint", types.Text(), nullable=False),
        sa.Column("mapping", types.Json(), nullable=False),
        sa.Column("state", types.Text(), nullable=False),
        sa.Column("steps_done", types.Int(), nullable=False),
        sa.Column("outcome", types.Json(), nullable=False),
        sa.Column("started_at", types.UtcTime(), nullable=False),
        sa.Column("finished_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_import_batch_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_import_batch_fingerprint", "import_batch", ["fingerprint"], unique=False)
    op.create_table(
        "person_setting",
        sa.Column("person_id", types.Id(), nullable=False),
        sa.Column("key", types.Text(), nullable=False),
        sa.Column("value", types.Json(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_setting_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_setting")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("uq_person_setting_key", "person_setting", ["person_id", "key"], unique=True)
    op.create_table(
        "person_tree",
        sa.Column("ancestor_id", types.Id(), nullable=False),
        sa.Column("descendant_id", types.Id(), nullable=False),
        sa.Column("from_at", types.UtcTime(), nullable=False),
        sa.Column("to_at", types.UtcTime(), nullable=True),
        sa.Column("depth", types.Int(), nullable=False),
        sa.ForeignKeyConstraint(["ancestor_id"], ["person.id"], name=op.f("fk_person_tree_ancestor_id")),
        sa.ForeignKeyConstraint(["descendant_id"], ["person.id"], name=op.f("fk_person_tree_descendant_id")),
        sa.PrimaryKeyConstraint("ancestor_id", "descendant_id", "from_at", name=op.f("pk_person_tree")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_person_tree_ancestor_id", "person_tree", ["ancestor_id", "to_at", "descendant_id"], unique=False
    )
    op.create_index("ix_person_tree_descendant_id", "person_tree", ["descendant_id", "to_at"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("person_id", types.Id(), nullable=True),
        sa.Column("record", types.Text(), nullable=False),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("shared", types.Bool(), nullable=False),
        sa.Column("position", types.Int(), nullable=False),
        sa.Column("definition", types.Json(), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_saved_view_person_id"), "saved_view", ["person_id"], unique=False)
    op.create_table(
        "stage_criterion",
        sa.Column("stage_id", types.Id(), nullable=False),
        sa.Column("position", types.Int(), nullable=False),
        sa.Column("text", types.Text(), nullable=False),
        sa.Column("buyer_action", types.Text(), nullable=False),
        sa.Column("kind", types.Text(), nullable=False),
        sa.Column("rule", types.Json(), nullable=False),
        sa.Column("required", types.Bool(), nullable=False),
        sa.Column("weight", types.Int(), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_stage_criterion_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_criterion")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_stage_criterion_stage_id"), "stage_criterion", ["stage_id"], unique=False)
    op.create_table(
        "action",
        sa.Column("person_id", types.Id(), nullable=True),
        sa.Column("at", types.UtcTime(), nullable=False),
        sa.Column("kind", types.Text(), nullable=False),
        sa.Column("client_key", types.Text(), nullable=True),
        sa.Column("batch_id", types.Id(), nullable=True),
        sa.Column("undo_of_id", types.Id(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_action_batch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_action_person_id")),
        sa.ForeignKeyConstraint(["undo_of_id"], ["action.id"], name=op.f("fk_action_undo_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_action_batch_id", "action", ["batch_id"], unique=False)
    op.create_index(op.f("ix_action_person_id"), "action", ["person_id"], unique=False)
    op.create_index(op.f("ix_action_undo_of_id"), "action", ["undo_of_id"], unique=False)
    op.create_index("uq_action_client_key", "action", ["client_key"], unique=True)
    op.create_table(
        "contact",
        sa.Column("company_id", types.Id(), nullable=True),
        sa.Column("first_name", types.Text(), nullable=True),
        sa.Column("last_name", types.Text(), nullable=True),
        sa.Column("job_title", types.Text(), nullable=True),
        sa.Column("email", types.Text(), nullable=True),
        sa.Column("phone", types.Text(), nullable=True),
        sa.Column("mobile", types.Text(), nullable=True),
        sa.Column("street", types.Text(), nullable=True),
        sa.Column("postcode", types.Text(), nullable=True),
        sa.Column("city", types.Text(), nullable=True),
        sa.Column("country", types.Text(), nullable=True),
        sa.Column("description", types.Text(), nullable=True),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("source", types.Text(), nullable=True),
        sa.Column("external_id", types.Text(), nullable=True),
        sa.Column("custom", types.Json(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_contact_company_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_contact_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_contact_company_id"), "contact", ["company_id"], unique=False)
    op.create_index(op.f("ix_contact_email"), "contact", ["email"], unique=False)
    op.create_index("ix_contact_name_key", "contact", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_contact_owner_id"), "contact", ["owner_id"], unique=False)
    op.create_index(
        "uq_contact_origin",
        "contact",
        ["source", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "deal",
        sa.Column("number", types.Text(), nullable=False),
        sa.Column("title", types.Text(), nullable=False),
        sa.Column("name_key", types.Text(ordered=True), nullable=False),
        sa.Column("kind", types.Text(), nullable=False),
        sa.Column("company_id", types.Id(), nullable=True),
        sa.Column("contact_id", types.Id(), nullable=True),
        sa.Column("pipeline_id", types.Id(), nullable=False),
        sa.Column("stage_id", types.Id(), nullable=False),
        sa.Column("stage_entered_at", types.UtcTime(), nullable=False),
        sa.Column("rank", types.Text(ordered=True), nullable=False),
        sa.Column("amount", types.Money(), nullable=True),
        sa.Column("currency", types.Text(), nullable=False),
        sa.Column("probability", types.Int(), nullable=True),
        sa.Column("category", types.Text(), nullable=True),
        sa.Column("category_reason", types.Text(), nullable=True),
        sa.Column("started_on", types.Day(), nullable=True),
        sa.Column("close_on", types.Day(), nullable=True),
        sa.Column("won_on", types.Day(), nullable=True),
        sa.Column("lost_on", types.Day(), nullable=True),
        sa.Column("closed_on", types.Day(), nullable=True),
        sa.Column("lost_reason_id", types.Id(), nullable=True),
        sa.Column("lost_note", types.Text(), nullable=True),
        sa.Column("competitor_id", types.Id(), nullable=True),
        sa.Column("lead_source_id", types.Id(), nullable=True),
        sa.Column("campaign_id", types.Id(), nullable=True),
        sa.Column("segment_id", types.Id(), nullable=True),
        sa.Column("territory_id", types.Id(), nullable=True),
        sa.Column("description", types.Text(), nullable=True),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("source", types.Text(), nullable=True),
        sa.Column("external_id", types.Text(), nullable=True),
        sa.Column("custom", types.Json(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_deal_campaign_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_deal_company_id")),
        sa.ForeignKeyConstraint(["competitor_id"], ["competitor.id"], name=op.f("fk_deal_competitor_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_deal_contact_id")),
        sa.ForeignKeyConstraint(["lead_source_id"], ["lead_source.id"], name=op.f("fk_deal_lead_source_id")),
        sa.ForeignKeyConstraint(["lost_reason_id"], ["lost_reason.id"], name=op.f("fk_deal_lost_reason_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_deal_owner_id")),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipeline.id"], name=op.f("fk_deal_pipeline_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_deal_segment_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_deal_stage_id")),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_deal_territory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_deal_board", "deal", ["stage_id", "rank", "id"], unique=False)
    op.create_index("ix_deal_closed_on", "deal", ["closed_on"], unique=False)
    op.create_index(op.f("ix_deal_company_id"), "deal", ["company_id"], unique=False)
    op.create_index(op.f("ix_deal_contact_id"), "deal", ["contact_id"], unique=False)
    op.create_index("ix_deal_name_key", "deal", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_deal_owner_id"), "deal", ["owner_id"], unique=False)
    op.create_index("ix_deal_owner_stage", "deal", ["owner_id", "stage_id"], unique=False)
    op.create_index("ix_deal_owner_updated", "deal", ["owner_id", "updated_at"], unique=False)
    op.create_index(
        "uq_deal_number",
        "deal",
        ["number"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "uq_deal_origin",
        "deal",
        ["source", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "history",
        sa.Column("action_id", types.Id(), nullable=False),
        sa.Column("tbl", types.Text(), nullable=False),
        sa.Column("row_id", types.Id(), nullable=False),
        sa.Column("op", types.Text(), nullable=False),
        sa.Column("changes", types.Json(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_history_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_history_action_id"), "history", ["action_id"], unique=False)
    op.create_index("ix_history_row", "history", ["tbl", "row_id"], unique=False)
    op.create_table(
        "activity",
        sa.Column("kind", types.Text(), nullable=False),
        sa.Column("state", types.Text(), nullable=False),
        sa.Column("subject", types.Text(), nullable=False),
        sa.Column("person_id", types.Id(), nullable=True),
        sa.Column("deal_id", types.Id(), nullable=True),
        sa.Column("company_id", types.Id(), nullable=True),
        sa.Column("contact_id", types.Id(), nullable=True),
        sa.Column("due_on", types.Day(), nullable=True),
        sa.Column("due_at", types.UtcTime(), nullable=True),
        sa.Column("done_at", types.UtcTime(), nullable=True),
        sa.Column("minutes", types.Int(), nullable=True),
        sa.Column("outcome", types.Text(), nullable=True),
        sa.Column("description", types.Text(), nullable=True),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("source", types.Text(), nullable=True),
        sa.Column("external_id", types.Text(), nullable=True),
        sa.Column("custom", types.Json(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_activity_company_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_activity_contact_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_activity_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_activity_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_activity_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_activity_company_id", "activity", ["company_id"], unique=False)
    op.create_index(op.f("ix_activity_contact_id"), "activity", ["contact_id"], unique=False)
    op.create_index("ix_activity_deal_id", "activity", ["deal_id", "state"], unique=False)
    op.create_index(op.f("ix_activity_owner_id"), "activity", ["owner_id"], unique=False)
    op.create_index("ix_activity_person_id", "activity", ["person_id", "state", "due_on"], unique=False)
    op.create_index(
        "uq_activity_origin",
        "activity",
        ["source", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "attachment",
        sa.Column("record", types.Text(), nullable=False),
        sa.Column("record_id", types.Id(), nullable=False),
        sa.Column("deal_id", types.Id(), nullable=True),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("size", types.Int(), nullable=False),
        sa.Column("sha256", types.Text(), nullable=False),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_attachment_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_attachment_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attachment_deal_id"), "attachment", ["deal_id"], unique=False)
    op.create_index(op.f("ix_attachment_owner_id"), "attachment", ["owner_id"], unique=False)
    op.create_index("ix_attachment_record", "attachment", ["record", "record_id"], unique=False)
    op.create_table(
        "deal_facts",
        sa.Column("deal_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("amount_base", types.Money(), nullable=True),
        sa.Column("last_touch_at", types.UtcTime(), nullable=True),
        sa.Column("next_step", types.Text(), nullable=True),
        sa.Column("next_step_on", types.Day(), nullable=True),
        sa.Column("next_activity_id", types.Id(), nullable=True),
        sa.Column("score", types.Int(), nullable=True),
        sa.Column("evidence_met", types.Int(), nullable=True),
        sa.Column("evidence_total", types.Int(), nullable=True),
        sa.Column("warnings", types.Json(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_deal_facts_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_deal_facts_owner_id")),
        sa.PrimaryKeyConstraint("deal_id", name=op.f("pk_deal_facts")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_deal_facts_owner_id"), "deal_facts", ["owner_id"], unique=False)
    op.create_table(
        "deal_line",
        sa.Column("deal_id", types.Id(), nullable=False),
        sa.Column("product_id", types.Id(), nullable=True),
        sa.Column("position", types.Int(), nullable=False),
        sa.Column("name", types.Text(), nullable=False),
        sa.Column("billing", types.Text(), nullable=False),
        sa.Column("quantity", types.Quantity(), nullable=False),
        sa.Column("unit_price", types.Money(), nullable=True),
        sa.Column("discount", types.Share(), nullable=False),
        sa.Column("tax", types.Share(), nullable=False),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_deal_line_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_deal_line_owner_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_deal_line_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_line")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_deal_line_deal_id"), "deal_line", ["deal_id"], unique=False)
    op.create_index(op.f("ix_deal_line_owner_id"), "deal_line", ["owner_id"], unique=False)
    op.create_index(op.f("ix_deal_line_product_id"), "deal_line", ["product_id"], unique=False)
    op.create_table(
        "deal_member",
        sa.Column("deal_id", types.Id(), nullable=False),
        sa.Column("person_id", types.Id(), nullable=False),
        sa.Column("access", types.Text(), nullable=False),
        sa.Column("credit", types.Share(), nullable=False),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_deal_member_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_deal_member_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deal_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_member")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_deal_member_owner_id"), "deal_member", ["owner_id"], unique=False)
    op.create_index("ix_deal_member_person_id", "deal_member", ["person_id", "deal_id"], unique=False)
    op.create_index(
        "uq_deal_member_deal_id_person_id",
        "deal_member",
        ["deal_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "deal_span",
        sa.Column("deal_id", types.Id(), nullable=False),
        sa.Column("from_at", types.UtcTime(), nullable=False),
        sa.Column("to_at", types.UtcTime(), nullable=True),
        sa.Column("stage_id", types.Id(), nullable=False),
        sa.Column("line", types.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("amount_base", types.Money(), nullable=True),
        sa.Column("close_on", types.Day(), nullable=True),
        sa.Column("category", types.Text(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_deal_span_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_deal_span_owner_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_deal_span_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_span")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_deal_span_deal_id", "deal_span", ["deal_id", "to_at"], unique=False)
    op.create_index(op.f("ix_deal_span_owner_id"), "deal_span", ["owner_id"], unique=False)
    op.create_index("ix_deal_span_time", "deal_span", ["from_at", "to_at"], unique=False)
    op.create_table(
        "note",
        sa.Column("text", types.Text(), nullable=False),
        sa.Column("author_id", types.Id(), nullable=True),
        sa.Column("deal_id", types.Id(), nullable=True),
        sa.Column("company_id", types.Id(), nullable=True),
        sa.Column("contact_id", types.Id(), nullable=True),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("source", types.Text(), nullable=True),
        sa.Column("external_id", types.Text(), nullable=True),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_note_author_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_note_company_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_note_contact_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_note_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_note_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_note_company_id"), "note", ["company_id"], unique=False)
    op.create_index(op.f("ix_note_contact_id"), "note", ["contact_id"], unique=False)
    op.create_index(op.f("ix_note_deal_id"), "note", ["deal_id"], unique=False)
    op.create_index(op.f("ix_note_owner_id"), "note", ["owner_id"], unique=False)
    op.create_index(
        "uq_note_origin",
        "note",
        ["source", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "stakeholder",
        sa.Column("deal_id", types.Id(), nullable=False),
        sa.Column("contact_id", types.Id(), nullable=False),
        sa.Column("role", types.Text(), nullable=False),
        sa.Column("note", types.Text(), nullable=True),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_stakeholder_contact_id")),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_stakeholder_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_stakeholder_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholder")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_stakeholder_contact_id"), "stakeholder", ["contact_id"], unique=False)
    op.create_index(op.f("ix_stakeholder_deal_id"), "stakeholder", ["deal_id"], unique=False)
    op.create_index(op.f("ix_stakeholder_owner_id"), "stakeholder", ["owner_id"], unique=False)
    op.create_index(
        "uq_stakeholder_deal_id_contact_id_role",
        "stakeholder",
        ["deal_id", "contact_id", "role"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "tagging",
        sa.Column("tag_id", types.Id(), nullable=False),
        sa.Column("record", types.Text(), nullable=False),
        sa.Column("record_id", types.Id(), nullable=False),
        sa.Column("deal_id", types.Id(), nullable=True),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_tagging_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_tagging_owner_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_tagging_tag_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tagging")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_tagging_owner_id"), "tagging", ["owner_id"], unique=False)
    op.create_index(
        "uq_tagging_tag_id_record_record_id",
        "tagging",
        ["tag_id", "record", "record_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "attachment_content",
        sa.Column("attachment_id", types.Id(), autoincrement=False, nullable=False),
        sa.Column("deal_id", types.Id(), nullable=True),
        sa.Column("content", types.Bytes(), nullable=False),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_attachment_content_attachment_id")
        ),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_attachment_content_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_attachment_content_owner_id")),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachment_content")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attachment_content_owner_id"), "attachment_content", ["owner_id"], unique=False)
    op.create_table(
        "criterion_evidence",
        sa.Column("deal_id", types.Id(), nullable=False),
        sa.Column("criterion_id", types.Id(), nullable=False),
        sa.Column("state", types.Text(), nullable=False),
        sa.Column("activity_id", types.Id(), nullable=True),
        sa.Column("contact_id", types.Id(), nullable=True),
        sa.Column("attachment_id", types.Id(), nullable=True),
        sa.Column("quote", types.Text(), nullable=True),
        sa.Column("evidence_on", types.Day(), nullable=True),
        sa.Column("recorded_by_id", types.Id(), nullable=True),
        sa.Column("skipped_by_id", types.Id(), nullable=True),
        sa.Column("reason", types.Text(), nullable=True),
        sa.Column("owner_id", types.Id(), nullable=True),
        sa.Column("version", types.Int(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", types.UtcTime(), nullable=False),
        sa.Column("updated_at", types.UtcTime(), nullable=False),
        sa.Column("deleted_at", types.UtcTime(), nullable=True),
        sa.Column("id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_criterion_evidence_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_criterion_evidence_attachment_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_criterion_evidence_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["stage_criterion.id"], name=op.f("fk_criterion_evidence_criterion_id")
        ),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_criterion_evidence_deal_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_criterion_evidence_owner_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_criterion_evidence_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["skipped_by_id"], ["person.id"], name=op.f("fk_criterion_evidence_skipped_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_evidence")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_criterion_evidence_deal_id"), "criterion_evidence", ["deal_id"], unique=False)
    op.create_index(op.f("ix_criterion_evidence_owner_id"), "criterion_evidence", ["owner_id"], unique=False)
    op.create_index(
        "uq_criterion_evidence_deal_id_criterion_id",
        "criterion_evidence",
        ["deal_id", "criterion_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
