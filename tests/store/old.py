"""Databases as older programs left them: the tables of an earlier revision, rows in them, leftovers."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import Connection, make_url

from salesdesk.store.migrate import run_revisions


@contextmanager
def raw(where: str) -> Iterator[Connection]:
    """A plain connection as the owner, one transaction."""
    if where.startswith("postgresql"):
        engine = sa.create_engine(make_url(where).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    else:
        engine = sa.create_engine(f"sqlite:///{where}", poolclass=sa.NullPool)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def make_old_database(where: str, schema: int) -> None:
    """The tables of `schema` with an administrator, a company and what an old generator left behind."""
    with raw(where) as connection:
        run_revisions(connection, schema)
        moment = "'2026-01-05T09:00:00.000000Z'"
        record = "version, created_at, updated_at"
        values = f"1, {moment}, {moment}"
        yes = "true" if connection.dialect.name == "postgresql" else "1"
        for statement in (
            "INSERT INTO meta (id, database_id, schema, min_client, generated, upgraded_by, upgraded_at)"
            f" VALUES (1, 'old', {schema}, 1, 'old', 'SalesDesk', {moment})",
            "INSERT INTO person (name, name_key, login, position, function, active, rights,"
            f" {record}) VALUES ('Ada', 'ada', 'admin', 'director', 'sales', {yes},"
            f" '[\"administrator\"]', {values})",
            "INSERT INTO person_tree (ancestor_id, descendant_id, from_at, depth)"
            f" VALUES (1, 1, {moment}, 0)",
            "INSERT INTO calendar (time_zone, week_start, fiscal_year_start, holidays)"
            " VALUES ('Europe/Berlin', 0, 1, '[]')",
            f"INSERT INTO currency (code, digits, is_base, {record}) VALUES ('EUR', 2, {yes}, {values})",
            f"INSERT INTO company (name, name_key, owner_id, custom, {record})"
            f" VALUES ('Halden', 'halden', 1, '{{\"colour\": \"red\"}}', {values})",
            *LEFTOVERS[connection.dialect.name],
        ):
            connection.exec_driver_sql(statement)


LEFTOVERS = {
    "sqlite": (
        "CREATE TABLE ctx (id INTEGER PRIMARY KEY, action_id INTEGER, old TEXT)",
        "CREATE TRIGGER person_updated AFTER UPDATE ON person BEGIN SELECT no_such_function(); END",
        "CREATE TRIGGER forgotten AFTER INSERT ON company BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE company_search USING fts5 (name)",
    ),
    "postgresql": (
        "CREATE SCHEMA priv",
        "CREATE FUNCTION priv.role_prefix() RETURNS text LANGUAGE sql AS $$ SELECT 'sd_old'::text $$",
        "CREATE FUNCTION priv.forgotten() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'old'; END $$",
        "CREATE TRIGGER forgotten BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION priv.forgotten()",
        "CREATE POLICY old ON company USING (true)",
        "GRANT DELETE ON company TO PUBLIC",
    ),
}
