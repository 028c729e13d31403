"""How people sign in to a file, and to which rules of the house they agreed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import TABLE, Base, Keyed, now, reference
from salesdesk.models.types import Int, Text, UtcTime
from salesdesk.models.visibility import Visibility


class Password(Keyed, Base):
    """The argon2 hash of what a person types to sign in to a file; on a server the server keeps it itself.

    It stands in no history, in no dump and in no row that others read: whoever can open the file can find it
    there, and no further.
    """

    __tablename__ = "password"
    __visibility__ = Visibility("private", "self", person="person_id")
    __table_args__ = (sa.Index("uq_password_person_id", "person_id", unique=True), TABLE)

    person_id: Mapped[int] = reference("person")
    hash: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class Acknowledgement(Keyed, Base):
    """That a person read a version of the rules by which the house sells, and agreed."""

    __tablename__ = "acknowledgement"
    __visibility__ = Visibility("everyone", "append", person="person_id")
    __table_args__ = (
        sa.Index("uq_acknowledgement_person_id", "person_id", "version", unique=True),
        TABLE,
    )

    person_id: Mapped[int | None] = reference("person")
    version: Mapped[int] = mapped_column(Int)
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
