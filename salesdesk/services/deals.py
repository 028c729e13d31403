"""Deals: made, edited, moved on the board, won and lost."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Currency, Deal, DealFacts, LostReason, Stage
from salesdesk.models.base import now, table_of
from salesdesk.models.deal import CATEGORIES, DEAL_KINDS
from salesdesk.queries.company_calendar import base_currency, base_digits, known_rates, time_zone, today
from salesdesk.rules.money import amount_in_base, storable_amount
from salesdesk.rules.names import name_key
from salesdesk.rules.periods import business_day
from salesdesk.rules.ranks import CHANCE, rank_between, ranks_after, ranks_before
from salesdesk.rules.texts import check_texts, custom_fields, long_text, one_line
from salesdesk.services.facts import refresh_facts
from salesdesk.services.hanging import hangs_anew, require_parents
from salesdesk.services.meanwhile import refuse_overwriting, who_changed
from salesdesk.services.numbers import next_numbers
from salesdesk.services.rights import require_active, require_deals, require_owned, viewer_of
from salesdesk.services.rows import (
    Row,
    chunked,
    edit_record,
    insert_of_many,
    insert_rows,
    live_record,
    only_editable,
    only_known,
    save,
    update_rows,
)
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

# These come with a move, or with the deal from the system where it was before.
_MOVING = frozenset({"stage_id", "stage_entered_at", "won_on", "lost_on", "rank"})
_ORIGIN = frozenset({"source", "external_id"})


def create_deal(session: Session, *, title: str, stage_id: int, **fields: Any) -> int:
    """Make a deal at the top of a stage's column; its id. Whoever makes it owns it unless `owner_id` says."""
    row = {"owner_id": viewer_of(session).person_id, **fields, "title": title, "stage_id": stage_id}
    require_active(session, row["owner_id"])
    row["rank"] = rank_between("", _edge(session, stage_id), _chance(session))
    return insert_deals(session, [row])[0]


def insert_deals(session: Session, rows: Sequence[Row]) -> list[int]:
    """Make many deals; their ids in the same order.

    Each row needs `title` and `stage_id`. `stage_entered_at` may lie in the past. Won and lost stages take
    `won_on` / `lost_on` (default: the day it entered the stage). Without a `rank` a deal goes to the end of
    its column, a decided one above those decided earlier. RuleBroken for what cannot be stored.
    """
    if not rows:
        return []
    require_owned(session, {row.get("owner_id") for row in rows})
    stages = {
        stage.id: stage for stage in session.scalars(sa.select(Stage).where(Stage.deleted_at.is_(None)))
    }
    base, rates, zone = base_currency(session), known_rates(session), time_zone(session)
    digits = base_digits(session)
    day = today(session)
    currencies = _currencies(session)
    numbers = next_numbers(session, record="deal", count=len(rows))
    defaults = {"kind": "new", "currency": base, "custom": {}, "stage_entered_at": now()}
    ready = []
    for row, number in zip(rows, numbers, strict=True):
        values = {**defaults, "number": number, **deal_values(row)}
        stage = stages.get(values["stage_id"])
        if stage is None:
            raise RuleBroken(tr("This stage is not there any more."))
        _check_currency(currencies, values["currency"])
        values["pipeline_id"] = stage.pipeline_id
        ready.append(values | _decided(values, stage.type, zone))
    _rank(session, ready)
    ids = insert_rows(session, Deal, ready)
    require_parents(session, Deal, ids)
    facts: list[dict[str, Any]] = [
        {
            "deal_id": deal_id,
            "owner_id": row.get("owner_id"),
            "amount_base": amount_in_base(
                row.get("amount"), row["currency"], rates, base, row["won_on"] or day, digits
            ),
            "warnings": [],
        }
        for deal_id, row in zip(ids, ready, strict=True)
    ]
    connection = session.connection()
    connection.execute(insert_of_many(connection, table_of(DealFacts)), facts)
    return ids


_LINES = ("category_reason", "source", "external_id")
_TEXTS = ("lost_note", "description")


def deal_values(row: Row) -> dict[str, Any]:
    """The fields of a deal as they are stored; RuleBroken says which cannot be."""
    values = dict(row)
    if "title" in values:
        values["title"] = one_line(values["title"], tr("The title"))
        if not values["title"]:
            raise RuleBroken(tr("A deal needs a title."))
        values["name_key"] = name_key(values["title"])
    if values.get("amount") is not None:
        values["amount"] = storable_amount(values["amount"])
    probability = values.get("probability")
    if probability is not None and not 0 <= probability <= 100:
        raise RuleBroken(tr("A probability lies between 0 and 100 %."))
    _check_words(values)
    check_texts(values, lines=_LINES, texts=_TEXTS)
    if "custom" in values:
        values["custom"] = custom_fields(values["custom"])
    return values


