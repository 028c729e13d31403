"""What stands in a database: the tables and columns, their types, and the same whichever way they came."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from salesdesk.models import Base, Company, Person
from salesdesk.models.types import ALLOWED
from salesdesk.store import create_database, open_store, upgrade
from salesdesk.store.backup import restore
from salesdesk.store.check import check
from salesdesk.store.generated.tables import SEARCHED
from salesdesk.store.groups import role_prefix
from salesdesk.store.migrate import SCHEMA, Upgraded
from tests.store.old import make_old_database, raw

TABLES = (
    "person territory company contact pipeline stage stage_criterion criterion_evidence lost_reason deal"
    " deal_member deal_facts deal_span stakeholder activity note product price_book deal_line lead_source"
    " campaign competitor segment currency rate calendar custom_field saved_view tag setting import_batch"
    " attachment action history change_log meta"
)
EDITED = {"version", "created_at", "updated_at", "deleted_at"}
MAIN = ("person", "company", "contact", "deal", "activity", "product")
NAMED = ("person", "territory", "company", "contact", "deal", "stage", "pipeline", "product", "lost_reason",
         "lead_source", "campaign", "competitor", "segment", "price_book", "tag")  # fmt: skip
ON_A_DEAL = ("activity", "note", "deal_member", "deal_facts", "deal_span", "deal_line", "stakeholder",
             "criterion_evidence", "attachment")  # fmt: skip
UNEDITED = {"person_tree", "deal_facts", "deal_span", "attachment_content", "meta", "export",
            "password", "acknowledgement", "presence", "portrait_content",
            "person_setting", "import_batch", "action", "history", "change_log", "counter"}  # fmt: skip


def columns(table: str) -> set[str]:
    return set(Base.metadata.tables[table].columns.keys())


def test_every_table_of_the_words_is_there_with_what_its_kind_of_row_needs() -> None:
    assert set(TABLES.split()) <= set(Base.metadata.tables)
    assert {name for name in Base.metadata.tables if not columns(name) >= EDITED} == UNEDITED
    for name in MAIN:
        assert {"custom", "source", "external_id"} <= columns(name), name
    for name in NAMED:
        assert "name_key" in columns(name), name
    for name in ON_A_DEAL:
        assert {"deal_id", "owner_id"} <= columns(name), name
    assert {"reports_to_id", "rights", "function", "position", "role_name"} <= columns("person")
    assert {"ancestor_id", "descendant_id", "depth", "from_at", "to_at"} == columns("person_tree")
    assert {"id", "person_id", "at", "client_key", "kind", "batch_id", "undo_of_id"} == columns("action")
    spans = {"deal_id", "from_at", "to_at", "stage_id", "owner_id", "line", "amount_base", "close_on"}
    assert spans | {"category"} <= columns("deal_span")


def test_only_the_allowed_types_are_used() -> None:
    others = [
        str(column)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if not isinstance(column.type, ALLOWED)
    ]
    assert others == []


def test_no_row_takes_others_with_it_and_unique_means_among_live_rows() -> None:
    for table in Base.metadata.tables.values():
        assert [key for key in table.foreign_keys if key.ondelete] == []
        for index in table.indexes:
            if index.unique and "deleted_at" in table.columns:
                assert index.dialect_options["sqlite"]["where"] is not None, index.name


def test_unique_means_among_live_rows_in_either_database(database_url: str) -> None:
    create_database(database_url)
    wanted = {
        (table.name, str(index.name)): str(index.dialect_options["sqlite"]["where"])
        for table in Base.metadata.tables.values()
        for index in table.indexes
        if index.unique and "deleted_at" in table.columns
    }
    with raw(database_url) as connection:
        inspector = sa.inspect(connection)
        option = f"{connection.dialect.name}_where"
        found = {
            (table, str(index["name"])): re.sub(r"[()]", "", str(index["dialect_options"].get(option)))
            for table in {table for table, _ in wanted}
            for index in inspector.get_indexes(table)
            if (table, str(index["name"])) in wanted
        }
    assert found == wanted


def test_every_table_of_a_file_is_strict_and_no_key_is_given_twice(sqlite_template: Any) -> None:
    with raw(str(sqlite_template)) as connection:
        rows = connection.exec_driver_sql("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")
        strict = {name for name, is_strict in rows if is_strict}
        assert strict >= set(Base.metadata.tables)
        tables = connection.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
        sql = dict(tables.all())
    for table in Base.metadata.tables.values():
        if "id" in table.columns and table.name != "meta":
            assert "AUTOINCREMENT" in sql[table.name], table.name


def test_sort_keys_and_ranks_are_compared_by_their_bytes_on_a_server(pg_database: str) -> None:
    create_database(pg_database)
    ordered = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if getattr(column.type, "ordered", False)
    }
    with raw(pg_database) as connection:
        found = connection.exec_driver_sql(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND collation_name = 'C'"
        )
        assert set(found) == ordered
    assert {("deal", "rank"), ("deal", "name_key"), ("company", "name_key")} <= ordered


def test_both_databases_put_names_and_ranks_in_the_same_order(database: str) -> None:
    from salesdesk.services.companies import insert_companies

    names = ["Zoo", "Äpfel", "apfel", "Apfel & Co", "Ölhandel", "1a", "_x", "Œuvre", "ŁÓDŹ", "zoo-2", "Æ"]
    store = open_store(database, login="admin")
    with store.write("test") as session:
        insert_companies(session, [{"name": name} for name in names])
    with store.read() as session:
        found = session.scalars(sa.select(Company.name_key).order_by(Company.name_key)).all()
    store.close()
    assert found == sorted(found) and len(found) == len(names)


def of_the_models(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Whether something in the database is not one of the generated objects."""
    made = {"ctx", "alembic_version"} | {f"{table}_search" for table in SEARCHED}
    shadow = any(str(name).startswith(f"{table}_search_") for table in SEARCHED)
    return not (reflected and (name in made or shadow or str(name).endswith("_trigrams")))


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'", "ignore:.*expression-based index")
@pytest.mark.parametrize("schema", [None, *range(1, SCHEMA)])
def test_the_tables_are_what_the_models_say(database_url: str, schema: int | None) -> None:
    if schema is None:
        create_database(database_url)
    else:
        make_old_database(database_url, schema)
        upgrade(database_url)
    with raw(database_url) as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": of_the_models},
        )
        assert compare_metadata(context, Base.metadata) == []


