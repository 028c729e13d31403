"""Who belongs to the organisation."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from salesdesk.answers.reports import PersonRow
from salesdesk.models import Person, Territory


def people_list(session: Session) -> list[PersonRow]:
    """Everybody, by name."""
    manager = aliased(Person)
    question = (
        sa.select(
            Person.login,
            Person.name,
            Person.position,
            manager.login,
            manager.name,
            Territory.name,
            Person.active,
        )
        .outerjoin(manager, manager.id == Person.reports_to_id)
        .outerjoin(Territory, Territory.id == Person.territory_id)
        .where(Person.deleted_at.is_(None))
        .order_by(Person.name_key, Person.id)
    )
    return [
        PersonRow(login, name, position, above or above_name, territory, active)
        for login, name, position, above, above_name, territory, active in session.execute(question)
    ]


def person_id_of(session: Session, *, login: str) -> int | None:
    """The id of the person with this login, whatever its case."""
    question = sa.select(Person.id).where(sa.func.lower(Person.login) == login.lower())
    return session.scalar(question.where(Person.deleted_at.is_(None)))


def role_of(session: Session, *, login: str) -> str | None:
    """The name with which the person of this login signs in to the server, None where they have none."""
    return session.scalar(
        sa.select(Person.role_name).where(Person.login == login, Person.deleted_at.is_(None))
    )
