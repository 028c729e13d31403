"""Passwords go into the system's keychain where there is one, under user, server and database."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from salesdesk.keychain import has_keychain, keep_password, known_password
from salesdesk.settings import with_password, without_password

WHERE = "postgresql://eva@db.example:5433/sales"


class Memory(KeyringBackend):
    """A keychain that forgets everything at the end of a test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Locked(Memory):
    """A keychain whose owner does not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringError("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringError("locked")


class PlainFile(Memory):
    """Something that calls itself a keychain and writes a file."""

    __module__ = "keyrings.alt.file"


def test_a_file_that_anybody_can_read_is_no_keychain(memory: Memory) -> None:
    keyring.set_keyring(PlainFile())
    assert not has_keychain() and not keep_password(with_password(WHERE, "secret"), "secret")


@pytest.fixture
def memory() -> Iterator[Memory]:
    before, made = keyring.get_keyring(), Memory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_a_password_is_kept_found_again_and_forgotten(memory: Memory) -> None:
    assert has_keychain() and known_password(WHERE) == ""
    assert keep_password(with_password(WHERE, "p/w@d") + "?sslrootcert=/x.crt", "p/w@d")
    assert list(memory.kept.values()) == ["p/w@d"] and "p/w@d" not in str(list(memory.kept))
    assert known_password(WHERE) == "p/w@d" and known_password(WHERE.replace("eva", "ron")) == ""
    assert keep_password(WHERE, "") and memory.kept == {} and keep_password(WHERE, "")


def test_without_a_keychain_or_with_a_locked_one_nothing_is_kept(memory: Memory) -> None:
    keyring.set_keyring(Locked())
    assert known_password(WHERE) == "" and not keep_password(WHERE, "x")
    keyring.set_keyring(keyring.backends.null.Keyring())  # type: ignore[attr-defined]
    assert not has_keychain() and not keep_password(WHERE, "x") and known_password(WHERE) == ""


@pytest.mark.parametrize("where", [WHERE, "postgresql://?service=sales", "postgresql://eva@[::1]:5/x?a=b"])
def test_an_address_takes_a_password_and_loses_it_again(where: str) -> None:
    whole = with_password(where, "p w:d@/?#")
    assert whole != where and without_password(whole) == where
    assert with_password(where, "") == where
    assert with_password("/data/x.salesdesk", "x") == "/data/x.salesdesk"
