"""Pictures of people: a small square each, kept like files, the bytes beside what is known of them."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import TABLE, Base, Record, live, reference
from salesdesk.models.types import Bytes, Id, Int, Text
from salesdesk.models.visibility import Visibility

_ONE_S_OWN = Visibility("everyone", "self", person="person_id")


class Portrait(Record, Base):
    """The picture of a person; they themself change it, and administrators."""

    __tablename__ = "portrait"
    __visibility__ = _ONE_S_OWN
    __table_args__ = (live("person_id", table="portrait"), TABLE)

    person_id: Mapped[int] = reference("person")
    size: Mapped[int] = mapped_column(Int)
    sha256: Mapped[str] = mapped_column(Text)


class PortraitContent(Base):
    """The bytes of a picture: never changed, a new picture is a new row."""

    __tablename__ = "portrait_content"
    __visibility__ = _ONE_S_OWN
    __table_args__ = ({"sqlite_strict": True},)

    portrait_id: Mapped[int] = mapped_column(
        Id, sa.ForeignKey("portrait.id"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = reference("person")
    content: Mapped[bytes] = mapped_column(Bytes)
