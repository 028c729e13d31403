"""On a server the rows are guarded by the server: real login roles, plain SQL."""

import psycopg
import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import Base, Deal
from salesdesk.services.activities import insert_activities
from salesdesk.services.companies import insert_companies
from salesdesk.services.members import remove_member, set_member
from salesdesk.services.notes import write_note
from salesdesk.services.people import add_person
from salesdesk.services.settings import change_setting, grant_to_function
from salesdesk.store.generated.tables import declared
from tests.office import TREE, Office, furnish, login_address
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
    _readers(office)
    logins = (*TREE, "fiona", "mia")
    addresses = {login: login_address(url, login, office.people[login]) for login in logins}
    office.stores["ron"] = open_store(addresses["ron"])
    yield office, addresses, url
    office.close()
    store.close()
    pg_server.drop_database(name)


def _readers(office: Office) -> None:
    """Fiona of finance reads all deals by a grant, Mia reads Otto's as a member; neither may change any."""
    with office.write() as session:
        office.people["fiona"] = add_person(session, name="Fiona", login="fiona", function="finance")
        office.people["mia"] = add_person(session, name="Mia", login="mia")
        grant_to_function(session, function="finance", kinds=["deals"])
        otto = session.scalars(sa.select(Deal.id).where(Deal.title == "otto")).one()
        set_member(session, deal_id=otto, person_id=office.people["mia"], access="view")
        write_note(session, text="of otto's deal", deal_id=otto)


@pytest.fixture(scope="module")
def opened(pg_server: Server):  # type: ignore[no-untyped-def]
    """As `guarded`, but everybody reads everything; the address of Rita, who owns one of the deals."""
    from salesdesk.store import create_database, open_store

    name = pg_server.new_database()
    url = pg_server.url(name)
    create_database(url)
    store = open_store(url, login="admin")
    office = furnish(store)
    for login in TREE:
        office.deal(title=login, owner=login, amount=None)
    _readers(office)
    yield office, {"rita": login_address(url, "rita", office.people["rita"])}, url
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


ON_A_DEAL_OF_SOMEBODY_ELSE = tuple(
    f"INSERT INTO {table} (deal_id, owner_id, version, created_at, updated_at, {columns})"
    f" VALUES ({{otto}}, {owner}, 1, now(), now(), {values})"
    for owner in ("NULL", "{me}", "(SELECT owner_id FROM deal WHERE id = {otto})")
    for table, columns, values in (
        ("deal_member", "person_id, access, credit", "{me}, 'edit', 0"),
        ("note", "author_id, text", "{me}, 'x'"),
        ("activity", "kind, state, subject, custom", "'call', 'planned', 'x', '{{}}'"),
        ("attachment", "record, record_id, name, size, sha256", "'deal', {otto}, 'x', 1, 'x'"),
    )
)
"""Rows that hang on a deal which the writer may at most read, whoever they say it belongs to."""
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
    "UPDATE setting SET value = '\"open_team\"' WHERE key = 'visibility'",
    "UPDATE stage SET probability = 100",
    "UPDATE meta SET schema = 99",
    "UPDATE counter SET value = 1",
    "UPDATE deal_span SET owner_id = {me}",
    "INSERT INTO action (person_id, at, kind) SELECT id, now(), 'x' FROM person WHERE login = 'dora'",
    "UPDATE action SET person_id = {me}",
    "INSERT INTO person (name, name_key, position, function, active, rights, version, created_at, updated_at,"
    " role_name)"
    " VALUES ('x', 'x', 'director', 'sales', true, '[]', 1, now(), now(), 'x')",
    *ON_A_DEAL_OF_SOMEBODY_ELSE,
    "UPDATE activity SET deal_id = {otto}, owner_id = {me} WHERE subject = 'rita' RETURNING 1",
    "UPDATE activity SET subject = 'x' WHERE deal_id = {otto}",
    "UPDATE activity SET owner_id = {me} WHERE deal_id = {otto}",
    "UPDATE note SET text = 'x', author_id = {me} WHERE deal_id = {otto}",
    "UPDATE deal_facts SET amount_base = 1 WHERE deal_id = {otto}",
    "UPDATE deal_member SET access = 'edit' WHERE deal_id = {otto}",
    "UPDATE deal_member SET access = 'edit', owner_id = NULL WHERE person_id = {me}",
    "INSERT INTO note (deal_id, owner_id, author_id, text, version, created_at, updated_at)"
    " SELECT id, {me}, (SELECT id FROM person WHERE login = 'dora'), 'x', 1, now(), now()"
    " FROM deal WHERE title = 'rita'",
    "INSERT INTO note (owner_id, author_id, text, version, created_at, updated_at)"
    " SELECT {me}, id, 'x', 1, now(), now() FROM person WHERE login = 'dora'",
    "INSERT INTO activity (kind, state, subject, person_id, owner_id, custom, version, created_at,"
    " updated_at) SELECT 'call', 'done', 'x', id, {me}, '{{}}', 1, now(), now() FROM person"
    " WHERE login = 'dora'",
    "ALTER TABLE deal DISABLE ROW LEVEL SECURITY",
    "ALTER POLICY seen ON deal USING (true)",
    "DROP POLICY seen ON deal",
    "DROP TRIGGER deal_updated ON deal",
    "ALTER TABLE deal DISABLE TRIGGER ALL",
    "TRUNCATE deal",
    "SET session_replication_role = replica",
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {owner}",
    "SELECT rolpassword FROM pg_authid",
    "CREATE TABLE public.mine (x int)",
    "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "COPY deal TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
    "CREATE ROLE another LOGIN",
    "ALTER ROLE {owner} PASSWORD 'x'",
    "SELECT priv.set_login(2, 'SCRAM-SHA-256$4096:x')",
    "SELECT priv.apply_rights(2)",
    "SELECT priv.end_sessions(session_user::text)",
    "SELECT priv.apply_visibility()",
)
SIGHTS = (
    "SET row_security = off; SELECT title FROM deal WHERE title = 'otto'",
    "SELECT title FROM deal WHERE title = 'otto'",
    "SELECT priv.search_deal('%otto%', 10)",
    "SELECT row_id FROM change_log WHERE tbl = 'deal' AND row_id = {otto}",
)
"""What only somebody tries who does not see the deal."""


