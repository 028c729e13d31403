"""A whole database as one JSON document, readable by people and by other programs, and back again.

    {"salesdesk": 1, "schema": 1, "made_at": "2026-11-24T09:00:00Z",
     "tables": {"company": [{"id": 1, "name": "Halden Logistics", "revenue": "31000000", ...}, ...], ...}}

Amounts, quantities, rates and shares are decimal strings, days ISO dates, moments ISO times in UTC, bytes
base64. Columns that hold nothing are left out. The change log, who has what under their hands just now, the
derived full text and the hashes of passwords are not part of it.
"""

import base64
import gzip
import json
import os
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy import Connection

from salesdesk.errors import KnownError
from salesdesk.models import Base
from salesdesk.models import types as kinds
from salesdesk.store.migrate import SCHEMA, schema_of
from salesdesk.store.place import why_unwritten
from salesdesk.translation import tr

FORMAT = 1
LEFT_OUT = frozenset({"meta", "change_log", "password", "presence"})
UNREADABLE = (OSError, EOFError, zlib.error, ValueError)
"""What reading a damaged dump may raise."""
_AT_ONCE = 2_000


def dumped_tables() -> list[sa.Table]:
    """The tables of a dump, each after those that it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def _there(connection: Connection) -> dict[str, list[sa.Column[Any]]]:
    """The columns that this database has of those tables; one of an older program lacks some."""
    found = sa.inspect(connection).get_multi_columns(filter_names=[table.name for table in dumped_tables()])
    names = {table: {column["name"] for column in columns} for (_, table), columns in found.items()}
    return {
        table.name: [column for column in table.columns if column.name in names[table.name]]
        for table in dumped_tables()
        if table.name in names
    }


Told = Callable[[int, int], None]
"""Hears how many rows of how many are done."""


def write_dump(connection: Connection, target: Path, told: Told | None = None) -> dict[str, int]:
    """Write all rows to `target` (gzip when it ends in .gz) and give the counts per table.

    `told` hears how far it is. The file appears under its name only when it is whole.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        with _writing(part, target) as file:
            counts = _write(connection, file, told)
        with part.open("rb+") as raw:
            os.fsync(raw.fileno())
        part.replace(target)
    except OSError as error:
        raise KnownError(
            tr("{path} cannot be written: {reason}.").format(path=target, reason=why_unwritten(error, target))
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return counts


def _writing(part: Path, target: Path) -> IO[str]:
    if target.suffix == ".gz":
        return gzip.open(part, "wt", encoding="utf-8", compresslevel=4)
    return part.open("w", encoding="utf-8", newline="\n")


def _write(connection: Connection, file: IO[str], told: Told | None) -> dict[str, int]:
    made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    head = {"salesdesk": FORMAT, "schema": schema_of(connection), "made_at": made}
    file.write(json.dumps(head)[:-1] + ', "tables": {')
    counts: dict[str, int] = {}
    tables = _there(connection)
    total = sum(_count(connection, name) for name in tables) if told else 0
    for position, (name, columns) in enumerate(tables.items()):
        file.write(("," if position else "") + f'\n"{name}": [')
        count = 0
        for row in _rows(connection, columns):
            file.write((",\n" if count else "\n") + json.dumps(row, ensure_ascii=False))
            count += 1
            if told and count % _AT_ONCE == 0:
                told(sum(counts.values()) + count, total)
        file.write("\n]")
        counts[name] = count
    file.write("\n}}\n")
    return counts


def _count(connection: Connection, table: str) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(sa.table(table))) or 0


def _rows(connection: Connection, columns: list[sa.Column[Any]]) -> Iterator[dict[str, Any]]:
    question = sa.select(*columns).order_by(*(column for column in columns if column.primary_key))
    # Files are large: one in memory at a time.
    at_once = 1 if any(isinstance(column.type, kinds.Bytes) for column in columns) else _AT_ONCE
    answer = connection.execute(question, execution_options={"yield_per": at_once})
    for row in answer.mappings():
        yield {name: _out(value) for name, value in row.items() if value is not None}


