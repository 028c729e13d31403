"""Undo: a save that writes back what an earlier one changed, taken from the history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Action, Base, History, ImportBatch
from salesdesk.models.base import now
from salesdesk.queries.history import stored
from salesdesk.services.facts import deals_in_currencies, refresh_facts
from salesdesk.services.people import follow_tree
from salesdesk.services.rights import require_changes, require_right
from salesdesk.services.rows import chunked
from salesdesk.translation import tr

_SHOWN = 3
# Another place in the column is no reason to keep what an import made.
_TRIFLES = frozenset({"rank"})
OF_DEALS = frozenset({"deal", "activity", "criterion_evidence"})


@dataclass(slots=True)
class _Effect:
    """What a save, or several in a row, did to one record: made it, or changed fields from old to new."""

    created: bool = False
    fields: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(slots=True)
class _Undoing:
    """What an undo found on its way: what stands against it, what it touched."""

    session: Session
    conflicts: list[str] = field(default_factory=list)
    touched: dict[str, set[int]] = field(default_factory=dict)
    removed: dict[str, list[int]] = field(default_factory=dict)
    deals: set[int] = field(default_factory=set)

    def refuse(self) -> None:
        """RuleBroken with the first reasons, if there are any."""
        if not self.conflicts:
            return
        reasons = list(dict.fromkeys(self.conflicts))
        raise RuleBroken(
            tr("This was changed or used again since, so it cannot be undone: {what}.").format(
                what=", ".join(reasons[:_SHOWN]) + (" …" if len(reasons) > _SHOWN else "")
            )
        )


def undo_action(session: Session, *, action_id: int) -> None:
    """Write back what one save changed. RuleBroken if any of it was changed again since.

    Undoing the undo is the redo.
    """
    undo_actions(session, action_ids=[action_id])


def undo_batch(session: Session, *, batch_id: int) -> None:
    """Take back a whole import: what it made goes to the trash, what it changed is as before."""
    require_right(session, "import")
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise RuleBroken(tr("There is no import number {n}.").format(n=batch_id))
    if batch.state == "undone":
        raise RuleBroken(tr("The import of {name} was undone already.").format(name=batch.file_name))
    ids = session.scalars(sa.select(Action.id).where(Action.batch_id == batch_id).order_by(Action.id)).all()
    if _effects(session, ids):
        undo_actions(session, action_ids=ids)
    batch.state = "undone"
    session.flush()


def undo_actions(session: Session, *, action_ids: Iterable[int]) -> None:
    """Write back what these saves changed, as if none of them had been; all or nothing."""
    session.flush()
    undone = frozenset(action_ids)
    effects = _effects(session, undone)
    if not effects:
        raise RuleBroken(tr("There is nothing to undo."))
    undoing = _Undoing(session)
    for table in reversed(Base.metadata.sorted_tables):
        mine = {row_id: effect for (name, row_id), effect in effects.items() if name == table.name}
        if mine:
            _undo_table(undoing, table, mine, undone)
    undoing.refuse()
    for name, ids in undoing.removed.items():
        _check_unused(undoing, Base.metadata.tables[name], ids)
    undoing.refuse()
    follow(session, touched=undoing.touched, deal_ids=undoing.deals)


def follow(session: Session, *, touched: Mapping[str, Iterable[int]], deal_ids: Iterable[int]) -> None:
    """Bring up to date what hangs on rows that were written past the services: tree, sums, next steps.

    `touched` holds ids by table, `deal_ids` the deals of which something was among them.
    """
    session.expire_all()
    follow_tree(session, person_ids=touched.get("person", ()))
    rates = deals_in_currencies(session, rate_ids=touched.get("rate", ()))
    refresh_facts(session, deal_ids=set(deal_ids) | rates)


def _effects(session: Session, action_ids: Iterable[int]) -> dict[tuple[str, int], _Effect]:
    """First old and last new value of every field, over all the saves."""
    effects: dict[tuple[str, int], _Effect] = {}
    for part in chunked(sorted(action_ids)):
        rows = session.execute(
            sa.select(History.tbl, History.row_id, History.op, History.changes)
            .where(History.action_id.in_(part))
            .order_by(History.id)
        )
        for table, row_id, op, changes in rows:
            _add(effects.setdefault((table, row_id), _Effect()), op, changes)
    return effects


def _add(effect: _Effect, op: str, changes: dict[str, Any] | None) -> None:
    effect.created = effect.created or op == "created"
    for name, (old, new) in (changes or {}).items():
        known = effect.fields.get(name)
        effect.fields[name] = [known[0] if known else old, new]


def _undo_table(
    undoing: _Undoing, table: sa.Table, effects: dict[int, _Effect], undone: frozenset[int]
) -> None:
    """Write one table's rows back; what stands in the way goes to the conflicts."""
    current = _current(undoing.session, table, effects)
    require_changes(undoing.session, table, current.values())
    made = [row_id for row_id, effect in effects.items() if effect.created]
    later = _changed_later(undoing.session, table, made, undone)
    changes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row_id, effect in effects.items():
        row = current.get(row_id)
        if row is None or row_id in later:
            undoing.conflicts.append(_label(row) if row else f"{table.name} {row_id}")
            continue
        values = _old_values(undoing, table, row, effect)
        if values:
            changes.setdefault(tuple(sorted(values)), []).append({"which": row_id, **values})
        if table.name in OF_DEALS:
            undoing.deals |= {row_id if table.name == "deal" else row["deal_id"] or 0} - {0}
    undoing.touched[table.name] = set(effects)
    undoing.removed[table.name] = made
    if undoing.conflicts:
        return
    for names, rows in changes.items():
        _write(undoing.session, table, names, rows)