CATALOGUE = (
    "SELECT 'column', table_name, column_name, data_type, is_nullable, column_default, collation_name"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT 'policy', tablename, policyname, cmd, roles::text, qual, with_check FROM pg_policies",
    "SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal",
    "SELECT 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid), proacl::text FROM pg_proc p"
    " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'priv'",
    "SELECT 'grant', relname, relacl::text, relrowsecurity::text FROM pg_class c JOIN pg_namespace n"
    " ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND relkind IN ('r', 'S', 'v')",
    "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT 'schema', nspname, nspacl::text FROM pg_namespace WHERE nspname IN ('public', 'priv')",
)


def catalogue(where: str) -> list[tuple[str, ...]]:
    """Everything that is defined in a database, without what is its own: its name."""
    with raw(where) as connection:
        if connection.dialect.name == "sqlite":
            rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_schema").all()
            return sorted((kind, name, without_order(kind, sql or "")) for kind, name, sql in rows)
        own = connection.exec_driver_sql("SELECT current_database()").scalar_one()
        found = [row for question in CATALOGUE for row in connection.exec_driver_sql(question)]
    words = [tuple(str(value).replace(role_prefix(own), "sd") for value in row) for row in found]
    return sorted(tuple(in_order(value) for value in row) for row in words)


def in_order(value: str) -> str:
    """A list of rights in one order; the catalogue keeps them in the order in which they were given."""
    return ",".join(sorted(value[1:-1].split(","))) if re.fullmatch(r"\{.*=.*/.*\}", value) else value


def without_order(kind: str, sql: str) -> str:
    """A table's columns and rules in one order: what was added later stands after the rules."""
    if kind != "table" or "VIRTUAL" in sql:
        return sql
    return "\n".join(sorted(part.strip().rstrip(",") for part in re.split(r"\n|, (?=[A-Z])", sql)))


@pytest.mark.parametrize("schema", range(1, SCHEMA))
def test_an_upgraded_database_defines_the_same_as_a_new_one(
    schema: int, request: pytest.FixtureRequest, database_url: str, tmp_path: Any
) -> None:
    make_old_database(database_url, schema)
    done = upgrade(database_url)
    assert (done.before, done.now) == (schema, SCHEMA)
    fresh = str(tmp_path / "fresh.salesdesk")
    if database_url.startswith("postgresql"):
        server = request.getfixturevalue("pg_server")
        fresh = server.url(server.new_database())
    create_database(fresh)
    assert catalogue(database_url) == catalogue(fresh)
    if database_url.startswith("postgresql"):
        server.drop_database(fresh.rpartition("/")[2])
    assert upgrade(database_url) == Upgraded(SCHEMA, SCHEMA)


@pytest.mark.parametrize("schema", range(1, SCHEMA))
def test_an_upgrade_keeps_the_rows_and_a_backup_that_can_be_restored(
    schema: int, database_url: str, tmp_path: Any
) -> None:
    make_old_database(database_url, schema)
    kept = upgrade(database_url).backup
    assert kept is not None and kept.exists()
    restored = str(tmp_path / "restored.salesdesk")
    restore(kept, restored)
    if kept.suffix != ".gz":
        with raw(restored) as connection:
            assert connection.exec_driver_sql("SELECT schema FROM meta").scalar_one() == schema
        upgrade(restored)
    for where in (database_url, restored):
        store = open_store(where, login="admin")
        with store.read() as session:
            person, company = (
                session.scalars(sa.select(Person)).one(),
                session.scalars(sa.select(Company)).one(),
            )
            assert (person.name, person.rights, person.custom) == ("Ada", ["administrator"], {})
            assert (company.name, company.custom) == ("Halden", {"colour": "red"})
        with store.write("test") as session:
            session.get_one(Company, company.id).name = "Halden AG"
        assert check(store) == []
        store.close()
