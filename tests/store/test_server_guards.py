"""What guards a server's rows is its own, is looked at when it is opened, and stands in nobody's way."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
import sqlalchemy as sa

from salesdesk.errors import KnownError
from salesdesk.models import Action, ImportBatch, SavedView
from salesdesk.services.people import grant_rights
from salesdesk.services.pipelines import insert_lead_sources
from salesdesk.services.products import insert_products
from salesdesk.services.settings import change_setting
from salesdesk.store import create_database, open_store, upgrade
from salesdesk.store.check import Finding, check
from tests.office import Office, furnish, login_address
from tests.postgres import Server

on_a_server = pytest.mark.parametrize("database", ["postgres"], indirect=True)
Connection = psycopg.Connection[tuple]  # type: ignore[type-arg]


@contextmanager
def signed_in(office: Office, login: str) -> Iterator[Connection]:
    with psycopg.connect(office.store_of(login).place.url) as connection:
        yield connection


def as_owner(office: Office, statement: str) -> None:
    with psycopg.connect(office.owner_url, autocommit=True) as owner:
        owner.execute(statement.encode())


@on_a_server
def test_an_import_right_brings_what_records_are_filed_under(office: Office) -> None:
    with office.write() as session:
        grant_rights(session, person_id=office.people["ron"], rights=["import"])
    with office.write("ron") as session:
        assert insert_lead_sources(session, ["Fair"]) and insert_products(session, [{"name": "Van"}])
    with pytest.raises(KnownError, match="did not allow"), office.write("rita") as session:
        session.execute(sa.text("INSERT INTO lead_source (name, name_key, version, created_at, updated_at)"
                                " VALUES ('x', 'x', 1, now(), now())"))  # fmt: skip


@pytest.fixture
def twins(pg_server: Server) -> Iterator[list[str]]:
    """Two databases whose names differ by a sign that no role's name keeps."""
    stem = pg_server.new_database()
    pg_server.drop_database(stem)
    names = [f"{stem}-eu", f"{stem}_eu"]
    for name in names:
        pg_server.execute(f'CREATE DATABASE "{name}" OWNER {pg_server.owner} TEMPLATE template0')
    yield [pg_server.url(name) for name in names]
    for name in names:
        pg_server.drop_database(name)
    pg_server.drop_database(stem)


def test_people_of_one_database_do_not_even_reach_another_of_a_like_name(twins: list[str]) -> None:
    addresses = []
    for url in twins:
        create_database(url)
        store = open_store(url, login="admin")
        people = furnish(store).people
        store.close()
        addresses.append(login_address(url, "ron", people["ron"]))
    assert len({sa.make_url(address).username for address in addresses}) == 2
    other = sa.make_url(addresses[0]).set(database=sa.make_url(twins[1]).database)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(other.render_as_string(hide_password=False))


def test_groups_that_another_database_left_behind_are_not_taken_over(pg_server: Server) -> None:
    name = pg_server.new_database()
    try:
        create_database(pg_server.url(name))
        pg_server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        pg_server.execute(f'CREATE DATABASE "{name}" OWNER {pg_server.owner} TEMPLATE template0')
        with pytest.raises(KnownError, match="which another database made"):
            create_database(pg_server.url(name))
    finally:
        pg_server.drop_database(name)


@on_a_server
def test_a_database_that_takes_no_writes_is_only_read(office: Office) -> None:
    name = sa.make_url(office.owner_url).database
    as_owner(office, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    with closing(open_store(office.owner_url, login="admin")) as opened:
        assert "can only be read right now" in opened.read_only
        with opened.read() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Action))
        with pytest.raises(KnownError, match="can only be read right now"), opened.write("x"):
            pass


@on_a_server
def test_a_store_asks_a_server_for_as_few_connections_as_it_needs(office: Office) -> None:
    name = sa.make_url(office.owner_url).database
    with closing(open_store(office.owner_url, login="admin")) as opened, opened.read() as session:
        mine = sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND usename = current_user"
        )
        assert session.scalar(mine, {"name": name}) == 1


@on_a_server
def test_a_server_guarded_in_another_way_is_only_read_until_it_is_upgraded(office: Office) -> None:
    where = office.owner_url
    as_owner(office, "UPDATE meta SET generated = 'another'")
    opened = open_store(where, login="admin")
    assert "Ask your administrator to run `salesdesk upgrade`" in opened.read_only
    with pytest.raises(KnownError, match="counts on"), opened.write("x"):
        pass
    opened.close()
    upgrade(where)
    opened = open_store(where, login="admin")
    assert opened.read_only == ""
    opened.close()