def _current(session: Session, table: sa.Table, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for part in chunked(ids):
        rows = session.connection().execute(sa.select(table).where(table.c.id.in_(part))).mappings()
        found |= {row["id"]: dict(row) for row in rows}
    return found


def _changed_later(
    session: Session, table: sa.Table, ids: list[int], undone: frozenset[int]
) -> frozenset[int]:
    """Those of the rows that other saves changed afterwards, so that they are not what they were made as."""
    effects: dict[int, _Effect] = {}
    for part in chunked(ids):
        rows = session.execute(
            sa.select(History.row_id, History.op, History.changes, History.action_id)
            .where(History.tbl == table.name, History.row_id.in_(part), History.op == "updated")
            .order_by(History.id)
        )
        for row_id, op, changes, action_id in rows:
            if action_id not in undone:
                _add(effects.setdefault(row_id, _Effect()), op, changes)
    return frozenset(
        row_id
        for row_id, effect in effects.items()
        if any(old != new for name, (old, new) in effect.fields.items() if name not in _TRIFLES)
    )


def _old_values(undoing: _Undoing, table: sa.Table, row: dict[str, Any], effect: _Effect) -> dict[str, Any]:
    if effect.created:
        return {"deleted_at": now()} if row["deleted_at"] is None else {}
    values: dict[str, Any] = {}
    for name, (old, new) in effect.fields.items():
        column, _, key = name.partition(".")
        if column == "custom" and key:
            custom = values.setdefault("custom", dict(row["custom"]))
            if custom.get(key) != new:
                undoing.conflicts.append(_label(row))
            custom.pop(key, None)
            if old is not None:
                custom[key] = old
            continue
        if row[column] != stored(table.c[column], new):
            undoing.conflicts.append(_label(row))
        values[column] = stored(table.c[column], old)
    return values


def _label(row: dict[str, Any]) -> str:
    return str(row.get("title") or row.get("name") or row.get("subject") or row["id"])


def _write(session: Session, table: sa.Table, names: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    if "version" in table.columns:
        values["version"] = table.c.version + 1
    change = sa.update(table).where(table.c.id == sa.bindparam("which")).values(values)
    parameters = [
        {"which": row["which"], **{f"new_{name}": value for name, value in row.items() if name != "which"}}
        for row in rows
    ]
    try:
        session.connection().execute(change, parameters)
    except IntegrityError as error:
        raise RuleBroken(
            tr("Something else has taken this name or number since, so it cannot be undone.")
        ) from error


def _check_unused(undoing: _Undoing, target: sa.Table, ids: list[int]) -> None:
    """Nothing that is not in the trash may hang on a row that the undo puts there."""
    for table in Base.metadata.sorted_tables:
        if "deleted_at" not in table.columns:
            continue
        for column in table.columns:
            if any(key.column.table is target for key in column.foreign_keys):
                _add_users(undoing, column, ids)


def _add_users(undoing: _Undoing, column: sa.Column[Any], ids: list[int]) -> None:
    table = column.table
    for part in chunked(ids):
        rows = undoing.session.connection().execute(
            sa.select(table).where(column.in_(part), table.c.deleted_at.is_(None)).limit(_SHOWN + 1)
        )
        undoing.conflicts += [_label(dict(row)) for row in rows.mappings()]
