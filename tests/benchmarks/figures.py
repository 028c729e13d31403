"""Reports, and totals under row security, against hand-written SQL that gives the same figures."""

import contextlib
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.queries.reports import report_pipeline, report_win_loss
from salesdesk.store import Store, open_store
from tests.benchmarks.grounds import Grounds, opened, person_id
from tests.benchmarks.lists import fetch
from tests.benchmarks.measure import OWN, Figure, side_by_side, times

_SCALE = 10**6
PIPELINE = (
    "SELECT d.stage_id, CASE s.type WHEN 'won' THEN 100 WHEN 'lost' THEN 0"
    " ELSE coalesce(d.probability, s.probability) END, count(*), sum(f.amount_base)"
    " FROM deal d JOIN stage s ON s.id = d.stage_id JOIN deal_facts f ON f.deal_id = d.id"
    " WHERE d.deleted_at IS NULL GROUP BY 1, 2"
)
_DECIDED = (
    "SELECT {key}, sum(s.type = 'won'), sum(CASE s.type WHEN 'won' THEN f.amount_base END),"
    " sum(s.type = 'lost'), sum(CASE s.type WHEN 'lost' THEN f.amount_base END)"
    " FROM deal d JOIN stage s ON s.id = d.stage_id JOIN deal_facts f ON f.deal_id = d.id"
    " LEFT JOIN lost_reason r ON r.id = d.lost_reason_id"
    " WHERE d.deleted_at IS NULL AND s.type IN ('won', 'lost') AND d.kind <> 'renewal'"
    " AND coalesce(r.kind, '') <> 'duplicate' AND (s.type = 'won'"
    " OR NOT EXISTS (SELECT 1 FROM deal_span x JOIN stage y ON y.id = x.stage_id"
    " WHERE x.deal_id = d.id AND y.type = 'lead')"
    " OR EXISTS (SELECT 1 FROM deal_span x JOIN stage y ON y.id = x.stage_id"
    " WHERE x.deal_id = d.id AND y.type = 'open')) GROUP BY 1"
)
WIN_LOSS = _DECIDED.format(key="'all'")
WIN_LOSS_BY_OWNER = _DECIDED.format(key="d.owner_id")


def reporting(grounds: Grounds) -> list[Figure]:
    """Both reports over all deals."""
    count = grounds.sizes.rows
    with opened(grounds.full) as store, store.read() as session:
        _same_figures(session)
        pairs = {
            "report pipeline": (partial(report_pipeline, session), PIPELINE),
            "report win-loss": (partial(report_win_loss, session), WIN_LOSS),
            "report win-loss by owner": (partial(report_win_loss, session, by="owner"), WIN_LOSS_BY_OWNER),
        }
        figures = []
        for name, (ours, question) in pairs.items():
            bare = partial(fetch, session, question)
            took, lower = side_by_side(ours, bare, runs=grounds.sizes.runs, clock=OWN)
            figures.append(times(f"{name}, {count:,} deals", took, lower, 3))
    return figures


def _same_figures(session: Session) -> None:
    total = sum(Decimal(row[3] or 0) for row in fetch(session, PIPELINE)) / _SCALE
    assert sum(row.sum for row in report_pipeline(session)) == total
    _, won, won_value, lost, lost_value = fetch(session, WIN_LOSS)[0]
    row = report_win_loss(session)[0]
    assert (row.won_count, row.won_value * _SCALE) == (won, won_value)
    assert (row.lost_count, row.lost_value * _SCALE) == (lost, lost_value)


_TOTALS = (
    "SELECT d.stage_id, coalesce(d.probability, s.probability), count(*), sum(f.amount_base)"
    " FROM deal d JOIN stage s ON s.id = d.stage_id JOIN deal_facts f ON f.deal_id = d.id"
    " WHERE d.deleted_at IS NULL{owners} GROUP BY 1, 2 ORDER BY 1, 2"
)


def rows_of_people(grounds: Grounds) -> list[Figure]:
    """Totals by stage as each level of the tree gets them from the server, against the owners by hand."""
    levels = {"a rep's": "rep7", "a manager's": "manager2", "the director's": "director"}
    with opened(grounds.server, "admin") as owner:
        return [_under_security(grounds, owner, login, level) for level, login in levels.items()]


def _under_security(grounds: Grounds, owner: Store, login: str, level: str) -> Figure:
    below = f"SELECT descendant_id FROM person_tree WHERE ancestor_id = {person_id(owner, login)} AND to_at IS NULL"  # noqa: E501
    store = open_store(grounds.address_of(login))
    with contextlib.closing(store), store.read() as mine, owner.read() as everything:
        ids = ", ".join(str(row[0]) for row in _run(everything, below))
        by_hand = _TOTALS.format(
            owners=f" AND (d.owner_id IS NULL OR d.owner_id = ANY (ARRAY[{ids}]::bigint[]))"
        )
        ours, bare = partial(_run, mine, _TOTALS.format(owners="")), partial(_run, everything, by_hand)
        assert ours() == bare() != []
        took, lower = side_by_side(ours, bare, runs=2 * grounds.sizes.runs + 1)
    return times(f"{level} totals, {grounds.sizes.rows:,} deals, row security", took, lower, 1.5)


def _run(session: Session, question: str) -> list[Any]:
    return list(session.connection().exec_driver_sql(question).fetchall())
