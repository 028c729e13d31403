"""Pipelines and their stages, lost reasons, lead sources: the process as data."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import LostReason, Pipeline, Stage
from salesdesk.rules.names import name_key
from salesdesk.rules.pipelines import LOST_REASONS, NEW_BUSINESS, RENEWALS, StageTemplate
from salesdesk.services.rows import insert_rows
from salesdesk.translation import tr


def add_pipeline(session: Session, *, name: str, stages: Sequence[StageTemplate]) -> int:
    """Make a pipeline with its stages in this order; it needs one won and one lost stage; its id."""
    kinds = [stage.type for stage in stages]
    if kinds.count("won") < 1 or kinds.count("lost") < 1:
        raise RuleBroken(tr("A pipeline needs a won and a lost stage."))
    taken = session.scalars(sa.select(Pipeline.name_key).where(Pipeline.deleted_at.is_(None))).all()
    if name_key(name) in taken:
        raise RuleBroken(tr("There is a pipeline named {name} already.").format(name=name))
    row = {"name": name, "name_key": name_key(name), "position": len(taken)}
    pipeline_id = insert_rows(session, Pipeline, [row])[0]
    insert_stages(session, pipeline_id=pipeline_id, stages=stages)
    return pipeline_id


def insert_stages(session: Session, *, pipeline_id: int, stages: Sequence[StageTemplate]) -> list[int]:
    """Add stages at the end of a pipeline; their ids."""
    last = session.scalar(
        sa.select(sa.func.coalesce(sa.func.max(Stage.position), 0)).where(Stage.pipeline_id == pipeline_id)
    )
    rows = [
        {
            "pipeline_id": pipeline_id,
            "name": stage.name,
            "name_key": name_key(stage.name),
            "type": stage.type,
            "probability": stage.probability,
            "probability_is_default": True,
            "position": (last or 0) + place,
        }
        for place, stage in enumerate(stages, start=1)
    ]
    return insert_rows(session, Stage, rows)


def add_shipped_process(session: Session, *, steps: int = 5) -> int:
    """Make the shipped pipelines (5, 7 or 9 steps, and Renewals) and lost reasons; the first one's id."""
    if steps not in NEW_BUSINESS:
        raise RuleBroken(tr("The process has 5, 7 or 9 steps."))
    first = add_pipeline(session, name=tr("New business"), stages=NEW_BUSINESS[steps])
    add_pipeline(session, name=tr("Renewals"), stages=RENEWALS)
    insert_rows(
        session,
        LostReason,
        [
            {"name": tr(name), "name_key": name_key(tr(name)), "kind": kind, "position": place}
            for place, (name, kind) in enumerate(LOST_REASONS)
        ],
    )
    return first
