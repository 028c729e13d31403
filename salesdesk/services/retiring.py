"""Taking a stage or a whole pipeline out of use: its deals go to another one, and their past stays told."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Deal, Pipeline, Stage
from salesdesk.models.base import now
from salesdesk.services.deals import update_deals
from salesdesk.services.hanging import hold
from salesdesk.services.pipelines import require_process, stages_of
from salesdesk.services.rights import require_sight_of_all
from salesdesk.services.rows import edit_record, live_record
from salesdesk.translation import tr, trn

UNDECIDED = ("lead", "open")


def retire_stage(session: Session, *, stage_id: int, target_id: int | None = None) -> int:
    """Put a stage into the trash and its deals, those in the trash too, at the end of the stage `target_id`;
    how many deals moved.

    RuleBroken where it has deals and there is no target, where the target decides what is undecided, and for
    a pipeline's last won or lost stage. What is won or lost stays so, on its day.
    """
    require_process(session)
    hold(session, Stage, {stage_id, target_id or stage_id})
    stage = live_record(session, Stage, stage_id, gone=tr("This stage is not there any more."))
    others = [each for each in session.scalars(stages_of(stage.pipeline_id)) if each.id != stage_id]
    if stage.type in ("won", "lost") and all(each.type != stage.type for each in others):
        raise RuleBroken(tr("A pipeline needs a won and a lost stage."))
    if not any(each.type in UNDECIDED for each in others):
        raise RuleBroken(tr("A pipeline needs a stage in which deals are open."))
    require_sight_of_all(session)
    moved = _empty(session, stage, {stage.type: target_id})
    edit_record(session, stage, {"deleted_at": now()})
    return moved


def retire_pipeline(session: Session, *, pipeline_id: int, target_id: int | None = None) -> int:
    """Put a pipeline with its stages into the trash; how many deals moved.

    Undecided deals go to the stage `target_id` of another pipeline, decided ones to that pipeline's won and
    lost stages on their own days. One pipeline has to remain.
    """
    require_process(session)
    hold(session, Pipeline, [pipeline_id])
    hold(
        session,
        Stage,
        {
            *session.scalars(sa.select(Stage.id).where(Stage.pipeline_id == pipeline_id)),
            *([target_id] if target_id else ()),
        },
    )
    pipeline = live_record(session, Pipeline, pipeline_id, gone=tr("This pipeline is not there any more."))
    others = sa.select(Pipeline.id).where(Pipeline.deleted_at.is_(None), Pipeline.id != pipeline_id)
    if session.scalar(others.limit(1)) is None:
        raise RuleBroken(tr("{name} is the only pipeline, so it stays.").format(name=pipeline.name))
    require_sight_of_all(session)
    targets = _targets(session, pipeline_id, target_id)
    stages = session.scalars(stages_of(pipeline_id)).all()
    moved = sum(_empty(session, stage, targets) for stage in stages)
    for stage in stages:
        edit_record(session, stage, {"deleted_at": now()})
    edit_record(session, pipeline, {"deleted_at": now()})
    return moved


def _targets(session: Session, pipeline_id: int, target_id: int | None) -> dict[str, int | None]:
    """Where the deals of each type of stage go."""
    if target_id is None:
        return {}
    target = live_record(session, Stage, target_id, gone=tr("This stage is not there any more."))
    if target.pipeline_id == pipeline_id:
        raise RuleBroken(tr("The deals have to go to another pipeline."))
    decided = {
        stage.type: stage.id
        for stage in reversed(session.scalars(stages_of(target.pipeline_id)).all())
        if stage.type in ("won", "lost")
    }
    return {**decided, "lead": target_id, "open": target_id}


def _empty(session: Session, stage: Stage, targets: Mapping[str, int | None]) -> int:
    """Move all deals of a stage to the end of the target for its type."""
    deals = session.execute(
        sa.select(Deal.id, Deal.stage_entered_at, Deal.won_on, Deal.lost_on)
        .where(Deal.stage_id == stage.id)
        .order_by(Deal.rank, Deal.id)
        # One that somebody moves out of it now is theirs.
        .with_for_update()
    ).all()
    if not deals:
        return 0
    target_id = targets.get(stage.type)
    if target_id is None:
        raise RuleBroken(
            trn(
                "{n} deal is in {name}; say to which stage it goes.",
                "{n} deals are in {name}; say to which stage they go.",
                len(deals),
                name=stage.name,
            )
        )
    target = live_record(session, Stage, target_id, gone=tr("This stage is not there any more."))
    _check_target(stage, target)
    update_deals(session, [_move(stage, target_id, row) for row in deals], trashed=True)
    return len(deals)


def _check_target(stage: Stage, target: Stage) -> None:
    if target.id == stage.id:
        raise RuleBroken(tr("The deals have to go to another stage."))
    same = target.type in UNDECIDED if stage.type in UNDECIDED else target.type == stage.type
    if not same:
        raise RuleBroken(
            tr(
                "The deals of {name} cannot go to {target}: that would decide them or open them again."
            ).format(name=stage.name, target=target.name)
        )


def _move(stage: Stage, target_id: int, deal: Any) -> dict[str, Any]:
    """A decided deal keeps the moment and the day of its decision; an open one enters its stage now."""
    values: dict[str, Any] = {"id": deal.id, "stage_id": target_id}
    if stage.type in ("won", "lost"):
        values |= {"stage_entered_at": deal.stage_entered_at, "won_on": deal.won_on, "lost_on": deal.lost_on}
    return values
