"""The rules by which the house sells: worded by administrators, agreed to by each, asked again when new."""

import pytest
import sqlalchemy as sa

from salesdesk.answers.conduct import Conduct
from salesdesk.errors import KnownError, RuleBroken
from salesdesk.models import Acknowledgement
from salesdesk.queries.conduct import conduct
from salesdesk.rules.conduct import LONGEST, MOST, SHIPPED
from salesdesk.services.conduct import agree_to_rules, reword_rules
from salesdesk.services.people import deactivate_person
from tests.office import Office

OWN = ["We sell only what can be delivered.", "We answer within a day."]


def asked(office: Office, login: str = "rita") -> Conduct:
    with office.read(login) as session:
        return conduct(session)


def agree(office: Office, version: int, login: str = "rita") -> None:
    with office.write(login) as session:
        agree_to_rules(session, version=version)


def reword(office: Office, rules: list[str], login: str | None = None) -> int:
    with office.write(login) as session:
        return reword_rules(session, rules=rules)


def test_a_new_wording_is_a_new_version_that_each_person_is_asked_about(office: Office) -> None:
    assert asked(office) == Conduct(1, SHIPPED, True, 6, 6)
    assert reword(office, [*OWN, "  ", ""]) == 2
    assert asked(office) == Conduct(2, tuple(OWN), False, 0, 6)
    agree(office, 2)
    agree(office, 2)
    assert asked(office) == Conduct(2, tuple(OWN), True, 1, 6)
    assert asked(office, "ron") == Conduct(2, tuple(OWN), False, 1, 6)


def test_the_same_words_are_no_new_version(office: Office) -> None:
    assert reword(office, list(SHIPPED)) == 1
    assert asked(office).is_agreed


def test_an_old_version_cannot_be_agreed_to(office: Office) -> None:
    reword(office, OWN)
    with pytest.raises(RuleBroken, match="reworded"):
        agree(office, 1)
    assert asked(office).agreed == 0


def test_who_left_counts_no_more(office: Office) -> None:
    with office.write() as session:
        deactivate_person(session, person_id=office.people["ron"])
    assert (asked(office).agreed, asked(office).people) == (5, 5)


@pytest.mark.parametrize(
    ("rules", "said"),
    [([" "], "at least one"), (["x"] * (MOST + 1), "More than"), (["x" * (LONGEST + 1)], "at most")],
)
def test_what_are_no_rules_is_refused(office: Office, rules: list[str], said: str) -> None:
    with pytest.raises(RuleBroken, match=said):
        reword(office, rules)
    assert asked(office).version == 1


def test_only_an_administrator_words_them(office: Office) -> None:
    with pytest.raises(RuleBroken, match="right"):
        reword(office, OWN, "rita")


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_the_server_lets_nobody_agree_for_somebody_else_or_take_it_back(office: Office) -> None:
    def run(statement: str) -> int:
        with office.write("ron") as session:
            return int(session.connection().execute(sa.text(statement), office.people).rowcount)  # type: ignore[attr-defined]

    reword(office, OWN)
    agree(office, 2)
    with pytest.raises(KnownError):
        run("INSERT INTO acknowledgement (person_id, version, at) VALUES (:vera, 2, now())")
    for statement in ("UPDATE acknowledgement SET version = 9", "DELETE FROM acknowledgement"):
        with pytest.raises(KnownError):
            run(statement)
    with office.read() as session:
        question = sa.select(Acknowledgement.person_id).where(Acknowledgement.version == 2)
        assert session.scalars(question).all() == [office.people["rita"]]
