"""Which pipeline a person sees first, and which ones hold deals."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import KnownError
from salesdesk.models import Deal, Pipeline, Stage
from salesdesk.models.base import table_of
from salesdesk.queries.settings import own_setting
from salesdesk.translation import tr

SHOWN = "pipeline"
"""The setting of a person that holds the pipeline they chose last."""


class NoPipeline(KnownError):
    """There is nothing yet that a deal could walk through."""

    def __init__(self) -> None:
        super().__init__(tr("This database has no pipeline yet."))


def shown_first(session: Session, pipeline_ids: Sequence[int]) -> int:
    """Of these pipelines, in their order: the one this person chose last, else the first with open deals,
    else the first."""
    if len(pipeline_ids) == 1:
        return pipeline_ids[0]
    chosen = own_setting(session, key=SHOWN)
    if chosen in pipeline_ids:
        return int(chosen)
    held = holding_deals(session, "lead", "open")
    return next((each for each in pipeline_ids if each in held), pipeline_ids[0])


def holding_deals(session: Session, *types: str) -> frozenset[int]:
    """The pipelines with deals that the viewer sees, in stages of these types or in any."""
    deal, stage, pipeline = table_of(Deal), table_of(Stage), table_of(Pipeline)
    inside = sa.select(deal.c.id).join(stage, stage.c.id == deal.c.stage_id)
    inside = inside.where(stage.c.pipeline_id == pipeline.c.id, deal.c.deleted_at.is_(None))
    if types:
        inside = inside.where(stage.c.type.in_(types))
    return frozenset(session.scalars(sa.select(pipeline.c.id).where(inside.exists())))
