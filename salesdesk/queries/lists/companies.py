"""The list of companies."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from salesdesk.answers.lists import Column, Title
from salesdesk.models import Activity, Company, Contact, Deal, DealFacts, Person, Segment, Territory
from salesdesk.queries.cold import is_cold
from salesdesk.queries.company_calendar import today
from salesdesk.queries.lists.source import Listed, Source, person, plain, tags, word
from salesdesk.queries.lists.work import OPEN, WON, step, step_part, touch, touch_part, value, value_part
from salesdesk.translation import tr


@cache
def companies_source() -> Source:
    """Companies with the columns that every database has; made once."""
    parent = aliased(Company)
    touches, steps = touch_part(Activity.company_id), step_part(Activity.company_id)
    open_, won = value_part(Deal.company_id, OPEN), value_part(Deal.company_id, WON)
    columns: dict[str, Listed] = {
        "name": Listed(
            Column("name", tr("Company"), "title", usual=True, editable="name"),
            value=Company.name_key,
            cells=(Company.name, Company.city),
            make=lambda name, city: Title(name, city or ""),
        ),
        "segment": word("segment", tr("Segment"), Company.segment_id, Segment, "segment", usual=True),
        "owner": person("owner", tr("Owner"), Company.owner_id, Person, "owner", usual=True),
        "open_value": value("open_value", tr("Open value"), open_, Deal.company_id, OPEN, usual=True),
        "last_touch": touch(touches, Activity.company_id),
        "next_step": step(steps, Activity.company_id),
        "going_cold": _going_cold(),
        "won_value": value("won_value", tr("Won value"), won, Deal.company_id, WON),
        "contacts": _contacts(),
        "tags": tags("company", Company),
        "territory": word("territory", tr("Territory"), Company.territory_id, Territory, "territory"),
        "parent": word(
            "parent",
            tr("Parent company"),
            Company.parent_id,
            parent,
            "parent",
            kind="company",
            groupable=False,
        ),
    }
    grouped = ("industry", "city", "region", "country")
    columns |= plain(Company, "companies", but=("name",), grouped=grouped)
    columns |= moments(Company)
    return Source(
        "company",
        Company,
        columns,
        {
            "segment": (Segment, Segment.id == Company.segment_id),
            "territory": (Territory, Territory.id == Company.territory_id),
            "owner": (Person, Person.id == Company.owner_id),
            "parent": (parent, parent.id == Company.parent_id),
            "open_value": (open_, open_.c.record_id == Company.id),
            "won_value": (won, won.c.record_id == Company.id),
            "touch": (touches, touches.c.record_id == Company.id),
            "step": (steps, steps.c.record_id == Company.id),
        },
    )


def moments(model: Any) -> dict[str, Listed]:
    """When a record was made and changed."""
    return {
        key: Listed(Column(key, label, "moment"), value=getattr(model, key), cells=(getattr(model, key),))
        for key, label in (("created_at", tr("Created")), ("updated_at", tr("Changed")))
    }


def _going_cold() -> Listed:
    """Whether one of its open deals is cold, by the rule of the board's cards."""

    def cold(session: Session) -> sa.Select[Any]:
        return (
            sa.select(Deal.company_id)
            .join(DealFacts, DealFacts.deal_id == Deal.id)
            .where(Deal.deleted_at.is_(None), Deal.company_id.is_not(None), *is_cold(session, today(session)))
        )

    def load(session: Session, ids: Sequence[int]) -> Mapping[int, Any]:
        found = set(session.scalars(cold(session).where(Deal.company_id.in_(ids))))
        return {key: key in found for key in ids}

    return Listed(
        Column("going_cold", tr("Going cold"), "yes_no", sortable=False),
        value=sa.null(),
        load=load,
        asks=lambda session: Company.id.in_(cold(session)),
    )


def _contacts() -> Listed:
    count = (
        sa.select(sa.func.count())
        .select_from(Contact)
        .where(Contact.company_id == Company.id, Contact.deleted_at.is_(None))
        .correlate(Company)
        .scalar_subquery()
    )

    def load(session: Session, ids: Sequence[int]) -> Mapping[int, Any]:
        rows = session.execute(
            sa.select(Contact.company_id, sa.func.count())
            .where(Contact.company_id.in_(ids), Contact.deleted_at.is_(None))
            .group_by(Contact.company_id)
        )
        return {key: number for key, number in rows if key is not None}

    return Listed(Column("contacts", tr("Contacts"), "whole"), value=count, load=load)
