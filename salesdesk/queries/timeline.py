"""The timeline of a company, a contact or a deal: what is planned, and what happened, across its deals.

All keys come at once, so that counts add up and any place can be shown; the words of a page on demand.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.timeline import Timeline, TimelineEntry, TimelineKey, TimelineKind
from salesdesk.errors import RuleBroken
from salesdesk.models import Activity, Attachment, Company, Contact, Deal, DealMember, Note, Stakeholder
from salesdesk.models.base import table_of
from salesdesk.queries.company_calendar import today
from salesdesk.queries.history import told_changes
from salesdesk.queries.keys import among
from salesdesk.queries.timeline_words import words_of
from salesdesk.translation import tr

PAGE = 40
_CHANGES: dict[str, TimelineKind] = {
    "stage_id": "stage",
    "amount": "amount",
    "close_on": "close_on",
    "owner_id": "owner",
}
_MODELS: dict[str, Any] = {"company": Company, "contact": Contact, "deal": Deal}


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which record, and the deals whose timelines are part of its own."""

    record: str
    record_id: int
    deals: dict[int, str]

    def holds(self, session: Session, model: Any) -> sa.ColumnElement[bool]:
        """Whether an activity or a note hangs on the record or on one of its deals."""
        of_deals = among(session, model.deal_id, self.deals)
        if self.record == "deal":
            return of_deals
        own = model.company_id if self.record == "company" else model.contact_id
        return sa.or_(own == self.record_id, of_deals)


def timeline(session: Session, *, record: str, record_id: int, first: int = PAGE) -> Timeline:
    """The timeline of a company, contact or deal with its first entries; RuleBroken for other records."""
    if record not in _MODELS:
        raise RuleBroken(tr("There is no timeline of {word}.").format(word=record))
    scope = _Scope(record, record_id, _deals(session, record, record_id))
    planned: list[TimelineKey] = []
    happened: list[TimelineKey] = []
    for key in _keys(session, scope):
        (planned if key.planned else happened).append(key)
    planned.sort(key=lambda key: (key.on or date.max, key.at, key.id))
    happened.sort(key=lambda key: (key.at, key.table, key.id), reverse=True)
    keys = (*planned, *happened)
    return Timeline(keys, scope.deals, timeline_entries(session, keys[:first]), today(session))


def timeline_entries(session: Session, keys: Sequence[TimelineKey]) -> dict[TimelineKey, TimelineEntry]:
    """The words of these entries; those that are gone or out of sight are left out."""
    return words_of(session, keys)


def _deals(session: Session, record: str, record_id: int) -> dict[int, str]:
    question = sa.select(Deal.id, Deal.title).where(Deal.deleted_at.is_(None))
    if record == "deal":
        question = question.where(Deal.id == record_id)
    elif record == "company":
        question = question.where(Deal.company_id == record_id)
    else:
        parts = sa.select(Stakeholder.deal_id).where(
            Stakeholder.contact_id == record_id, Stakeholder.deleted_at.is_(None)
        )
        question = question.where(sa.or_(Deal.contact_id == record_id, Deal.id.in_(parts)))
    return {row[0]: row[1] for row in session.execute(question.order_by(Deal.name_key, Deal.id))}


def _keys(session: Session, scope: _Scope) -> Iterator[TimelineKey]:
    yield from _activities(session, scope)
    yield from _notes(session, scope)
    yield from _files(session, scope)
    yield from _changes(session, scope)
    yield from _members(session, scope)
    yield from _made(session, scope)


def _activities(session: Session, scope: _Scope) -> Iterator[TimelineKey]:
    rows = session.execute(
        sa.select(
            Activity.kind,
            Activity.id,
            sa.func.coalesce(Activity.done_at, Activity.due_at, Activity.created_at),
            Activity.deal_id,
            Activity.state,
            Activity.due_on,
        ).where(Activity.deleted_at.is_(None), Activity.state != "cancelled", scope.holds(session, Activity))
    )
    for kind, key, at, deal_id, state, on in rows:
        known: Any = kind
        yield TimelineKey(known, "activity", key, at, deal_id, state == "planned", on)


def _notes(session: Session, scope: _Scope) -> Iterator[TimelineKey]:
    rows = session.execute(
        sa.select(Note.id, Note.created_at, Note.deal_id).where(
            Note.deleted_at.is_(None), scope.holds(session, Note)
        )
    )
    for key, at, deal_id in rows:
        yield TimelineKey("note", "note", key, at, deal_id)


def _files(session: Session, scope: _Scope) -> Iterator[TimelineKey]:
    own = sa.and_(Attachment.record == scope.record, Attachment.record_id == scope.record_id)
    rows = session.execute(
        sa.select(Attachment.id, Attachment.created_at, Attachment.deal_id).where(
            Attachment.deleted_at.is_(None), sa.or_(own, among(session, Attachment.deal_id, scope.deals))
        )
    )
    for key, at, deal_id in rows:
        yield TimelineKey("file", "attachment", key, at, deal_id)


def _changes(session: Session, scope: _Scope) -> Iterator[TimelineKey]:
    """What changed about the deals: one save may have changed several things."""
    for entry_id, deal_id, at, changes in told_changes(session, "deal", scope.deals, _CHANGES):
        for name, kind in _CHANGES.items():
            if name in changes:
                yield TimelineKey(kind, "history", entry_id, at, deal_id)


def _members(session: Session, scope: _Scope) -> Iterator[TimelineKey]:
    rows = session.execute(
        sa.select(DealMember.id, DealMember.created_at, DealMember.deal_id).where(
            DealMember.deleted_at.is_(None), among(session, DealMember.deal_id, scope.deals)
        )
    )
    for key, at, deal_id in rows:
        yield TimelineKey("member", "deal_member", key, at, deal_id)


def _made(session: Session, scope: _Scope) -> Iterator[TimelineKey]:
    yield from _created(session, "deal", scope.deals)
    if scope.record != "deal":
        yield from _created(session, scope.record, (scope.record_id,))


def _created(session: Session, record: str, ids: Iterable[int]) -> Iterator[TimelineKey]:
    model = _MODELS[record]
    rows: Iterable[tuple[int, datetime]] = session.execute(
        sa.select(model.id, model.created_at).where(
            model.deleted_at.is_(None), among(session, table_of(model).c.id, ids)
        )
    )
    for key, at in rows:
        yield TimelineKey("made", record, key, at, key if record == "deal" else None)