def _out(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


def count_dump(source: Path) -> dict[str, int]:
    """The rows per table of a dump that `write_dump` made, each of them read; ValueError if it is not whole.

    It goes line by line, so it takes no memory however large the database is.
    """
    counts: dict[str, int] = {}
    table = ""
    with _reading(source) as file:
        file.readline()
        for line in file:
            inner = line.rstrip("\n").removesuffix(",")
            if inner.endswith(": ["):
                table = json.loads(inner.removesuffix(": ["))
                counts[table] = 0
            elif inner.startswith("{"):
                json.loads(inner)
                counts[table] += 1
            elif inner == "}}":
                return counts
            elif inner != "]":
                raise ValueError(f"no row: {inner[:40]}")
    raise ValueError("the end is missing")


def _reading(source: Path) -> IO[str]:
    opener = gzip.open if source.suffix == ".gz" else open
    return opener(source, "rt", encoding="utf-8")


def read_dump(source: Path) -> dict[str, Any]:
    """The document of a dump; KnownError if it is none, or of a newer SalesDesk."""
    try:
        with _reading(source) as file:
            document = json.load(file)
        tables = document["tables"]
        schema = int(document["schema"])
    except FileNotFoundError as error:
        raise KnownError(tr("There is no file {path}.").format(path=source)) from error
    except (*UNREADABLE, KeyError, TypeError) as error:
        raise KnownError(
            tr("{path} is not a whole SalesDesk backup; nothing was changed.").format(path=source)
        ) from error
    if schema > SCHEMA or set(tables) - {table.name for table in dumped_tables()}:
        raise KnownError(
            tr("{path} was made by a newer SalesDesk. Update SalesDesk first.").format(path=source)
        )
    return document  # type: ignore[no-any-return]


def load_rows(connection: Connection, document: dict[str, Any], told: Told | None = None) -> dict[str, int]:
    """Insert all rows of a dump with their keys into a database without rows; counts per table.

    References inside one table (a company's parent) are filled in afterwards, when both rows are there.
    """
    counts: dict[str, int] = {}
    there = _there(connection)
    total = sum(map(len, document["tables"].values()))
    for table in dumped_tables():
        rows = document["tables"].get(table.name, [])
        columns = there.get(table.name, [])
        inner = [column for column in columns if _refers_to(column, table)]
        # Without the defaults of the model: an older database does not know all of its columns.
        bare = sa.table(table.name, *(sa.column(column.name, column.type) for column in columns))
        done = sum(counts.values())
        for chunk in _chunks(rows):
            connection.execute(sa.insert(bare), [_row(columns, row, inner) for row in chunk])
            done += len(chunk)
            if told:
                told(done, total)
        _fill_inner(connection, table, rows, inner)
        counts[table.name] = len(rows)
        if connection.dialect.name == "postgresql" and "id" in table.columns and rows:
            highest = max(row["id"] for row in rows)
            connection.execute(
                sa.text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), :n)"), {"n": highest}
            )
    return counts


def _refers_to(column: sa.Column[Any], table: sa.Table) -> bool:
    return any(key.column.table is table for key in column.foreign_keys)


def _chunks(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


def _row(columns: list[sa.Column[Any]], row: dict[str, Any], inner: list[sa.Column[Any]]) -> dict[str, Any]:
    later = {column.name for column in inner}
    return {
        column.name: None if column.name in later else _in(column, row.get(column.name)) for column in columns
    }


def _fill_inner(
    connection: Connection, table: sa.Table, rows: list[dict[str, Any]], inner: list[sa.Column[Any]]
) -> None:
    for column in inner:
        filled = [{"key": row["id"], "value": row[column.name]} for row in rows if row.get(column.name)]
        if filled:
            # Without what the model does on a change: a row put back is as old as it was.
            bare = sa.table(table.name, sa.column("id", kinds.Id), sa.column(column.name, column.type))
            change = sa.update(bare).where(bare.c.id == sa.bindparam("key"))
            connection.execute(change.values({column.name: sa.bindparam("value")}), filled)


def _in(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, kinds.Scaled):
        return Decimal(value)
    if isinstance(column.type, kinds.UtcTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, kinds.Day):
        return date.fromisoformat(value)
    if isinstance(column.type, kinds.Bytes):
        return base64.b64decode(value)
    return value
