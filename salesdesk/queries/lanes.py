"""The undecided deals of a pipeline by stage and by owner or segment."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.board import BoardFilter, Card
from salesdesk.answers.lanes import Lane, LaneCell, LaneField, Lanes
from salesdesk.models import Deal, DealFacts, Person, Segment, Stage
from salesdesk.models.base import table_of
from salesdesk.queries.board import cards, conditions
from salesdesk.queries.company_calendar import base_currency, today
from salesdesk.queries.sums import sum_and_missing
from salesdesk.translation import tr

CELL_CARDS = 20
"""So many cards of a lane in a stage are read at first; its count and sum hold all."""
_deal, _facts, _stage = table_of(Deal), table_of(DealFacts), table_of(Stage)
_KEYS: dict[LaneField, Any] = {"owner": _deal.c.owner_id, "segment": _deal.c.segment_id}
Place = tuple[int | None, int]
"""A lane's key and a stage."""


def board_lanes(
    session: Session, *, filters: BoardFilter, by: LaneField, whole: Collection[Place] = ()
) -> Lanes:
    """Lead and open deals of the pipeline that the filter names, in lanes.

    Owners have a lane when they own one of the deals; segments always, so that deals can be put into them.
    Of each cell the first CELL_CARDS cards are read, of those in `whole` all.
    """
    key = _KEYS[by]
    narrowed = [
        _deal.c.pipeline_id == filters.pipeline_id,
        _stage.c.type.in_(("lead", "open")),
        *conditions(session, filters),
    ]
    cells = _cells(session, key, narrowed)
    shown = _shown(session, key, narrowed, filters, whole)
    by_lane: dict[int | None, dict[int, LaneCell]] = defaultdict(dict)
    for (lane, stage_id), (count, total, missing) in cells.items():
        by_lane[lane][stage_id] = LaneCell(count, total, missing, shown.get((lane, stage_id), ()))
    lanes = [Lane(found, name, by_lane[found]) for found, name in _names(session, by, set(by_lane))]
    if None in by_lane:
        nobody = tr("No owner") if by == "owner" else tr("No segment")
        lanes.append(Lane(None, nobody, by_lane[None]))
    return Lanes(by, today(session), base_currency(session), tuple(lanes))


def _names(session: Session, by: LaneField, used: set[int | None]) -> Sequence[tuple[int, str]]:
    if by == "segment":
        live = sa.select(Segment.id, Segment.name).where(
            sa.or_(Segment.deleted_at.is_(None), Segment.id.in_([key for key in used if key is not None]))
        )
        return [(row[0], row[1]) for row in session.execute(live.order_by(Segment.name_key, Segment.id))]
    owners = sa.select(Person.id, Person.name).where(Person.id.in_([key for key in used if key is not None]))
    return [(row[0], row[1]) for row in session.execute(owners.order_by(Person.name_key, Person.id))]


def _joined(question: sa.Select[Any]) -> sa.Select[Any]:
    return question.join(_stage, _stage.c.id == _deal.c.stage_id).join(_facts, _facts.c.deal_id == _deal.c.id)


def _cells(session: Session, key: Any, narrowed: Sequence[Any]) -> dict[Place, tuple[Any, ...]]:
    figures = (sa.func.count(), *sum_and_missing(_deal.c, _facts.c))
    question = _joined(sa.select(key, _deal.c.stage_id, *figures)).where(*narrowed)
    rows = session.execute(question.group_by(key, _deal.c.stage_id))
    return {(lane, stage_id): (count, total or 0, missing) for lane, stage_id, count, total, missing in rows}


def _shown(
    session: Session, key: Any, narrowed: Sequence[Any], filters: BoardFilter, whole: Collection[Place]
) -> dict[Place, tuple[Card, ...]]:
    order = (_deal.c.rank, _deal.c.id)
    place = sa.func.row_number().over(partition_by=(key, _deal.c.stage_id), order_by=order).label("place")
    ranked = (
        _joined(sa.select(_deal.c.id, _deal.c.stage_id, key.label("lane"), place)).where(*narrowed).subquery()
    )
    asked = [
        sa.and_(ranked.c.lane.is_not_distinct_from(lane), ranked.c.stage_id == stage_id)
        for lane, stage_id in whole
    ]
    wanted = sa.or_(ranked.c.place <= CELL_CARDS, *asked)
    rows = session.execute(sa.select(ranked.c.id, ranked.c.lane).where(wanted))
    lane_of = {row[0]: row[1] for row in rows}
    found: dict[Place, list[Card]] = defaultdict(list)
    for card in cards(session, deal_ids=lane_of, filters=filters):
        found[lane_of[card.deal_id], card.stage_id].append(card)
    return {
        place: tuple(sorted(listed, key=lambda card: (card.rank, card.deal_id)))
        for place, listed in found.items()
    }
