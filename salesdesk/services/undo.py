"""Undo: a save that writes back what an earlier one changed, taken from the history."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Action, Base, History, ImportBatch
from salesdesk.models import types as kinds
from salesdesk.models.base import now
from salesdesk.services.facts import refresh_facts
from salesdesk.services.rows import chunked
from salesdesk.translation import tr

_SHOWN = 3
OF_DEALS = frozenset({"deal", "activity"})


@dataclass(slots=True)
class _Effect:
    """What a save, or several in a row, did to one record: made it, or changed fields from old to new."""

    created: bool = False
    fields: dict[str, list[Any]] = field(default_factory=dict)


def undo_action(session: Session, *, action_id: int) -> None:
    """Write back what one save changed. RuleBroken if any of it was changed again since.

    Undoing the undo is the redo.
    """
    undo_actions(session, action_ids=[action_id])


def undo_batch(session: Session, *, batch_id: int) -> None:
    """Take back a whole import: what it made goes to the trash, what it changed is as before."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise RuleBroken(tr("There is no import number {n}.").format(n=batch_id))
    if batch.state == "undone":
        raise RuleBroken(tr("The import of {name} was undone already.").format(name=batch.file_name))
    ids = session.scalars(sa.select(Action.id).where(Action.batch_id == batch_id).order_by(Action.id)).all()
    undo_actions(session, action_ids=ids)
    batch.state = "undone"


def undo_actions(session: Session, *, action_ids: Iterable[int]) -> None:
    """Write back what these saves changed, as if none of them had been; all or nothing."""
    effects = _effects(session, action_ids)
    if not effects:
        raise RuleBroken(tr("There is nothing to undo."))
    conflicts: list[str] = []
    touched: set[int] = set()
    for name in {table for table, _ in effects}:
        mine = {row_id: effect for (table, row_id), effect in effects.items() if table == name}
        touched |= _undo_table(session, Base.metadata.tables[name], mine, conflicts)
    if conflicts:
        raise RuleBroken(
            tr("This was changed again since, so it cannot be undone: {what}.").format(
                what=", ".join(conflicts[:_SHOWN]) + (" …" if len(conflicts) > _SHOWN else "")
            )
        )
    refresh_facts(session, deal_ids=touched)


def _effects(session: Session, action_ids: Iterable[int]) -> dict[tuple[str, int], _Effect]:
    """First old and last new value of every field, over all the saves."""
    effects: dict[tuple[str, int], _Effect] = {}
    for part in chunked(action_ids):
        rows = session.execute(
            sa.select(History.tbl, History.row_id, History.op, History.changes)
            .where(History.action_id.in_(part))
            .order_by(History.id)
        )
        for table, row_id, op, changes in rows:
            effect = effects.setdefault((table, row_id), _Effect())
            effect.created = effect.created or op == "created"
            for name, (old, new) in (changes or {}).items():
                known = effect.fields.get(name)
                effect.fields[name] = [known[0] if known else old, new]
    return effects


def _undo_table(
    session: Session, table: sa.Table, effects: dict[int, _Effect], conflicts: list[str]
) -> set[int]:
    """Write one table's rows back; the deals that are touched. What stands in the way goes to `conflicts`."""
    current = _current(session, table, effects)
    changes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    touched: set[int] = set()
    for row_id, effect in effects.items():
        row = current.get(row_id)
        if row is None:
            conflicts.append(f"{table.name} {row_id}")
            continue
        values = _old_values(table, row, effect, conflicts)
        changes.setdefault(tuple(sorted(values)), []).append({"key": row_id, **values})
        if table.name in OF_DEALS:
            touched.add(row_id if table.name == "deal" else row["deal_id"] or 0)
    for names, rows in changes.items():
        _write(session, table, names, rows)
    return touched - {0}


def _current(session: Session, table: sa.Table, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for part in chunked(ids):
        rows = session.connection().execute(sa.select(table).where(table.c.id.in_(part))).mappings()
        found |= {row["id"]: dict(row) for row in rows}
    return found


def _old_values(
    table: sa.Table, row: dict[str, Any], effect: _Effect, conflicts: list[str]
) -> dict[str, Any]:
    if effect.created:
        for name, (_, new) in effect.fields.items():
            if name in table.columns and row[name] != stored(table.c[name], new):
                conflicts.append(_label(row))
        return {"deleted_at": now()}
    values: dict[str, Any] = {}
    for name, (old, new) in effect.fields.items():
        column, _, key = name.partition(".")
        if column == "custom" and key:
            custom = values.setdefault("custom", dict(row["custom"]))
            if custom.get(key) != new:
                conflicts.append(_label(row))
            custom.pop(key, None)
            if old is not None:
                custom[key] = old
            continue
        if row[column] != stored(table.c[column], new):
            conflicts.append(_label(row))
        values[column] = stored(table.c[column], old)
    return values


def _label(row: dict[str, Any]) -> str:
    return str(row.get("title") or row.get("name") or row.get("subject") or row["id"])


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


def _write(session: Session, table: sa.Table, names: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    values["version"] = table.c.version + 1
    change = sa.update(table).where(table.c.id == sa.bindparam("key")).values(values)
    parameters = [
        {"key": row["key"], **{f"new_{name}": value for name, value in row.items() if name != "key"}}
        for row in rows
    ]
    session.connection().execute(change, parameters)
    session.expire_all()
