"""Undo: a save that writes back what an earlier one changed, taken from the history."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Action, Base, Contact, Deal, History, ImportBatch
from salesdesk.models.base import now
from salesdesk.queries.history import UNTOLD, stored, told_changes
from salesdesk.queries.parts import parts_of
from salesdesk.queries.trash import TITLES
from salesdesk.services.facts import deals_in_currencies, refresh_facts
from salesdesk.services.hanging import hold, require_parents
from salesdesk.services.obstacles import Obstacles, title_of
from salesdesk.services.people import follow_tree
from salesdesk.services.references import in_trash, named_by, references, users
from salesdesk.services.rights import require_changes, require_right
from salesdesk.services.rows import chunked
from salesdesk.translation import tr

# Another place in the column is no reason to keep what an import made.
_TRIFLES = frozenset({"rank"})
OF_DEALS = frozenset({"deal", "activity", "criterion_evidence"})
# What keeps a record from being deleted again that was deleted and came back. Where its making is undone,
# nothing may use it at all.
_KEEPERS = {
    "company": frozenset({"deal", "contact"}),
    "stage": frozenset({"deal"}),
    "pipeline": frozenset({"stage"}),
    "tag": frozenset({"tagging"}),
}


@dataclass(slots=True)
class _Effect:
    """What a save, or several in a row, did to one record: made it, or changed fields from old to new.

    `broken` are fields that somebody else changed between two of the saves, `first` is the first entry of the
    history that tells of it.
    """

    first: int
    created: bool = False
    fields: dict[str, list[Any]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Plan:
    """What is written back to the rows of one table: values by row, and which rows go and which come back."""

    table: sa.Table
    current: dict[int, dict[str, Any]]
    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    made: list[int] = field(default_factory=list)

    @property
    def going(self) -> list[int]:
        """Rows that were there and go to the trash."""
        return [key for key, values in self.values.items() if values.get("deleted_at") is not None]

    @property
    def coming(self) -> list[int]:
        """Rows that come out of the trash."""
        return [
            key
            for key, values in self.values.items()
            if "deleted_at" in values and values["deleted_at"] is None
        ]


def undo_action(session: Session, *, action_id: int, again: bool = False) -> None:
    """Write back what one save changed, with all others that are parts of the same. RuleBroken if any of it
    was changed again since.

    Undoing the undo is the redo; `again` says that it is one.
    """
    undo_actions(session, action_ids=parts_of(session, [action_id]), again=again)


def check_undo(session: Session, *, action_ids: Iterable[int], again: bool = False) -> None:
    """RuleBroken where these saves cannot be undone as things stand; nothing is written."""
    _planned(session, frozenset(action_ids), again)[2].refuse()


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


def undo_actions(session: Session, *, action_ids: Iterable[int], again: bool = False) -> None:
    """Write back what these saves changed, as if none of them had been; all or nothing.

    RuleBroken, with who did what since to which of how many records, where somebody changed the same field
    afterwards or between two of the saves, or where something would belong to what is not there any more.
    """
    session.flush()
    effects, plans, way = _planned(session, frozenset(action_ids), again)
    way.refuse()
    for plan in plans:
        _carry_out(session, plan)
    for plan in plans:
        _check_unused(session, plan, way)
    way.refuse()
    _follow_plans(session, plans, effects)


def _planned(
    session: Session, undone: frozenset[int], again: bool
) -> tuple[dict[tuple[str, int], _Effect], list[_Plan], Obstacles]:
    """What these saves did, what to write back to each table, and what stands in the way."""
    effects = _effects(session, undone)
    if not effects:
        raise RuleBroken(tr("There is nothing to undo."))
    way = Obstacles(session, undone, sum(1 for table, _ in effects if table in TITLES), again)
    plans = []
    for table in reversed(Base.metadata.sorted_tables):
        mine = {row_id: effect for (name, row_id), effect in effects.items() if name == table.name}
        if mine:
            plans.append(_plan(session, table, mine, way))
    _check_named(session, plans, way)
    return effects, plans, way


def follow(session: Session, *, touched: Mapping[str, Iterable[int]], deal_ids: Iterable[int]) -> None:
    """Bring up to date what hangs on rows that were written past the services: tree, sums, next steps.

    `touched` holds ids by table, `deal_ids` the deals of which something was among them.
    """
    session.expire_all()
    follow_tree(session, person_ids=touched.get("person", ()))
    rates = deals_in_currencies(session, rate_ids=touched.get("rate", ()))
    refresh_facts(session, deal_ids=set(deal_ids) | rates)


def _follow_plans(session: Session, plans: Iterable[_Plan], effects: Iterable[tuple[str, int]]) -> None:
    touched: dict[str, set[int]] = {}
    for name, row_id in effects:
        touched.setdefault(name, set()).add(row_id)
    deals: set[int] = set()
    for plan in plans:
        if plan.table.name in OF_DEALS:
            key = "id" if plan.table.name == "deal" else "deal_id"
            deals |= {row[key] for row in plan.current.values() if row[key] is not None}
    # Somebody may have taken a stage or company away at this very moment.
    require_parents(session, Deal, touched.get("deal", ()))
    require_parents(session, Contact, touched.get("contact", ()))
    follow(session, touched=touched, deal_ids=deals)


def _effects(session: Session, action_ids: Iterable[int]) -> dict[tuple[str, int], _Effect]:
    """First old and last new value of every field, over all the saves."""
    effects: dict[tuple[str, int], _Effect] = {}
    for part in chunked(sorted(action_ids)):
        rows = session.execute(
            sa.select(History.id, History.tbl, History.row_id, History.op, History.changes)
            .where(History.action_id.in_(part))
            .order_by(History.id)
        )
        for entry, table, row_id, op, changes in rows:
            _add(effects.setdefault((table, row_id), _Effect(entry)), op, changes)
    return effects


def _add(effect: _Effect, op: str, changes: dict[str, Any] | None) -> None:
    effect.created = effect.created or op == "created"
    for name, (old, new) in (changes or {}).items():
        known = effect.fields.get(name)
        if known and known[1] != old:
            effect.broken.append(name)
        effect.fields[name] = [known[0] if known else old, new]


def _plan(session: Session, table: sa.Table, effects: dict[int, _Effect], way: Obstacles) -> _Plan:
    """What to write back to a table's rows, in which order; what stands in the way goes to the obstacles."""
    plan = _Plan(table, _current(session, table, effects))
    require_changes(session, table, plan.current.values())
    plan.made = [row_id for row_id, effect in effects.items() if effect.created]
    later = _changed_later(session, table, plan.made, way.undone)
    for row_id, effect in sorted(effects.items()):
        row = plan.current.get(row_id)
        if row is None:
            way.removed(table.name, row_id)
        elif effect.created:
            # What went to the trash already stays there, whatever was done to it before.
            if row_id in later and row["deleted_at"] is None:
                way.changed(table.name, row, later[row_id])
            elif row["deleted_at"] is None:
                plan.values[row_id] = {"deleted_at": now()}
        else:
            plan.values[row_id] = _old_values(table, row, effect, way)
    for row_id in _deleted_later(session, plan, effects):
        way.changed(table.name, plan.current[row_id], "deleted_at")
    # What was written last goes first: a key that one record handed to another is free again by then.
    plan.values = {row_id: plan.values[row_id] for row_id in reversed(effects) if row_id in plan.values}
    return plan


