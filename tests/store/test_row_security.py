"""On a server the rows are guarded by the server: real login roles, plain SQL."""

import psycopg
import pytest
import sqlalchemy as sa

from salesdesk.models import Base
from salesdesk.services.activities import insert_activities
from salesdesk.services.companies import insert_companies
from salesdesk.services.members import remove_member, set_member
from salesdesk.services.settings import change_setting
from salesdesk.store.generated.tables import declared
from tests.office import TREE, furnish, login_address
from tests.postgres import Server

SEES = {
    "dora": {"dora", "vera", "rita", "ron", "otto"},
    "vera": {"vera", "rita", "ron"},
    "rita": {"rita"},
    "ron": {"ron"},
    "otto": {"otto"},
}


@pytest.fixture(scope="module")
def guarded(pg_server: Server, request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    """A database in which everybody owns one deal, and the addresses of their login roles."""
    from salesdesk.store import create_database, open_store

    name = pg_server.new_database()
    url = pg_server.url(name)
    create_database(url, admin_password="administrator")
    store = open_store(url, login="admin")
    office = furnish(store, tree=True)
    for login in TREE:
        deal_id = office.deal(title=login, owner=login, amount=None)
        with store.write("activity") as session:
            insert_activities(session, [{"kind": "call", "subject": login, "deal_id": deal_id}])
    with store.write("unowned") as session:
        insert_companies(session, [{"name": "Everybody's"}])
    addresses = {login: login_address(url, login, office.people[login]) for login in TREE}
    yield office, addresses, url
    office.close()
    store.close()
    pg_server.drop_database(name)


def ask(address: str, statement: str) -> list[tuple]:  # type: ignore[type-arg]
    """The rows that a person gets with plain SQL."""
    with psycopg.connect(address) as connection:
        return connection.execute(statement.encode()).fetchall()


def act_as_oneself(connection: psycopg.Connection) -> None:  # type: ignore[type-arg]
    """Begin an action of one's own, as the app does before each save."""
    own = connection.execute(
        b"INSERT INTO action (person_id, at, kind) VALUES (priv.me(), now(), 'attack') RETURNING id"
    ).fetchone()
    assert own is not None
    connection.execute(b"SELECT set_config('sd.action', %s, false)", (str(own[0]),))


@pytest.mark.parametrize("login", TREE)
def test_plain_sql_shows_exactly_the_rows_of_the_tree(guarded, login: str) -> None:  # type: ignore[no-untyped-def]
    _, addresses, _ = guarded
    assert {row[0] for row in ask(addresses[login], "SELECT title FROM deal")} == SEES[login]
    assert {row[0] for row in ask(addresses[login], "SELECT subject FROM activity")} == SEES[login]
    assert len(ask(addresses[login], "SELECT 1 FROM deal_facts")) == len(SEES[login])
    assert len(ask(addresses[login], "SELECT 1 FROM deal_span")) == len(SEES[login])
    seen = ask(addresses[login], "SELECT row_id FROM history WHERE tbl = 'deal' AND op = 'created'")
    assert len(seen) == len(SEES[login])


def test_an_administrator_sees_everything_but_private_rows(guarded) -> None:  # type: ignore[no-untyped-def]
    office, _, url = guarded
    parts = sa.make_url(url)
    role = ask(url, "SELECT role_name FROM person WHERE login = 'admin'")[0][0]
    address = parts.set(username=role, password="administrator").render_as_string(hide_password=False)
    assert {row[0] for row in ask(address, "SELECT title FROM deal")} == set(TREE)
    with psycopg.connect(url) as owner:
        key = office.people["rita"]
        owner.execute(b"INSERT INTO person_setting (person_id, key, value) VALUES (%s, 'x', '1')", (key,))
    assert ask(address, "SELECT 1 FROM person_setting") == []


ATTACKS = (
    "UPDATE deal SET title = 'mine' WHERE title = 'otto'",
    "UPDATE deal SET owner_id = {me} WHERE title = 'otto'",
    "UPDATE deal SET owner_id = (SELECT id FROM person WHERE login = 'otto') WHERE title = 'rita'",
    "DELETE FROM deal",
    "DELETE FROM history",
    "DELETE FROM change_log",
    "DELETE FROM person_tree",
    "UPDATE history SET op = 'created'",
    "INSERT INTO history (action_id, tbl, row_id, op) VALUES (1, 'deal', 1, 'created')",
    "INSERT INTO change_log (tbl, row_id, op, at) VALUES ('deal', 1, 'created', now())",
    "INSERT INTO person_tree (ancestor_id, descendant_id, from_at, depth)"
    " SELECT {me}, id, now(), 1 FROM person",
    "UPDATE person SET rights = '[\"administrator\"]' WHERE login = 'rita'",
    "UPDATE person SET role_name = session_user WHERE login = 'dora'",
    "INSERT INTO person (name, name_key, position, function, active, rights, created_at, updated_at,"
    " role_name)"
    " VALUES ('x', 'x', 'director', 'sales', true, '[]', now(), now(), 'x')",
    "UPDATE setting SET value = '\"open_team\"' WHERE key = 'visibility'",
    "UPDATE stage SET probability = 100",
    "UPDATE meta SET schema = 99",
    "UPDATE counter SET value = 1",
    "UPDATE deal_span SET owner_id = {me}",
    "INSERT INTO action (person_id, at, kind) SELECT id, now(), 'x' FROM person WHERE login = 'dora'",
    "UPDATE action SET person_id = {me}",
    "INSERT INTO activity (kind, state, subject, deal_id, owner_id, created_at, updated_at)"
    " SELECT 'call', 'done', 'x', 5, {me}, now(), now()",
    "INSERT INTO deal_member (deal_id, person_id, owner_id, access, credit, created_at, updated_at)"
    " VALUES (5, {me}, {me}, 'edit', 0, now(), now())",
    "ALTER TABLE deal DISABLE ROW LEVEL SECURITY",
    "ALTER POLICY seen ON deal USING (true)",
    "DROP POLICY seen ON deal",
    "DROP TRIGGER deal_updated ON deal",
    "ALTER TABLE deal DISABLE TRIGGER ALL",
    "TRUNCATE deal",
    "SET session_replication_role = replica",
    "SET row_security = off; SELECT title FROM deal WHERE title = 'otto'",
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {owner}",
    "SELECT rolpassword FROM pg_authid",
    "CREATE TABLE public.mine (x int)",
    "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "COPY deal TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
    "CREATE ROLE another LOGIN",
    "ALTER ROLE {owner} PASSWORD 'x'",
    "SELECT priv.create_login(2, 'SCRAM-SHA-256$4096:x')",
    "SELECT priv.disable_login(2)",
    "SELECT priv.apply_visibility()",
    "SELECT title FROM deal WHERE title = 'otto'",
    "SELECT priv.search_deal('%otto%', 10)",
    "SELECT row_id FROM change_log WHERE tbl = 'deal' AND row_id = 5",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_with_plain_sql_is_refused_or_finds_nothing(guarded, attack: str) -> None:  # type: ignore[no-untyped-def]
    office, addresses, url = guarded
    owner = sa.make_url(url).username
    statement = attack.format(me=office.people["rita"], owner=owner)
    before = ask(url, "SELECT title, owner_id, version FROM deal ORDER BY id")
    with psycopg.connect(addresses["rita"], autocommit=True) as rita:
        act_as_oneself(rita)
        try:
            answer = rita.execute(statement.encode())
            while answer.nextset():
                pass
            found = answer.fetchall() if answer.description else []
            assert found == []
            assert not answer.description or answer.rowcount == 0
            assert answer.rowcount in (0, -1)
        except psycopg.Error:
            pass
    assert ask(url, "SELECT title, owner_id, version FROM deal ORDER BY id") == before


def test_an_action_of_somebody_else_stamps_nothing(guarded) -> None:  # type: ignore[no-untyped-def]
    _, addresses, _ = guarded
    with psycopg.connect(addresses["rita"]) as rita, pytest.raises(psycopg.errors.InsufficientPrivilege):
        rita.execute(b"SELECT set_config('sd.action', '1', true)")
        rita.execute(b"UPDATE deal SET title = 'renamed' WHERE title = 'rita'")


def test_a_member_sees_the_deal_and_what_hangs_on_it(guarded) -> None:  # type: ignore[no-untyped-def]
    office, addresses, url = guarded
    deal_id = ask(url, "SELECT id FROM deal WHERE title = 'otto'")[0][0]
    with office.write() as session:
        set_member(session, deal_id=deal_id, person_id=office.people["ron"], access="view")
    assert {row[0] for row in ask(addresses["ron"], "SELECT title FROM deal")} == {"ron", "otto"}
    assert {row[0] for row in ask(addresses["ron"], "SELECT subject FROM activity")} == {"ron", "otto"}
    with psycopg.connect(addresses["ron"]) as ron:
        act_as_oneself(ron)
        assert ron.execute(b"UPDATE deal SET title = 'x' WHERE title = 'otto'").rowcount == 0
    with office.write() as session:
        remove_member(session, deal_id=deal_id, person_id=office.people["ron"])
    assert {row[0] for row in ask(addresses["ron"], "SELECT title FROM deal")} == {"ron"}


def test_opening_the_team_shows_everything_and_closing_it_hides_it_again(guarded) -> None:  # type: ignore[no-untyped-def]
    office, addresses, _ = guarded
    with office.write() as session:
        change_setting(session, key="visibility", value="open_team")
    assert len(ask(addresses["rita"], "SELECT 1 FROM deal")) == len(TREE)
    assert len(ask(addresses["rita"], "SELECT 1 FROM history WHERE tbl = 'deal' AND op = 'created'")) == len(
        TREE
    )
    with office.write() as session:
        change_setting(session, key="visibility", value="tree")
    assert len(ask(addresses["rita"], "SELECT 1 FROM deal")) == 1


def test_every_table_has_row_security_and_every_definer_function_a_fixed_path(guarded) -> None:  # type: ignore[no-untyped-def]
    _, _, url = guarded
    unguarded = ask(
        url,
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE nspname = 'public' AND relkind = 'r' AND NOT relrowsecurity",
    )
    assert unguarded == [("alembic_version",)]
    loose = ask(url, "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
                " WHERE nspname = 'priv' AND (NOT prosecdef OR proconfig IS NULL"
                " OR NOT 'search_path=pg_catalog, pg_temp' = ANY (proconfig))")  # fmt: skip
    assert loose == []
    assert ask(url, "SELECT viewname FROM pg_views WHERE schemaname = 'public'") == []


def test_a_table_without_a_declaration_is_refused() -> None:
    from sqlalchemy.orm import Mapped

    from salesdesk.models.base import Keyed

    class Stray(Keyed, Base):
        __tablename__ = "stray"
        note: Mapped[str]

    try:
        with pytest.raises(TypeError, match="Stray does not say who may see its rows"):
            list(declared())
    finally:
        Base.metadata.remove(Base.metadata.tables["stray"])
        Base.registry._dispose_cls(Stray)


@pytest.mark.parametrize("setting", ["statement_timeout", "idle_in_transaction_session_timeout"])
def test_no_login_holds_up_the_others_for_longer_than_a_minute(guarded, setting: str) -> None:  # type: ignore[no-untyped-def]
    _, addresses, _ = guarded
    assert ask(addresses["rita"], f"SHOW {setting}") == [("1min",)]
