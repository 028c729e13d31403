"""Pipelines and their stages, lost reasons, lead sources: the process as data."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Competitor, Deal, LeadSource, LostReason, Pipeline, Segment, Stage
from salesdesk.models.base import now
from salesdesk.models.pipeline import LOST_KINDS
from salesdesk.rules.names import name_key
from salesdesk.rules.pipelines import LOST_REASONS, NEW_BUSINESS, RENEWALS, StageTemplate
from salesdesk.rules.texts import one_line
from salesdesk.services.rights import require_right
from salesdesk.services.rows import edit_record, insert_rows, live_record, only_known
from salesdesk.translation import tr


def _require_process(session: Session) -> None:
    """Pipelines and lists are changed by who holds the process right, and by imports that bring their own."""
    viewer = session.info["viewer"]
    if "import" not in viewer.rights:
        require_right(session, "process")


def _name(given: str) -> dict[str, str]:
    name = one_line(given, tr("The name"))
    if not name:
        raise RuleBroken(tr("This needs a name."))
    return {"name": name, "name_key": name_key(name)}


def add_pipeline(session: Session, *, name: str, stages: Sequence[StageTemplate]) -> int:
    """Make a pipeline with its stages in this order; it needs a won and a lost stage; its id."""
    _require_process(session)
    kinds = {stage.type for stage in stages}
    if not {"won", "lost"} <= kinds:
        raise RuleBroken(tr("A pipeline needs a won and a lost stage."))
    pipeline_id = insert_rows(session, Pipeline, [{**_new_name(session, name), "position": _count(session)}])[
        0
    ]
    insert_stages(session, pipeline_id=pipeline_id, stages=stages)
    return pipeline_id


def _new_name(session: Session, given: str) -> dict[str, str]:
    named = _name(given)
    taken = session.scalars(sa.select(Pipeline.name_key).where(Pipeline.deleted_at.is_(None)))
    if named["name_key"] in taken:
        raise RuleBroken(tr("There is a pipeline named {name} already.").format(name=named["name"]))
    return named


def _count(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Pipeline)) or 0


def rename_pipeline(session: Session, *, pipeline_id: int, name: str) -> None:
    """Give a pipeline another name."""
    _require_process(session)
    pipeline = live_record(session, Pipeline, pipeline_id, gone=tr("This pipeline is not there any more."))
    if name_key(name) != pipeline.name_key:
        _new_name(session, name)
    edit_record(session, pipeline, _name(name))


def delete_pipeline(session: Session, *, pipeline_id: int) -> None:
    """Put a pipeline without deals into the trash; one has to remain."""
    _require_process(session)
    pipeline = live_record(session, Pipeline, pipeline_id, gone=tr("This pipeline is not there any more."))
    _require_empty(session, Deal.pipeline_id == pipeline_id, pipeline.name)
    others = sa.select(Pipeline.id).where(Pipeline.deleted_at.is_(None), Pipeline.id != pipeline_id)
    if session.scalar(others.limit(1)) is None:
        raise RuleBroken(tr("{name} is the only pipeline, so it stays.").format(name=pipeline.name))
    edit_record(session, pipeline, {"deleted_at": now()})


def _require_empty(session: Session, condition: sa.ColumnElement[bool], name: str) -> None:
    if session.scalar(sa.select(Deal.id).where(condition, Deal.deleted_at.is_(None)).limit(1)) is not None:
        raise RuleBroken(tr("There are deals in {name}; move them first.").format(name=name))


def insert_stages(session: Session, *, pipeline_id: int, stages: Sequence[StageTemplate]) -> list[int]:
    """Add stages to a pipeline, in this order before its decided ones; their ids."""
    _require_process(session)
    there = session.scalars(_stages(pipeline_id)).all()
    taken = {stage.name_key for stage in there}
    rows: list[dict[str, Any]] = []
    for stage in stages:
        named = _name(stage.name)
        if named["name_key"] in taken:
            raise RuleBroken(tr("There is a stage named {name} already.").format(name=named["name"]))
        taken.add(named["name_key"])
        rows.append(
            {**named, "pipeline_id": pipeline_id, "type": stage.type, "probability": stage.probability}
        )
    front = sum(1 for stage in there if stage.type in ("lead", "open"))
    for place, row in enumerate(rows, start=front + 1):
        row |= {"position": place, "probability_is_default": True}
    for place, later in enumerate(there[front:], start=front + len(rows) + 1):
        later.position = place
    session.flush()
    return insert_rows(session, Stage, rows)


def _stages(pipeline_id: int) -> sa.Select[Stage]:
    """The stages of a pipeline on their way from left to right, the decided ones last."""
    decided = Stage.type.in_(("won", "lost"))
    question = sa.select(Stage).where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None))
    return question.order_by(sa.case((decided, 1), else_=0), Stage.position, Stage.id)


_STAGE_FIELDS = frozenset({"name", "probability", "cold_after_days"})


def edit_stage(session: Session, *, stage_id: int, version: int | None = None, **fields: Any) -> None:
    """Change a stage's `name`, `probability` (per cent; then it is the team's own) or `cold_after_days`."""
    _require_process(session)
    only_known(fields, _STAGE_FIELDS)
    gone = tr("This stage is not there any more.")
    stage = live_record(session, Stage, stage_id, version=version, gone=gone)
    values = dict(fields)
    if "name" in values:
        values |= _name(values["name"])
        same = sa.and_(Stage.name_key == values["name_key"], Stage.id != stage_id)
        if session.scalars(_stages(stage.pipeline_id).where(same)).first() is not None:
            raise RuleBroken(tr("There is a stage named {name} already.").format(name=values["name"]))
    if "probability" in values:
        _check_probability(stage, values["probability"])
        values["probability_is_default"] = False
    days = values.get("cold_after_days")
    if days is not None and not 1 <= days <= 3650:
        raise RuleBroken(tr("A deal goes cold after 1 to 3,650 days."))
    edit_record(session, stage, values)


def _check_probability(stage: Stage, probability: int) -> None:
    if stage.type in ("won", "lost"):
        raise RuleBroken(tr("A won deal counts 100 % and a lost one 0 %; this cannot be changed."))
    if not 0 <= probability <= 100:
        raise RuleBroken(tr("A probability lies between 0 and 100 %."))


def place_stage(session: Session, *, stage_id: int, position: int) -> None:
    """Put a stage at a place among its pipeline's stages, 0 the first."""
    _require_process(session)
    stage = live_record(session, Stage, stage_id, gone=tr("This stage is not there any more."))
    order = [each for each in session.scalars(_stages(stage.pipeline_id)) if each.id != stage_id]
    order.insert(max(0, position), stage)
    for place, each in enumerate(order, start=1):
        each.position = place
    session.flush()


