"""On a server the rows are guarded by the server: real login roles, plain SQL."""

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import Base
from salesdesk.services.members import remove_member, set_member
from salesdesk.services.settings import change_setting
from salesdesk.store.generated.tables import declared
from tests.office import TREE
from tests.postgres import Server
from tests.store.attacks import Attack
from tests.store.guarded import Guarded, act_as_oneself, ask, dump, guarded_office, refused

SEES = {
    "dora": {"dora", "vera", "rita", "ron", "otto"},
    "vera": {"vera", "rita", "ron"},
    "rita": {"rita"},
    "ron": {"ron"},
    "otto": {"otto"},
}


@pytest.fixture(scope="module")
def guarded(pg_server: Server) -> Iterator[Guarded]:
    """A database in which everybody owns one deal, and the addresses of their login roles."""
    with guarded_office(pg_server, tree=True) as made:
        yield made


@pytest.mark.parametrize("login", TREE)
def test_plain_sql_shows_exactly_the_rows_of_the_tree(guarded: Guarded, login: str) -> None:
    assert {row[0] for row in ask(guarded.addresses[login], "SELECT title FROM deal")} == SEES[login]
    assert {row[0] for row in ask(guarded.addresses[login], "SELECT subject FROM activity")} == SEES[login]
    assert len(ask(guarded.addresses[login], "SELECT 1 FROM deal_facts")) == len(SEES[login])
    assert len(ask(guarded.addresses[login], "SELECT 1 FROM deal_span")) == len(SEES[login])
    seen = ask(guarded.addresses[login], "SELECT row_id FROM history WHERE tbl = 'deal' AND op = 'created'")
    assert len(seen) == len(SEES[login])


def test_an_administrator_sees_everything_but_private_rows(guarded: Guarded) -> None:
    parts = sa.make_url(guarded.url)
    role = ask(guarded.url, "SELECT role_name FROM person WHERE login = 'admin'")[0][0]
    address = parts.set(username=role, password="administrator").render_as_string(hide_password=False)
    assert {row[0] for row in ask(address, "SELECT title FROM deal")} == set(TREE)
    with psycopg.connect(guarded.url) as owner:
        key = guarded.office.people["rita"]
        owner.execute(b"INSERT INTO person_setting (person_id, key, value) VALUES (%s, 'x', '1')", (key,))
    assert ask(address, "SELECT 1 FROM person_setting") == []


def test_a_member_who_edits_cannot_bring_in_others(guarded: Guarded) -> None:
    deal_id = ask(guarded.url, "SELECT id FROM deal WHERE title = 'otto'")[0][0]
    with guarded.office.write() as session:
        set_member(session, deal_id=deal_id, person_id=guarded.office.people["ron"], access="edit")
    try:
        with psycopg.connect(guarded.addresses["ron"]) as ron:
            act_as_oneself(ron)
            assert ron.execute(b"UPDATE deal SET title = 'x' WHERE title = 'otto'").rowcount == 1
            ron.rollback()
        attack = Attack("", "UPDATE deal_member SET access = 'edit' WHERE deal_id = {otto}")
        refused(guarded, "ron", attack, dump(guarded))
        with pytest.raises(RuleBroken, match="belongs to Otto"), guarded.office.write("ron") as session:
            set_member(session, deal_id=deal_id, person_id=guarded.office.people["rita"], access="edit")
    finally:
        with guarded.office.write() as session:
            remove_member(session, deal_id=deal_id, person_id=guarded.office.people["ron"])


def test_an_action_of_somebody_else_stamps_nothing(guarded: Guarded) -> None:
    denied = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with psycopg.connect(guarded.addresses["rita"]) as rita, denied:
        rita.execute(b"SELECT set_config('sd.action', '1', true)")
        rita.execute(b"UPDATE deal SET title = 'renamed' WHERE title = 'rita'")


def test_a_member_sees_the_deal_and_what_hangs_on_it(guarded: Guarded) -> None:
    deal_id = ask(guarded.url, "SELECT id FROM deal WHERE title = 'otto'")[0][0]
    with guarded.office.write() as session:
        set_member(session, deal_id=deal_id, person_id=guarded.office.people["ron"], access="view")
    for question in ("SELECT title FROM deal", "SELECT subject FROM activity"):
        assert {row[0] for row in ask(guarded.addresses["ron"], question)} == {"ron", "otto"}
    with psycopg.connect(guarded.addresses["ron"]) as ron:
        act_as_oneself(ron)
        assert ron.execute(b"UPDATE deal SET title = 'x' WHERE title = 'otto'").rowcount == 0
    with guarded.office.write() as session:
        remove_member(session, deal_id=deal_id, person_id=guarded.office.people["ron"])
    assert {row[0] for row in ask(guarded.addresses["ron"], "SELECT title FROM deal")} == {"ron"}


def test_opening_the_team_shows_everything_and_closing_it_hides_it_again(guarded: Guarded) -> None:
    with guarded.office.write() as session:
        change_setting(session, key="visibility", value="open_team")
    assert len(ask(guarded.addresses["rita"], "SELECT 1 FROM deal")) == len(TREE)
    made = "SELECT 1 FROM history WHERE tbl = 'deal' AND op = 'created'"
    assert len(ask(guarded.addresses["rita"], made)) == len(TREE)
    with guarded.office.write() as session:
        change_setting(session, key="visibility", value="tree")
    assert len(ask(guarded.addresses["rita"], "SELECT 1 FROM deal")) == 1


def test_every_table_has_row_security_and_every_definer_function_a_fixed_path(guarded: Guarded) -> None:
    unguarded = ask(
        guarded.url,
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE nspname = 'public' AND relkind = 'r' AND NOT relrowsecurity",
    )
    assert unguarded == [("alembic_version",)]
    loose = ask(guarded.url, "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
                " WHERE nspname = 'priv' AND (proconfig IS NULL"
                # What looks at what its caller sees has to run with the caller's rights.
                " OR prosecdef = (proname LIKE '%\\_points')"
                " OR NOT 'search_path=pg_catalog, pg_temp' = ANY (proconfig))")  # fmt: skip
    assert loose == []
    assert ask(guarded.url, "SELECT viewname FROM pg_views WHERE schemaname = 'public'") == []


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
def test_no_login_holds_up_the_others_for_longer_than_a_minute(guarded: Guarded, setting: str) -> None:
    assert ask(guarded.addresses["rita"], f"SHOW {setting}") == [("1min",)]
