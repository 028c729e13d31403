"""Pipelines and their stages, lost reasons, lead sources: the process as data."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.board import StageType
from salesdesk.errors import RuleBroken
from salesdesk.models import Competitor, Deal, LeadSource, LostReason, Pipeline, Segment, Stage
from salesdesk.models.pipeline import LOST_KINDS, STAGE_TYPES
from salesdesk.rules.names import name_key
from salesdesk.rules.pipelines import (
    LOST_REASONS,
    NEW_BUSINESS,
    RENEWALS,
    StageTemplate,
    probability_between,
)
from salesdesk.rules.texts import one_line
from salesdesk.services.order import place_among
from salesdesk.services.rights import require_right, require_sight_of_all
from salesdesk.services.rows import edit_record, insert_rows, live_record, only_known
from salesdesk.translation import tr


def require_process(session: Session) -> None:
    """Pipelines and lists are changed by who holds the process right, and by imports that bring their own."""
    viewer = session.info["viewer"]
    if "import" not in viewer.rights:
        require_right(session, "process")


def named(given: str) -> dict[str, str]:
    name = one_line(given, tr("The name"))
    if not name:
        raise RuleBroken(tr("This needs a name."))
    return {"name": name, "name_key": name_key(name)}


def add_pipeline(session: Session, *, name: str, stages: Sequence[StageTemplate]) -> int:
    """Make a pipeline with its stages in this order; it needs a won and a lost stage; its id."""
    require_process(session)
    kinds = {stage.type for stage in stages}
    if not {"won", "lost"} <= kinds:
        raise RuleBroken(tr("A pipeline needs a won and a lost stage."))
    pipeline_id = insert_rows(session, Pipeline, [{**_new_name(session, name), "position": _count(session)}])[
        0
    ]
    insert_stages(session, pipeline_id=pipeline_id, stages=stages)
    return pipeline_id


def _new_name(session: Session, given: str) -> dict[str, str]:
    chosen = named(given)
    taken = session.scalars(sa.select(Pipeline.name_key).where(Pipeline.deleted_at.is_(None)))
    if chosen["name_key"] in taken:
        raise RuleBroken(tr("There is a pipeline named {name} already.").format(name=chosen["name"]))
    return chosen


def _count(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Pipeline)) or 0


def rename_pipeline(session: Session, *, pipeline_id: int, name: str) -> None:
    """Give a pipeline another name."""
    require_process(session)
    pipeline = live_record(session, Pipeline, pipeline_id, gone=tr("This pipeline is not there any more."))
    if name_key(name) != pipeline.name_key:
        _new_name(session, name)
    edit_record(session, pipeline, named(name))


def place_pipeline(session: Session, *, pipeline_id: int, position: int) -> None:
    """Put a pipeline at a place among the pipelines, 0 the first."""
    require_process(session)
    pipeline = live_record(session, Pipeline, pipeline_id, gone=tr("This pipeline is not there any more."))
    order = sa.select(Pipeline).where(Pipeline.deleted_at.is_(None))
    others = session.scalars(order.order_by(Pipeline.position, Pipeline.id))
    place_among(session, record=pipeline, others=others, position=position)


def insert_stages(session: Session, *, pipeline_id: int, stages: Sequence[StageTemplate]) -> list[int]:
    """Add stages to a pipeline, in this order before its decided ones; their ids."""
    require_process(session)
    there = session.scalars(stages_of(pipeline_id)).all()
    taken = {stage.name_key for stage in there}
    rows: list[dict[str, Any]] = []
    for stage in stages:
        chosen = named(stage.name)
        if chosen["name_key"] in taken:
            raise RuleBroken(tr("There is a stage named {name} already.").format(name=chosen["name"]))
        taken.add(chosen["name_key"])
        rows.append(
            {**chosen, "pipeline_id": pipeline_id, "type": stage.type, "probability": stage.probability}
        )
    front = sum(1 for stage in there if stage.type in ("lead", "open"))
    for place, row in enumerate(rows, start=front + 1):
        row |= {"position": place, "probability_is_default": True}
    for place, later in enumerate(there[front:], start=front + len(rows) + 1):
        later.position = place
    session.flush()
    return insert_rows(session, Stage, rows)


def stages_of(pipeline_id: int) -> sa.Select[Stage]:
    """The stages of a pipeline on their way from left to right, the decided ones last."""
    decided = Stage.type.in_(("won", "lost"))
    question = sa.select(Stage).where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None))
    return question.order_by(sa.case((decided, 1), else_=0), Stage.position, Stage.id)


def add_stage(
    session: Session, *, pipeline_id: int, name: str, type: StageType = "open", probability: int | None = None
) -> int:
    """Add a stage behind those in which deals are open, or another won or lost one at the end; its id.

    Without a probability of the team's own it gets one between its neighbours, as a default.
    """
    pipeline = live_record(session, Pipeline, pipeline_id, gone=tr("This pipeline is not there any more."))
    if type not in STAGE_TYPES:
        raise RuleBroken(tr("{word} is not a type of stage.").format(word=type))
    undecided = [each.probability for each in stages_before_the_end(session, pipeline.id)]
    given = probability_between(undecided[-1] if undecided else None, None)
    chance = _DECIDED.get(type, given if probability is None else probability)
    if not 0 <= chance <= 100:
        raise RuleBroken(tr("A probability lies between 0 and 100 %."))
    template = StageTemplate(name, type, chance)
    stage_id = insert_stages(session, pipeline_id=pipeline.id, stages=[template])[0]
    session.get_one(Stage, stage_id).probability_is_default = probability is None and type not in _DECIDED
    session.flush()
    return stage_id


def stages_before_the_end(session: Session, pipeline_id: int) -> list[Stage]:
    """The stages of a pipeline in which deals are not decided."""
    return [each for each in session.scalars(stages_of(pipeline_id)) if each.type not in _DECIDED]


_DECIDED = {"won": 100, "lost": 0}
_STAGE_FIELDS = frozenset({"name", "type", "probability", "cold_after_days"})


def edit_stage(session: Session, *, stage_id: int, version: int | None = None, **fields: Any) -> None:
    """Change a stage's `name`, `type`, `probability` (per cent; then it is the team's own) or
    `cold_after_days`."""
    require_process(session)
    only_known(fields, _STAGE_FIELDS)
    gone = tr("This stage is not there any more.")
    stage = live_record(session, Stage, stage_id, version=version, gone=gone)
    values = dict(fields)
    if "name" in values:
        values |= named(values["name"])
        same = sa.and_(Stage.name_key == values["name_key"], Stage.id != stage_id)
        if session.scalars(stages_of(stage.pipeline_id).where(same)).first() is not None:
            raise RuleBroken(tr("There is a stage named {name} already.").format(name=values["name"]))
    kind = values.get("type", stage.type)
    if kind != stage.type:
        _check_type(session, stage, kind)
        values["probability"] = _DECIDED.get(kind, values.get("probability", stage.probability))
    if "probability" in values:
        _check_probability(kind, values["probability"])
        values["probability_is_default"] = False
    days = values.get("cold_after_days")
    if days is not None and not 1 <= days <= 3650:
        raise RuleBroken(tr("A deal goes cold after 1 to 3,650 days."))
    edit_record(session, stage, values)


def _check_type(session: Session, stage: Stage, kind: str) -> None:
    """Lead and open change freely; what decides deals does so only where there are none."""
    if kind not in STAGE_TYPES:
        raise RuleBroken(tr("{word} is not a type of stage.").format(word=kind))
    if stage.type not in _DECIDED and kind not in _DECIDED:
        return
    require_sight_of_all(session)
    if session.scalar(sa.select(Deal.id).where(Deal.stage_id == stage.id).limit(1)) is not None:
        raise RuleBroken(
            tr("There are deals in {name}, and this would decide them or open them again.").format(
                name=stage.name
            )
        )
    left = {each.type for each in session.scalars(stages_of(stage.pipeline_id)) if each.id != stage.id}
    if not {"won", "lost"} <= left | {kind}:
        raise RuleBroken(tr("A pipeline needs a won and a lost stage."))


def _check_probability(kind: str, probability: int) -> None:
    if kind in _DECIDED and probability != _DECIDED[kind]:
        raise RuleBroken(tr("A won deal counts 100 % and a lost one 0 %; this cannot be changed."))
    if not 0 <= probability <= 100:
        raise RuleBroken(tr("A probability lies between 0 and 100 %."))


def place_stage(session: Session, *, stage_id: int, position: int) -> None:
    """Put a stage at a place among its pipeline's stages, 0 the first; decided ones stay the last."""
    require_process(session)
    stage = live_record(session, Stage, stage_id, gone=tr("This stage is not there any more."))
    others = session.scalars(stages_of(stage.pipeline_id)).all()
    place_among(session, record=stage, others=others, position=position)
    session.flush()
    if stage.probability_is_default and stage.type not in _DECIDED:
        _fit_probability(session, stage)


