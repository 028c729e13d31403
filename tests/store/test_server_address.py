"""Where an address leads, however it says so, decides how far the way there has to be proven."""

from pathlib import Path

import pytest

from salesdesk.errors import KnownError
from salesdesk.store.server_address import asked_for, connection_arguments, is_unguarded

ELSEWHERE = "8.8.8.8"


def proof(url: str) -> str | None:
    """Which proof is asked for; None on this computer itself."""
    mode: str | None = connection_arguments(url).get("sslmode")
    return mode


@pytest.mark.parametrize(
    "url",
    ["postgresql://db/x", f"postgresql:///x?host={ELSEWHERE}", f"postgresql:///x?hostaddr={ELSEWHERE}",
     f"postgresql://localhost/x?hostaddr={ELSEWHERE}", f"postgresql://localhost,{ELSEWHERE}/x"],
)  # fmt: skip
def test_another_computer_must_prove_who_it_is_however_it_is_named(url: str) -> None:
    assert proof(url) == "verify-full" and not is_unguarded(url)


@pytest.mark.parametrize("url", ["postgresql:///x", "postgresql://localhost/x", "postgresql://[::1]/x"])
def test_this_computer_needs_no_proof(url: str) -> None:
    assert proof(url) is None


@pytest.mark.parametrize(
    "url", [f"postgresql:///x?host={ELSEWHERE}&sslmode=prefer", f"postgresql://{ELSEWHERE}/x?sslmode=disable"]
)
def test_less_is_refused_where_strangers_may_listen_however_the_server_is_named(url: str) -> None:
    with pytest.raises(KnownError, match="not in a private network"):
        connection_arguments(url)


def test_a_service_is_looked_up_and_its_server_has_to_prove_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "services"
    file.write_text(f"[sales]\nhost={ELSEWHERE}\ndbname=crm\nuser=eva\n[here]\nhost=localhost\n", "utf-8")
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    assert asked_for("postgresql://?service=sales")["dbname"] == "crm"
    assert proof("postgresql://?service=sales") == "verify-full"
    assert proof("postgresql://?service=here") is None
    # What the address says itself goes before the service.
    assert proof("postgresql://localhost/x?service=sales") is None
    with pytest.raises(KnownError, match="unknown"):
        connection_arguments("postgresql://?service=unknown")


def test_the_environment_names_a_server_but_asks_for_no_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", ELSEWHERE)
    monkeypatch.setenv("PGSSLMODE", "disable")
    assert proof("postgresql:///x") == "verify-full"


def test_what_is_no_address_is_refused_without_its_password() -> None:
    with pytest.raises(KnownError) as error:
        connection_arguments("postgresql://eva:hunter2@db/x?no_such_option=1")
    assert "hunter2" not in str(error.value)
