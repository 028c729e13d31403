"""Files as tables of values: what they hold is told, remembered from an earlier import, or found."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.errors import KnownError, RuleBroken
from salesdesk.exchange.columns import AmbiguousDates, Order
from salesdesk.exchange.mapping import column_key, map_columns
from salesdesk.exchange.sheet import Table
from salesdesk.exchange.table import read_tables
from salesdesk.exchange.values import ReadTable, read_values
from salesdesk.queries.settings import own_setting
from salesdesk.rules.names import name_key
from salesdesk.services.settings import change_own_setting
from salesdesk.translation import tr


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are to be read: what they hold, what columns mean ("COLUMN=object.field"), which sheet.

    A `profile` is such a reading under a name, kept for its person in the database.
    """

    record: str | None = None
    told: tuple[str, ...] = ()
    order: Order | None = None
    sheet: str | None = None
    profile: str = ""

    @property
    def says_something(self) -> bool:
        """Whether the user said how to read, so that nothing remembered is wanted."""
        return bool(self.record or self.told or self.order)


def read_files(session: Session, paths: Sequence[Path], reading: Reading) -> list[ReadTable]:
    """Read all files. KnownError and RuleBroken name the file that cannot be read so."""
    found = []
    for path in paths:
        for table in read_tables(path, reading.sheet):
            found.append(_read(session, table, reading))
    return found


def _read(session: Session, table: Table, reading: Reading) -> ReadTable:
    known = own_setting(session, key=_key(table, reading.profile))
    if reading.profile and known is None and not reading.says_something:
        raise RuleBroken(
            tr("There is no profile {name} yet; say once how to read, with --map or --as.").format(
                name=reading.profile
            )
        )
    if known is not None and (reading.profile or not reading.says_something):
        reading = _with_remembered(reading, known, table)
        if not reading.profile:
            notice = tr("read in the way that was chosen for these columns before.")
            table = replace(table, notices=(*table.notices, notice))
    try:
        mapping = map_columns(table.headers, reading.record or table.record, reading.told)
        return read_values(table, mapping, reading.order)
    except AmbiguousDates as unclear:
        raise AmbiguousDates(_named(table, unclear)) from unclear
    except RuleBroken as broken:
        raise KnownError(_named(table, broken)) from broken


def _named(table: Table, problem: RuleBroken) -> str:
    return tr("{file}: {problem}").format(file=table.called, problem=problem)


def _with_remembered(reading: Reading, known: dict[str, Any], table: Table) -> Reading:
    """What is said now goes before what is remembered; columns that this file lacks do not matter."""
    here = {column_key(header) for header in table.headers}
    told = tuple(entry for entry in known["told"] if column_key(entry.rpartition("=")[0]) in here)
    return Reading(
        record=reading.record or known["record"],
        told=(*told, *reading.told),
        order=reading.order or known["order"],
        sheet=reading.sheet,
        profile=reading.profile,
    )


def remember(session: Session, tables: Sequence[ReadTable], reading: Reading) -> None:
    """Keep how these files were read where the user said how: for the same columns, or under a name."""
    if not reading.says_something:
        return
    for read in tables:
        key = _key(read.table, reading.profile)
        before = own_setting(session, key=key)
        known = before is not None and reading.profile
        whole = _with_remembered(reading, before, read.table) if known else reading
        value = {"record": whole.record, "told": list(dict.fromkeys(whole.told)), "order": whole.order}
        if value != before:
            change_own_setting(session, key=key, value=value)


def _key(table: Table, profile: str) -> str:
    if profile:
        return f"import_profile {name_key(profile)}"
    columns = "\n".join(sorted(column_key(header) for header in table.headers))
    return f"import_source {hashlib.sha256(columns.encode()).hexdigest()[:32]}"
