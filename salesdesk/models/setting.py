"""What the team defined for itself: settings, custom fields, saved views."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import TABLE, Base, Keyed, Record, live, reference
from salesdesk.models.types import Bool, Int, Json, Text
from salesdesk.models.visibility import ADMINISTRATION, COMMON, Visibility

CUSTOM_FIELD_KINDS = ("text", "long_text", "number", "money", "date", "yes_no", "choice", "person")


class Setting(Record, Base):
    """A setting of the whole database."""

    __tablename__ = "setting"
    __visibility__ = ADMINISTRATION
    __table_args__ = (live("key", table="setting"), TABLE)

    key: Mapped[str] = mapped_column(Text)
    value: Mapped[Any] = mapped_column(Json)


class PersonSetting(Keyed, Base):
    """A setting of one person, the same on every machine."""

    __tablename__ = "person_setting"
    __visibility__ = Visibility("private", "self", person="person_id")
    __table_args__ = (sa.Index("uq_person_setting_key", "person_id", "key", unique=True), TABLE)

    person_id: Mapped[int] = reference("person")
    key: Mapped[str] = mapped_column(Text)
    value: Mapped[Any] = mapped_column(Json)


class CustomField(Record, Base):
    """A field that the team added to one of the main objects."""

    __tablename__ = "custom_field"
    __visibility__ = COMMON
    __table_args__ = (live("record", "key", table="custom_field"), TABLE)

    record: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    choices: Mapped[list[str]] = mapped_column(Json, default=list)
    position: Mapped[int] = mapped_column(Int, default=0)


class SavedView(Record, Base):
    """A list with its filters, columns and order, under a name."""

    __tablename__ = "saved_view"
    __visibility__ = Visibility("private", "self", person="person_id")

    person_id: Mapped[int | None] = reference("person", index=True)
    record: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(Bool, default=False)
    position: Mapped[int] = mapped_column(Int, default=0)
    definition: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
