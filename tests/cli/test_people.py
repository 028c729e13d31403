"""People from the command line: added, moved, granted something, gone; on a file and on a server."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from salesdesk import cli
from salesdesk.errors import KnownError
from salesdesk.models import Deal
from salesdesk.store import open_store, upgrade
from tests.office import PASSWORD, Office, login_address


def people(where: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the list tells of each login."""
    capsys.readouterr()
    assert cli.main(["--db", where, "--user", "admin", "people", "list", "--json"]) == 0
    return {row["login"]: row for row in json.loads(capsys.readouterr().out)}


def test_people_are_added_moved_granted_something_and_leave(
    tree_office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALESDESK_PASSWORD", PASSWORD)
    tree_office.deal(title="Fleet", owner="rita")
    own = where = tree_office.owner_url
    order = ["--db", where, "--user", "admin", "people"]
    if tree_office.store.dialect == "postgresql":
        upgrade(where)  # gives the copy roles of its own
        own = login_address(where, "otto", tree_office.people["otto"])

    def otto_sees() -> int:
        capsys.readouterr()
        assert cli.main(["--db", own, "--user", "otto", "report", "pipeline", "--format", "json"]) == 0
        return sum(row["count"] for row in json.loads(capsys.readouterr().out))

    assert otto_sees() == 0
    assert cli.main([*order, "add", "Fiona", "--login", "fiona", "--function", "finance"]) == 0
    assert cli.main([*order, "grant", "finance", "deals"]) == 0
    assert cli.main([*order, "move", "rita", "--reports-to", "otto"]) == 0
    assert people(where, capsys)["rita"]["reports_to"] == "otto"
    assert otto_sees() == 1
    assert cli.main([*order, "deactivate", "otto"]) == 0
    assert people(where, capsys)["otto"]["active"] is False
    with pytest.raises(KnownError):
        open_store(own, login="otto")
    assert cli.main([*order, "activate", "otto"]) == 0
    assert otto_sees() == 1
    assert cli.main([*order, "move", "rita", "--reports-to", "nobody"]) == 1
    assert "Nobody has the login nobody" in capsys.readouterr().err


def test_who_leaves_hands_over_to_one_person_from_the_command_line(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    deal = office.deal(title="Fleet", owner="vera")
    order = ["--db", office.owner_url, "--user", "admin", "people"]
    assert cli.main([*order, "deactivate", "vera", "--to", "vera"]) == 1
    assert cli.main([*order, "deactivate", "vera", "--to", "otto"]) == 0
    assert "To otto: deals 1, companies 0, contacts 0, activities 0, people 2." in capsys.readouterr().out
    told = people(office.owner_url, capsys)
    assert (told["vera"]["active"], told["rita"]["reports_to"]) == (False, "otto")
    owner = office.value(sa.select(Deal.owner_id).where(Deal.id == deal))
    assert owner == office.people["otto"]


def test_a_login_gets_a_role_or_a_new_password_where_there_are_passwords(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    where = office.owner_url
    order = ["--db", where, "--user", "admin", "people", "login", "otto"]
    if office.store.dialect == "sqlite":
        assert cli.main(order) == 1
        assert "A file has no passwords" in capsys.readouterr().err
        return
    upgrade(where)  # gives the copy roles of its own
    for password in ("first-secret", "second-secret"):
        monkeypatch.setenv("SALESDESK_PASSWORD", password)
        assert cli.main(order) == 0
        role = capsys.readouterr().out.split()[-1].rstrip(".")
        address = sa.make_url(where).set(username=role, password=password)
        opened = open_store(address.render_as_string(hide_password=False))
        assert opened.viewer.login == "otto"
        opened.close()
    before = sa.make_url(where).set(username=role, password="first-secret")
    with pytest.raises(KnownError, match="did not accept"):
        open_store(before.render_as_string(hide_password=False))


def test_the_first_administrator_of_a_server_is_told_how_to_sign_in_and_adds_people(
    database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALESDESK_ADMIN_PASSWORD", PASSWORD)
    monkeypatch.setenv("SALESDESK_PASSWORD", PASSWORD)
    assert cli.main(["--db", database_url, "init", "--admin", "petra"]) == 0
    told = capsys.readouterr().out.splitlines()[0]
    if not database_url.startswith("postgresql"):
        assert "signs in to the server" not in told
        return
    role = told.removeprefix("petra signs in to the server as ").removesuffix(".")
    parts = urlsplit(database_url)
    own = parts._replace(netloc=f"{role}:{PASSWORD}@{parts.hostname}:{parts.port}").geturl()
    adding = ["people", "add", "Anna Keller", "--login", "anna", "--reports-to", "petra"]
    assert cli.main(["--db", own, *adding]) == 0
    assert "Anna Keller signs in to the server as " in capsys.readouterr().out


def test_a_server_made_without_a_password_says_that_nobody_can_sign_in_and_how_somebody_can(
    database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SALESDESK_ADMIN_PASSWORD", raising=False)
    assert cli.main(["--db", database_url, "init", "--admin", "petra"]) == 0
    told = capsys.readouterr().out
    if not database_url.startswith("postgresql"):
        assert "Nobody can sign in" not in told
        return
    assert "Nobody can sign in yet: salesdesk people login petra" in told
    monkeypatch.setenv("SALESDESK_PASSWORD", PASSWORD)
    assert cli.main(["--db", database_url, "people", "login", "petra"]) == 0
    assert "petra signs in to the server as " in capsys.readouterr().out