def _check_words(values: dict[str, Any]) -> None:
    kind, category = values.get("kind", "new"), values.get("category")
    if kind not in DEAL_KINDS:
        raise RuleBroken(tr("{word} is not a kind of deal.").format(word=kind))
    if category is not None and category not in CATEGORIES:
        raise RuleBroken(tr("{word} is not a forecast category.").format(word=category))


def _decided(values: dict[str, Any], stage_type: str, zone: str) -> dict[str, Any]:
    """Won, lost and closing day as the stage's type wants them."""
    entered = business_day(values["stage_entered_at"], zone)
    won_on = (values.get("won_on") or entered) if stage_type == "won" else None
    lost_on = (values.get("lost_on") or entered) if stage_type == "lost" else None
    return {"won_on": won_on, "lost_on": lost_on, "closed_on": won_on or lost_on}


def _rank(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Give each new deal its place: behind the others of its stage, the latest decision on top."""
    waiting: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        if not row.get("rank"):
            waiting.setdefault(row["stage_id"], []).append(row)
    for stage_id, group in waiting.items():
        if group[0]["closed_on"] is None:
            ranks = ranks_after(_edge(session, stage_id, last=True), len(group), _chance(session))
        else:
            group.sort(key=lambda row: row["closed_on"], reverse=True)
            ranks = ranks_before(_edge(session, stage_id), len(group), _chance(session))
        for row, rank in zip(group, ranks, strict=True):
            row["rank"] = rank


def _chance(session: Session) -> Random:
    """What draws the ends of ranks: nobody foresees them, but in a sample that is the same each time."""
    told: Random | None = session.info.get("chance")
    return told or CHANCE


def _edge(session: Session, stage_id: int, *, last: bool = False) -> str:
    """The rank of the first or last card of a column, "" where it is empty."""
    order = Deal.rank.desc() if last else Deal.rank
    return (
        session.scalar(sa.select(Deal.rank).where(Deal.stage_id == stage_id).order_by(order).limit(1)) or ""
    )


def update_deals(session: Session, rows: Iterable[Row], *, trashed: bool = False) -> int:
    """Change the given fields of deals by id, facts included; how many.

    A row with `stage_id` moves its deal; `stage_entered_at`, `won_on`, `lost_on` come with it.
    Those in the trash stay as they are, unless `trashed` says otherwise.
    """
    given = list(rows)
    only_editable(given, EDITABLE | _MOVING | _ORIGIN)
    listed = [deal_values(row) for row in given]
    require_deals(session, [values["id"] for values in listed])
    require_owned(session, {values.get("owner_id") for values in listed})
    stages = {
        stage.id: stage for stage in session.scalars(sa.select(Stage).where(Stage.deleted_at.is_(None)))
    }
    zone, currencies = time_zone(session), _currencies(session)
    places = _stages_of(session, [values["id"] for values in listed if "stage_id" in values])
    for values in listed:
        _check_currency(currencies, values.get("currency"))
        if "stage_id" in values and values["stage_id"] == places.get(values["id"]):
            del values["stage_id"]
        elif "stage_id" in values:
            stage = stages.get(values["stage_id"])
            if stage is None:
                raise RuleBroken(tr("This stage is not there any more."))
            values.setdefault("stage_entered_at", now())
            values["pipeline_id"] = stage.pipeline_id
            values |= _decided(values, stage.type, zone)
            if stage.type != "lost":
                values |= {"lost_reason_id": None, "lost_note": None}
    _rank(session, [values for values in listed if "stage_id" in values])
    count = update_rows(session, Deal, listed, trashed=trashed)
    require_parents(session, Deal, hangs_anew(listed))
    refresh_facts(session, deal_ids=[values["id"] for values in listed])
    return count


def _stages_of(session: Session, deal_ids: Iterable[int]) -> dict[int, int]:
    """The stage in which each deal is now."""
    found: dict[int, int] = {}
    for part in chunked(deal_ids):
        found |= {
            row[0]: row[1]
            for row in session.execute(sa.select(Deal.id, Deal.stage_id).where(Deal.id.in_(part)))
        }
    return found


def edit_deal(
    session: Session, *, deal_id: int, version: int | None = None, was: Row | None = None, **fields: Any
) -> None:
    """Change fields of one deal. RuleBroken if it is gone, or changed since `version` was read.

    `was` holds what some of the fields held when the user began: somebody else's newer value stays.
    """
    only_known(fields, EDITABLE)
    deal = _live_deal(session, deal_id, version)
    require_deals(session, [deal_id])
    values = deal_values(fields)
    if "owner_id" in values:
        require_owned(session, [values["owner_id"]])
        require_active(session, values["owner_id"])
    _check_currency(_currencies(session), values.get("currency"))
    refuse_overwriting(session, deal, was or {}, values)
    edit_record(session, deal, values)
    require_parents(session, Deal, hangs_anew([{"id": deal_id, **values}]))
    refresh_facts(session, deal_ids=[deal_id])


def _currencies(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(sa.select(Currency.code).where(Currency.deleted_at.is_(None))))


def _check_currency(known: frozenset[str], code: str | None) -> None:
    if code is not None and code not in known:
        raise RuleBroken(tr("{code} is not a currency of this database; add it first.").format(code=code))


def _live_deal(session: Session, deal_id: int, version: int | None = None) -> Deal:
    gone = tr("This deal is not there any more; somebody deleted it or gave it away.")
    return live_record(session, Deal, deal_id, version=version, gone=gone)


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
    was: Row | None = None,
    lost_reason_id: int | None = None,
    lost_note: str | None = None,
    competitor_id: int | None = None,
) -> None:
    """Put a deal into a stage, above the card `before_id` or below `after_id`, else at the column's top.

    Won needs an amount and takes its day (default: today), lost needs its reason. RuleBroken if it no longer
    is in `from_stage_id`: then somebody else moved it, and their move stands. `was` holds the `amount` that
    the user saw: a newer one of somebody else is not overwritten.
    """
    deal = _live_deal(session, deal_id)
    require_deals(session, [deal_id])
    stage = session.get(Stage, stage_id)
    if stage is None or stage.deleted_at is not None:
        raise RuleBroken(tr("This stage is not there any more."))
    if from_stage_id is not None and deal.stage_id != from_stage_id:
        raise RuleBroken(moved_meanwhile(session, deal))
    worth = deal.amount, deal.won_on
    if amount is not None:
        refuse_overwriting(session, deal, was or {}, {"amount": storable_amount(amount)})
        deal.amount = storable_amount(amount)
    if stage.type == "won" and deal.amount is None:
        raise RuleBroken(tr("A won deal needs its amount."))
    if stage.type == "lost":
        require_reason(session, lost_reason_id or deal.lost_reason_id)
    deal.rank = _rank_at(session, deal, stage_id, before_id, after_id)
    if deal.stage_id != stage_id:
        _enter(session, deal, stage, at, won_on, lost_on)
    if stage.type == "lost":
        deal.lost_reason_id = lost_reason_id or deal.lost_reason_id
        deal.lost_note = long_text(lost_note, tr("The note")) or deal.lost_note
        deal.competitor_id = competitor_id or deal.competitor_id
    save(session, deal.title)
    require_parents(session, Deal, [deal_id])
    if worth != (deal.amount, deal.won_on):
        refresh_facts(session, deal_ids=[deal_id])


def moved_meanwhile(session: Session, deal: Deal) -> str:
    """Who moved a deal last, and where to: "Bob moved Halden, fleet to Negotiation in the meantime."."""
    who = who_changed(session, table="deal", row_id=deal.id, column="stage_id")
    stage = session.get(Stage, deal.stage_id)
    return tr("{who} moved {title} to {stage} in the meantime.").format(
        who=who, title=deal.title, stage=stage.name if stage else "?"
    )


def require_reason(session: Session, lost_reason_id: int | None) -> None:
    if lost_reason_id is None or session.get(LostReason, lost_reason_id) is None:
        raise RuleBroken(tr("A lost deal needs a reason."))


def _enter(
    session: Session, deal: Deal, stage: Stage, at: datetime | None, won_on: date | None, lost_on: date | None
) -> None:
    day = today(session)
    if (won_on or lost_on or day) > day or (at is not None and at > now()):
        raise RuleBroken(tr("A deal cannot be moved on a day that is still to come."))
    if at is not None and at < deal.stage_entered_at:
        raise RuleBroken(tr("{title} was not yet in its stage then.").format(title=deal.title))
    if at is not None:
        day = business_day(at, time_zone(session))
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


def delete_deal(session: Session, *, deal_id: int, version: int | None = None) -> None:
    """Put a deal into the trash."""
    deal = _live_deal(session, deal_id, version)
    require_deals(session, [deal_id])
    deal.deleted_at = now()
    save(session, deal.title)
