"""What people do for their deals, what they write down, and the files they keep."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import (
    TABLE,
    Base,
    Customised,
    Imported,
    Named,
    Owned,
    Record,
    live,
    origin,
    reference,
)
from salesdesk.models.types import Bytes, Day, Id, Int, Json, Text, UtcTime
from salesdesk.models.visibility import OF_DEAL, SHARED

ACTIVITY_KINDS = ("call", "email", "meeting", "demo", "visit", "task", "note")
CONVERSATIONS = ("call", "email", "meeting", "demo", "visit")
ACTIVITY_STATES = ("planned", "done", "cancelled")


class Activity(Owned, Imported, Customised, Record, Base):
    """Something planned or done. An overdue one stays until it is done or cancelled.

    `person_id` does it; `owner_id` decides who sees it: the deal's owner, else the person's.
    """

    __tablename__ = "activity"
    __visibility__ = OF_DEAL
    __table_args__ = (
        sa.Index("ix_activity_deal_id", "deal_id", "state"),
        sa.Index("ix_activity_person_id", "person_id", "state", "due_on"),
        sa.Index("ix_activity_company_id", "company_id"),
        origin("activity"),
        TABLE,
    )

    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="planned")
    subject: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = reference("person")
    deal_id: Mapped[int | None] = reference("deal")
    company_id: Mapped[int | None] = reference("company")
    contact_id: Mapped[int | None] = reference("contact", index=True)
    due_on: Mapped[date | None] = mapped_column(Day)
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)
    minutes: Mapped[int | None] = mapped_column(Int)
    outcome: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    # Its rule and its place in it (rules.repeats); the next one is made when this one is done or skipped.
    repeat: Mapped[dict[str, Any] | None] = mapped_column(Json)
    remind_minutes: Mapped[int | None] = mapped_column(Int)


class Note(Owned, Imported, Record, Base):
    """Something written down about a deal, a company or a contact."""

    __tablename__ = "note"
    __visibility__ = OF_DEAL
    __table_args__ = (origin("note"), TABLE)

    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = reference("person")
    deal_id: Mapped[int | None] = reference("deal", index=True)
    company_id: Mapped[int | None] = reference("company", index=True)
    contact_id: Mapped[int | None] = reference("contact", index=True)


class Attachment(Owned, Record, Base):
    """A file kept with a record; `sha256` tells whether its bytes are still what was taken in."""

    __tablename__ = "attachment"
    __visibility__ = OF_DEAL
    __table_args__ = (sa.Index("ix_attachment_record", "record", "record_id"), TABLE)

    record: Mapped[str] = mapped_column(Text)
    record_id: Mapped[int] = mapped_column(Id)
    deal_id: Mapped[int | None] = reference("deal", index=True)
    name: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Int)
    sha256: Mapped[str] = mapped_column(Text)


class AttachmentContent(Owned, Base):
    """The bytes of an attachment, beside it: lists of files read without them."""

    __tablename__ = "attachment_content"
    __visibility__ = OF_DEAL
    __table_args__ = ({"sqlite_strict": True},)

    attachment_id: Mapped[int] = mapped_column(
        Id, sa.ForeignKey("attachment.id"), primary_key=True, autoincrement=False
    )
    deal_id: Mapped[int | None] = reference("deal")
    content: Mapped[bytes] = mapped_column(Bytes)


class Tag(Named, Record, Base):
    """A word that people put on records."""

    __tablename__ = "tag"
    __visibility__ = SHARED
    __table_args__ = (live("name_key", table="tag"), TABLE)


class Tagging(Owned, Record, Base):
    """One tag on one record."""

    __tablename__ = "tagging"
    __visibility__ = OF_DEAL
    __table_args__ = (live("tag_id", "record", "record_id", table="tagging"), TABLE)

    tag_id: Mapped[int] = reference("tag")
    record: Mapped[str] = mapped_column(Text)
    record_id: Mapped[int] = mapped_column(Id)
    deal_id: Mapped[int | None] = reference("deal")
