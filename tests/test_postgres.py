"""The Postgres of the tests is a real one: passwords count, the owner is no superuser, copies are whole."""

import psycopg
import pytest

from tests.postgres import Server, SharedServer, find_binaries


def test_there_are_binaries_to_start() -> None:
    assert find_binaries().is_dir()


def test_the_same_server_serves_the_whole_run(shared_server: SharedServer, pg_server: Server) -> None:
    assert shared_server.get() == pg_server
    assert pg_server.host == "127.0.0.1" or not pg_server.data


def test_a_wrong_password_is_refused(pg_server: Server) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(pg_server.url("postgres", pg_server.owner, "wrong"))


def test_the_owner_of_a_new_database_is_no_superuser_but_may_make_roles(pg_database: str) -> None:
    with psycopg.connect(pg_database) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, False, True)
        connection.execute("CREATE EXTENSION pg_trgm")
        trigrams = connection.execute("SELECT show_trgm('łódź')").fetchone()
        assert trigrams is not None
        assert len(trigrams[0]) == 5


def test_a_copy_of_a_template_holds_what_the_template_holds(
    shared_server: SharedServer, pg_server: Server
) -> None:
    filled = []

    def fill(url: str) -> None:
        filled.append(url)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE word (text text)")
            connection.execute("INSERT INTO word VALUES ('hello')")

    for _ in range(2):
        name = pg_server.new_database(shared_server.template("words", fill))
        with psycopg.connect(pg_server.url(name)) as connection:
            assert connection.execute("SELECT text FROM word").fetchall() == [("hello",)]
        pg_server.drop_database(name)
    assert len(filled) <= 1


def test_a_database_is_dropped_though_somebody_is_connected(pg_server: Server) -> None:
    name = pg_server.new_database()
    pg_server.execute(f'CREATE ROLE "sd_{name}_eva"')
    with psycopg.connect(pg_server.url(name)) as connection:
        pg_server.drop_database(name)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with pg_server.administer() as admin:
        found = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (f"sd_{name}_eva",)).fetchone()
    assert found is None
