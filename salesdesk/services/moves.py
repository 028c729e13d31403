"""Many deals moved on the board at once: side by side into a stage, one save, one undo."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Deal, Stage
from salesdesk.models.base import now
from salesdesk.queries.company_calendar import today
from salesdesk.queries.keys import among
from salesdesk.rules.money import storable_amount
from salesdesk.rules.ranks import ranks_between
from salesdesk.rules.texts import long_text
from salesdesk.services.deals import moved_meanwhile, require_reason, update_deals
from salesdesk.services.meanwhile import refuse_overwriting
from salesdesk.services.rights import require_deals
from salesdesk.services.rows import chunked
from salesdesk.translation import tr

_NAMED = 3


def move_deals(
    session: Session,
    *,
    deals: Mapping[int, int],
    stage_id: int,
    before_id: int | None = None,
    after_id: int | None = None,
    amounts: Mapping[int, Decimal] | None = None,
    won_on: date | None = None,
    lost_on: date | None = None,
    lost_reason_id: int | None = None,
    lost_note: str | None = None,
) -> int:
    """Put deals into a stage in this order, above the card `before_id` or below `after_id`, else on top.

    `deals` names for each the stage in which it was seen; how many there were. Deals that are gone are left
    out. Won ones need their amounts, from the deal or from `amounts` where it has none; lost ones a reason.
    RuleBroken, and none is moved, if one was moved or got an amount by somebody else meanwhile.
    """
    stage = session.get(Stage, stage_id)
    if stage is None or stage.deleted_at is not None:
        raise RuleBroken(tr("This stage is not there any more."))
    if max(won_on or date.min, lost_on or date.min) > today(session):
        raise RuleBroken(tr("A deal cannot be moved on a day that is still to come."))
    found = _found(session, list(deals))
    listed = [found[key] for key in deals if key in found]
    if not listed:
        raise RuleBroken(tr("None of these is there any more."))
    require_deals(session, [row.id for row in listed])
    _check_places(session, listed, deals)
    given = {key: storable_amount(value) for key, value in (amounts or {}).items()}
    for row in listed:
        if row.id in given and row.amount is not None:
            values = {"amount": given[row.id]}
            refuse_overwriting(session, session.get_one(Deal, row.id), {"amount": None}, values)
    if stage.type == "won":
        _check_amounts(listed, given)
    decided: dict[str, Any] = {}
    if stage.type == "won" and won_on:
        decided = {"won_on": won_on}
    elif stage.type == "lost":
        for row in listed:
            require_reason(session, lost_reason_id or row.lost_reason_id)
        decided = {"lost_reason_id": lost_reason_id, "lost_note": long_text(lost_note, tr("The note"))}
        decided = {name: value for name, value in decided.items() if value}
        if lost_on:
            decided["lost_on"] = lost_on
    low, high = _gap(session, stage_id, [row.id for row in listed], before_id, after_id)
    ranks = ranks_between(low, high, len(listed))
    moment = now()
    rows = [
        _row(row, stage_id, rank, given.get(row.id), decided, moment)
        for row, rank in zip(listed, ranks, strict=True)
    ]
    return update_deals(session, rows)


def _row(
    row: Any, stage_id: int, rank: str, amount: Decimal | None, decided: dict[str, Any], moment: Any
) -> dict[str, Any]:
    values: dict[str, Any] = {"id": row.id, "rank": rank}
    if amount is not None:
        values["amount"] = amount
    if row.stage_id != stage_id:
        values |= {"stage_id": stage_id, "stage_entered_at": moment, **decided}
    return values


def _found(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """Those of the deals that are there and seen."""
    found: dict[int, Any] = {}
    for part in chunked(ids):
        question = sa.select(Deal.id, Deal.title, Deal.stage_id, Deal.amount, Deal.lost_reason_id)
        rows = session.execute(question.where(Deal.id.in_(part), Deal.deleted_at.is_(None)))
        found |= {row.id: row for row in rows}
    return found


def _check_places(session: Session, listed: Sequence[Any], seen: Mapping[int, int]) -> None:
    for row in listed:
        if row.stage_id != seen[row.id]:
            raise RuleBroken(moved_meanwhile(session, session.get_one(Deal, row.id)))


def _check_amounts(listed: Sequence[Any], given: Mapping[int, Decimal]) -> None:
    without = [row.title for row in listed if row.amount is None and row.id not in given]
    if without:
        names = ", ".join(without[:_NAMED]) + (" …" if len(without) > _NAMED else "")
        raise RuleBroken(tr("A won deal needs its amount: {names}.").format(names=names))


def _gap(
    session: Session, stage_id: int, moving: Sequence[int], before_id: int | None, after_id: int | None
) -> tuple[str, str]:
    """The ranks between which the deals come to lie; "" for the start or the end of the column."""
    column = sa.select(Deal.rank).where(
        Deal.stage_id == stage_id, Deal.deleted_at.is_(None), sa.not_(among(session, Deal.id, moving))
    )
    anchor_id = before_id or after_id
    anchor = session.scalar(column.where(Deal.id == anchor_id)) if anchor_id else None
    if anchor is None:
        return "", session.scalar(column.order_by(Deal.rank).limit(1)) or ""
    if before_id:
        above = session.scalar(column.where(Deal.rank < anchor).order_by(Deal.rank.desc()).limit(1))
        return above or "", anchor
    below = session.scalar(column.where(Deal.rank > anchor).order_by(Deal.rank).limit(1))
    return anchor, below or ""
