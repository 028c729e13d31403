"""Fills a database fast: rows straight into the tables, with triggers and indexes set aside meanwhile."""

import contextlib
import random
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from salesdesk.models import Company, Contact, Deal, DealFacts, DealSpan
from salesdesk.models.base import Base, table_of
from salesdesk.rules.names import name_key
from salesdesk.rules.ranks import ranks_after

AT_ONCE = 20_000
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 730
STAGES = (1, 2, 3, 4, 5, 6, 7, 8, 9)
"""The seven open stages of the shipped process, won and lost."""
SHARES = (14, 8, 6, 5, 4, 3, 2, 22, 36)
_SYLLABLES = ("ba", "lo", "mi", "ker", "stein", "dor", "fal", "tu", "rin", "ga", "hol", "wen", "pra", "sil",
              "ost", "mar", "vel", "qui", "zan", "eck", "burg", "tal")  # fmt: skip
_COMMON: dict[str, Any] = {"version": 1, "custom": {}, "created_at": MOMENT, "updated_at": MOMENT}
Rows = Iterable[dict[str, Any]]


def _name(made: random.Random) -> str:
    return "".join(made.choices(_SYLLABLES, k=3)).capitalize() + " " + "".join(
        made.choices(_SYLLABLES, k=2)
    ).capitalize()  # fmt: skip


def companies(count: int, owners: list[int]) -> Rows:
    """Companies in no order of their names."""
    made = random.Random("companies")
    for key in range(1, count + 1):
        name = f"{_name(made)} {key}"
        yield {"id": key, "name": name, "name_key": name_key(name), "owner_id": made.choice(owners),
               "city": "Bremen", "domain": f"c{key}.example", "employees": key % 900, **_COMMON}  # fmt: skip


def contacts(count: int, owners: list[int], at: int) -> Rows:
    """Contacts in no order of their names, each `at` one of so many companies (0: at none)."""
    made = random.Random("contacts")
    for key in range(1, count + 1):
        name = _name(made)
        yield {"id": key, "name": name, "name_key": name.casefold(), "owner_id": made.choice(owners),
               "company_id": (key - 1) % at + 1 if at else None, "phone": f"+49 421 {1_000_000 + key}",
               "email": f"p{key}@c{key % 999}.example", **_COMMON}  # fmt: skip


def deals(count: int, owners: list[int], at: int, shares: tuple[int, ...] = SHARES) -> list[dict[str, Any]]:
    """Deals over two years; `shares` says how many stand in each stage of the shipped process."""
    made = random.Random("deals")
    ranks = ranks_after("", count)
    rows = []
    for key in range(1, count + 1):
        stage = made.choices(STAGES[: len(shares)], shares)[0]
        day = date(2024, 1, 1) + timedelta(days=made.randrange(DAYS))
        title = f"{_name(made)}, lot {key}"
        won, lost = stage == STAGES[-2], stage == STAGES[-1]
        rows.append({
            "id": key, "number": f"D-{key}", "title": title, "name_key": name_key(title), "kind": "new",
            "company_id": (key - 1) % at + 1 if at else None, "contact_id": None, "pipeline_id": 1,
            "stage_id": stage, "stage_entered_at": datetime.combine(day, time(9), UTC),
            "rank": ranks[key - 1], "amount": Decimal(made.randrange(100, 90_000_00)) / 100,
            "currency": "EUR", "started_on": day, "close_on": day + timedelta(days=60),
            "won_on": day if won else None, "lost_on": day if lost else None,
            "closed_on": day if won or lost else None,
            "lost_reason_id": made.randrange(1, 6) if lost else None,
            "owner_id": made.choice(owners), **_COMMON,
        })  # fmt: skip
    return rows


def facts(of: list[dict[str, Any]]) -> Rows:
    """What follows from these deals."""
    for row in of:
        yield {"deal_id": row["id"], "owner_id": row["owner_id"], "amount_base": row["amount"],
               "next_step": f"Call about {row['id']}", "next_step_on": row["close_on"],
               "last_touch_at": row["stage_entered_at"], "warnings": []}  # fmt: skip


def spans(of: list[dict[str, Any]]) -> Rows:
    """Their history: decided ones stood in an open stage before."""
    key = 0
    for row in of:
        entered = row["stage_entered_at"]
        common = {"deal_id": row["id"], "owner_id": row["owner_id"], "line": f"/1/{row['owner_id']}/",
                  "amount_base": row["amount"], "close_on": row["close_on"]}  # fmt: skip
        if row["closed_on"] is not None:
            key += 1
            begin = entered - timedelta(days=40)
            yield {"id": key, "from_at": begin, "to_at": entered, "stage_id": 3, **common}
        key += 1
        yield {"id": key, "from_at": entered, "to_at": None, "stage_id": row["stage_id"], **common}


def put(connection: Connection, model: type[Base], rows: Rows) -> None:
    """Insert rows as they are."""
    statement, left = sa.insert(table_of(model)), iter(rows)
    while part := list(islice(left, AT_ONCE)):
        connection.execute(statement, part)


@contextlib.contextmanager
def bare_file(path: Path, *searched: str) -> Iterator[Connection]:
    """A connection to a file without triggers and indexes; they are made again at the end.

    The full text of the tables `searched` is written then as well.
    """
    engine = sa.create_engine("sqlite://", creator=lambda: sqlite3.connect(path))
    with engine.begin() as connection:
        run = connection.exec_driver_sql
        run("PRAGMA synchronous=OFF")
        tables = ("company", "contact", "deal", "deal_facts", "deal_span")
        marks = ", ".join(f"'{name}'" for name in tables)
        aside = run(
            "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
            f" AND tbl_name IN ({marks}) ORDER BY type"
        ).fetchall()
        for kind, name, _ in aside:
            run(f"DROP {kind} {name}")
        yield connection
        for _, _, sql in aside:
            run(sql)
        for table in searched:
            run(f"INSERT INTO {table}_search ({table}_search) VALUES ('rebuild')")
    engine.dispose()


@contextlib.contextmanager
def bare_server(address: str) -> Iterator[Connection]:
    """A superuser's connection to a server for which no trigger runs; at the end the server counts rows."""
    engine = sa.create_engine(address.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def put_all(connection: Connection, count: int, owners: list[int]) -> None:
    """So many companies, contacts and deals, as they would stand after years of work."""
    put(connection, Company, companies(count, owners))
    put(connection, Contact, contacts(count, owners, count))
    put_deals(connection, deals(count, owners, count))


def put_deals(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Deals with what follows from them and their history."""
    put(connection, Deal, rows)
    put(connection, DealFacts, facts(rows))
    put(connection, DealSpan, spans(rows))
