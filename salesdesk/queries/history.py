"""What happened to a record: who changed which field, when, from what to what, in words."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import FieldChange, HistoryEntry
from salesdesk.errors import RuleBroken
from salesdesk.models import Action, Base, CustomField, History, ImportBatch, Person
from salesdesk.models import types as kinds
from salesdesk.queries.company_calendar import base_currency, time_zone
from salesdesk.queries.keys import among
from salesdesk.queries.merge_history import merges_into
from salesdesk.rules.fields import label_of
from salesdesk.rules.periods import local_time
from salesdesk.rules.words import RECORDS, fixed_words
from salesdesk.translation import tr

# What the program itself keeps; nobody asks for it.
UNTOLD = frozenset({"name_key", "rank", "pipeline_id", "closed_on", "domain", "role_name"})


def record_history(session: Session, *, table: str, row_id: int) -> tuple[HistoryEntry, ...]:
    """The history of one row of a table ("deal"), the latest first; only what the viewer may see."""
    if table not in Base.metadata.tables or "version" not in Base.metadata.tables[table].columns:
        raise RuleBroken(tr("There is no history of {word}.").format(word=table))
    rows = session.execute(
        sa.select(History, Action.at, Person.name, ImportBatch.file_name)
        .join(Action, Action.id == History.action_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .outerjoin(ImportBatch, ImportBatch.id == Action.batch_id)
        .where(History.tbl == table, History.row_id == row_id)
        .order_by(History.id.desc())
    ).all()
    words = _words(session, table, [entry.changes for entry, *_ in rows], (row_id,))
    entries = [
        HistoryEntry(
            entry.action_id,
            at,
            who or "",
            entry.op == "created",
            words.of(entry.changes, row_id),
            file=file or "",
        )
        for entry, at, who, file in rows
    ]
    told = [entry for entry in entries if entry.made or entry.changes]
    merged = merges_into(session, table=table, row_id=row_id)
    return tuple(sorted([*merged, *told], key=lambda entry: (entry.at, entry.action_id), reverse=True))


def values_as_read(
    session: Session, *, table: str, row_id: int, column: str, values: Sequence[Any]
) -> tuple[list[Any], str]:
    """Values of one field of a row as people read them, and the currency where they are amounts of money.

    What a value refers to, and what has fixed words, is told by its name. `values` are as Python has them; of
    the team's own fields (`custom.fleet`) as they are kept.
    """
    source = Base.metadata.tables[table]
    if column.startswith("custom."):
        return _own_values(session, table, column.removeprefix("custom."), values)
    kind = source.columns[column]
    if target_of(kind) is not None:
        names = _names(session, source, [{column: list(values)}])
        words = _Words(source, names, time_zone(session), {}, {})
        return [words.named(column, value) for value in values], ""
    currency = ""
    if isinstance(kind.type, kinds.Money):
        own = sa.select(source.c.currency).where(source.c.id == row_id) if "currency" in source.c else None
        currency = (session.scalar(own) if own is not None else None) or base_currency(session)
    return [fixed_words(column, each) if isinstance(each, str) else each for each in values], currency


def _own_values(session: Session, table: str, key: str, values: Sequence[Any]) -> tuple[list[Any], str]:
    kind = session.scalar(
        sa.select(CustomField.kind).where(CustomField.record == table, CustomField.key == key).limit(1)
    )
    if kind == "person":
        ids = [int(each) for each in values if each is not None]
        question = sa.select(Person.id, Person.name).where(Person.id.in_(ids))
        people = {row[0]: row[1] for row in session.execute(question)}
        return [people.get(int(each), str(each)) if each is not None else None for each in values], ""
    if kind == "date":
        return [date.fromisoformat(each) if isinstance(each, str) else each for each in values], ""
    if kind in ("money", "number"):
        found = [Decimal(str(each)) if each not in (None, "") else None for each in values]
        return list(found), base_currency(session) if kind == "money" else ""
    return list(values), ""


def told_changes(
    session: Session, table: str, ids: Iterable[int], fields: Iterable[str]
) -> list[tuple[int, int, datetime, dict[str, list[Any]]]]:
    """Every save that changed one of these fields of these rows: history id, row, moment, raw changes."""
    told = sa.cast(History.changes, sa.Text())
    rows = session.execute(
        sa.select(History.id, History.row_id, Action.at, History.changes)
        .join(Action, Action.id == History.action_id)
        .where(
            History.tbl == table,
            among(session, History.row_id, ids),
            History.op == "updated",
            sa.or_(*(told.contains(f'"{name}"') for name in fields)),
        )
    )
    return [(row[0], row[1], row[2], row[3] or {}) for row in rows]


def changes_in_words(
    session: Session, table: str, history_ids: Iterable[int]
) -> list[tuple[int, str, dict[str, FieldChange]]]:
    """What these entries of the history changed, by column, and who did it."""
    rows = session.execute(
        sa.select(History.id, History.row_id, Person.name, History.changes)
        .join(Action, Action.id == History.action_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .where(among(session, History.id, history_ids))
    ).all()
    words = _words(session, table, [row.changes for row in rows], {row.row_id for row in rows})
    return [(row.id, row.name or "", words.by_column(row.changes, row.row_id)) for row in rows]


def _words(
    session: Session, table: str, changes: Iterable[dict[str, list[Any]] | None], row_ids: Iterable[int]
) -> "_Words":
    source = Base.metadata.tables[table]
    listed = list(row_ids)
    currencies = dict.fromkeys(listed, base_currency(session))
    if "currency" in source.columns:
        question = sa.select(source.c.id, source.c.currency).where(among(session, source.c.id, listed))
        currencies |= {row[0]: row[1] for row in session.execute(question)}
    own = session.execute(sa.select(CustomField.key, CustomField.label).where(CustomField.record == table))
    labels = {f"custom.{key}": label for key, label in own}
    return _Words(source, _names(session, source, changes), time_zone(session), currencies, labels)


class _Words:
    """Turns the raw values of a table's history into words."""

    def __init__(
        self,
        table: sa.Table,
        names: dict[tuple[str, int], str],
        zone: str,
        currencies: dict[int, str],
        labels: dict[str, str],
    ) -> None:
        self._table = table
        self._names = names
        self._zone = zone
        self._currencies = currencies
        self._labels = labels

    def of(self, changes: dict[str, list[Any]] | None, row_id: int) -> tuple[FieldChange, ...]:
        """The changes of one save in words."""
        return tuple(self.by_column(changes, row_id).values())

    def by_column(self, changes: dict[str, list[Any]] | None, row_id: int) -> dict[str, FieldChange]:
        """The changes of one save in words, by the name of the column."""
        return {
            name: self._change(name, old, new, row_id)
            for name, (old, new) in (changes or {}).items()
            if name not in UNTOLD
        }

    def _change(self, name: str, old: Any, new: Any, row_id: int) -> FieldChange:
        column = self._table.columns.get(name)
        is_money = column is not None and isinstance(column.type, kinds.Money)
        return FieldChange(
            self._labels.get(name) or label_of(name),
            self._word(name, old),
            self._word(name, new),
            self._value(name, old),
            self._value(name, new),
            self._currencies.get(row_id, "") if is_money else "",
        )

    def named(self, name: str, value: Any) -> str | None:
        """What a value refers to; None for nothing."""
        return self._word(name, value) or None

    def _value(self, name: str, value: Any) -> Any:
        """A value as Python has it; what it refers to, and what has fixed words, in words."""
        column = self._table.columns.get(name)
        if value is None or column is None or target_of(column) is not None:
            return self._word(name, value) or None
        found = stored(column, value)
        return fixed_words(name, found) if isinstance(found, str) else found

    def _word(self, name: str, value: Any) -> str:
        column = self._table.columns.get(name)
        if value is None:
            return ""
        if column is None:
            return str(value)
        target = target_of(column)
        if target is not None:
            # What it is called is not seen, or there no more: then at least what it is.
            return self._names.get((target, int(value)), RECORDS.get(target, tr("something else")))
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
