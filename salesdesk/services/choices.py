"""The lists that deals and companies choose from: lost reasons, sources, segments, competitors."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Competitor, LeadSource, LostReason, Segment
from salesdesk.models.base import now
from salesdesk.models.pipeline import LOST_KINDS
from salesdesk.services.order import place_among
from salesdesk.services.pipelines import (
    insert_competitors,
    insert_lead_sources,
    insert_lost_reasons,
    insert_segments,
    named,
    require_process,
)
from salesdesk.services.rows import edit_record, live_record
from salesdesk.translation import tr

CHOICES: dict[str, Any] = {
    "lost_reason": LostReason,
    "lead_source": LeadSource,
    "segment": Segment,
    "competitor": Competitor,
}


def add_choice(session: Session, *, record: str, name: str, kind: str | None = None) -> int:
    """Add a lost reason (with its `kind`), lead_source, segment or competitor; its id."""
    _check_free(session, record, named(name))
    if record == "lost_reason":
        return insert_lost_reasons(session, [(name, kind or "")])[0]
    insert = {
        "lead_source": insert_lead_sources,
        "segment": insert_segments,
        "competitor": insert_competitors,
    }[record]
    return insert(session, [name])[0]


def edit_choice(
    session: Session, *, record: str, choice_id: int, name: str | None = None, kind: str | None = None
) -> None:
    """Give a choice another name, a lost reason another kind; deals that have it show the new one."""
    require_process(session)
    choice = _live(session, record, choice_id)
    values: dict[str, Any] = {}
    if name is not None:
        values = named(name)
        if values["name_key"] != choice.name_key:
            _check_free(session, record, values)
    if kind is not None:
        if record != "lost_reason" or kind not in LOST_KINDS:
            raise RuleBroken(tr("{word} is not a kind of lost reason.").format(word=kind))
        values["kind"] = kind
    edit_record(session, choice, values)


def place_lost_reason(session: Session, *, reason_id: int, position: int) -> None:
    """Put a lost reason at a place in the list, 0 the first."""
    require_process(session)
    reason = _live(session, "lost_reason", reason_id)
    order = sa.select(LostReason).where(LostReason.deleted_at.is_(None))
    others = session.scalars(order.order_by(LostReason.position, LostReason.id))
    place_among(session, record=reason, others=others, position=position)


def retire_choice(session: Session, *, record: str, choice_id: int) -> None:
    """Put a choice into the trash: those that have it keep it, nobody can choose it any more."""
    require_process(session)
    choice = _live(session, record, choice_id)
    model = CHOICES[record]
    others = sa.select(model.id).where(model.deleted_at.is_(None), model.id != choice_id).limit(1)
    if record == "lost_reason" and session.scalar(others) is None:
        raise RuleBroken(tr("A lost deal needs a reason, so the last one stays."))
    edit_record(session, choice, {"deleted_at": now()})


def _live(session: Session, record: str, choice_id: int) -> Any:
    return live_record(session, CHOICES[record], choice_id, gone=tr("This is not there any more."))


def _check_free(session: Session, record: str, values: dict[str, str]) -> None:
    model = CHOICES[record]
    same = sa.select(model.id).where(model.name_key == values["name_key"], model.deleted_at.is_(None))
    if session.scalar(same) is not None:
        raise RuleBroken(tr("There is {name} already.").format(name=values["name"]))
