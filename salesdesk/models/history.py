"""What was done, by whom, to which row: actions, history, change log, imports, the database's own card."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import KEYLESS, TABLE, Base, Keyed, now, reference
from salesdesk.models.types import Id, Int, Json, Text, TransactionId, UtcTime
from salesdesk.models.visibility import SYSTEM, Visibility


class Meta(Base):
    """The one row that says what this database is."""

    __tablename__ = "meta"
    __visibility__ = SYSTEM
    __table_args__ = (KEYLESS,)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    database_id: Mapped[str] = mapped_column(Text)
    schema: Mapped[int] = mapped_column("schema", Int)
    min_client: Mapped[int] = mapped_column(Int)
    generated: Mapped[str] = mapped_column(Text, default="")
    upgraded_by: Mapped[str] = mapped_column(Text, default="")
    upgraded_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class Counter(Base):
    """The last number given to deals and other numbered records."""

    __tablename__ = "counter"
    __visibility__ = SYSTEM
    __table_args__ = (KEYLESS,)

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[int] = mapped_column(Int)


class ImportBatch(Keyed, Base):
    """One import: its file, how its columns were read, how far it came, what became of it."""

    __tablename__ = "import_batch"
    __visibility__ = Visibility("everyone", "import")
    __table_args__ = (sa.Index("ix_import_batch_fingerprint", "fingerprint"), TABLE)

    person_id: Mapped[int | None] = reference("person")
    file_name: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(Text)
    mapping: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[str] = mapped_column(Text, default="running")
    steps_done: Mapped[int] = mapped_column(Int, default=0)
    outcome: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    started_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Export(Keyed, Base):
    """A list, or everything, that left for a file: who took it, when, which, and how many rows."""

    __tablename__ = "export"
    __visibility__ = Visibility("line_above", "append", person="person_id")
    __table_args__ = (sa.Index("ix_export_person_id", "person_id"), TABLE)

    person_id: Mapped[int | None] = reference("person")
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    record: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text, default="")
    file_name: Mapped[str] = mapped_column(Text)
    row_count: Mapped[int] = mapped_column(Int)


class Action(Keyed, Base):
    """One save: everything written in one transaction by one person."""

    __tablename__ = "action"
    __visibility__ = Visibility("everyone", "append", person="person_id")
    __table_args__ = (
        sa.Index("uq_action_client_key", "client_key", unique=True),
        sa.Index("ix_action_batch_id", "batch_id"),
        TABLE,
    )

    person_id: Mapped[int | None] = reference("person", index=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    kind: Mapped[str] = mapped_column(Text)
    client_key: Mapped[str | None] = mapped_column(Text)
    batch_id: Mapped[int | None] = reference("import_batch")
    undo_of_id: Mapped[int | None] = reference("action", index=True)


class History(Keyed, Base):
    """What one action did to one row: created, or old and new of every changed field. Written by triggers."""

    __tablename__ = "history"
    __visibility__ = Visibility("record", "nobody")
    __table_args__ = (sa.Index("ix_history_row", "tbl", "row_id"), TABLE)

    action_id: Mapped[int] = reference("action", index=True)
    tbl: Mapped[str] = mapped_column(Text)
    row_id: Mapped[int] = mapped_column(Id)
    op: Mapped[str] = mapped_column(Text)
    changes: Mapped[dict[str, Any] | None] = mapped_column(Json)


class ChangeLog(Base):
    """Which rows changed, in the order in which other windows have to hear of it. Written by triggers."""

    __tablename__ = "change_log"
    __visibility__ = Visibility("record", "nobody")
    __table_args__ = (sa.Index("ix_change_log_txn", "txn"), TABLE)

    seq: Mapped[int] = mapped_column(Id, primary_key=True)
    txn: Mapped[str | None] = mapped_column(TransactionId)
    action_id: Mapped[int | None] = mapped_column(Id)
    tbl: Mapped[str] = mapped_column(Text)
    row_id: Mapped[int] = mapped_column(Id)
    owner_id: Mapped[int | None] = mapped_column(Id)
    op: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