def refused(guarded, login: str, attack: str) -> None:  # type: ignore[no-untyped-def]
    """Somebody's plain SQL is not allowed or touches no row, and leaves everything as it was."""
    office, addresses, url = guarded
    otto = ask(url, "SELECT id FROM deal WHERE title = 'otto'")[0][0]
    owner = sa.make_url(url).username
    statement = attack.format(me=office.people[login], owner=owner, otto=otto)
    before = [ask(url, question) for question in UNTOUCHED]
    with psycopg.connect(addresses[login], autocommit=True) as connection:
        act_as_oneself(connection)
        try:
            answer = connection.execute(statement.encode())
            while answer.nextset():
                pass
            found = answer.fetchall() if answer.description else []
            assert found == []
            assert answer.rowcount in (0, -1)
        except psycopg.Error as error:
            assert error.sqlstate == "42501", error
    assert [ask(url, question) for question in UNTOUCHED] == before


UNTOUCHED = (
    "SELECT title, owner_id, version FROM deal ORDER BY id",
    "SELECT id, access FROM deal_member ORDER BY id",
    "SELECT id, deal_id, owner_id, author_id, text FROM note ORDER BY id",
    "SELECT id, deal_id, owner_id, subject FROM activity ORDER BY id",
    "SELECT count(*) FROM attachment",
)


@pytest.mark.parametrize("attack", (*ATTACKS, *SIGHTS))
def test_an_attack_with_plain_sql_is_refused_or_finds_nothing(guarded, attack: str) -> None:  # type: ignore[no-untyped-def]
    refused(guarded, "rita", attack)


@pytest.mark.parametrize("attack", ATTACKS)
def test_who_reads_everything_changes_nothing_by_it(opened, attack: str) -> None:  # type: ignore[no-untyped-def]
    refused(opened, "rita", attack)


@pytest.mark.parametrize("login", ["fiona", "mia"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_granted_function_and_a_viewing_member_change_nothing(guarded, login: str, attack: str) -> None:  # type: ignore[no-untyped-def]
    refused(guarded, login, attack)


def test_a_member_who_edits_cannot_bring_in_others(guarded) -> None:  # type: ignore[no-untyped-def]
    office, addresses, url = guarded
    deal_id = ask(url, "SELECT id FROM deal WHERE title = 'otto'")[0][0]
    with office.write() as session:
        set_member(session, deal_id=deal_id, person_id=office.people["ron"], access="edit")
    try:
        with psycopg.connect(addresses["ron"]) as ron:
            act_as_oneself(ron)
            assert ron.execute(b"UPDATE deal SET title = 'x' WHERE title = 'otto'").rowcount == 1
            ron.rollback()
        refused(guarded, "ron", "UPDATE deal_member SET access = 'edit' WHERE deal_id = {otto}")
        with pytest.raises(RuleBroken, match="belongs to Otto"), office.write("ron") as session:
            set_member(session, deal_id=deal_id, person_id=office.people["rita"], access="edit")
    finally:
        with office.write() as session:
            remove_member(session, deal_id=deal_id, person_id=office.people["ron"])


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
