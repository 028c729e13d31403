"""Files as tables of values: what they hold is told, remembered from an earlier import, or found."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.errors import KnownError, RuleBroken
from salesdesk.exchange.columns import AmbiguousDates, Order
from salesdesk.exchange.mapping import RECORDS, column_key, map_columns, target_of
from salesdesk.exchange.sheet import Layout, Table, Told, tell_nobody
from salesdesk.exchange.table import read_tables
from salesdesk.exchange.values import ReadTable, read_values
from salesdesk.exchange.ways import DecimalMark, Target, Ways
from salesdesk.queries.exports import list_fields
from salesdesk.queries.settings import own_setting
from salesdesk.rules.fields import Field
from salesdesk.rules.names import name_key
from salesdesk.services.settings import change_own_setting
from salesdesk.translation import tr


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are to be read: what they hold, what columns mean ("COLUMN=object.field"), which sheet.

    `order` is which number of a date is the day, `orders` that of single columns by their names; `decimal`
    the decimal mark. `words` says per "object.field" what a word stands for: another one, "" for blank, None
    where its rows stay out. `constants` are values by "object.field" for rows that leave it blank, `fill` the
    fields that are only filled where a record holds nothing. A `profile` is such a reading under a name, kept
    for its person in the database.
    """

    record: str | None = None
    told: tuple[str, ...] = ()
    order: Order | None = None
    sheet: str | None = None
    profile: str = ""
    orders: Mapping[str, Order] = field(default_factory=dict)
    decimal: DecimalMark = ""
    words: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    fill: frozenset[str] = frozenset()

    @property
    def says_something(self) -> bool:
        """Whether the user said how to read, so that nothing remembered is wanted."""
        return self != Reading(sheet=self.sheet, profile=self.profile)

    def ways(self, record: str) -> Ways:
        """How values are to be read in a table of this kind of record."""
        return Ways(
            order=self.order,
            orders=self.orders,
            decimal=self.decimal,
            words={
                _target(key, record): {name_key(word): meant for word, meant in words.items()}
                for key, words in self.words.items()
            },
            constants={_target(key, record): text for key, text in self.constants.items()},
            fill=frozenset(_target(key, record) for key in self.fill),
        )


def _target(text: str, record: str) -> Target:
    return target_of(text, record)


def read_files(
    session: Session, paths: Sequence[Path], reading: Reading, told: Told = tell_nobody
) -> list[ReadTable]:
    """Read all files. KnownError and RuleBroken name the file that cannot be read so.

    `told` hears how many rows of each are read.
    """
    own = own_fields(session)
    found = []
    for path in paths:
        for table in read_tables(path, Layout(sheet=reading.sheet), told):
            found.append(_read(session, table, reading, own))
    return found


def own_fields(session: Session) -> dict[str, tuple[Field, ...]]:
    """The fields that the team added, per kind of record."""
    return {
        record: tuple(each for each in list_fields(session, record=record) if each.key.startswith("custom."))
        for record in RECORDS
    }


def _read(session: Session, table: Table, reading: Reading, own: Mapping[str, Sequence[Field]]) -> ReadTable:
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
    return read_as(table, reading, own)


def read_as(table: Table, reading: Reading, own: Mapping[str, Sequence[Field]] | None = None) -> ReadTable:
    """Read a table so. KnownError and AmbiguousDates name the file."""
    try:
        mapping = map_columns(table.headers, reading.record or table.record, reading.told, own)
        return read_values(table, mapping, reading.ways(mapping.record))
    except AmbiguousDates as unclear:
        raise AmbiguousDates(_named(table, unclear)) from unclear
    except RuleBroken as broken:
        raise KnownError(_named(table, broken)) from broken


def _named(table: Table, problem: RuleBroken) -> str:
    return tr("{file}: {problem}").format(file=table.called, problem=problem)


def remembered(session: Session, table: Table, profile: str = "") -> Reading | None:
    """How a table with these columns was read the last time, as far as somebody said so."""
    known = own_setting(session, key=_key(table, profile))
    return _with_remembered(Reading(), known, table) if known is not None else None


def _with_remembered(reading: Reading, known: dict[str, Any], table: Table) -> Reading:
    """What is said now goes before what is remembered; columns that this file lacks do not matter."""
    here = {column_key(header) for header in table.headers}
    told = tuple(entry for entry in known["told"] if column_key(entry.rpartition("=")[0]) in here)
    words = {
        key: {**known.get("words", {}).get(key, {}), **reading.words.get(key, {})}
        for key in {**known.get("words", {}), **reading.words}
    }
    return replace(
        reading,
        record=reading.record or known["record"],
        told=(*told, *reading.told),
        order=reading.order or known["order"],
        orders={**known.get("orders", {}), **reading.orders},
        decimal=reading.decimal or known.get("decimal", ""),
        words=words,
        constants={**known.get("constants", {}), **reading.constants},
        fill=reading.fill | frozenset(known.get("fill", ())),
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
        value = _kept(whole)
        if value != before:
            change_own_setting(session, key=key, value=value)


def _kept(reading: Reading) -> dict[str, Any]:
    """A reading as it is stored; what nobody said is left out but for what older versions look for."""
    kept: dict[str, Any] = {
        "record": reading.record,
        "told": list(dict.fromkeys(reading.told)),
        "order": reading.order,
    }
    further: dict[str, Any] = {
        "orders": dict(reading.orders),
        "decimal": reading.decimal,
        "words": {key: dict(words) for key, words in reading.words.items()},
        "constants": dict(reading.constants),
        "fill": sorted(reading.fill),
    }
    return kept | {name: value for name, value in further.items() if value}


def _key(table: Table, profile: str) -> str:
    if profile:
        return f"import_profile {name_key(profile)}"
    columns = "\n".join(sorted(column_key(header) for header in table.headers))
    return f"import_source {hashlib.sha256(columns.encode()).hexdigest()[:32]}"
