"""Where a database is: a file on this computer, a file on a share, or a Postgres server."""

import errno
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from salesdesk.errors import KnownError
from salesdesk.settings import joined, without_password
from salesdesk.translation import tr

REMOTE_FILE_SYSTEMS = ("cifs", "smb", "nfs", "9p", "fuse.sshfs", "fuse.rclone", "davfs", "afs", "ceph")
MOUNTS = Path("/proc/self/mounts")
"""Where Linux tells which file systems it has, and where."""
SYNCHRONISED = ("onedrive", "dropbox", "google drive", "icloud")


@dataclass(frozen=True, slots=True)
class Place:
    """One database: `path` for a file, `url` for a server."""

    dialect: Literal["sqlite", "postgresql"]
    url: str
    path: Path | None = None

    @property
    def address(self) -> str:
        """How to find it again: the path, or the server's address without any password."""
        return str(self.path) if self.path is not None else without_password(self.url)

    @property
    def name(self) -> str:
        """What people call it: the file without its folder, or database@host without any password."""
        if self.path is not None:
            return self.path.name
        parts = urlsplit(self.url)
        asked = dict(parse_qsl(parts.query))
        name = parts.path.lstrip("/") or asked.get("service", "")
        return f"{name}@{parts.hostname or asked.get('host') or 'localhost'}"


def find_place(where: str | os.PathLike[str]) -> Place:
    """The place that `where` names: a path, `sqlite:///path` or `postgresql://…`; KnownError for others."""
    text = os.fspath(where)
    scheme = urlsplit(text).scheme if "://" in text else ""
    if scheme.startswith("postgres"):
        parts = urlsplit(text)
        return Place("postgresql", joined(parts._replace(scheme="postgresql")))
    if scheme == "sqlite":
        text = unquote(text.removeprefix("sqlite:///"))
    elif scheme:
        raise KnownError(
            tr("{where} is neither a file nor a postgresql:// address.").format(where=without_password(text))
        )
    path = Path(text).expanduser().absolute()
    return Place("sqlite", f"sqlite:///{path}", path)


def is_remote(path: Path) -> bool:
    """Whether the file lies on a network share, where locks and WAL cannot be trusted."""
    if sys.platform == "win32":
        import ctypes

        drive = path.anchor
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive) == 4
    if not MOUNTS.exists():
        return False
    best, kind = "", ""
    target = str(path.resolve())
    for line in MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, fstype, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) > len(best):
            best, kind = point, fstype
    return kind.startswith(REMOTE_FILE_SYSTEMS)


def room_left(path: Path) -> str:
    """How much room the disk has that holds `path`, which need not be there; nothing where nobody knows."""
    try:
        free = shutil.disk_usage(next(each for each in (path, *path.parents) if each.is_dir())).free
    except (OSError, StopIteration):
        return ""
    size = f"{free / 1e6:,.1f} MB" if free >= 100_000 else f"{free // 1_000} KB"
    return tr("{size} are free there.").format(size=size)


def why_unwritten(error: OSError, path: Path) -> str:
    """What kept a file from being written; of a full disk also how much room there is."""
    reason = error.strerror or str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{reason}; {room_left(path).rstrip('.')}"
    return reason


def synchronised_folder(path: Path) -> str:
    """The name of the cloud folder the file lies in, or nothing; such folders tear databases apart."""
    for part in path.parts[:-1]:
        if part.casefold().startswith(SYNCHRONISED):
            return part
    return ""
