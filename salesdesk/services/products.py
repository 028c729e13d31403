"""What the team sells: products and their lines in deals."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Deal, DealLine, Product
from salesdesk.queries.company_calendar import base_currency
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import one_line
from salesdesk.services.rows import Row, chunked, insert_rows, update_rows
from salesdesk.translation import tr


def insert_products(session: Session, rows: Sequence[Row]) -> list[int]:
    """Add products to the catalogue; their ids. RuleBroken for one without a name."""
    base = base_currency(session)
    defaults = {"custom": {}, "active": True, "billing": "one_off", "tax": 0, "currency": base}
    return insert_rows(session, Product, [{**defaults, **product_values(row)} for row in rows])


def update_products(session: Session, rows: Iterable[Row]) -> int:
    """Change the given fields of products by id; how many."""
    return update_rows(session, Product, [product_values(row) for row in rows])


def product_values(row: Row) -> dict[str, Any]:
    """The fields of a product as they are stored; RuleBroken says which cannot be."""
    values = dict(row)
    if "name" in values:
        values["name"] = one_line(values["name"], tr("The product's name"))
        if not values["name"]:
            raise RuleBroken(tr("A product needs a name."))
        values["name_key"] = name_key(values["name"])
    return values


def insert_deal_lines(session: Session, rows: Sequence[Row]) -> list[int]:
    """Add lines to deals (`deal_id`, `product_id`, `name`, `quantity`, `unit_price` …); their ids."""
    owners: dict[int, int | None] = {}
    for part in chunked({row["deal_id"] for row in rows}):
        found = session.execute(sa.select(Deal.id, Deal.owner_id).where(Deal.id.in_(part)))
        owners |= {row[0]: row[1] for row in found}
    defaults = {"position": 0, "billing": "one_off", "quantity": 1, "discount": 0, "tax": 0}
    return insert_rows(
        session, DealLine, [{**defaults, **row, "owner_id": owners[row["deal_id"]]} for row in rows]
    )
