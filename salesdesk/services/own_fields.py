"""The fields that a team adds itself: a record keeps them in one document, of which each writes its part."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models.base import Base, table_of
from salesdesk.services.rows import Row, chunked


def with_own_fields(session: Session, model: type[Base], rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows by `id` whose `custom` holds only the own fields to change, with the whole document as it is now.

    The documents are held from here to the end of the save, so that what a colleague writes into other fields
    stays. A field with the value None is taken away.
    """
    listed = [dict(row) for row in rows]
    table = table_of(model)
    now: dict[int, dict[str, Any]] = {}
    for part in chunked(sorted(row["id"] for row in listed if "custom" in row)):
        held = sa.select(table.c.id, table.c.custom).where(table.c.id.in_(part)).order_by(table.c.id)
        now |= {key: custom or {} for key, custom in session.connection().execute(held.with_for_update())}
    for row in listed:
        if "custom" in row:
            whole = {**now.get(row["id"], {}), **row["custom"]}
            row["custom"] = {name: value for name, value in whole.items() if value is not None}
    return listed
