"""What follows from a deal and its activities, computed anew whenever one of them changes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Activity, CriterionEvidence, Deal, DealFacts, Rate
from salesdesk.models.activity import CONVERSATIONS
from salesdesk.models.base import table_of
from salesdesk.queries.company_calendar import base_currency, base_digits, known_rates, today
from salesdesk.rules.money import amount_in_base
from salesdesk.services.rows import chunked, insert_of_many

_LATER = "facts_later"


def refresh_facts(session: Session, *, deal_ids: Iterable[int]) -> None:
    """Compute amount in base currency, last touch and next step of these deals and store what changed."""
    later = session.info.get(_LATER)
    if later is not None:
        later.update(deal_ids)
        return
    session.flush()
    parts = list(chunked(sorted(set(deal_ids))))
    for ids in parts:
        _hold(session, ids)
    base, rates, day = base_currency(session), known_rates(session), today(session)
    digits = base_digits(session)
    for ids in parts:
        deals = session.execute(
            sa.select(Deal.id, Deal.owner_id, Deal.amount, Deal.currency, Deal.won_on).where(Deal.id.in_(ids))
        ).all()
        touched, steps = _last_touches(session, ids), _next_steps(session, ids)
        wanted = {
            deal_id: {
                "deal_id": deal_id,
                "owner_id": owner_id,
                "amount_base": amount_in_base(amount, currency, rates, base, won_on or day, digits),
                "last_touch_at": touched.get(deal_id),
                **steps.get(deal_id, _NO_STEP),
            }
            for deal_id, owner_id, amount, currency, won_on in deals
        }
        _store(session, wanted)


@contextmanager
def facts_once(session: Session) -> Iterator[None]:
    """Compute the facts of all deals that are changed in this block at its end, each once.

    For blocks that read no facts and in which no deal is moved or given another amount twice: what its past
    says of the first time would be wrong.
    """
    changed: set[int] = set()
    session.info[_LATER] = changed
    try:
        yield
    finally:
        del session.info[_LATER]
    refresh_facts(session, deal_ids=changed)


def deals_in_currencies(session: Session, *, rate_ids: Iterable[int]) -> set[int]:
    """The deals whose amounts these rates turn into the base currency."""
    ids = list(rate_ids)
    if not ids:
        return set()
    currencies = sa.select(Rate.currency).where(Rate.id.in_(ids))
    return set(session.scalars(sa.select(Deal.id).where(Deal.currency.in_(currencies))))


def _hold(session: Session, ids: list[int]) -> None:
    """Wait for whoever else computes these facts, so that what is read from now on holds their change too.

    On a server two people may touch one deal at once; the later one would else write what the earlier one
    had not yet told.
    """
    held = sa.select(DealFacts.deal_id).where(DealFacts.deal_id.in_(ids)).order_by(DealFacts.deal_id)
    session.execute(held.with_for_update())


_NO_STEP: dict[str, Any] = {"next_step": None, "next_step_on": None, "next_activity_id": None}


def _last_touches(session: Session, ids: list[int]) -> dict[int, datetime]:
    """When each deal was touched last: a conversation done, or a piece of evidence recorded."""
    talked = (
        sa.select(Activity.deal_id, sa.func.max(Activity.done_at))
        .where(
            Activity.deal_id.in_(ids),
            Activity.state == "done",
            Activity.kind.in_(CONVERSATIONS),
            Activity.deleted_at.is_(None),
        )
        .group_by(Activity.deal_id)
    )
    proved = (
        sa.select(CriterionEvidence.deal_id, sa.func.max(CriterionEvidence.created_at))
        .where(
            CriterionEvidence.deal_id.in_(ids),
            CriterionEvidence.state == "met",
            CriterionEvidence.deleted_at.is_(None),
        )
        .group_by(CriterionEvidence.deal_id)
    )
    latest: dict[int, datetime] = {}
    for deal_id, at in (*session.execute(talked), *session.execute(proved)):
        if deal_id is not None and at is not None:
            latest[deal_id] = max(at, latest.get(deal_id, at))
    return latest


def _next_steps(session: Session, ids: list[int]) -> dict[int, dict[str, Any]]:
    rows = session.execute(
        sa.select(Activity.deal_id, Activity.subject, Activity.due_on, Activity.id)
        .where(Activity.deal_id.in_(ids), Activity.state == "planned", Activity.deleted_at.is_(None))
        .order_by(Activity.due_on.desc().nulls_first(), Activity.id.desc())
    )
    # The earliest comes last and wins; one without a date only where no other has one.
    return {
        deal_id: {"next_step": subject, "next_step_on": due_on, "next_activity_id": activity_id}
        for deal_id, subject, due_on, activity_id in rows
        if deal_id is not None
    }


def _store(session: Session, wanted: dict[int, dict[str, Any]]) -> None:
    table = table_of(DealFacts)
    columns = [table.c[name] for name in next(iter(wanted.values()), {})]
    if not columns:
        return
    connection = session.connection()
    rows = connection.execute(sa.select(*columns).where(table.c.deal_id.in_(list(wanted)))).mappings()
    have = {row["deal_id"]: dict(row) for row in rows}
    new = [{"warnings": [], **values} for deal_id, values in wanted.items() if deal_id not in have]
    if new:
        connection.execute(insert_of_many(connection, table), new)
    changes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for deal_id, values in wanted.items():
        if deal_id in have:
            new_values = {name: value for name, value in values.items() if have[deal_id][name] != value}
            changes.setdefault(tuple(new_values), []).append({"deal_id": deal_id, **new_values})
    changes.pop((), None)
    for names, rows_changed in changes.items():
        _change(session, names, rows_changed)


def _change(session: Session, names: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    """Write these fields of the facts of some deals, and no others."""
    table = table_of(DealFacts)
    change = sa.update(table).where(table.c.deal_id == sa.bindparam("key"))
    values = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    session.connection().execute(
        change.values(values),
        [{"key": row["deal_id"], **{f"new_{name}": row[name] for name in names}} for row in rows],
    )
