"""Writing many rows at once: keys reserved first, versions counted, one statement for all."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from salesdesk.errors import Gone, RuleBroken
from salesdesk.models.base import Base, Record, now, table_of
from salesdesk.models.types import as_kept
from salesdesk.rules.fields import label_of
from salesdesk.translation import tr

Row = Mapping[str, Any]
_AT_ONCE = 500
_TOGETHER, _DOCUMENT = 2, 5_000
"""From how many rows on a server changes them together, and how many at most by one statement."""
_R = TypeVar("_R", bound=Record)


def live_record(session: Session, model: type[_R], key: int, *, gone: str, version: int | None = None) -> _R:
    """The record with this key; Gone if it is not there, RuleBroken if it is newer than `version`."""
    found = session.get(model, key)
    if found is None or found.deleted_at is not None:
        raise Gone(gone)
    if version is not None and found.version != version:
        raise _quicker(str(getattr(found, "title", None) or getattr(found, "name", None) or tr("this")))
    return found


def edit_record(session: Session, record: Record, values: Row) -> None:
    """Write these values to a record and send them to the database."""
    for name, value in values.items():
        setattr(record, name, value)
    save(session, str(getattr(record, "title", None) or getattr(record, "name", None) or tr("this")))


def only_known(fields: Row, known: frozenset[str]) -> None:
    """RuleBroken if one of the fields is not among those that may be edited."""
    unknown = set(fields) - known
    if unknown:
        words = ", ".join(sorted(label_of(name) for name in unknown))
        raise RuleBroken(tr("{fields} cannot be edited.").format(fields=words))


def only_editable(rows: Iterable[Row], editable: frozenset[str]) -> None:
    """RuleBroken if one of the rows, each with its `id`, has a field that may not be edited."""
    only_known(dict.fromkeys(name for row in rows for name in row if name != "id"), editable)


def save(session: Session, title: str) -> None:
    """Send what was changed on records to the database; RuleBroken if somebody else was quicker."""
    try:
        session.flush()
    except StaleDataError as error:
        raise _quicker(title) from error
    except IntegrityError as error:
        raise _not_fitting() from error


def _not_fitting() -> RuleBroken:
    return RuleBroken(
        tr("This was not saved: a name in it is taken, or something it refers to is not there any more.")
    )


def _quicker(title: str) -> RuleBroken:
    return RuleBroken(tr("Somebody changed {title} in the meantime; look at it again.").format(title=title))


def moment_of(session: Session) -> datetime:
    """The time that rows written now carry: this moment, or the one of the past that is being written."""
    told: datetime | None = session.info.get("moment")
    return told or now()


def reserve_ids(session: Session, table: sa.Table, count: int) -> list[int]:
    """`count` keys of `table` that nobody else gets."""
    if not count:
        return []
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        question = sa.text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :n)")
        return [int(key) for key in connection.scalars(question, {"name": table.name, "n": count})]
    # SQLite: this transaction holds the only write lock, so nobody can come between.
    question = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    last = int(connection.scalar(question, {"name": table.name}) or 0)
    return list(range(last + 1, last + 1 + count))


def insert_rows(session: Session, model: type[Base], rows: Sequence[Row]) -> list[int]:
    """Insert all `rows` of `model` in one statement; their keys in the same order."""
    if not rows:
        return []
    table = table_of(model)
    if len(rows) >= _AT_ONCE:
        _plan_anew(session.connection())
    ids = reserve_ids(session, table, len(rows))
    moment = moment_of(session)
    common = {"created_at": moment, "updated_at": moment} if "created_at" in table.columns else {}
    names = {name for row in rows for name in row}
    full = [
        {**common, **{name: row.get(name) for name in names}, "id": key}
        for key, row in zip(ids, rows, strict=True)
    ]
    _run(session, insert_of_many(session.connection(), table), full)
    return ids


def _plan_anew(connection: Connection) -> None:
    """Let a server plan each question of this save by the rows there are then: what it planned for an empty
    table and keeps would read the whole table each time, when that has grown."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL plan_cache_mode = force_custom_plan"))


