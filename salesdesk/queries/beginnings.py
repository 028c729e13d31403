"""Whether this is the sample company, and which of the first steps of one's own are done."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.beginnings import Beginnings
from salesdesk.models import Activity, Company, Deal, ImportBatch, Person, Setting, Stage
from salesdesk.queries.settings import own_setting

DISMISSED, SAMPLE = "getting_started_dismissed", "sample"
BACKED_UP = "backed_up"
"""The setting of whoever made a backup themself."""


def beginnings(session: Session) -> Beginnings:
    """How far this company has come; each part stops at the first row it finds."""
    won = sa.select(Stage.id).where(Stage.type == "won")
    live_deal = Deal.deleted_at.is_(None)
    questions: dict[str, sa.Select[Any]] = {
        "company": sa.select(Company.id).where(Company.deleted_at.is_(None)),
        "import": sa.select(ImportBatch.id).where(ImportBatch.state == "done"),
        "people": sa.select(Person.id).where(Person.deleted_at.is_(None)).offset(1),
        "deal": sa.select(Deal.id).where(live_deal),
        "step": sa.select(Activity.id).where(Activity.deal_id.is_not(None), Activity.deleted_at.is_(None)),
        "won": sa.select(Deal.id).where(live_deal, Deal.stage_id.in_(won)),
    }
    done = {key for key, question in questions.items() if session.scalar(question.limit(1)) is not None}
    if own_setting(session, key=BACKED_UP):
        done.add("backup")
    dismissed = own_setting(session, key=DISMISSED)
    sample = sa.select(Setting.value).where(Setting.key == SAMPLE, Setting.deleted_at.is_(None))
    return Beginnings(
        frozenset(done),
        is_sample=bool(session.scalar(sample)),
        is_dismissed=dismissed is True,
        is_wanted=dismissed is False,
    )
