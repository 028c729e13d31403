"""Passwords with which the people of a file sign in; on a server the server has them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Password
from salesdesk.models.base import now, table_of
from salesdesk.rules.passwords import check_new_password, fits, hashed
from salesdesk.services.people import live_person
from salesdesk.services.rights import require_right, viewer_of
from salesdesk.translation import tr


def change_own_password(session: Session, *, before: str, new: str) -> None:
    """Set or change the password of the person who acts; no `new` one takes it away.

    RuleBroken where `before` is not the one that holds, or `new` is too short.
    """
    person_id = viewer_of(session).person_id
    if person_id is None:
        raise RuleBroken(tr("Sign in as one of the people of this file first."))
    if new:
        check_new_password(new)
    known = _hash_of(session, person_id)
    if known and not fits(before, known):
        raise RuleBroken(tr("This is not your password so far."))
    _keep(session, person_id, hashed(new) if new else "")


def clear_password(session: Session, *, person_id: int) -> None:
    """Take the password of somebody who forgot it away, as an administrator; they set another one."""
    require_right(session, "administrator")
    live_person(session, person_id)
    _keep(session, person_id, "")


def _hash_of(session: Session, person_id: int) -> str:
    # Past the models: of a private row an administrator sees nothing, and may still take it away.
    table = table_of(Password).c
    return session.connection().scalar(sa.select(table.hash).where(table.person_id == person_id)) or ""


def _keep(session: Session, person_id: int, known: str) -> None:
    if session.get_bind().dialect.name != "sqlite":
        raise RuleBroken(tr("On a server the server keeps the passwords."))
    table = table_of(Password)
    values = {"hash": known, "changed_at": now()}
    connection = session.connection()
    done = connection.execute(sa.update(table).where(table.c.person_id == person_id).values(values))
    if not done.rowcount and known:
        connection.execute(sa.insert(table).values(person_id=person_id, **values))