def insert_of_many(connection: Connection, table: sa.TableClause) -> sa.Executable:
    """What inserts a list of rows into `table` fast: a server is sent many rows in one statement, as its
    triggers run once for each statement."""
    statement = sa.insert(table)
    if connection.dialect.name != "postgresql":
        return statement
    # With something to come back SQLAlchemy gathers rows; a constant may come to who may not read the row.
    return statement.returning(sa.literal_column("1"))


def _run(session: Session, statement: sa.Executable, rows: list[dict[str, Any]]) -> int:
    """Execute for each of the rows; how many rows of the database it touched."""
    try:
        return int(session.connection().execute(statement, rows).rowcount)
    except IntegrityError as error:
        raise _not_fitting() from error


def update_rows(session: Session, model: type[Base], rows: Iterable[Row], *, trashed: bool = False) -> int:
    """Update rows by their "id", each with its own fields, counting versions up; how many it found.

    What lies in the trash stays as it is, unless `trashed` says that it changes too.
    """
    session.flush()
    table = table_of(model)
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    moment = moment_of(session)
    found = 0
    for row in rows:
        fields = tuple(sorted(name for name in row if name != "id"))
        stamp = {"updated_at": moment} if "version" in table.columns else {}
        groups.setdefault(fields, []).append({**row, **stamp})
    for fields, values_list in groups.items():
        change = sa.update(table)
        if "deleted_at" in table.columns and not trashed:
            change = change.where(table.c.deleted_at.is_(None))
        if "version" in table.columns:
            change = change.values(version=table.c.version + 1)
        names = (*fields, "updated_at") if "version" in table.columns else fields
        if len(values_list) >= _TOGETHER and _at_once(session.connection(), values_list):
            found += _update_together(session, change, table, names, values_list)
        else:
            found += _update_each(session, change, table, names, values_list)
    # What the session holds of these rows is old now.
    session.expire_all()
    return found


def _update_each(
    session: Session, change: sa.Update, table: sa.Table, names: Sequence[str], rows: list[dict[str, Any]]
) -> int:
    values = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    change = change.where(table.c.id == sa.bindparam("new_id")).values(values)
    return _run(session, change, [{f"new_{name}": value for name, value in row.items()} for row in rows])


def _at_once(connection: Connection, rows: list[dict[str, Any]]) -> bool:
    """Whether these rows can be changed by one statement: on a server, whose triggers run once for each
    statement, unless a row comes twice."""
    return connection.dialect.name == "postgresql" and len({row["id"] for row in rows}) == len(rows)


def _update_together(
    session: Session, change: sa.Update, table: sa.Table, names: Sequence[str], rows: list[dict[str, Any]]
) -> int:
    """Change all rows by a statement that gets them as one document, some thousand at a time."""
    from sqlalchemy.dialects.postgresql import JSONB

    connection = session.connection()
    if len(rows) >= _AT_ONCE:
        _plan_anew(connection)
    columns = [sa.column(name, table.c[name].type) for name in ("id", *names)]
    told = sa.func.jsonb_to_recordset(sa.cast(sa.bindparam("told", type_=sa.Text), JSONB))
    new = told.table_valued(*columns).render_derived("new", with_types=True)
    change = change.where(table.c.id == new.c.id).values({name: new.c[name] for name in names})
    found = 0
    for start in range(0, len(rows), _DOCUMENT):
        part = [_plain(connection, table, row) for row in rows[start : start + _DOCUMENT]]
        try:
            found += connection.execute(change, {"told": json.dumps(part, default=_in_json)}).rowcount
        except IntegrityError as error:
            raise _not_fitting() from error
    return found


def _plain(connection: Connection, table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row as the database keeps it."""
    return {name: as_kept(table.c[name].type, value, connection.dialect) for name, value in row.items()}


def _in_json(value: Any) -> str:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value)} has no place in a row")


def chunked(ids: Iterable[int]) -> Iterable[list[int]]:
    """The ids in lists short enough for one IN (...)."""
    listed = list(ids)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
