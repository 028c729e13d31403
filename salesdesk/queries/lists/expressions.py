"""SQL that both databases read alike: texts without case, values of the team's own fields."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from salesdesk.models.types import Text

_CAPITALS = str.maketrans({chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})


class folded(FunctionElement[str]):  # noqa: N801
    """A text in small letters (A to Z), compared byte by byte on both databases."""

    type = Text(ordered=True)
    inherit_cache = True


@compiles(folded)
def _(element: Any, compiler: Any, **options: Any) -> str:
    return f"lower({compiler.process(element.clauses, **options)})"


@compiles(folded, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    return f'lower(({compiler.process(element.clauses, **options)}) COLLATE "C")'


def fold(text: str) -> str:
    """A text as `folded` gives it."""
    return text.translate(_CAPITALS)


class unindexed(FunctionElement[Any]):  # noqa: N801
    """A column to sort by without its index, which would be walked to its end where few rows fit."""

    inherit_cache = True

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(unindexed)
def _(element: Any, compiler: Any, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


@compiles(unindexed, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


class _number(FunctionElement[Any]):  # noqa: N801
    """A text as a number where it is one, else nothing."""

    type = sa.Numeric()
    inherit_cache = True


@compiles(_number)
def _(element: Any, compiler: Any, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    # As the server's pattern below: a minus sign, digits, one point between digits.
    bare = f"substr(CAST({text} AS TEXT), 1 + (CAST({text} AS TEXT) LIKE '-%'))"
    fits = f"{bare} GLOB '[0-9]*' AND {bare} GLOB '*[0-9]'"
    misfits = f"{bare} GLOB '*[^0-9.]*' OR {bare} GLOB '*.*.*'"
    return f"CASE WHEN {fits} AND NOT ({misfits}) THEN CAST({text} AS REAL) END"


@compiles(_number, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return f"CASE WHEN ({text}) ~ '^-?[0-9]+([.][0-9]+)?$' THEN ({text})::numeric END"


def own_field(column: Any, key: str) -> Any:
    """The value of one of the team's own fields as a text."""
    # Both databases know this operator; SQLite reads a plain word as the name of a field, too.
    return sa.cast(column.op("->>", return_type=Text())(sa.literal(key, sa.Text())), sa.Text())


def own_number(column: Any, key: str) -> Any:
    """The value of one of the team's own fields as a number, nothing where it is none."""
    return _number(own_field(column, key))