@on_a_server
@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("ALTER TABLE deal DISABLE ROW LEVEL SECURITY", "deal"),
        ("DROP POLICY changed ON deal", "deal.changed"),
        ("CREATE POLICY more ON deal FOR UPDATE USING (true)", "deal.more"),
        ("ALTER POLICY changed ON deal USING (true)", "deal.changed"),
        ("ALTER POLICY changed ON deal USING (owner_id > 0)", "deal.changed"),
        ("ALTER POLICY changed ON deal WITH CHECK (true)", "deal.changed"),
        ("ALTER POLICY seen ON note USING (owner_id IS NOT NULL)", "note.seen"),
        ("ALTER POLICY seen ON action USING (false)", "action.seen"),
        ("ALTER POLICY signed_in ON deal TO public", "deal.signed_in"),
        ("ALTER TABLE deal DISABLE TRIGGER deal_updated", "deal.deal_updated"),
        (
            "CREATE OR REPLACE TRIGGER note_takes_owner BEFORE INSERT OR UPDATE OF deal_id, owner_id"
            " ON public.note FOR EACH ROW WHEN (NEW.deal_id IS NOT NULL AND NEW.id < 0)"
            " EXECUTE FUNCTION priv.take_owner()",
            "note.note_takes_owner",
        ),
        ("ALTER FUNCTION priv.me() SET search_path = public", "priv.me"),
        ("DROP TRIGGER note_takes_owner ON note", "note.note_takes_owner"),
        (
            "CREATE OR REPLACE FUNCTION priv.has_right(wanted text) RETURNS boolean LANGUAGE sql STABLE"
            " SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT true'",
            "priv.has_right",
        ),
        ("ALTER FUNCTION priv.me() SECURITY INVOKER", "priv.me"),
    ],
)
def test_check_tells_what_no_longer_guards_and_an_upgrade_mends_it(
    office: Office, tampering: str, named: str
) -> None:
    assert findings(office) == []
    as_owner(office, tampering)
    (found,) = findings(office)
    assert found.what.endswith(f"the first: {named}") and "salesdesk upgrade" in found.advice
    assert "salesdesk upgrade" in opened_anew(office)
    upgrade(office.owner_url)
    assert findings(office) == []
    assert opened_anew(office) == ""


def findings(office: Office) -> list[Finding]:
    """What is wrong with the database; asked as its owner, since the upgrade gives it groups of its own."""
    with office.owner() as store:
        return check(store)


def opened_anew(office: Office) -> str:
    """Why somebody who opens the database now cannot write."""
    with office.owner() as store:
        return store.read_only


@on_a_server
@pytest.mark.parametrize("visibility", ["open_team", "tree"])
def test_settings_change_what_is_open_and_check_finds_that_right(office: Office, visibility: str) -> None:
    with office.write() as session:
        change_setting(session, key="visibility", value=visibility)
        change_setting(session, key="companies_visible", value="tree")
    assert check(office.store) == []


@on_a_server
def test_a_setting_that_opens_nothing_waits_for_nobody(office: Office) -> None:
    with signed_in(office, "ron") as reading:
        reading.execute(b"SELECT count(*) FROM deal")
        for key, value in (("company_name", "Acme"), ("visibility", "open_team")):
            with office.write() as session:
                session.execute(sa.text("SET LOCAL statement_timeout = '2s'"))
                change_setting(session, key=key, value=value)


@on_a_server
def test_a_setting_that_closes_gives_up_soon_while_others_read(office: Office) -> None:
    with signed_in(office, "ron") as reading:
        reading.execute(b"SELECT count(*) FROM deal")
        with pytest.raises(KnownError, match="Try again in a moment"), office.write() as session:
            change_setting(session, key="visibility", value="tree")
    with office.write() as session:
        change_setting(session, key="visibility", value="tree")


@on_a_server
def test_the_past_of_private_rows_is_told_to_nobody_else(office: Office) -> None:
    with office.write() as session:
        grant_rights(session, person_id=office.people["otto"], rights=["administrator"])
    for login in ("rita", "otto"):
        with office.write(login) as session:
            mine = SavedView(person_id=office.people[login], record="deal", name=login, definition={})
            session.add(mine)
            session.flush()
            mine.name = f"{login} again"
    question = b"SELECT changes -> 'name' ->> 1 FROM history WHERE tbl = 'saved_view' AND op = 'updated'"
    for login in ("rita", "otto"):
        with signed_in(office, login) as connection:
            assert connection.execute(question).fetchall() == [(f"{login} again",)]


@on_a_server
def test_an_action_has_the_server_s_time_and_joins_no_import(office: Office) -> None:
    with office.write() as session:
        batch = ImportBatch(file_name="x.csv", fingerprint="x")
        session.add(batch)
        session.flush()
        number = batch.id
    begin = b"INSERT INTO action (person_id, at, kind, batch_id) VALUES (priv.me(), '2020-01-01', 'x', %s)"
    with signed_in(office, "ron") as ron:
        ron.execute(begin, (None,))
        ron.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="who may import"):
            ron.execute(begin, (number,))
    newest = sa.select(Action.at).where(Action.person_id == office.people["ron"]).order_by(Action.id.desc())
    assert office.value(newest.limit(1)).year > 2020


@on_a_server
def test_mistakes_of_the_program_are_not_told_as_the_server_s(office: Office) -> None:
    with pytest.raises(sa.exc.ProgrammingError), office.read() as session:
        session.execute(sa.text("SELECT priv.nothing_of_this_name()"))
    with pytest.raises(sa.exc.ProgrammingError), office.read() as session:
        session.execute(sa.text("SELECT title FROM deal WHERE nothing = 1"))


@on_a_server
@pytest.mark.parametrize(
    ("code", "told"),
    [("40P01", "at the same moment"), ("40001", "at the same moment"), ("55P03", "Try again in a moment"),
     ("57P01", "ended this connection"), ("53100", "disk is full"), ("P0001", "The server refused: words")],
)  # fmt: skip
def test_what_the_server_ran_into_is_told_as_that(office: Office, code: str, told: str) -> None:
    raised = f"DO $$ BEGIN RAISE EXCEPTION 'words' USING ERRCODE = '{code}'; END $$"
    with pytest.raises(KnownError, match=told), office.read() as session:
        session.execute(sa.text(raised))


@on_a_server
def test_a_database_made_before_there_were_seals_is_upgraded(office: Office) -> None:
    as_owner(office, "DROP FUNCTION priv.seals()")
    assert any("priv.seals" in found.what for found in findings(office))
    upgrade(office.owner_url)
    assert findings(office) == [] and opened_anew(office) == ""
