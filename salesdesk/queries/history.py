"""What happened to a record: who changed which field, when, from what to what, in words."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import FieldChange, HistoryEntry
from salesdesk.errors import RuleBroken
from salesdesk.models import Action, Base, History, Person
from salesdesk.models import types as kinds
from salesdesk.queries.company_calendar import time_zone
from salesdesk.rules.fields import label_of
from salesdesk.rules.periods import local_time
from salesdesk.translation import tr

# What the program itself keeps; nobody asks for it.
_UNTOLD = frozenset({"name_key", "rank", "pipeline_id", "closed_on", "domain", "role_name"})


def record_history(session: Session, *, table: str, row_id: int) -> tuple[HistoryEntry, ...]:
    """The history of one row of a table ("deal"), the latest first; only what the viewer may see."""
    if table not in Base.metadata.tables or "version" not in Base.metadata.tables[table].columns:
        raise RuleBroken(tr("There is no history of {word}.").format(word=table))
    rows = session.execute(
        sa.select(History, Action.at, Person.name)
        .join(Action, Action.id == History.action_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .where(History.tbl == table, History.row_id == row_id)
        .order_by(History.id.desc())
    ).all()
    source = Base.metadata.tables[table]
    names = _names(session, source, (entry.changes for entry, _, _ in rows))
    words = _Words(source, names, time_zone(session))
    entries = (
        HistoryEntry(entry.action_id, at, who or "", entry.op == "created", words.of(entry.changes))
        for entry, at, who in rows
    )
    return tuple(entry for entry in entries if entry.made or entry.changes)


class _Words:
    """Turns the raw values of a table's history into words."""

    def __init__(self, table: sa.Table, names: dict[tuple[str, int], str], zone: str) -> None:
        self._table = table
        self._names = names
        self._zone = zone

    def of(self, changes: dict[str, list[Any]] | None) -> tuple[FieldChange, ...]:
        """The changes of one save in words."""
        return tuple(
            FieldChange(label_of(name), self._word(name, old), self._word(name, new))
            for name, (old, new) in (changes or {}).items()
            if name not in _UNTOLD
        )

    def _word(self, name: str, value: Any) -> str:
        column = self._table.columns.get(name)
        if value is None:
            return ""
        if column is None:
            return str(value)
        target = target_of(column)
        if target is not None:
            return self._names.get((target, int(value)), f"{target} {value}")
        return _text(stored(column, value), self._zone)


def _text(value: Any, zone: str) -> str:
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return local_time(value, zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def target_of(column: sa.Column[Any]) -> str | None:
    """The table to which a column refers."""
    return next((key.column.table.name for key in column.foreign_keys), None)


def _names(
    session: Session, table: sa.Table, changes: Iterable[dict[str, list[Any]] | None]
) -> dict[tuple[str, int], str]:
    """What the rows are called to which old and new values refer."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        for name, values in (change or {}).items():
            column = table.columns.get(name)
            target = target_of(column) if column is not None else None
            if target is not None:
                wanted.setdefault(target, set()).update(value for value in values if value is not None)
    found: dict[tuple[str, int], str] = {}
    for target, ids in wanted.items():
        source = Base.metadata.tables[target]
        title = source.columns.get("title" if target == "deal" else "name")
        if title is not None and ids:
            rows = session.execute(sa.select(source.c.id, title).where(source.c.id.in_(ids)))
            found |= {(target, key): name for key, name in rows}
    return found


def stored(column: sa.Column[Any], value: Any) -> Any:
    """A value of the history, which keeps them as the database does, as Python has it."""
    kind = column.type
    if value is None:
        return None
    if isinstance(kind, kinds.Scaled):
        return kinds.unscaled(value)
    if isinstance(kind, kinds.Bool):
        return bool(value)
    if isinstance(kind, kinds.UtcTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, kinds.Day):
        return date.fromisoformat(value)
    if isinstance(kind, kinds.Json) and isinstance(value, str):
        return json.loads(value)
    return value
