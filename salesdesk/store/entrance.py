"""Signing in to a file: whom one can be there, and the password of who has one.

A file is read whole by whoever can open it: this says who did what and keeps nothing secret.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from salesdesk.answers.entrance import Candidate, Entrance
from salesdesk.answers.viewer import Viewer
from salesdesk.errors import RuleBroken
from salesdesk.queries.beginnings import SAMPLE
from salesdesk.rules.beginnings import COMPANY_NAME
from salesdesk.rules.passwords import fits, stay_mark
from salesdesk.rules.positions import LABELS, position_words
from salesdesk.store.visibility import bare_table
from salesdesk.translation import tr

BY_NUMBER = "#"
"""What stands before the id of a person who has no login, where a login is asked for."""


def login_of(person_id: int, login: str | None) -> str:
    """How a person of a file is named who signs in."""
    return login or f"{BY_NUMBER}{person_id}"


def read_entrance(connection: Connection) -> Entrance:
    """The people who may sign in to a file, past the views of a reading connection."""
    person, password = bare_table("sqlite", "person"), bare_table("sqlite", "password")
    settings = _settings(connection)
    database_id = str(connection.scalar(sa.select(bare_table("sqlite", "meta").c.database_id)))
    question = (
        sa.select(person.c.id, person.c.login, person.c.name, person.c.position, password.c.hash)
        .select_from(person.outerjoin(password, password.c.person_id == person.c.id))
        .where(person.c.deleted_at.is_(None), person.c.active == sa.true())
        .order_by(person.c.name_key, person.c.id)
    )
    people = tuple(
        Candidate(
            key,
            login_of(key, login),
            name,
            position_words(position, settings.get(LABELS) or {}),
            bool(known),
            stay_mark(database_id, key, known or ""),
        )
        for key, login, name, position, known in connection.execute(question)
    )
    return Entrance(str(settings.get(COMPANY_NAME) or ""), people, bool(settings.get(SAMPLE)))


def _settings(connection: Connection) -> dict[str, Any]:
    setting = bare_table("sqlite", "setting")
    keys = (COMPANY_NAME, LABELS, SAMPLE)
    question = sa.select(setting.c.key, setting.c.value).where(
        setting.c.key.in_(keys), setting.c.deleted_at.is_(None)
    )
    return {row.key: row.value for row in connection.execute(question)}


def enter(connection: Connection, person_id: int, typed: str) -> Viewer:
    """The person who signs in; RuleBroken for a wrong password, or somebody who left in the meantime."""
    person, password = bare_table("sqlite", "person"), bare_table("sqlite", "password")
    row = connection.execute(
        sa.select(person.c.login, person.c.name, person.c.rights).where(
            person.c.id == person_id, person.c.deleted_at.is_(None), person.c.active == sa.true()
        )
    ).one_or_none()
    if row is None:
        raise RuleBroken(tr("This person is not in the team any more; choose another name."))
    known = connection.scalar(sa.select(password.c.hash).where(password.c.person_id == person_id))
    if known and not fits(typed, known):
        raise RuleBroken(
            tr("This is not the password of {name}. An administrator can clear a forgotten one.").format(
                name=row.name
            )
        )
    return Viewer(person_id, login_of(person_id, row.login), row.name, frozenset(row.rights))
