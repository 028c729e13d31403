"""Where an address leads, and how far the way there may be trusted."""

import configparser
import ipaddress
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from salesdesk.errors import KnownError
from salesdesk.settings import without_password
from salesdesk.translation import tr

CONNECT_SECONDS = 5
_ALIVE = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "application_name": "SalesDesk",
}
_VERIFIED = "verify-full"
_PROVEN = (_VERIFIED, "verify-ca")


def connection_arguments(url: str) -> dict[str, Any]:
    """What is added to an address: time-outs, and a verified encrypted connection unless it says otherwise.

    Only this computer itself is reached without TLS by default. Another server must prove who it is, by a
    certificate that this computer trusts or that the address names (`sslrootcert=FILE`), and is never given
    the password itself. KnownError for an address that asks for less where strangers may listen.
    """
    asked = asked_for(url)
    if _is_here(asked):
        return dict(_ALIVE)
    host = asked.get("host")
    if asked.get("sslmode", _VERIFIED) not in _PROVEN and not is_private(host, _addresses(asked)):
        raise KnownError(
            tr(
                "{host} is not in a private network, so SalesDesk reaches it over a verified encrypted "
                "connection only. Take sslmode out of the address; sslrootcert=FILE names its certificate."
            ).format(host=host)
        )
    guarded = {"sslmode": _VERIFIED} if "sslmode" not in asked else {}
    if "sslmode" not in asked and "sslrootcert" not in asked:
        guarded["sslrootcert"] = "system"
    guarded["require_auth"] = "scram-sha-256"
    return _ALIVE | {key: value for key, value in guarded.items() if key not in asked}


def asked_for(url: str) -> dict[str, str]:
    """What an address asks for, by the names of the driver: host, port, dbname, user, sslmode ...

    A service it names is looked up where Postgres' own programs look. The environment says where a server is
    if nothing else does, but never that less is enough on the way there.
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error as error:
        # Not with its own words: they may quote the password.
        raise KnownError(
            tr("{where} is no address of a Postgres database.").format(where=without_password(url))
        ) from error
    said = {key: str(value) for key, value in parts.items() if value not in (None, "")}
    name = said.get("service") or os.environ.get("PGSERVICE", "")
    told = (_service(name) if name else {}) | said
    for key in ("host", "hostaddr"):
        if not {"host", "hostaddr"} & set(told) and os.environ.get(f"PG{key.upper()}"):
            told[key] = os.environ[f"PG{key.upper()}"]
    return told


def _service(name: str) -> dict[str, str]:
    """What a service file says of a name; KnownError where none does."""
    for path in _service_files():
        found = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
        try:
            found.read_string(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, configparser.Error):
            continue
        if found.has_section(name):
            return {key: value for key, value in found.items(name) if value}
    raise KnownError(tr("No service file of this computer knows the service {name}.").format(name=name))


def _service_files() -> list[Path]:
    told = os.environ.get("PGSERVICEFILE")
    own = Path(os.environ.get("APPDATA", "")) / "postgresql" if sys.platform == "win32" else Path.home()
    folder = os.environ.get("PGSYSCONFDIR")
    return [
        Path(told) if told else own / ".pg_service.conf",
        *([Path(folder) / "pg_service.conf"] if folder else []),
    ]


def is_unguarded(url: str) -> bool:
    """Whether an address asks for a connection to another computer of which nobody proves where it ends."""
    asked = asked_for(url)
    return not _is_here(asked) and asked.get("sslmode", _VERIFIED) not in _PROVEN


def _addresses(asked: dict[str, str]) -> list[str]:
    return [each for each in asked.get("hostaddr", "").split(",") if each]


def _is_here(asked: dict[str, str]) -> bool:
    """Whether this computer itself is meant, by the name and by the address where one is given too."""
    return all(is_this_computer(each) for each in [*asked.get("host", "").split(","), *_addresses(asked)])


def is_private(host: str | None, addresses: Sequence[str] = ()) -> bool:
    """Whether a host, or each of the addresses given for it, is in a network that no stranger reaches."""
    try:
        found = list(addresses) or [str(each[4][0]) for each in socket.getaddrinfo(host, None)]
        return all(ipaddress.ip_address(each.partition("%")[0]).is_private for each in found)
    except (OSError, ValueError):
        return False


def is_this_computer(host: str | None) -> bool:
    """Whether a host name is this computer's own."""
    if not host or host == "localhost" or host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
