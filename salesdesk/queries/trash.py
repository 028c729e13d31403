"""What was deleted: by whom, when, and what went together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.trash import Deleted, TrashGroup
from salesdesk.models import Action, Base, History, Person
from salesdesk.queries.parts import parts_of
from salesdesk.rules.parts import sibling_keys

TITLES = {
    "company": "name",
    "contact": "name",
    "deal": "title",
    "activity": "subject",
    "note": "text",
    "attachment": "name",
    "product": "name",
    "person": "name",
    "pipeline": "name",
    "stage": "name",
    "lost_reason": "name",
    "lead_source": "name",
    "segment": "name",
    "competitor": "name",
    "tag": "name",
    "custom_field": "label",
    "currency": "code",
    "territory": "name",
    "campaign": "name",
    "price_book": "name",
}
"""The tables that the trash shows, the most telling first, with the column by which people call a record."""
SHOWN = 3
_LONGEST = 80


def trash(session: Session, *, record: str | None = None, text: str = "") -> tuple[TrashGroup, ...]:
    """Everything in the trash that the viewer may see, put together by the save that deleted it, the latest
    first; only groups with a `record` of that kind or with a title that contains `text`, if told."""
    groups: dict[int | datetime, list[Deleted]] = defaultdict(list)
    moments: dict[int | datetime, datetime] = {}
    for table in TITLES:
        for deleted, at, action_id in _deleted(session, table):
            key = action_id if action_id is not None else at
            groups[key].append(deleted)
            moments[key] = max(at, moments.get(key, at))
    told = _actions(session, [key for key in groups if isinstance(key, int)])
    _put_together(groups, moments, told)
    wanted = text.casefold()
    found = [
        _group(key, moments[key], told, items)
        for key, items in groups.items()
        if (record is None or any(item.record == record for item in items))
        and (not wanted or any(wanted in item.title.casefold() for item in items))
    ]
    return tuple(sorted(found, key=lambda group: group.at, reverse=True))


def _put_together(
    groups: dict[int | datetime, list[Deleted]],
    moments: dict[int | datetime, datetime],
    told: Mapping[int, tuple[str, str, bool, str]],
) -> None:
    """Make one group, by its first save, of saves that are parts of one."""
    firsts: dict[str, int] = {}
    for action_id in sorted(told):
        first = firsts.setdefault(told[action_id][3], action_id)
        if first != action_id:
            groups[first] += groups.pop(action_id)
            moments[first] = max(moments[first], moments.pop(action_id))


def _group(
    key: int | datetime, at: datetime, told: dict[int, tuple[str, str, bool, str]], items: list[Deleted]
) -> TrashGroup:
    action_id = key if isinstance(key, int) else None
    person, kind, undone, _ = told.get(action_id or 0, ("", "", False, ""))
    kinds = tuple(Counter(item.record for item in items).items())
    return TrashGroup(action_id, at, person, kind, undone, len(items), tuple(items[:SHOWN]), kinds)


def trash_group(session: Session, *, action_id: int) -> tuple[Deleted, ...]:
    """All that one save, with the others that are parts of the same, put into the trash and that is still
    there."""
    return tuple(
        deleted
        for table in TITLES
        for part in parts_of(session, [action_id])
        for deleted, _, _ in _deleted(session, table, action_id=part)
    )


def _deleted(
    session: Session, name: str, *, action_id: int | None = None
) -> Iterable[tuple[Deleted, datetime, int | None]]:
    """The deleted rows of a table with the save that deleted them last, or only those of one save."""
    table = Base.metadata.tables[name]
    question = (
        sa.select(table.c.id, table.c[TITLES[name]], table.c.deleted_at, History.action_id)
        .outerjoin(History, History.id == last_deletion(table))
        .where(table.c.deleted_at.is_not(None))
        .order_by(table.c.id)
    )
    if action_id is not None:
        saved = sa.select(History.row_id).where(History.action_id == action_id, History.tbl == name)
        question = question.where(table.c.id.in_(saved), History.action_id == action_id)
    for key, title, at, action in session.execute(question):
        yield Deleted(name, key, _short(title)), at, action


def last_deletion(table: sa.Table) -> sa.ScalarSelect[int]:
    """The entry of the history that tells how a row of `table` came into the trash last."""
    entry = sa.orm.aliased(History)
    # The history keeps old and new by field; the name of a field stands in quotes, which texts have escaped.
    puts = sa.cast(entry.changes, sa.Text()).like('%"deleted_at"%')
    return (
        sa.select(sa.func.max(entry.id))
        .where(entry.tbl == table.name, entry.row_id == table.c.id, entry.op == "updated", puts)
        .correlate(table)
        .scalar_subquery()
    )


def _actions(session: Session, ids: list[int]) -> dict[int, tuple[str, str, bool, str]]:
    """Who did it, in which kind of save, whether it undid another, and of which larger one it is a part."""
    found: dict[int, tuple[str, str, bool, str]] = {}
    for start in range(0, len(ids), 500):
        question = (
            sa.select(Action.id, Person.name, Action.kind, Action.undo_of_id, Action.client_key)
            .outerjoin(Person, Person.id == Action.person_id)
            .where(Action.id.in_(ids[start : start + 500]))
        )
        for key, who, kind, undo_of, told in session.execute(question):
            whole = next(iter(sibling_keys(told)), str(key))
            found[key] = (who or "", kind, undo_of is not None, whole)
    return found


def _short(title: Any) -> str:
    text = " ".join(str(title or "").split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
