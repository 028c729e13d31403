"""The pages of companies and contacts: their facts, deals, people and figures in one answer."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.choice import Choice
from salesdesk.answers.lists import Step, Touch, Value
from salesdesk.answers.records import ContactRow, DealCard, DealStart, RecordPage, Related
from salesdesk.errors import Gone
from salesdesk.models import (
    Activity,
    Attachment,
    Company,
    Contact,
    Deal,
    Pipeline,
    Stage,
    Stakeholder,
    Tag,
    Tagging,
)
from salesdesk.models.activity import CONVERSATIONS
from salesdesk.queries.board import cards, owner_choices
from salesdesk.queries.company_calendar import base_currency, today
from salesdesk.queries.lists.work import value_of
from salesdesk.queries.merged import standing
from salesdesk.queries.record_facts import facts_of
from salesdesk.queries.stage_age import usual_days_by_stage
from salesdesk.rules.words import ROLES
from salesdesk.translation import tr

_MODELS: dict[str, Any] = {"company": Company, "contact": Contact}


def record_page(session: Session, *, record: str, record_id: int) -> RecordPage:
    """The page of a company or a contact; KnownError if it is gone or out of sight.

    Of one that was merged into another it is the page of that.
    """
    model = _MODELS[record]
    record_id = standing(session, record=record, record_id=record_id)
    found = session.scalars(sa.select(model).where(model.id == record_id, model.deleted_at.is_(None))).first()
    if found is None:
        raise Gone(tr("This record is not there any more; somebody deleted it."))
    deals = deal_cards(session, _deal_ids(session, record, record_id))
    won = [deal for deal in deals if deal.stage_type == "won"]
    decided = [deal.decided_on.year for deal in won if deal.decided_on is not None]
    is_company = record == "company"
    return RecordPage(
        record=record,
        id=record_id,
        version=found.version,
        name=found.name,
        detail=_company_detail(found) if is_company else _contact_detail(session, found),
        pills=_pills(record, deals),
        facts=facts_of(session, record, found),
        tags=tags_of(session, record, record_id),
        deals=deals,
        contacts=_contacts(session, record_id) if is_company else (),
        above=_above(session, found.parent_id if is_company else found.company_id),
        below=_below(session, record_id) if is_company else (),
        open_value=_sum(deal for deal in deals if deal.stage_type in ("lead", "open")),
        won_value=_sum(won),
        won_since=min(decided, default=None),
        last_touch=_last_touch(session, record, record_id),
        next_step=_next_step(session, record, record_id),
        files=files_of(session, record, record_id, [deal.id for deal in deals]),
        currency=base_currency(session),
        today=today(session),
        known_tags=known_tags(session),
    )


def _company_detail(company: Company) -> str:
    place = ", ".join(filter(None, (company.industry, company.city)))
    people = tr("{n} people").format(n=f"{company.employees:,}") if company.employees else ""
    return " · ".join(filter(None, (place, people)))


def _contact_detail(session: Session, contact: Contact) -> str:
    company = session.get(Company, contact.company_id) if contact.company_id else None
    return " · ".join(filter(None, (contact.job_title, company.name if company else "")))


def _pills(record: str, deals: Iterable[DealCard]) -> tuple[tuple[str, str], ...]:
    if record != "company":
        return ()
    types = {deal.stage_type for deal in deals}
    if "won" in types:
        return ((tr("Customer"), "green"),)
    return ((tr("Prospect"), "accent"),) if types & {"lead", "open"} else ()


def _deal_ids(session: Session, record: str, record_id: int) -> list[int]:
    question = sa.select(Deal.id).where(Deal.deleted_at.is_(None))
    if record == "company":
        question = question.where(Deal.company_id == record_id)
    else:
        parts = sa.select(Stakeholder.deal_id).where(
            Stakeholder.contact_id == record_id, Stakeholder.deleted_at.is_(None)
        )
        question = question.where(sa.or_(Deal.contact_id == record_id, Deal.id.in_(parts)))
    return list(session.scalars(question))


_UNDECIDED = ("lead", "open")


def deal_cards(session: Session, deal_ids: list[int]) -> tuple[DealCard, ...]:
    """These deals as cards: open ones by closing day, then won, then lost, the latest first."""
    stages = session.execute(
        sa.select(Stage.id, Stage.name, Stage.type, Stage.pipeline_id)
        .where(Stage.deleted_at.is_(None))
        .order_by(Stage.position)
    ).all()
    known = {stage.id: stage for stage in stages}
    ways: dict[int, list[int]] = defaultdict(list)
    for stage in stages:
        if stage.type in _UNDECIDED:
            ways[stage.pipeline_id].append(stage.id)
    decided = session.execute(sa.select(Deal.id, Deal.closed_on).where(Deal.id.in_(deal_ids)))
    days = {row[0]: row[1] for row in decided}
    now = today(session)
    found = cards(session, deal_ids=deal_ids, filters=BoardFilter())
    undecided = [known[card.stage_id] for card in found if known[card.stage_id].type in _UNDECIDED]
    usual: dict[int, int] = {}
    for pipeline_id in {stage.pipeline_id for stage in undecided}:
        usual |= usual_days_by_stage(session, pipeline_id=pipeline_id)
    made = []
    for card in found:
        stage = known[card.stage_id]
        way = ways[stage.pipeline_id]
        entered = card.stage_entered_on or now
        made.append(
            DealCard(
                id=card.deal_id,
                title=card.title,
                amount=card.amount,
                currency=card.currency,
                amount_base=card.amount_base,
                stage=stage.name,
                stage_type=stage.type,
                place=way.index(stage.id) if stage.id in way else len(way),
                steps=len(way),
                days=(now - entered).days,
                close_on=card.close_on,
                decided_on=days.get(card.deal_id),
                warning=card.warning,
                owner_id=card.owner_id,
                owner=card.owner,
                usual_days=usual.get(stage.id),
            )
        )
    return tuple(sorted(made, key=_order))


def _order(deal: DealCard) -> tuple[int, int, str, int]:
    rank = {"lead": 0, "open": 0, "won": 1, "lost": 2}[deal.stage_type]
    if rank:
        return rank, -(deal.decided_on.toordinal() if deal.decided_on else 0), deal.title, deal.id
    return rank, deal.close_on.toordinal() if deal.close_on else 4_000_000, deal.title, deal.id


def _sum(deals: Iterable[DealCard]) -> Value:
    listed = list(deals)
    known = [deal.amount_base for deal in listed if deal.amount_base is not None]
    missing = sum(deal.amount is not None and deal.amount_base is None for deal in listed)
    return value_of(sum(known, Decimal(0)) if known else None, len(listed), missing)


def _contacts(session: Session, company_id: int) -> tuple[ContactRow, ...]:
    """The people of a company, those who play a part in most deals first."""
    rows = session.execute(
        sa.select(Contact.id, Contact.name, Contact.job_title)
        .where(Contact.company_id == company_id, Contact.deleted_at.is_(None))
        .order_by(Contact.name_key, Contact.id)
    ).all()
    roles: dict[int, list[str]] = defaultdict(list)
    parts = session.execute(
        sa.select(Stakeholder.contact_id, Stakeholder.role)
        .join(Deal, Deal.id == Stakeholder.deal_id)
        .join(Contact, Contact.id == Stakeholder.contact_id)
        .where(Stakeholder.deleted_at.is_(None), Deal.deleted_at.is_(None), Contact.company_id == company_id)
        .order_by(Stakeholder.id.desc())
    )
    for contact_id, role in parts:
        roles[contact_id].append(ROLES.get(role, role))
    made = [
        ContactRow(row.id, row.name, row.job_title or "", tuple(dict.fromkeys(roles[row.id]))) for row in rows
    ]
    return tuple(sorted(made, key=lambda row: -len(roles[row.id])))


def _above(session: Session, company_id: int | None) -> Related | None:
    company = session.get(Company, company_id) if company_id is not None else None
    if company is None or company.deleted_at is not None:
        return None
    return Related(company.id, company.name, company.city or "")


def _below(session: Session, company_id: int) -> tuple[Related, ...]:
    rows = session.execute(
        sa.select(Company.id, Company.name, Company.city)
        .where(Company.parent_id == company_id, Company.deleted_at.is_(None))
        .order_by(Company.name_key, Company.id)
    )
    return tuple(Related(key, name, city or "") for key, name, city in rows)


def _last_touch(session: Session, record: str, record_id: int) -> Touch | None:
    own = Activity.company_id if record == "company" else Activity.contact_id
    row = session.execute(
        sa.select(Activity.kind, Activity.done_at)
        .where(
            own == record_id,
            Activity.state == "done",
            Activity.kind.in_(CONVERSATIONS),
            Activity.done_at.is_not(None),
            Activity.deleted_at.is_(None),
        )
        .order_by(Activity.done_at.desc())
        .limit(1)
    ).first()
    return Touch(row[0], row[1]) if row is not None and row[1] is not None else None


def _next_step(session: Session, record: str, record_id: int) -> Step | None:
    own = Activity.company_id if record == "company" else Activity.contact_id
    row = session.execute(
        sa.select(Activity.kind, Activity.subject, Activity.due_on, Activity.due_at)
        .where(own == record_id, Activity.state == "planned", Activity.deleted_at.is_(None))
        .order_by(Activity.due_on.asc().nulls_last(), Activity.due_at.asc().nulls_last(), Activity.id)
        .limit(1)
    ).first()
    return Step(*row) if row is not None else None


def tags_of(session: Session, record: str, record_id: int) -> tuple[str, ...]:
    """The words that a record bears."""
    return tuple(
        session.scalars(
            sa.select(Tag.name)
            .join(Tagging, Tagging.tag_id == Tag.id)
            .where(Tagging.record == record, Tagging.record_id == record_id, Tagging.deleted_at.is_(None))
            .order_by(Tag.name_key)
        )
    )


def known_tags(session: Session) -> tuple[str, ...]:
    """All words that anybody put on anything."""
    return tuple(session.scalars(sa.select(Tag.name).where(Tag.deleted_at.is_(None)).order_by(Tag.name_key)))


def among_own_and_deals(record: str, record_id: int, deal_ids: list[int]) -> sa.ColumnElement[bool]:
    """The condition for live files of a record and of these deals."""
    own = sa.and_(Attachment.record == record, Attachment.record_id == record_id)
    return sa.and_(Attachment.deleted_at.is_(None), sa.or_(own, Attachment.deal_id.in_(deal_ids)))


def files_of(session: Session, record: str, record_id: int, deal_ids: list[int]) -> int:
    """How many files hang on a record and on its deals."""
    question = sa.select(sa.func.count()).where(among_own_and_deals(record, record_id, deal_ids))
    return session.scalar(question.select_from(Attachment)) or 0


def deal_start(session: Session, *, pipeline_id: int | None = None) -> DealStart:
    """What a new deal can begin with, on a pipeline or else, also where that is not there, on the first."""
    order = (Pipeline.position,) if pipeline_id is None else (Pipeline.id != pipeline_id, Pipeline.position)
    first = (
        sa.select(Pipeline.id).where(Pipeline.deleted_at.is_(None)).order_by(*order).limit(1)
    ).scalar_subquery()
    stages = session.execute(
        sa.select(Stage.id, Stage.name)
        .where(Stage.pipeline_id == first, Stage.deleted_at.is_(None), Stage.type.in_(_UNDECIDED))
        .order_by(Stage.position)
    )
    return DealStart(tuple(Choice(*row) for row in stages), owner_choices(session), base_currency(session))
