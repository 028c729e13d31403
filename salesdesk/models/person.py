"""People of the organisation, the dated tree they form, and the territories they work."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.models.base import (
    KEYLESS,
    TABLE,
    Base,
    Customised,
    Imported,
    Named,
    Record,
    live,
    origin,
    reference,
)
from salesdesk.models.types import Bool, Day, Id, Int, Json, Share, Text, UtcTime
from salesdesk.models.visibility import ADMINISTRATION, Visibility

POSITIONS = ("director", "vice_president", "sales_manager", "branch_manager", "team_lead", "sales_rep")
FUNCTIONS = ("sales", "operations", "marketing", "delivery", "finance", "product", "service")
RIGHTS = ("administrator", "templates", "process", "import", "hiring", "audit")


class Territory(Named, Imported, Record, Base):
    """A region, branch or market that people work; territories may lie inside others."""

    __tablename__ = "territory"
    __visibility__ = ADMINISTRATION
    __table_args__ = (live("name_key", table="territory"), origin("territory"), TABLE)

    parent_id: Mapped[int | None] = reference("territory")
    kind: Mapped[str] = mapped_column(Text, default="territory", server_default=sa.text("'territory'"))


class AssignmentRule(Record, Base):
    """Which companies fall to a territory; of all rules the first in order that fits decides."""

    __tablename__ = "assignment_rule"
    __visibility__ = ADMINISTRATION

    territory_id: Mapped[int] = reference("territory")
    position: Mapped[int] = mapped_column(Int)
    country: Mapped[str | None] = mapped_column(Text)
    postcode_from: Mapped[str | None] = mapped_column(Text)
    postcode_to: Mapped[str | None] = mapped_column(Text)
    industry: Mapped[str | None] = mapped_column(Text)
    employees_from: Mapped[int | None] = mapped_column(Int)
    employees_to: Mapped[int | None] = mapped_column(Int)
    gives: Mapped[str] = mapped_column(Text, default="turn")
    person_id: Mapped[int | None] = reference("person")


class Person(Named, Imported, Customised, Record, Base):
    """A member of the organisation. Only the tree and `rights` decide what they may see and do."""

    __tablename__ = "person"
    __visibility__ = ADMINISTRATION
    __table_args__ = (
        live("login", table="person"),
        origin("person"),
        sa.Index("ix_person_role_name", "role_name"),
        TABLE,
    )

    login: Mapped[str | None] = mapped_column(Text)
    role_name: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    position: Mapped[str] = mapped_column(Text, default="sales_rep")
    function: Mapped[str] = mapped_column(Text, default="sales")
    reports_to_id: Mapped[int | None] = reference("person", index=True)
    territory_id: Mapped[int | None] = reference("territory")
    active: Mapped[bool] = mapped_column(Bool, default=True)
    started_on: Mapped[date | None] = mapped_column(Day)
    ended_on: Mapped[date | None] = mapped_column(Day)
    rights: Mapped[list[str]] = mapped_column(Json, default=list)
    discount_limit: Mapped[Any | None] = mapped_column(Share)


class PersonTree(Base):
    """Who stood above whom, from when to when; everybody stands above themself at depth 0."""

    __tablename__ = "person_tree"
    __visibility__ = ADMINISTRATION
    __table_args__ = (
        sa.Index("ix_person_tree_descendant_id", "descendant_id", "to_at"),
        sa.Index("ix_person_tree_ancestor_id", "ancestor_id", "to_at", "descendant_id"),
        KEYLESS,
    )

    ancestor_id: Mapped[int] = mapped_column(Id, sa.ForeignKey("person.id"), primary_key=True)
    descendant_id: Mapped[int] = mapped_column(Id, sa.ForeignKey("person.id"), primary_key=True)
    from_at: Mapped[datetime] = mapped_column(UtcTime, primary_key=True)
    to_at: Mapped[datetime | None] = mapped_column(UtcTime)
    depth: Mapped[int] = mapped_column(Int)


class PlannedMove(Record, Base):
    """A move in the tree that somebody is to apply on its day: until then it changes nothing."""

    __tablename__ = "planned_move"
    __visibility__ = ADMINISTRATION

    person_id: Mapped[int] = reference("person", index=True)
    reports_to_id: Mapped[int | None] = reference("person")
    due_on: Mapped[date] = mapped_column(Day)


class Calendar(Record, Base):
    """How this company counts time: zone, first day of the week, first month of the year, holidays."""

    __tablename__ = "calendar"
    __visibility__ = ADMINISTRATION

    time_zone: Mapped[str] = mapped_column(Text, default="UTC")
    week_start: Mapped[int] = mapped_column(Int, default=0)
    fiscal_year_start: Mapped[int] = mapped_column(Int, default=1)
    holidays: Mapped[list[str]] = mapped_column(Json, default=list)


class Presence(Base):
    """What each person has under their hands just now: one row each, renewed while they write, in no history.

    A hint and no lock: nobody is kept from anything by it, and `at` that is not renewed says nothing.
    """

    __tablename__ = "presence"
    __visibility__ = Visibility("record", "nobody")
    __table_args__ = (KEYLESS,)

    person_id: Mapped[int] = mapped_column(
        Id, sa.ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    tbl: Mapped[str] = mapped_column(Text)
    row_id: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime | None] = mapped_column(UtcTime)
