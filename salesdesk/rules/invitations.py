"""An invitation to a shared database, as a small file or a text to paste: where it is, never a secret."""

import re
from dataclasses import dataclass
from pathlib import PurePath, PureWindowsPath

from salesdesk.errors import RuleBroken
from salesdesk.translation import tr

ENDING = ".salesdesk-invitation"
HEAD, END = "SalesDesk invitation", "end of invitation"
LONGEST = 20_000
PORT = 5432
_LINE = re.compile(r"^[>|\s]*(server|port|database|user|certificate)\s*:\s*(.*?)\s*$", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z0-9._:\-]{1,253}")


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where a database is and as whom one signs in there.

    `certificate` names the file that proves the server, which comes another way; nothing where the server is
    proven by what every computer trusts.
    """

    server: str
    database: str
    user: str
    port: int = PORT
    certificate: str = ""


def invitation_text(invitation: Invitation, *, name: str, company: str = "") -> str:
    """What is sent to the person called `name`."""
    where = tr("{company}'s database").format(company=company) if company else tr("our sales database")
    return "\n".join(
        (
            HEAD,
            "",
            tr("{name}, this leads you to {where}.").format(name=name, where=where),
            tr("Open it with SalesDesk, or copy it whole and choose “Paste an invitation” there."),
            tr("The password is not in here; it comes to you another way."),
            "",
            f"server: {invitation.server}",
            f"port: {invitation.port}",
            f"database: {invitation.database}",
            f"user: {invitation.user}",
            f"certificate: {invitation.certificate or 'system'}",
            END,
            "",
        )
    )


def read_invitation(text: str) -> Invitation:
    """What an invitation says, also one that was quoted in a mail; RuleBroken where it is none.

    Nothing in it can make the way to the server less safe, and a password in it is not read.
    """
    begin = text[:LONGEST].lower().find(HEAD.lower())
    if begin < 0:
        raise RuleBroken(tr("This is no invitation to a SalesDesk database."))
    said: dict[str, str] = {}
    for line in text[begin:LONGEST].splitlines():
        if END in line.lower():
            break
        if found := _LINE.match(line):
            said[found[1].lower()] = found[2]
    for key in ("server", "database", "user"):
        value = said.get(key, "")
        if not value or len(value) > 253 or not value.isprintable():
            raise RuleBroken(
                tr("The invitation does not say which {what}; ask for another.").format(what=key)
            )
    port = said.get("port") or str(PORT)
    is_port = port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536
    if not _HOST.fullmatch(said["server"]) or not is_port:
        raise RuleBroken(tr("The invitation names no server that could be reached; ask for another."))
    return Invitation(said["server"], said["database"], said["user"], int(port), _named(said))


def _named(said: dict[str, str]) -> str:
    """The name of the certificate's file, without any folder."""
    told = said.get("certificate", "")
    if told.lower() in ("", "system"):
        return ""
    return PurePath(PureWindowsPath(told).name).name[:120]
