"""Things that stand in an order of their own: stages, pipelines, lost reasons, fields."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.services.rows import save


def place_among(session: Session, *, record: Any, others: Iterable[Any], position: int) -> None:
    """Put `record` at a place, 0 the first, among the `others`, which are given in their order."""
    order = [each for each in others if each.id != record.id]
    order.insert(max(0, position), record)
    for place, each in enumerate(order, start=1):
        if each.position != place:
            each.position = place
    save(session, str(getattr(record, "name", "") or getattr(record, "label", "")))
