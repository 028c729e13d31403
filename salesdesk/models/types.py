"""The only column types allowed: one meaning each, the same on SQLite (STRICT tables) and on Postgres."""

import json
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from salesdesk.rules.texts import clean, clean_document

SCALE = 6
_UNIT = Decimal(10) ** SCALE
_LARGEST = 2**63 - 1


class _Whole(TypeDecorator[int]):
    """A 64-bit whole number."""

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return sa.Integer() if dialect.name == "sqlite" else sa.BigInteger()


class Id(_Whole):
    """The key of a row, or a reference to one; never reused."""

    cache_ok = True


class Int(_Whole):
    """A count, a position, a whole percentage."""

    cache_ok = True


class Text(TypeDecorator[str]):
    """Text. `ordered` texts (sort keys, ranks) compare byte by byte on both databases."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, ordered: bool = False) -> None:
        super().__init__()
        self.ordered = ordered

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if self.ordered and dialect.name == "postgresql":
            return sa.Text(collation="C")
        return sa.Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(value)


class Bool(TypeDecorator[bool]):
    """Yes or no; 0 or 1 on SQLite."""

    impl = sa.Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return sa.Integer() if dialect.name == "sqlite" else sa.Boolean()

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name != "sqlite" else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Day(TypeDecorator[date]):
    """A business date without time or zone; ISO text on SQLite."""

    impl = sa.Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return sa.Text() if dialect.name == "sqlite" else sa.Date()

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name != "sqlite" else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value


class UtcTime(TypeDecorator[datetime]):
    """A moment; in UTC, with microseconds; fixed-width ISO text on SQLite so that it sorts."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return None if value is None else value.astimezone(UTC)


class Scaled(TypeDecorator[Decimal]):
    """A decimal number kept as a whole number of millionths: exact on both databases."""

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return sa.Integer() if dialect.name == "sqlite" else sa.BigInteger()

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        return None if value is None else scaled(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else unscaled(value)


class Money(Scaled):
    """An amount of one currency (which one stands beside it)."""

    cache_ok = True


class Quantity(Scaled):
    """How many or how much of a product."""

    cache_ok = True


class Rate(Scaled):
    """Units of the base currency for one unit of another."""

    cache_ok = True


class Share(Scaled):
    """A part of a whole as a fraction: 0.25 is 25 %."""

    cache_ok = True


class Json(TypeDecorator[Any]):
    """A small document: custom fields, settings, the changes of a history row."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return sa.Text()
        # Postgres' own types bring all its drivers along; a file does without.
        from sqlalchemy.dialects.postgresql import JSONB

        return JSONB(none_as_null=True)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        value = clean_document(value) if value else value
        if value is None or dialect.name != "sqlite":
            return value
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return json.loads(value) if isinstance(value, str) and dialect.name == "sqlite" else value


class Bytes(TypeDecorator[bytes]):
    """The content of a small file."""

    impl = sa.LargeBinary
    cache_ok = True


class TransactionId(TypeDecorator[str]):
    """The transaction that wrote a row, on Postgres by its xid8; SQLite writes one after the other."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return _Xid8() if dialect.name == "postgresql" else sa.Text()


class _Xid8(sa.types.UserDefinedType[str]):
    """Postgres' 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


ALLOWED = (Id, Int, Text, Bool, Day, UtcTime, Money, Quantity, Rate, Share, Json, Bytes, TransactionId)


def as_kept(kind: TypeEngine[Any], value: Any, dialect: Dialect) -> Any:
    """What a database of this dialect is given for `value` of a column of this kind."""
    processed = isinstance(kind, TypeDecorator) and (
        type(kind).process_bind_param is not TypeDecorator.process_bind_param
    )
    return kind.process_bind_param(value, dialect) if processed else value  # type: ignore[attr-defined]


def scaled(value: Decimal | int) -> int:
    """`value` in millionths, rounded half up; OverflowError above 9.2e12."""
    whole = int((Decimal(value) * _UNIT).to_integral_value(ROUND_HALF_UP))
    if abs(whole) > _LARGEST:
        raise OverflowError(f"{value} is too large for an amount")
    return whole


def unscaled(value: int | Decimal) -> Decimal:
    """The decimal that `value` millionths are; a sum of scaled columns may arrive as Decimal."""
    return Decimal(value).scaleb(-SCALE)
