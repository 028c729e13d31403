"""What an invitation to an open database says, and a first password for whom it is meant."""

import secrets
from pathlib import Path

from salesdesk.rules.invitations import PORT, Invitation
from salesdesk.store.session import Store

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other when they are read out."""


def invitation_to(store: Store, role: str) -> Invitation:
    """Where this server's database is, as this computer reaches it, for who signs in as `role`."""
    from salesdesk.store.server_address import asked_for

    asked = asked_for(store.place.url)
    proof = asked.get("sslrootcert", "")
    return Invitation(
        server=asked.get("host") or "localhost",
        database=asked.get("dbname") or asked.get("user", ""),
        user=role,
        port=int(asked.get("port") or PORT),
        certificate="" if proof in ("", "system") else Path(proof).name,
    )


def leads_nowhere(invitation: Invitation) -> bool:
    """Whether its server is this computer, which others reach by another name."""
    from salesdesk.store.server_address import is_this_computer

    return is_this_computer(invitation.server)


def first_password() -> str:
    """A password that nobody guesses and everybody can read out: four times four letters and digits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
