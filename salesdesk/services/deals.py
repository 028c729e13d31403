"""Deals: made, edited, moved on the board, won and lost."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Currency, Deal, DealFacts, LostReason, Stage
from salesdesk.models.base import now, table_of
from salesdesk.queries.company_calendar import base_currency, known_rates, today
from salesdesk.rules.money import LARGEST_AMOUNT, amount_in_base
from salesdesk.rules.names import name_key
from salesdesk.rules.ranks import rank_between, ranks_after
from salesdesk.rules.texts import long_text, one_line
from salesdesk.services.facts import refresh_facts
from salesdesk.services.numbers import next_numbers
from salesdesk.services.rows import Row, insert_rows, update_rows
from salesdesk.translation import tr

EDITABLE = frozenset(
    {
        "title",
        "company_id",
        "contact_id",
        "owner_id",
        "amount",
        "currency",
        "probability",
        "category",
        "category_reason",
        "kind",
        "started_on",
        "close_on",
        "lead_source_id",
        "campaign_id",
        "segment_id",
        "territory_id",
        "competitor_id",
        "description",
        "custom",
        "lost_reason_id",
        "lost_note",
    }
)


def create_deal(session: Session, *, title: str, stage_id: int, **fields: Any) -> int:
    """Make a deal at the end of a stage's column; its id."""
    return insert_deals(session, [{"title": title, "stage_id": stage_id, **fields}])[0]


def insert_deals(session: Session, rows: Sequence[Row]) -> list[int]:
    """Make many deals; their ids in the same order.

    Each row needs `title` and `stage_id`. `stage_entered_at` may lie in the past. Won and lost stages take
    `won_on` / `lost_on` (default: the day it entered the stage). RuleBroken for what cannot be stored.
    """
    if not rows:
        return []
    stages = {stage.id: stage for stage in session.scalars(sa.select(Stage))}
    base, rates = base_currency(session), known_rates(session)
    numbers = next_numbers(session, record="deal", count=len(rows))
    ranks = _ranks(session, [row["stage_id"] for row in rows])
    moment = now()
    ready = []
    for row, number, rank in zip(rows, numbers, ranks, strict=True):
        values = {
            "kind": "new",
            "currency": base,
            "custom": {},
            "stage_entered_at": moment,
            **deal_values(row),
        }
        stage = stages.get(values["stage_id"])
        if stage is None:
            raise RuleBroken(tr("This stage is not there any more."))
        values |= {"number": number, "rank": rank, "pipeline_id": stage.pipeline_id}
        ready.append(values | _decided(values, stage.type))
    ids = insert_rows(session, Deal, ready)
    facts: list[dict[str, Any]] = [
        {
            "deal_id": deal_id,
            "owner_id": row.get("owner_id"),
            "amount_base": amount_in_base(row.get("amount"), row["currency"], rates, base, row["won_on"]),
            "warnings": [],
        }
        for deal_id, row in zip(ids, ready, strict=True)
    ]
    session.connection().execute(sa.insert(table_of(DealFacts)), facts)
    return ids


def deal_values(row: Row) -> dict[str, Any]:
    """The fields of a deal as they are stored; RuleBroken says which cannot be."""
    values = dict(row)
    if "title" in values:
        values["title"] = one_line(values["title"], tr("The title"))
        if not values["title"]:
            raise RuleBroken(tr("A deal needs a title."))
        values["name_key"] = name_key(values["title"])
    amount = values.get("amount")
    if amount is not None and not 0 <= amount <= LARGEST_AMOUNT:
        raise RuleBroken(
            tr("The amount {amount} cannot be stored; it must lie between 0 and 9 trillion.").format(
                amount=amount
            )
        )
    probability = values.get("probability")
    if probability is not None and not 0 <= probability <= 100:
        raise RuleBroken(tr("A probability lies between 0 and 100 %."))
    if "description" in values:
        values["description"] = long_text(values["description"], tr("The description"))
    return values


def _decided(values: dict[str, Any], stage_type: str) -> dict[str, Any]:
    """Won, lost and closing day as the stage's type wants them."""
    entered = values["stage_entered_at"].astimezone(UTC).date()
    won_on = (values.get("won_on") or entered) if stage_type == "won" else None
    lost_on = (values.get("lost_on") or entered) if stage_type == "lost" else None
    return {"won_on": won_on, "lost_on": lost_on, "closed_on": won_on or lost_on}


def _ranks(session: Session, stage_ids: list[int]) -> list[str]:
    """A rank for each new deal, after the last of its stage, in the given order."""
    lasts = {
        row[0]: row[1]
        for row in session.execute(
            sa.select(Deal.stage_id, sa.func.max(Deal.rank))
            .where(Deal.stage_id.in_(set(stage_ids)))
            .group_by(Deal.stage_id)
        )
    }
    counts = {stage_id: stage_ids.count(stage_id) for stage_id in set(stage_ids)}
    runs = {stage_id: iter(ranks_after(lasts.get(stage_id, ""), count)) for stage_id, count in counts.items()}
    return [next(runs[stage_id]) for stage_id in stage_ids]


def update_deals(session: Session, rows: Iterable[Row]) -> int:
    """Change the given fields of deals by id, facts included; how many.

    A row with `stage_id` moves its deal; `stage_entered_at`, `won_on`, `lost_on` come with it.
    """
    listed = [deal_values(row) for row in rows]
    stages = {stage.id: stage for stage in session.scalars(sa.select(Stage))}
    for values in listed:
        if "stage_id" in values:
            stage = stages[values["stage_id"]]
            values.setdefault("stage_entered_at", now())
            values["pipeline_id"] = stage.pipeline_id
            values |= _decided(values, stage.type)
    count = update_rows(session, Deal, listed)
    refresh_facts(session, deal_ids=[values["id"] for values in listed])
    return count


