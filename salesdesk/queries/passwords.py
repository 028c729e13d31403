"""Who has to type a password to sign in to a file."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Password


def has_own_password(session: Session) -> bool:
    """Whether the viewer set a password; never on a server, which keeps them itself."""
    mine = sa.select(Password.hash).where(Password.person_id == session.info["viewer"].person_id)
    return bool(session.scalar(mine))


def has_password(session: Session, *, person_id: int) -> bool:
    """Whether somebody of a file has a password, past the views that hide other people's private rows."""
    if session.get_bind().dialect.name != "sqlite":
        return False
    table = sa.table("password", sa.column("person_id"), sa.column("hash"), schema="main")
    return bool(session.scalar(sa.select(table.c.hash).where(table.c.person_id == person_id)))
