"""No attack with plain SQL gets through on a server: it is refused or finds nothing, and changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from salesdesk.services.people import activate_person, deactivate_person
from tests.postgres import Server
from tests.store.attacks import ATTACKS, ON_RECORDS, ORACLES, POINTING, POSSIBLE, SIGHTS, Attack, Oracle
from tests.store.guarded import Guarded, act_as_oneself, ask, dump, guarded_office, refused, try_it

Dump = dict[str, str]
NAMED = {str(each): each for each in (*ATTACKS, *SIGHTS, *POINTING)}


@pytest.fixture(scope="module")
def guarded(pg_server: Server) -> Iterator[tuple[Guarded, Dump]]:
    """A company in which deals and companies follow the tree, and all there is in it."""
    with guarded_office(pg_server, tree=True) as made:
        yield made, dump(made)


@pytest.fixture(scope="module")
def opened(pg_server: Server) -> Iterator[tuple[Guarded, Dump]]:
    """As `guarded`, but everybody reads everything."""
    with guarded_office(pg_server, tree=False) as made:
        yield made, dump(made)


def test_there_are_many_attacks_and_each_has_a_name_of_its_own() -> None:
    assert len(NAMED) == len(ATTACKS) + len(SIGHTS) + len(POINTING) >= 150
    assert len({each.sql for each in NAMED.values()}) == len(NAMED)


@pytest.mark.parametrize("attack", (*ATTACKS, *SIGHTS, *POINTING), ids=str)
def test_an_attack_is_refused_or_finds_nothing(guarded: tuple[Guarded, Dump], attack: Attack) -> None:
    refused(guarded[0], "rita", attack, guarded[1])


@pytest.mark.parametrize("attack", ON_RECORDS, ids=str)
def test_who_reads_everything_changes_nothing_by_it(opened: tuple[Guarded, Dump], attack: Attack) -> None:
    refused(opened[0], "rita", attack, opened[1])


@pytest.mark.parametrize("login", ["fiona", "mia"])
@pytest.mark.parametrize("attack", (*ON_RECORDS, *POINTING), ids=str)
def test_a_granted_function_and_a_viewing_member_change_nothing(
    guarded: tuple[Guarded, Dump], login: str, attack: Attack
) -> None:
    refused(guarded[0], login, attack, guarded[1])


@pytest.mark.parametrize("oracle", ORACLES, ids=str)
def test_an_answer_does_not_tell_whether_something_hidden_is_there(
    guarded: tuple[Guarded, Dump], oracle: Oracle
) -> None:
    made, before = guarded
    answers = []
    for sql in (oracle.hit, oracle.miss):
        with psycopg.connect(made.addresses["rita"]) as connection:
            act_as_oneself(connection)
            try:
                answer = connection.execute(made.statement(sql, "rita").encode())
                answers.append((answer.rowcount, answer.fetchall() if answer.description else []))
            except psycopg.Error as error:
                answers.append((error.sqlstate, []))
            connection.rollback()
    assert answers[0] == answers[1]
    assert dump(made) == before


def test_what_is_copied_out_is_what_one_sees(guarded: tuple[Guarded, Dump]) -> None:
    with (
        psycopg.connect(guarded[0].addresses["rita"]) as rita,
        rita.cursor() as cursor,
        cursor.copy(b"COPY deal (title) TO STDOUT") as copy,
    ):
        assert b"".join(copy).split() == [b"rita"]


def test_an_attack_can_be_told_from_what_one_may_do(guarded: tuple[Guarded, Dump]) -> None:
    made, before = guarded
    allowed = Attack("rename one's own deal", "UPDATE deal SET title = 'other' WHERE title = 'rita'")
    assert try_it(made, "rita", allowed) == ("", [], 1)
    try:
        changed = {name for name, rows in dump(made).items() if rows != before[name]}
        assert {"deal", "history", "change_log"} <= changed
    finally:
        with psycopg.connect(made.url) as owner:
            act = owner.execute(
                b"INSERT INTO action (at, kind) VALUES (now(), 'attack') RETURNING id"
            ).fetchone()
            assert act is not None
            owner.execute(b"SELECT set_config('sd.action', %s, true)", (str(act[0]),))
            owner.execute(b"UPDATE deal SET title = 'rita' WHERE title = 'other'")
            for table in (b"history", b"change_log"):
                owner.execute(b"DELETE FROM " + table + b" WHERE action_id IN"
                              b" (SELECT id FROM action WHERE kind = 'attack')")  # fmt: skip
    assert dump(made) == before


@pytest.mark.parametrize("attack", POSSIBLE, ids=str)
def test_what_remains_possible_tells_and_changes_nothing_of_the_records(
    guarded: tuple[Guarded, Dump], attack: Attack
) -> None:
    assert try_it(guarded[0], "rita", attack)[0] == ""
    assert dump(guarded[0]) == guarded[1]


def test_the_guide_says_what_remains_possible() -> None:
    page = (Path(__file__).parents[2] / "docs" / "team.md").read_text(encoding="utf-8")
    for word in ("EXPLAIN", "advisory lock", "NOTIFY", "numbers", "large objects", "time limit"):
        assert word in page


def test_who_was_deactivated_attacks_from_nowhere(pg_server: Server) -> None:
    with guarded_office(pg_server, tree=True) as made:
        with psycopg.connect(made.addresses["rita"], autocommit=True) as rita:
            with made.office.write() as session:
                deactivate_person(session, person_id=made.office.people["rita"])
            for question in (b"SELECT title FROM deal", b"SELECT priv.search_deal('%r%', 9)"):
                try:
                    assert rita.execute(question).fetchall() == []
                except psycopg.OperationalError:
                    break
        with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
            ask(made.addresses["rita"], "SELECT 1")
        with made.office.write() as session:
            activate_person(session, person_id=made.office.people["rita"])
        assert ask(made.addresses["rita"], "SELECT title FROM deal") == [("rita",)]