def _fit_probability(session: Session, stage: Stage) -> None:
    """Let a default lie between the probabilities of the stages on either side."""
    order = stages_before_the_end(session, stage.pipeline_id)
    place = order.index(stage)
    before = order[place - 1].probability if place else None
    after = order[place + 1].probability if place + 1 < len(order) else None
    chance = probability_between(before, after, stage.probability)
    if chance != stage.probability:
        edit_record(session, stage, {"probability": chance})


def insert_lost_reasons(session: Session, reasons: Sequence[tuple[str, str]]) -> list[int]:
    """Add reasons (name, kind) for which deals are lost; their ids."""
    require_process(session)
    unknown = {kind for _, kind in reasons} - set(LOST_KINDS)
    if unknown:
        raise RuleBroken(tr("{word} is not a kind of lost reason.").format(word=", ".join(sorted(unknown))))
    first = session.scalar(sa.select(sa.func.count()).select_from(LostReason)) or 0
    rows = [
        {**named(name), "kind": kind, "position": place}
        for place, (name, kind) in enumerate(reasons, start=first)
    ]
    return insert_rows(session, LostReason, rows)


def insert_lead_sources(session: Session, names: Sequence[str]) -> list[int]:
    """Add names of where business comes from; their ids."""
    require_process(session)
    return insert_rows(session, LeadSource, [named(name) for name in names])


def insert_competitors(session: Session, names: Sequence[str]) -> list[int]:
    """Add others who want the same business; their ids."""
    require_process(session)
    return insert_rows(session, Competitor, [named(name) for name in names])


def insert_segments(session: Session, names: Sequence[str]) -> list[int]:
    """Add kinds of customer; their ids."""
    require_process(session)
    return insert_rows(session, Segment, [{**named(name), "profile": {}} for name in names])


def add_shipped_process(session: Session, *, steps: int = 5) -> int:
    """Make the shipped pipelines (5, 7 or 9 steps, and Renewals) and lost reasons; the first one's id."""
    if steps not in NEW_BUSINESS:
        raise RuleBroken(tr("The process has 5, 7 or 9 steps."))
    first = add_pipeline(session, name=tr("New business"), stages=NEW_BUSINESS[steps])
    add_pipeline(session, name=tr("Renewals"), stages=RENEWALS)
    insert_lost_reasons(session, [(tr(name), kind) for name, kind in LOST_REASONS])
    return first
