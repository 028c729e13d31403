"""What a person chose for themself, the same on every machine."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import PersonSetting
from salesdesk.models.base import table_of


def own_setting(session: Session, *, key: str) -> Any:
    """The setting of the person who asks; None if they never chose."""
    mine = table_of(PersonSetting).c
    question = sa.select(mine.value).where(
        mine.person_id == session.info["viewer"].person_id, mine.key == key
    )
    return session.scalar(question)
