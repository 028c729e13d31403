"""The numbers by which people call records, D-1042, and other counts that never go back."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Counter
from salesdesk.models.base import table_of

FIRST = 1_001
PREFIXES = {"deal": "D-"}


def next_numbers(session: Session, *, record: str, count: int) -> list[str]:
    """The next `count` numbers of a kind of record, never given twice, gaps possible."""
    last = count_on(session, name=record, count=count)
    prefix = PREFIXES[record]
    return [f"{prefix}{number}" for number in range(last - count + 1, last + 1)]


def count_on(session: Session, *, name: str, count: int) -> int:
    """Count on by `count`, at least 1, and the last number so given; nobody else gets one of them."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        question = sa.text("SELECT priv.next_number(:name, :n)")
        return int(connection.scalar(question, {"name": name, "n": count}))
    return _count_up(session, name, count)


def _count_up(session: Session, record: str, count: int) -> int:
    table = table_of(Counter)
    connection = session.connection()
    before = connection.scalar(sa.select(table.c.value).where(table.c.name == record))
    if before is None:
        last = FIRST - 1 + count
        connection.execute(sa.insert(table).values(name=record, value=last))
        return last
    last = int(before) + count
    connection.execute(sa.update(table).where(table.c.name == record).values(value=last))
    return last