def delete_stage(session: Session, *, stage_id: int) -> None:
    """Put a stage without deals into the trash; one won and one lost stage have to remain."""
    _require_process(session)
    stage = live_record(session, Stage, stage_id, gone=tr("This stage is not there any more."))
    _require_empty(session, Deal.stage_id == stage_id, stage.name)
    others = [each.type for each in session.scalars(_stages(stage.pipeline_id)) if each.id != stage_id]
    if stage.type in ("won", "lost") and stage.type not in others:
        raise RuleBroken(tr("A pipeline needs a won and a lost stage."))
    edit_record(session, stage, {"deleted_at": now()})


def insert_lost_reasons(session: Session, reasons: Sequence[tuple[str, str]]) -> list[int]:
    """Add reasons (name, kind) for which deals are lost; their ids."""
    _require_process(session)
    unknown = {kind for _, kind in reasons} - set(LOST_KINDS)
    if unknown:
        raise RuleBroken(tr("{word} is not a kind of lost reason.").format(word=", ".join(sorted(unknown))))
    first = session.scalar(sa.select(sa.func.count()).select_from(LostReason)) or 0
    rows = [
        {**_name(name), "kind": kind, "position": place}
        for place, (name, kind) in enumerate(reasons, start=first)
    ]
    return insert_rows(session, LostReason, rows)


def insert_lead_sources(session: Session, names: Sequence[str]) -> list[int]:
    """Add names of where business comes from; their ids."""
    _require_process(session)
    return insert_rows(session, LeadSource, [_name(name) for name in names])


def insert_competitors(session: Session, names: Sequence[str]) -> list[int]:
    """Add others who want the same business; their ids."""
    _require_process(session)
    return insert_rows(session, Competitor, [_name(name) for name in names])


def insert_segments(session: Session, names: Sequence[str]) -> list[int]:
    """Add kinds of customer; their ids."""
    _require_process(session)
    return insert_rows(session, Segment, [{**_name(name), "profile": {}} for name in names])


def add_shipped_process(session: Session, *, steps: int = 5) -> int:
    """Make the shipped pipelines (5, 7 or 9 steps, and Renewals) and lost reasons; the first one's id."""
    if steps not in NEW_BUSINESS:
        raise RuleBroken(tr("The process has 5, 7 or 9 steps."))
    first = add_pipeline(session, name=tr("New business"), stages=NEW_BUSINESS[steps])
    add_pipeline(session, name=tr("Renewals"), stages=RENEWALS)
    insert_lost_reasons(session, [(tr(name), kind) for name, kind in LOST_REASONS])
    return first
