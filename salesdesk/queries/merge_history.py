"""What a company or contact tells of those that were merged into it, and of merges that were undone."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import HistoryEntry
from salesdesk.models import Action, Base, History, Person
from salesdesk.translation import tr

MERGED = {"company": "merge_company", "contact": "merge_contact"}
"""The kinds of the saves that make one record of two."""


def merges_into(session: Session, *, table: str, row_id: int) -> list[HistoryEntry]:
    """Which records were merged into this one, by whom, and which of these merges were taken back."""
    if table not in MERGED:
        return []
    actions = _with_undone(session, session.scalars(sa.select(Action.id).where(Action.kind == MERGED[table])))
    if not actions:
        return []
    rows = session.execute(
        sa.select(History.row_id, History.changes, Action.id, Action.at, Person.name)
        .join(Action, Action.id == History.action_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .where(
            History.action_id.in_(actions),
            History.tbl == table,
            sa.cast(History.changes, sa.Text()).contains('"merged_into_id"'),
        )
    ).all()
    about = [row for row in rows if row_id in row.changes["merged_into_id"]]
    source = Base.metadata.tables[table]
    question = sa.select(source.c.id, source.c.name).where(source.c.id.in_({row.row_id for row in about}))
    names = {row.id: row.name for row in session.execute(question)}
    return [
        HistoryEntry(row.id, row.at, row.name or "", False, (), told=_told(row, names, row_id))
        for row in about
    ]


def _told(row: Any, names: Mapping[int, str], kept_id: int) -> str:
    who, name = row.name or tr("SalesDesk"), names.get(row.row_id, "…")
    if row.changes["merged_into_id"][1] == kept_id:
        return tr("{person} merged “{name}” into this").format(person=who, name=name)
    return tr("{person} took back the merge of “{name}” into this").format(person=who, name=name)


def _with_undone(session: Session, actions: Iterable[int]) -> set[int]:
    """These actions with those that undid them, and that undid the undoing."""
    found = set(actions)
    newest = found
    while newest:
        question = sa.select(Action.id).where(Action.undo_of_id.in_(newest))
        newest = set(session.scalars(question)) - found
        found |= newest
    return found
