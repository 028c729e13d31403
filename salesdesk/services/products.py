"""What the team sells: products and their lines in deals."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import DealLine, Product
from salesdesk.models.base import now
from salesdesk.queries.company_calendar import base_currency
from salesdesk.rules.money import storable_amount
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import check_texts, custom_fields, one_line
from salesdesk.services.hanging import owners_of_deals
from salesdesk.services.rights import require_deals, require_right, viewer_of
from salesdesk.services.rows import (
    Row,
    chunked,
    edit_record,
    insert_rows,
    live_record,
    only_editable,
    only_known,
    update_rows,
)
from salesdesk.translation import tr

_LINES = ("sku", "family", "unit", "source", "external_id")
EDITABLE = frozenset(
    {"name", "description", "billing", "list_price", "currency", "tax", "active", "custom", *_LINES}
)
BILLINGS = ("one_off", "month", "quarter", "year")


def create_product(session: Session, *, name: str, **fields: Any) -> int:
    """Add a product to the catalogue; its id."""
    return insert_products(session, [{**fields, "name": name}])[0]


def insert_products(session: Session, rows: Sequence[Row]) -> list[int]:
    """Add products to the catalogue; their ids. RuleBroken for one without a name, or whose name is taken."""
    _require_catalogue(session)
    base = base_currency(session)
    defaults = {"custom": {}, "active": True, "billing": "one_off", "tax": 0, "currency": base, "name": None}
    ready = [product_values({**defaults, **row}) for row in rows]
    taken: set[str] = set()
    for part in chunked([row["name_key"] for row in ready]):
        taken |= set(
            session.scalars(
                sa.select(Product.name_key).where(Product.name_key.in_(part), Product.deleted_at.is_(None))
            )
        )
    for row in ready:
        if row["name_key"] in taken:
            raise RuleBroken(tr("There is a product named {name} already.").format(name=row["name"]))
        taken.add(row["name_key"])
    return insert_rows(session, Product, ready)


def _require_catalogue(session: Session) -> None:
    if "import" not in viewer_of(session).rights:
        require_right(session, "process")


def update_products(session: Session, rows: Sequence[Row]) -> int:
    """Change the given fields of products by id; how many."""
    _require_catalogue(session)
    only_editable(rows, EDITABLE)
    return update_rows(session, Product, [product_values(row) for row in rows])


def edit_product(session: Session, *, product_id: int, version: int | None = None, **fields: Any) -> None:
    """Change fields of one product. RuleBroken if it is gone, or changed since `version` was read."""
    _require_catalogue(session)
    only_known(fields, EDITABLE)
    gone = tr("This product is not there any more.")
    product = live_record(session, Product, product_id, version=version, gone=gone)
    edit_record(session, product, product_values(fields))


def product_values(row: Row) -> dict[str, Any]:
    """The fields of a product as they are stored; RuleBroken says which cannot be."""
    values = dict(row)
    if "name" in values:
        values["name"] = one_line(values["name"], tr("The product's name"))
        if not values["name"]:
            raise RuleBroken(tr("A product needs a name."))
        values["name_key"] = name_key(values["name"])
    check_texts(values, lines=_LINES, texts=("description",))
    if values.get("billing", "one_off") not in BILLINGS:
        raise RuleBroken(tr("{word} is not a way to bill.").format(word=values["billing"]))
    if values.get("list_price") is not None:
        values["list_price"] = storable_amount(values["list_price"])
    if "custom" in values:
        values["custom"] = custom_fields(values["custom"])
    return values


def insert_deal_lines(session: Session, rows: Sequence[Row]) -> list[int]:
    """Add lines to deals (`deal_id`, `product_id`, `name`, `quantity`, `unit_price` …); their ids."""
    deals = {row["deal_id"] for row in rows}
    require_deals(session, deals)
    owners = owners_of_deals(session, deals)
    defaults = {"position": 0, "billing": "one_off", "quantity": 1, "discount": 0, "tax": 0, "name": None}
    ready = [_line_values({**defaults, **row, "owner_id": owners[row["deal_id"]][0]}) for row in rows]
    return insert_rows(session, DealLine, ready)


def _line_values(row: Row) -> dict[str, Any]:
    values = dict(row)
    if "name" in values:
        values["name"] = one_line(values["name"], tr("The line's name"))
        if not values["name"]:
            raise RuleBroken(tr("A line needs a name."))
    for field in ("unit_price", "quantity"):
        if values.get(field) is not None:
            values[field] = storable_amount(values[field])
    for field in ("discount", "tax"):
        if field in values and not 0 <= values[field] <= 1:
            raise RuleBroken(tr("A discount and a tax lie between 0 and 100 %."))
    return values


def delete_deal_line(session: Session, *, line_id: int) -> None:
    """Put a line of a deal into the trash."""
    line = live_record(session, DealLine, line_id, gone=tr("This line is not there any more."))
    require_deals(session, [line.deal_id])
    edit_record(session, line, {"deleted_at": now()})
