"""What the rail has to know of the person who looks."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.rail import Standing
from salesdesk.models import Person
from salesdesk.queries.settings import own_setting
from salesdesk.rules.rail import SETTING


def standing(session: Session) -> Standing:
    """Who the viewer is in the team; the owner of the database without a person is its administrator."""
    viewer = session.info["viewer"]
    person = sa.select(Person.position, Person.function).where(Person.id == viewer.person_id)
    found = session.execute(person).one_or_none()
    below = sa.select(Person.id).where(
        Person.reports_to_id == viewer.person_id, Person.active, Person.deleted_at.is_(None)
    )
    return Standing(
        position=found.position if found else "",
        function=found.function if found else "",
        leads=found is not None and session.scalar(below.limit(1)) is not None,
        is_administrator=viewer.is_administrator,
        own=own_setting(session, key=SETTING) or {},
    )
