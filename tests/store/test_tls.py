"""A server elsewhere must prove who it is before it hears anything; less is taken only by explicit wish."""

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from salesdesk.errors import KnownError
from salesdesk.models import Company
from salesdesk.services.companies import create_company
from salesdesk.store import create_database, open_store
from salesdesk.store.server_address import is_private, is_unguarded
from tests.postgres import Server
from tests.tls import CLEAR_TEXT, Guarded

PASSWORD = "s3cret-of-clara"


@pytest.fixture
def name(guarded_server: Guarded) -> Iterator[str]:
    """A database on the server that knows TLS."""
    name = guarded_server.server.new_database()
    create_database(guarded_server.server.url(name))
    yield name
    guarded_server.server.drop_database(name)


def is_encrypted(where: str) -> bool:
    """Open a database, save in it, and ask the server whether others could read along."""
    store = open_store(where)
    with store.write("test") as session:
        create_company(session, name="Halden")
    with store.read() as session:
        assert session.scalars(sa.select(Company.name)).all() == ["Halden"]
        found = session.scalar(sa.text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
    feed = store.feed()
    feed.poll()
    feed.close()
    store.close()
    return bool(found)


def test_a_server_that_proves_who_it_is_is_used_over_tls_alone(guarded_server: Guarded, name: str) -> None:
    assert is_encrypted(guarded_server.url(name, sslrootcert=str(guarded_server.authority)))


def refused(where: str) -> str:
    with pytest.raises(KnownError) as error:
        open_store(where)
    return str(error.value)


def test_a_server_whom_nobody_known_signed_for_is_refused(guarded_server: Guarded, name: str) -> None:
    assert "could not prove who it is" in refused(guarded_server.url(name))
    other = guarded_server.url(name, sslrootcert=str(guarded_server.stranger))
    assert "could not prove who it is" in refused(other)


def test_a_server_that_proves_to_be_another_is_refused(guarded_server: Guarded, name: str) -> None:
    where = guarded_server.url(name, host="payroll.salesdesk.test", sslrootcert=str(guarded_server.authority))
    assert "could not prove who it is" in refused(where)


def test_a_server_without_tls_is_refused(
    guarded_server: Guarded, pg_server: Server, pg_database: str
) -> None:
    without = Guarded(pg_server, guarded_server.authority, guarded_server.stranger)
    with pg_server.administer() as admin:
        if admin.execute("SHOW ssl").fetchone() != ("off",):
            pytest.skip("the server of this run knows TLS")
    where = without.url(pg_database.rpartition("/")[2], sslrootcert=str(guarded_server.authority))
    assert "could not prove who it is" in refused(where)


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
def test_less_is_taken_in_a_private_network_only_and_only_where_one_asks_for_it(
    guarded_server: Guarded, name: str, mode: str
) -> None:
    where = guarded_server.url(name, sslmode=mode)
    assert is_unguarded(where)
    assert is_encrypted(where) == (mode in ("prefer", "require"))
    public = where.replace("hostaddr=127.0.0.1", "hostaddr=8.8.8.8")
    assert "not in a private network" in refused(public)


def test_a_password_is_never_sent_itself(guarded_server: Guarded, name: str) -> None:
    server = guarded_server.server
    with server.administer() as admin:
        admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(CLEAR_TEXT)))
        asked = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        admin.execute(asked.format(sql.Identifier(CLEAR_TEXT), sql.Literal(PASSWORD)))
    whose = f"{CLEAR_TEXT}:{PASSWORD}@"
    own = f"{server.owner}:{server.owner_password}@"
    with psycopg.connect(server.url("postgres").replace(own, whose)) as proof:
        assert proof.info.user == CLEAR_TEXT
    where = guarded_server.url(name, sslrootcert=str(guarded_server.authority)).replace(own, whose)
    assert "others could read; it got none" in refused(where)
    assert "others could read; it got none" in refused(
        guarded_server.url(name, sslmode="disable").replace(own, whose)
    )


def test_whether_a_network_is_private_is_told_by_every_address() -> None:
    assert is_private("10.1.2.3") and is_private("192.168.0.9") and is_private("fd00::1")
    assert not is_private("8.8.8.8") and not is_private("no.such.host.invalid")
    assert not is_private("10.1.2.3", ["10.1.2.3", "8.8.8.8"])
