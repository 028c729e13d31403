"""What a person chose for themself, the same on every machine."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import PersonSetting


def own_setting(session: Session, *, key: str) -> Any:
    """The setting of the person who asks; None if they never chose."""
    question = sa.select(PersonSetting.value).where(
        PersonSetting.person_id == session.info["viewer"].person_id, PersonSetting.key == key
    )
    return session.scalar(question)
