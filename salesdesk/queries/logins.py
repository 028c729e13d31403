"""How people sign in, and when they were here."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.logins import LoginFacts
from salesdesk.models import Action, Person
from salesdesk.queries.passwords import has_password

_CONNECTED = sa.text(
    "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE usename = :role AND datname = current_database())"
)


def login_facts(session: Session, *, person_id: int) -> LoginFacts:
    """How this person signs in to this database; the server itself tells who is connected."""
    on_server = session.get_bind().dialect.name == "postgresql"
    question = sa.select(Person.login, Person.role_name).where(Person.id == person_id)
    login, role = session.execute(question).one()
    return LoginFacts(
        on_server=on_server,
        login=login or "",
        role=(role or "") if on_server else "",
        has_password=has_password(session, person_id=person_id),
        is_in=bool(on_server and role and session.scalar(_CONNECTED, {"role": role})),
        last_seen=session.scalar(sa.select(sa.func.max(Action.at)).where(Action.person_id == person_id)),
    )
