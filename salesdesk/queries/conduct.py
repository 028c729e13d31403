"""The rules by which the house sells, and who of the team agreed to them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.conduct import Conduct
from salesdesk.models import Acknowledgement, Person, Setting
from salesdesk.rules.conduct import FIRST, KEY, SHIPPED


def conduct(session: Session) -> Conduct:
    """The rules in their newest wording, and how many people agreed to it."""
    told = session.scalar(sa.select(Setting.value).where(Setting.key == KEY, Setting.deleted_at.is_(None)))
    version, rules = (told["version"], tuple(told["rules"])) if told else (FIRST, SHIPPED)
    agreed = sa.select(Acknowledgement.person_id).where(Acknowledgement.version == version)
    active = sa.select(sa.func.count()).where(Person.deleted_at.is_(None), Person.active)
    mine = agreed.where(Acknowledgement.person_id == session.info["viewer"].person_id)
    return Conduct(
        version=version,
        rules=rules,
        is_agreed=session.scalar(mine) is not None,
        agreed=session.scalar(active.where(Person.id.in_(agreed))) or 0,
        people=session.scalar(active) or 0,
    )
