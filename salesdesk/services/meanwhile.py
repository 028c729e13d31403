"""What somebody else did to a record while one had it in front of oneself."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Action, CustomField, History, Person
from salesdesk.models.base import Record
from salesdesk.rules.fields import label_of
from salesdesk.translation import tr


def who_changed(
    session: Session, *, table: str, row_id: int, column: str, besides: Collection[int] = ()
) -> str:
    """Who changed a field of a record last, by other saves than `besides`: a name, or "Somebody"."""
    changes = session.execute(
        sa.select(History.action_id, History.changes, Person.name)
        .join(Action, Action.id == History.action_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .where(History.tbl == table, History.row_id == row_id, History.op == "updated")
        .order_by(History.id.desc())
    )
    who = next(
        (
            name
            for action_id, fields, name in changes
            if column in (fields or {}) and action_id not in besides
        ),
        None,
    )
    return who or tr("Somebody")


def label_in(session: Session, *, table: str, column: str) -> str:
    """What people call a field: one of the team's own (`custom.fleet`) by the label they gave it."""
    if column.startswith("custom."):
        own = sa.select(CustomField.label).where(
            CustomField.record == table, CustomField.key == column.removeprefix("custom.")
        )
        return session.scalar(own.limit(1)) or label_of(column)
    return label_of(column)


def refuse_overwriting(
    session: Session, record: Record, was: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """RuleBroken where a field holds neither what it `was` when the user began nor what is written now."""
    for column in was.keys() & values.keys():
        if getattr(record, column) not in (was[column], values[column]):
            table = str(record.__tablename__)  # type: ignore[attr-defined]
            raise RuleBroken(
                tr("{who} changed {field} in the meantime; yours is not saved. Esc shows theirs.").format(
                    who=who_changed(session, table=table, row_id=record.id, column=column),
                    field=label_in(session, table=table, column=column),
                )
            )
