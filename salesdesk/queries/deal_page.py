"""The page of a deal: its facts, who decides, who works on it, its lines."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.choice import Choice
from salesdesk.answers.lists import Step
from salesdesk.answers.records import (
    DealPage,
    LineRow,
    MemberRow,
    ProductOffer,
    Related,
    StakeholderRow,
)
from salesdesk.errors import Gone
from salesdesk.models import (
    Company,
    Contact,
    Deal,
    DealFacts,
    DealLine,
    DealMember,
    Person,
    Product,
    Stage,
    Stakeholder,
)
from salesdesk.queries.company_calendar import today
from salesdesk.queries.record_facts import facts_of
from salesdesk.queries.records import deal_cards, known_tags, tags_of
from salesdesk.rules.lines import booking_value, line_net
from salesdesk.translation import tr

_MOST_PRODUCTS = 500


def deal_page(session: Session, *, deal_id: int) -> DealPage:
    """The page of a deal; KnownError if it is gone or out of sight."""
    deal = session.scalars(sa.select(Deal).where(Deal.id == deal_id, Deal.deleted_at.is_(None))).first()
    cards = deal_cards(session, [deal_id])
    if deal is None or not cards:
        raise Gone(tr("This deal is not there any more; somebody deleted it or gave it away."))
    stages = session.execute(
        sa.select(Stage.id, Stage.name, Stage.type, Stage.probability)
        .where(Stage.pipeline_id == deal.pipeline_id, Stage.deleted_at.is_(None))
        .order_by(Stage.position)
    ).all()
    place = next(n for n, stage in enumerate(stages) if stage.id == deal.stage_id)
    following = stages[place + 1].type if place + 1 < len(stages) else ""
    company = session.get(Company, deal.company_id) if deal.company_id is not None else None
    lines = _lines(session, deal_id)
    step = session.execute(
        sa.select(DealFacts.next_step, DealFacts.next_step_on).where(DealFacts.deal_id == deal_id)
    ).first()
    return DealPage(
        id=deal_id,
        version=deal.version,
        title=deal.title,
        number=deal.number,
        card=cards[0],
        stage_id=deal.stage_id,
        stages=tuple(Choice(stage.id, stage.name) for stage in stages),
        next_stage_type=following,
        facts=facts_of(session, "deal", deal),
        tags=tags_of(session, "deal", deal_id),
        known_tags=known_tags(session),
        company=Related(company.id, company.name, company.city or "") if company is not None else None,
        stakeholders=_stakeholders(session, deal_id),
        members=_members(session, deal_id),
        lines=lines,
        booking=booking_value((line.net, line.billing) for line in lines) if lines else None,
        products=_products(session, deal.currency),
        probability=stages[place].probability if deal.probability is None else deal.probability,
        next_step=Step("task", step[0], step[1]) if step is not None and step[0] else None,
        today=today(session),
    )


def _stakeholders(session: Session, deal_id: int) -> tuple[StakeholderRow, ...]:
    rows = session.execute(
        sa.select(Stakeholder.id, Contact.id, Contact.name, Contact.job_title, Stakeholder.role)
        .join(Contact, Contact.id == Stakeholder.contact_id)
        .where(Stakeholder.deal_id == deal_id, Stakeholder.deleted_at.is_(None))
        .order_by(Stakeholder.id)
    )
    return tuple(StakeholderRow(key, who, name, job or "", role) for key, who, name, job, role in rows)


def _members(session: Session, deal_id: int) -> tuple[MemberRow, ...]:
    rows = session.execute(
        sa.select(DealMember.person_id, Person.name, DealMember.access, DealMember.credit)
        .join(Person, Person.id == DealMember.person_id)
        .where(DealMember.deal_id == deal_id, DealMember.deleted_at.is_(None))
        .order_by(Person.name_key)
    )
    return tuple(MemberRow(*row) for row in rows)


def _lines(session: Session, deal_id: int) -> tuple[LineRow, ...]:
    rows = session.scalars(
        sa.select(DealLine)
        .where(DealLine.deal_id == deal_id, DealLine.deleted_at.is_(None))
        .order_by(DealLine.position, DealLine.id)
    )
    return tuple(
        LineRow(
            line.id,
            line.name,
            line.billing,
            line.quantity,
            line.unit_price,
            line.discount,
            line_net(line.quantity, line.unit_price, line.discount),
        )
        for line in rows
    )


def _products(session: Session, currency: str) -> tuple[ProductOffer, ...]:
    """What can be sold; a price in another currency is not offered as if it were in this one."""
    rows = session.execute(
        sa.select(Product.id, Product.name, Product.list_price, Product.currency, Product.billing)
        .where(Product.deleted_at.is_(None), Product.active)
        .order_by(Product.name_key)
        .limit(_MOST_PRODUCTS)
    )
    return tuple(
        ProductOffer(key, name, price if own == currency else None, billing)
        for key, name, price, own, billing in rows
    )
