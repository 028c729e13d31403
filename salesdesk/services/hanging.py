"""What hangs on what while several people save: the owner a row takes over, the stage and company it needs.

On a server a foreign key makes whoever hangs a row on a stage wait for whoever holds that stage `FOR UPDATE`,
and the other way round. So who takes something away holds it first and then looks what hangs on it; who hangs
something on it writes first and then looks whether it is still there. A file has one writer at a time.
"""

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Base, Company, Contact, Deal, Stage
from salesdesk.models.base import table_of
from salesdesk.services.rows import chunked
from salesdesk.translation import tr


def hold(session: Session, model: type[Base], ids: Iterable[int]) -> None:
    """Keep these rows until the save ends, and wait for whoever hangs something on them now."""
    session.flush()
    table = table_of(model)
    for part in chunked(sorted(set(ids))):
        held = sa.select(table.c.id).where(table.c.id.in_(part)).order_by(table.c.id)
        session.connection().execute(held.with_for_update())
    # What the session knew of them may have changed while it waited.
    for record in list(session.identity_map.values()):
        if isinstance(record, model):
            session.expire(record)


def owners_of_deals(session: Session, deal_ids: Iterable[int]) -> dict[int, tuple[int | None, int | None]]:
    """Owner and company of each of these deals; nobody gives them away before the save ends.

    What hangs on a deal takes its owner, so that whoever sees the deal sees it too. RuleBroken if one of the
    deals is gone.
    """
    session.flush()
    wanted = sorted(set(deal_ids))
    found: dict[int, tuple[int | None, int | None]] = {}
    for part in chunked(wanted):
        question = sa.select(Deal.id, Deal.owner_id, Deal.company_id).where(Deal.id.in_(part))
        rows = session.execute(question.order_by(Deal.id).with_for_update(read=True))
        found |= {key: (owner_id, company_id) for key, owner_id, company_id in rows}
    if len(found) < len(wanted):
        raise RuleBroken(tr("This deal is not there any more."))
    return found


def require_parents(session: Session, model: type[Deal] | type[Contact], ids: Iterable[int]) -> None:
    """RuleBroken where one of these rows, as it is written now, hangs on a stage or company in the trash."""
    table = table_of(model)
    parents: list[tuple[str, type[Base], str]] = [
        ("stage_id", Stage, tr("This stage is not there any more.")),
        ("company_id", Company, tr("This company is not there any more.")),
    ]
    for part in chunked(ids):
        for column, parent, gone in parents:
            if column not in table.columns:
                continue
            above = table_of(parent)
            question = sa.select(table.c.id).join(above, above.c.id == table.c[column])
            lost = question.where(
                table.c.id.in_(part), table.c.deleted_at.is_(None), above.c.deleted_at.is_not(None)
            )
            if session.connection().scalar(lost.limit(1)) is not None:
                raise RuleBroken(gone)


def used_companies(session: Session, ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How many deals and contacts belong to each of these companies that has any, seen or not.

    The companies are held, so that nobody adds one before the save ends.
    """
    listed = list(ids)
    hold(session, Company, listed)
    counts: dict[int, list[int]] = {}
    for place, model in enumerate((Deal, Contact)):
        table = table_of(model)
        for part in chunked(listed):
            rows = session.connection().execute(
                sa.select(table.c.company_id, sa.func.count())
                .where(table.c.company_id.in_(part), table.c.deleted_at.is_(None))
                .group_by(table.c.company_id)
            )
            for company_id, count in rows:
                counts.setdefault(company_id, [0, 0])[place] = count
    return {key: (deals, contacts) for key, (deals, contacts) in counts.items()}


def hangs_anew(values: Iterable[Any], names: Collection[str] = ("stage_id", "company_id")) -> list[int]:
    """The ids of those rows of fields that put their record on another stage or company."""
    return [row["id"] for row in values if any(row.get(name) is not None for name in names)]
