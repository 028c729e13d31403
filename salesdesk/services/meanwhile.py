"""What somebody else did to a record while one had it in front of oneself."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.clash import Clash, ClashField
from salesdesk.answers.repeats import Repeat
from salesdesk.errors import ChangedMeanwhile
from salesdesk.models import Action, CustomField, History, Person
from salesdesk.models.base import Record
from salesdesk.queries.history import values_as_read
from salesdesk.rules.fields import label_of, unit_of
from salesdesk.rules.repeats import repeat_words, turn_of
from salesdesk.translation import tr


def last_change(
    session: Session, *, table: str, row_id: int, column: str, besides: Collection[int] = ()
) -> tuple[str, datetime | None]:
    """Who changed a field of a record last, by other saves than `besides`, and when; or "Somebody"."""
    changes = session.execute(
        sa.select(History.action_id, History.changes, Person.name, Action.at)
        .join(Action, Action.id == History.action_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .where(History.tbl == table, History.row_id == row_id, History.op == "updated")
        .order_by(History.id.desc())
    )
    found = next(
        (
            (name, at)
            for action_id, fields, name, at in changes
            if column in (fields or {}) and action_id not in besides
        ),
        ("", None),
    )
    return found[0] or tr("Somebody"), found[1]


def who_changed(
    session: Session, *, table: str, row_id: int, column: str, besides: Collection[int] = ()
) -> str:
    """Who changed a field of a record last, by other saves than `besides`: a name, or "Somebody"."""
    return last_change(session, table=table, row_id=row_id, column=column, besides=besides)[0]


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
    """ChangedMeanwhile where a field holds neither what it `was` when the user began nor what is written now.

    Fields that belong together are looked at together, as far as `was` tells them. Where only others were
    changed both changes stand.
    """
    table = str(record.__tablename__)  # type: ignore[attr-defined]
    units = dict.fromkeys(unit_of(table, field) for field in values if field in was)
    clashes = []
    for unit in units:
        known = {field: was[field] for field in unit if field in was}
        now = {field: value_now(record, field) for field in known}
        mine = known | {field: values[field] for field in known if field in values}
        clash = clash_of(session, table=table, row_id=record.id, was=known, mine=mine, now=now)
        clashes += [clash] if clash is not None else []
    refuse_clashes(clashes)


def refuse_clashes(clashes: list[Clash]) -> None:
    """ChangedMeanwhile if there are any."""
    if not clashes:
        return
    first = clashes[0]
    fields = ", ".join(each.label for clash in clashes for each in clash.fields)
    raise ChangedMeanwhile(
        tr("{who} changed {field} while you typed; yours is not saved yet.").format(
            who=first.who, field=fields
        ),
        tuple(clashes),
    )


def clash_of(
    session: Session,
    *,
    table: str,
    row_id: int,
    was: Mapping[str, Any],
    mine: Mapping[str, Any],
    now: Mapping[str, Any],
) -> Clash | None:
    """Both sides of some fields that belong together; None where nobody changed them, or to the same."""
    changed = [field for field in was if plain(now[field]) not in (plain(was[field]), plain(mine[field]))]
    if not changed:
        return None
    who, at = last_change(session, table=table, row_id=row_id, column=changed[0])
    fields = tuple(
        _both_sides(session, table, row_id, field, mine[field], now[field], was[field])
        for field in was
        if any(plain(side[field]) != plain(was[field]) for side in (mine, now))
    )
    return Clash(fields, who, at)


def _both_sides(
    session: Session, table: str, row_id: int, field: str, mine: Any, now: Any, was: Any
) -> ClashField:
    values, currency = _as_read(session, table, row_id, field, (mine, now, was))
    label = label_in(session, table=table, column=field)
    return ClashField(field, label, values[0], values[1], values[2], now, currency)


def _as_read(
    session: Session, table: str, row_id: int, field: str, values: tuple[Any, ...]
) -> tuple[list[Any], str]:
    if field == "repeat":
        return [repeat_words(each) if isinstance(each, Repeat) else None for each in values], ""
    return values_as_read(session, table=table, row_id=row_id, column=field, values=values)


def value_now(row: Any, field: str) -> Any:
    """What a field of a record holds; one of the team's own as it is kept, of what repeats its rule."""
    if field == "repeat":
        turn = turn_of(row.repeat)
        return turn.rule if turn is not None else None
    if field.startswith("custom."):
        return (row.custom or {}).get(field.removeprefix("custom."))
    return getattr(row, field)


def plain(value: Any) -> Any:
    """A value so that what is kept in a document and what was typed can be compared."""
    if value is None or value == "":
        return None
    if isinstance(value, bool | datetime):
        return value
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float | Decimal):
        return format(Decimal(str(value)).normalize(), "f")
    return stored(value)


def stored(value: Any) -> Any:
    """A value as the team's own fields keep it: days and amounts as texts."""
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value
