"""What the tables and indexes of an SQLite file say: a rule or default in them could do harm when used."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from salesdesk.models import Base
from salesdesk.store.generated.tables import SEARCHED

KNOWN = "6dc834595358ab7754656fb6a0e397a1f223dab73697e57dacec886ccdc6396d"
"""The hash of what the models declare: with it, opening a file need not work the declarations out."""
Shape = dict[str, tuple[str, frozenset[str]]]
GENERATED = frozenset({"ctx", *(f"{table}_search" for table in SEARCHED)})
"""Tables that are compared word by word with what generates them."""
_SHADOWS = ("data", "idx", "content", "docsize", "config")
_VALUE = re.compile(r" DEFAULT (\('[^']*'\)|'[^']*'|-?\d+)(?= |$)")
_BRACKET = re.compile(r"[()]")
_MARK = re.compile(r"""[(),]|'[^']*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)""")
"""A bracket, a comma, or all that stands between two quotes, also where the second one is missing."""
_SPACE = re.compile(r"\s+")
_REVISIONS = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def strangers(rows: list[tuple[str, str, str | None]]) -> list[str]:
    """The tables and indexes among (type, name, sql) that differ from what the models declare."""
    found = _found(rows)
    if fingerprint(found) == KNOWN:
        return []
    wanted = declared_shape()
    return sorted(name for name in found.keys() | wanted if found.get(name) != wanted.get(name))


def fingerprint(shape: Shape) -> str:
    """A hash of all definitions; differs when any of them does."""
    text = "\n".join(f"{name}: {shape[name][0]} {sorted(shape[name][1])}" for name in sorted(shape))
    return hashlib.sha256(text.encode()).hexdigest()


def _found(rows: list[tuple[str, str, str | None]]) -> Shape:
    shadows = {f"{table}_search_{part}" for table in SEARCHED for part in _SHADOWS}
    return {
        name: _parts(sql)
        for kind, name, sql in rows
        if kind in ("table", "index")
        and sql is not None
        and not name.startswith("sqlite_")
        and name not in shadows | GENERATED
    }


@cache
def declared_shape() -> Shape:
    """Every table and index of the models, and the one in which revisions are noted."""
    made = {"alembic_version": _parts(_REVISIONS)}
    for table in Base.metadata.tables.values():
        made[table.name] = _parts(str(CreateTable(table).compile(dialect=dialect())))
        for index in table.indexes:
            made[str(index.name)] = _parts(str(CreateIndex(index).compile(dialect=dialect())))
    return made


@lru_cache(maxsize=512)  # a window opens many files in its life, and all say the same
def _parts(sql: str) -> tuple[str, frozenset[str]]:
    """A definition as what stands around its list, and its list in no order: a column that was added by an
    upgrade stands last."""
    begin, end = sql.index("("), _closing(sql)
    around = f"{sql[:begin]}(){sql[end + 1 :]}"
    return _plain(around), frozenset(_plain(part) for part in _split(sql[begin + 1 : end]))


def _closing(sql: str) -> int:
    """Where the first bracket closes."""
    depth = 0
    for found in _BRACKET.finditer(sql):
        depth += 1 if found[0] == "(" else -1
        if not depth:
            return found.start()
    return len(sql)


def _split(listed: str) -> Iterator[str]:
    """The parts between the commas that stand in no bracket and no quotes."""
    depth = begin = 0
    for found in _MARK.finditer(listed):
        mark = found[0]
        if mark == "," and not depth:
            yield listed[begin : found.start()]
            begin = found.end()
        else:
            depth += (mark == "(") - (mark == ")")
    yield listed[begin:]


def _plain(text: str) -> str:
    """Without what means nothing: line breaks, and defaults that are mere values, which a revision may need
    for the rows there are."""
    return _VALUE.sub("", _SPACE.sub(" ", text).strip())
