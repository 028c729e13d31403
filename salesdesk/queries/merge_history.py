"""What a company or contact tells of those that were merged into it, and of merges that were undone."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from salesdesk.answers.lists import HistoryEntry
from salesdesk.models import Action, Base, History, Person
from salesdesk.queries.keys import among
from salesdesk.translation import tr

MERGED = {"company": "merge_company", "contact": "merge_contact"}
"""The kinds of the saves that make one record of two."""


def merges_into(session: Session, *, table: str, row_id: int) -> list[HistoryEntry]:
    """Which records were merged into this one, by whom, and which of these merges were taken back."""
    if table not in MERGED:
        return []
    source = Base.metadata.tables[table]
    inside = session.scalars(sa.select(source.c.id).where(source.c.merged_into_id == row_id))
    candidates = {*inside, *_taken_out(session, table, row_id)}
    if not candidates:
        return []
    rows = session.execute(
        sa.select(History.row_id, History.changes, Action.id, Action.at, Person.name)
        .join(Action, Action.id == History.action_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .where(among(session, History.row_id, candidates), *_tells_of_merging(table))
    ).all()
    about = [row for row in rows if row_id in row.changes["merged_into_id"]]
    question = sa.select(source.c.id, source.c.name).where(among(session, source.c.id, candidates))
    names = {row.id: row.name for row in session.execute(question)}
    return [
        HistoryEntry(row.id, row.at, row.name or "", False, (), told=_told(row, names, row_id))
        for row in about
    ]


def _taken_out(session: Session, table: str, row_id: int) -> Iterator[int]:
    """What was merged into this row once and is its own again: only the undoing of that merge tells."""
    merge = aliased(Action)
    rows = session.execute(
        sa.select(History.row_id, History.changes)
        .join(Action, Action.id == History.action_id)
        .join(merge, merge.id == Action.undo_of_id)
        .where(merge.kind == MERGED[table], *_tells_of_merging(table))
    )
    return (key for key, changes in rows if changes["merged_into_id"][0] == row_id)


def _tells_of_merging(table: str) -> tuple[Any, ...]:
    return History.tbl == table, sa.cast(History.changes, sa.Text()).contains('"merged_into_id"')


def _told(row: Any, names: Mapping[int, str], kept_id: int) -> str:
    who, name = row.name or tr("SalesDesk"), names.get(row.row_id, "…")
    if row.changes["merged_into_id"][1] == kept_id:
        return tr("{person} merged “{name}” into this").format(person=who, name=name)
    return tr("{person} took back the merge of “{name}” into this").format(person=who, name=name)