def _deleted_later(session: Session, plan: _Plan, effects: Mapping[int, _Effect]) -> set[int]:
    """Those of the rows whose fields would be written back and that went to the trash since."""
    gone = [
        row_id
        for row_id, values in plan.values.items()
        if plan.current[row_id].get("deleted_at") is not None and "deleted_at" not in values
    ]
    told = told_changes(session, plan.table.name, gone, ["deleted_at"]) if gone else ()
    return {row_id for entry, row_id, _, _ in told if entry > effects[row_id].first}


def _current(session: Session, table: sa.Table, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for part in chunked(ids):
        rows = session.connection().execute(sa.select(table).where(table.c.id.in_(part))).mappings()
        found |= {row["id"]: dict(row) for row in rows}
    return found


def _changed_later(
    session: Session, table: sa.Table, ids: list[int], undone: Collection[int]
) -> dict[int, str]:
    """Those of the rows that other saves changed, so that they are not as they were made; with a field."""
    effects: dict[int, _Effect] = {}
    for part in chunked(ids):
        rows = session.execute(
            sa.select(History.id, History.row_id, History.op, History.changes, History.action_id)
            .where(History.tbl == table.name, History.row_id.in_(part), History.op == "updated")
            .order_by(History.id)
        )
        for entry, row_id, op, changes, action_id in rows:
            if action_id not in undone:
                _add(effects.setdefault(row_id, _Effect(entry)), op, changes)
    changed = {
        row_id: next(
            (
                name
                for name, (old, new) in _telling_first(effect.fields)
                if old != new and name not in _TRIFLES
            ),
            "",
        )
        for row_id, effect in effects.items()
    }
    return {row_id: name for row_id, name in changed.items() if name}


def _telling_first(fields: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The fields, those that people know before those that the program keeps."""
    return sorted(fields.items(), key=lambda item: item[0] in UNTOLD)


def _old_values(table: sa.Table, row: dict[str, Any], effect: _Effect, way: Obstacles) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, (old, new) in _telling_first(effect.fields):
        column, _, key = name.partition(".")
        if column == "custom" and key:
            custom = values.setdefault("custom", dict(row["custom"]))
            is_same = custom.get(key) == new
            custom.pop(key, None)
            if old is not None:
                custom[key] = old
        else:
            is_same = row[column] == stored(table.c[column], new)
            values[column] = stored(table.c[column], old)
        if not is_same or name in effect.broken:
            way.changed(table.name, row, name)
    return values


def _check_named(session: Session, plans: Iterable[_Plan], way: Obstacles) -> None:
    """What is written back may belong to nothing that is in the trash, unless that comes back with it."""
    listed = list(plans)
    coming = {plan.table.name: plan.coming for plan in listed}
    naming: list[tuple[_Plan, int, list[tuple[str, int]]]] = []
    named: dict[str, set[int]] = {}
    for plan in listed:
        back = set(plan.coming)
        for row_id, values in plan.values.items():
            row = plan.current[row_id] | values
            if row.get("deleted_at") is not None:
                continue
            others = named_by(plan.table, row, None if row_id in back else values.keys())
            naming.append((plan, row_id, others))
            for name, key in others:
                named.setdefault(name, set()).add(key)
    lost = in_trash(session, named, coming=coming)
    for plan, row_id, others in naming if lost else ():
        for other in others:
            if other in lost:
                way.lacks(plan.table.name, plan.current[row_id], lost[other])


def _carry_out(session: Session, plan: _Plan) -> None:
    if plan.table.name in _KEEPERS and plan.going:
        model = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is plan.table)
        hold(session, model, plan.going)
    _hold_as_seen(session, plan)
    changes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row_id, values in plan.values.items():
        if values:
            changes.setdefault(tuple(sorted(values)), []).append({"which": row_id, **values})
    for names, rows in changes.items():
        _write(session, plan.table, names, rows)


def _hold_as_seen(session: Session, plan: _Plan) -> None:
    """Hold the rows that are written from here to the end of the save; RuleBroken if a colleague on a server
    changed one of them since they were looked at: what is written back may undo that, too."""
    if "version" not in plan.table.columns:
        return
    table = plan.table
    for part in chunked(sorted(key for key, values in plan.values.items() if values)):
        held = sa.select(table.c.id, table.c.version).where(table.c.id.in_(part)).order_by(table.c.id)
        versions: dict[int, int] = {
            row.id: row.version for row in session.connection().execute(held.with_for_update())
        }
        for row_id in part:
            if versions.get(row_id) != plan.current[row_id]["version"]:
                raise RuleBroken(
                    tr("Somebody changed {name} at this very moment; look at it and undo again.").format(
                        name=title_of(table.name, plan.current[row_id])
                    )
                )


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
        raise _refused(error) from error
    except ProgrammingError as error:
        if _OUT_OF_SIGHT not in str(error.orig):
            raise
        raise RuleBroken(
            tr(
                "It would belong again to something of somebody else that you do not see, so this cannot be "
                "undone by you; ask whoever it belongs to, or an administrator, to put it back."
            )
        ) from error


def _refused(error: IntegrityError) -> RuleBroken:
    if getattr(error.orig, "sqlstate", None) == _NO_SUCH_ROW or "FOREIGN KEY" in str(error.orig):
        return RuleBroken(
            tr(
                "Something that it belonged to was removed for good since, so this cannot be put back as it "
                "was; change it by hand."
            )
        )
    return RuleBroken(tr("Something else has taken this name or number since, so it cannot be undone."))


_NO_SUCH_ROW = "23503"
_OUT_OF_SIGHT = "points at something that belongs to somebody else"
"""What a server says where somebody points at what they do not see, though the row had it before."""


def _check_unused(session: Session, plan: _Plan, way: Obstacles) -> None:
    """Nothing that is not in the trash may hang on a row that the undo puts there."""
    made = set(plan.made)
    again = [key for key in plan.going if key not in made]
    for table in Base.metadata.sorted_tables:
        if "deleted_at" not in table.columns:
            continue
        keeps = table.name in _KEEPERS.get(plan.table.name, ())
        wanted = plan.made + (again if keeps else [])
        for column, target in references(table) if wanted else ():
            if target is plan.table:
                _add_users(session, plan, column, wanted, way)


def _add_users(session: Session, plan: _Plan, column: sa.Column[Any], ids: list[int], way: Obstacles) -> None:
    found = users(session, column, ids, live=True)
    if not found:
        return
    table = column.table
    rows = _current(session, table, {key for key in found.values() if key is not None})
    for row_id, user_id in found.items():
        user = title_of(table.name, rows.get(user_id or 0, {}))
        way.used(plan.table.name, row_id, title_of(plan.table.name, plan.current[row_id]), user)