def edit_deal(session: Session, *, deal_id: int, version: int | None = None, **fields: Any) -> None:
    """Change fields of one deal. RuleBroken if it is gone, or changed since `version` was read."""
    unknown = set(fields) - EDITABLE
    if unknown:
        raise RuleBroken(tr("{fields} cannot be edited.").format(fields=", ".join(sorted(unknown))))
    deal = _live_deal(session, deal_id, version)
    values = deal_values(fields)
    currency = values.get("currency")
    if currency is not None:
        _known_currency(session, currency)
    for name, value in values.items():
        setattr(deal, name, value)
    refresh_facts(session, deal_ids=[deal_id])


def _known_currency(session: Session, code: str) -> None:
    known = session.scalars(sa.select(Currency.code).where(Currency.deleted_at.is_(None))).all()
    if code not in known:
        raise RuleBroken(tr("{code} is not a currency of this database.").format(code=code))


def _live_deal(session: Session, deal_id: int, version: int | None = None) -> Deal:
    deal = session.get(Deal, deal_id)
    if deal is None or deal.deleted_at is not None:
        raise RuleBroken(tr("This deal is not there any more; somebody deleted it or gave it away."))
    if version is not None and deal.version != version:
        raise RuleBroken(
            tr("Somebody changed {title} in the meantime; look at it again.").format(title=deal.title)
        )
    return deal


def move_deal(
    session: Session,
    *,
    deal_id: int,
    stage_id: int,
    from_stage_id: int | None = None,
    before_id: int | None = None,
    after_id: int | None = None,
    at: datetime | None = None,
    won_on: date | None = None,
    lost_on: date | None = None,
    amount: Decimal | None = None,
    lost_reason_id: int | None = None,
    lost_note: str | None = None,
    competitor_id: int | None = None,
) -> None:
    """Put a deal into a stage, above the card `before_id` or below `after_id`, else at the column's top.

    Won takes its day and amount, lost its reason. RuleBroken if it no longer is in `from_stage_id`: then
    somebody else moved it, and their move stands.
    """
    deal = _live_deal(session, deal_id)
    stage = session.get(Stage, stage_id)
    if stage is None or stage.deleted_at is not None:
        raise RuleBroken(tr("This stage is not there any more."))
    if from_stage_id is not None and deal.stage_id != from_stage_id:
        there = session.get(Stage, deal.stage_id)
        raise RuleBroken(
            tr("Somebody moved {title} to {stage} in the meantime.").format(
                title=deal.title, stage=there.name if there else "?"
            )
        )
    if stage.type == "lost":
        _require_reason(session, lost_reason_id or deal.lost_reason_id)
    if amount is not None:
        deal.amount = deal_values({"amount": amount})["amount"]
    deal.rank = _rank_at(session, deal, stage_id, before_id, after_id)
    if deal.stage_id != stage_id:
        _enter(session, deal, stage, at, won_on, lost_on)
    if stage.type == "lost":
        deal.lost_reason_id = lost_reason_id or deal.lost_reason_id
        deal.lost_note = long_text(lost_note, tr("The note")) or deal.lost_note
        deal.competitor_id = competitor_id or deal.competitor_id
    refresh_facts(session, deal_ids=[deal_id])


def _require_reason(session: Session, lost_reason_id: int | None) -> None:
    if lost_reason_id is None or session.get(LostReason, lost_reason_id) is None:
        raise RuleBroken(tr("A lost deal needs a reason."))


def _enter(
    session: Session, deal: Deal, stage: Stage, at: datetime | None, won_on: date | None, lost_on: date | None
) -> None:
    day = today(session)
    if (won_on or lost_on or day) > day:
        raise RuleBroken(tr("A deal cannot be decided on a day that is still to come."))
    deal.stage_id, deal.pipeline_id = stage.id, stage.pipeline_id
    deal.stage_entered_at = at or now()
    deal.won_on = (won_on or day) if stage.type == "won" else None
    deal.lost_on = (lost_on or day) if stage.type == "lost" else None
    deal.closed_on = deal.won_on or deal.lost_on
    if stage.type != "lost":
        deal.lost_reason_id = deal.lost_note = None


def _rank_at(session: Session, deal: Deal, stage_id: int, before_id: int | None, after_id: int | None) -> str:
    """A rank just above one card or just below another of the stage; at the top without either."""
    column = sa.select(Deal.rank).where(
        Deal.stage_id == stage_id, Deal.id != deal.id, Deal.deleted_at.is_(None)
    )
    anchor_id = before_id or after_id
    anchor = session.scalar(column.where(Deal.id == anchor_id)) if anchor_id else None
    if anchor is None:
        first = session.scalar(column.order_by(Deal.rank).limit(1))
        return rank_between("", first or "")
    if before_id:
        above = session.scalar(column.where(Deal.rank < anchor).order_by(Deal.rank.desc()).limit(1))
        return rank_between(above or "", anchor)
    below = session.scalar(column.where(Deal.rank > anchor).order_by(Deal.rank).limit(1))
    return rank_between(anchor, below or "")


def delete_deal(session: Session, *, deal_id: int) -> None:
    """Put a deal into the trash."""
    _live_deal(session, deal_id).deleted_at = now()
