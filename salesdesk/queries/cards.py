"""Products and people in short."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from salesdesk.answers.cards import Fact, RecordCard
from salesdesk.errors import RuleBroken
from salesdesk.models import Deal, Person, Product, Stage, Territory
from salesdesk.rules.fields import label_of
from salesdesk.rules.positions import position_words
from salesdesk.translation import tr


def record_card(session: Session, *, record: str, record_id: int) -> RecordCard:
    """The card of a product or a person; RuleBroken if it is gone."""
    made = (_product if record == "product" else _person)(session, record_id)
    if made is None:
        raise RuleBroken(tr("This record is not there any more."))
    return made


def _facts(*rows: tuple[str, str | date | Decimal | None, str]) -> tuple[Fact, ...]:
    return tuple(Fact(label, value, currency) for label, value, currency in rows if value not in (None, ""))


def _product(session: Session, product_id: int) -> RecordCard | None:
    question = sa.select(Product).where(Product.id == product_id, Product.deleted_at.is_(None))
    found = session.scalars(question).first()
    if found is None:
        return None
    names = ("sku", "family", "unit", "description")
    facts = _facts(
        (label_of("list_price"), found.list_price, found.currency),
        *((label_of(name), getattr(found, name), "") for name in names),
    )
    note = "" if found.active else tr("Not sold any more")
    return RecordCard("product", found.id, found.name, note, facts)


def _person(session: Session, person_id: int) -> RecordCard | None:
    above = aliased(Person)
    question = (
        sa.select(Person, above.name, Territory.name)
        .outerjoin(above, above.id == Person.reports_to_id)
        .outerjoin(Territory, Territory.id == Person.territory_id)
        .where(Person.id == person_id, Person.deleted_at.is_(None))
    )
    found = session.execute(question).first()
    if found is None:
        return None
    person, manager, territory = found
    deals = sa.select(sa.func.count()).select_from(Deal).join(Stage, Stage.id == Deal.stage_id)
    count = session.scalar(
        deals.where(Deal.owner_id == person_id, Deal.deleted_at.is_(None), Stage.type.in_(("lead", "open")))
    )
    facts = _facts(
        (label_of("email"), person.email, ""),
        (label_of("phone"), person.phone, ""),
        (label_of("reports_to_id"), manager, ""),
        (label_of("territory_id"), territory, ""),
        (tr("Open deals"), str(count or 0), ""),
        (label_of("started_on"), person.started_on, ""),
    )
    note = position_words(person.position) if person.active else tr("Not active any more")
    return RecordCard("person", person.id, person.name, note, facts)
