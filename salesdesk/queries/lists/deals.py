"""The list of deals."""

from functools import cache
from typing import Any

import sqlalchemy as sa

from salesdesk.answers.lists import Column, Named, Offer, Step, Title
from salesdesk.models import (
    Company,
    Contact,
    Deal,
    DealFacts,
    LeadSource,
    LostReason,
    Person,
    Pipeline,
    Segment,
    Stage,
    Territory,
)
from salesdesk.queries.lists.companies import moments
from salesdesk.queries.lists.expressions import folded
from salesdesk.queries.lists.source import Listed, Source, named, person, plain, tags, word
from salesdesk.queries.sums import no_rate
from salesdesk.rules.words import CATEGORIES, DEAL_KINDS
from salesdesk.translation import tr

_STATES = {"lead": tr("Lead"), "open": tr("Open"), "won": tr("Won"), "lost": tr("Lost")}


@cache
def deals_source() -> Source:
    """Deals of all pipelines with the columns that every database has; made once."""
    columns: dict[str, Listed] = {
        "title": Listed(
            Column("title", tr("Deal"), "title", usual=True, editable="title"),
            value=Deal.name_key,
            needs=("company",),
            cells=(Deal.title, Company.name),
            make=lambda title, company: Title(title, company or ""),
        ),
        "company": word("company", tr("Company"), Deal.company_id, Company, "company", kind="company"),
        "stage": _stage(),
        "state": _choice("state", tr("State"), Stage.type, _STATES, needs=("stage",)),
        "owner": person("owner", tr("Owner"), Deal.owner_id, Person, "owner", usual=True),
        "amount_base": Listed(
            Column("amount_base", tr("Amount"), "money", usual=True),
            value=DealFacts.amount_base,
            needs=("facts",),
            cells=(DealFacts.amount_base,),
            sums=(DealFacts.amount_base, None, sa.case((no_rate(Deal, DealFacts), 1), else_=0)),
        ),
        "next_step": Listed(
            Column("next_step", tr("Next step"), "step", usual=True),
            value=DealFacts.next_step_on,
            present=DealFacts.next_step,
            words=folded(DealFacts.next_step),
            needs=("facts",),
            cells=(DealFacts.next_step, DealFacts.next_step_on),
            make=lambda subject, on: Step("task", subject, on) if subject else None,
        ),
        "last_touch_at": Listed(
            Column("last_touch_at", tr("Last touch"), "moment"),
            value=DealFacts.last_touch_at,
            needs=("facts",),
            cells=(DealFacts.last_touch_at,),
        ),
        "pipeline": _word("pipeline", tr("Pipeline"), Deal.pipeline_id, Pipeline),
        "contact": _word("contact", tr("Contact"), Deal.contact_id, Contact, groupable=False),
        "lost_reason": _word("lost_reason", tr("Lost reason"), Deal.lost_reason_id, LostReason),
        "lead_source": _word("lead_source", tr("Source"), Deal.lead_source_id, LeadSource),
        "segment": _word("segment", tr("Segment"), Deal.segment_id, Segment),
        "territory": _word("territory", tr("Territory"), Deal.territory_id, Territory),
        "tags": tags("deal", Deal),
        "kind": _choice("kind", tr("Kind"), Deal.kind, DEAL_KINDS),
        "category": _choice("category", tr("Category"), Deal.category, CATEGORIES),
    }
    columns |= plain(Deal, "deals", but=set(columns), usual=("close_on",))
    columns |= moments(Deal)
    return Source("deal", Deal, columns, _joins(), worked_by=(_as_worked(), ("stage",)))


def _as_worked() -> tuple[Any, ...]:
    """Open deals first, by when they are to close, those without a day last; then the latest decisions."""
    is_open = Stage.type.in_(("lead", "open"))
    return (
        sa.case((is_open, 0), else_=1),
        sa.case((is_open, Deal.close_on)).asc().nulls_last(),
        Deal.closed_on.desc().nulls_last(),
    )


def _joins() -> dict[str, tuple[Any, Any]]:
    return {
        "company": (Company, Company.id == Deal.company_id),
        "contact": (Contact, Contact.id == Deal.contact_id),
        "owner": (Person, Person.id == Deal.owner_id),
        "facts": (DealFacts, DealFacts.deal_id == Deal.id),
        "stage": (Stage, Stage.id == Deal.stage_id),
        "pipeline": (Pipeline, Pipeline.id == Deal.pipeline_id),
        "lost_reason": (LostReason, LostReason.id == Deal.lost_reason_id),
        "lead_source": (LeadSource, LeadSource.id == Deal.lead_source_id),
        "segment": (Segment, Segment.id == Deal.segment_id),
        "territory": (Territory, Territory.id == Deal.territory_id),
    }


def _word(key: str, label: str, column: Any, model: Any, *, groupable: bool = True) -> Listed:
    return word(key, label, column, model, key, groupable=groupable)


def _choice(
    key: str, label: str, column: Any, words: dict[str, str], *, needs: tuple[str, ...] = ()
) -> Listed:
    """A column of a few fixed words, shown as people say them."""
    offers = [Offer(value, name) for value, name in words.items()]
    return Listed(
        Column(key, label, "choice", groupable=True),
        value=column,
        needs=needs,
        cells=(column,),
        make=lambda value: words.get(value, value),
        offers=lambda _: offers,
    )


def _marked(key: int | None, name: str | None, position: int, kind: str) -> Named | None:
    stage = named(key, name)
    return stage and Named(stage.id, stage.name, kind if kind in ("won", "lost") else position - 1)


def _stage() -> Listed:
    """The stage; in the order of the board, not of the alphabet."""
    return Listed(
        Column("stage", tr("Stage"), "named", usual=True, groupable=True),
        value=Deal.stage_id,
        order=Stage.position,
        words=Stage.name_key,
        needs=("stage",),
        cells=(Deal.stage_id, Stage.name, Stage.position, Stage.type),
        make=_marked,
        named_by=Stage,
    )
