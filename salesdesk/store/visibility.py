"""Which rows a viewer sees on SQLite, where the application itself is the only guard."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from salesdesk.answers.viewer import Viewer
from salesdesk.models import Base
from salesdesk.models.visibility import WIDENING, Visibility
from salesdesk.store.generated.tables import Declared, declared


@lru_cache(maxsize=8)
def bare_table(dialect: str, name: str) -> sa.TableClause:
    """The table itself, past the views of a reading connection; kept, for every session asks by it."""
    columns = (sa.column(each.name, each.type) for each in Base.metadata.tables[name].columns)
    return sa.table(name, *columns, schema="main" if dialect == "sqlite" else None)


def widened_kinds(settings: dict[str, Any]) -> frozenset[str]:
    """The kinds of record that the settings open to everybody; a new database opens both."""
    return frozenset(
        kind
        for kind, (key, open_to_all, _) in WIDENING.items()
        if settings.get(key, open_to_all) == open_to_all
    )


def views(viewer: Viewer, widened: frozenset[str]) -> dict[str, str]:
    """For each table that `viewer` does not see whole: the SELECT of the rows that they see."""
    limited = {
        entry.name: f"SELECT * FROM main.{entry.name} WHERE {condition}"
        for entry in declared()
        if (condition := _condition(entry, viewer, widened))
    }
    for entry in declared():
        if entry.visibility.seen == "record" and limited:
            limited[entry.name] = _of_records(entry, [name for name in limited if _has_id(name)])
    return limited


def _has_id(table: str) -> bool:
    return "id" in Base.metadata.tables[table].columns


def _of_records(entry: Declared, names: list[str]) -> str:
    listed = ", ".join(f"'{name}'" for name in names)
    each = "".join(f" OR (tbl = '{name}' AND row_id IN (SELECT id FROM {name}))" for name in names)
    return f"SELECT * FROM main.{entry.name} WHERE tbl NOT IN ({listed}){each}"


def _condition(entry: Declared, viewer: Viewer, widened: frozenset[str]) -> str:
    rule = entry.visibility
    me = viewer.person_id
    if rule.seen == "private":
        shared = " OR shared = 1" if "shared" in entry.columns else ""
        return f"{rule.person} IS {me if me is not None else 'NULL'}{shared}"
    if viewer.is_administrator or rule.seen in ("everyone", "record") or rule.widened in widened:
        return ""
    if rule.seen == "administrator":
        return "0"
    return _by_tree(rule, int(me or 0))


def _by_tree(rule: Visibility, me: int) -> str:
    """Own rows, rows of everybody below, unowned rows, and rows of deals where `me` is a member."""
    below = f"SELECT descendant_id FROM main.person_tree WHERE ancestor_id = {me} AND to_at IS NULL"
    condition = f"{rule.person} IS NULL OR {rule.person} IN ({below})"
    if rule.seen == "line_above":
        condition = f"{rule.person} = {me} OR {rule.person} IN ({below})"
    if rule.deal:
        member = f"SELECT deal_id FROM main.deal_member WHERE person_id = {me} AND deleted_at IS NULL"
        condition += f" OR {rule.deal} IN ({member})"
    return condition


def limit_session(session: Session, viewer: Viewer, widened: frozenset[str]) -> None:
    """Add the same condition to everything that a writing session reads through the models."""
    limits = _limits(viewer, widened)

    @sa.event.listens_for(session, "do_orm_execute")
    def _(state: ORMExecuteState) -> None:
        if not (state.is_select or state.is_update or state.is_delete) or state.is_column_load:
            return
        state.statement = state.statement.options(*limits)


@lru_cache(maxsize=64)
def _limits(viewer: Viewer, widened: frozenset[str]) -> tuple[Any, ...]:
    """The conditions of every model; kept, since working them out takes longer than a card's move."""
    conditions: dict[Any, str] = {e.table: _condition(e, viewer, widened) for e in declared()}
    return tuple(
        with_loader_criteria(mapper.class_, _criterion(mapper.class_, condition), include_aliases=True)
        for mapper in Base.registry.mappers
        if (condition := conditions.get(mapper.local_table))
    )


def _criterion(model: Any, condition: str) -> Any:
    """The condition over the model's own key, so that it holds for aliases too."""
    table = model.__table__
    key = next(iter(table.primary_key.columns)).name
    visible = sa.text(f"SELECT {key} FROM main.{table.name} WHERE {condition}").columns(table.c[key])
    attribute = next(a.key for a in sa.inspect(model).column_attrs if a.columns[0] is table.c[key])
    return getattr(model, attribute).in_(visible)
