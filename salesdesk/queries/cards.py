"""Products in short."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.cards import Fact, RecordCard
from salesdesk.errors import RuleBroken
from salesdesk.models import Product
from salesdesk.rules.fields import label_of
from salesdesk.translation import tr


def record_card(session: Session, *, record: str, record_id: int) -> RecordCard:
    """The card of a product; RuleBroken for other records, and if it is gone."""
    made = _product(session, record_id) if record == "product" else None
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
