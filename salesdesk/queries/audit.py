"""Who did what to which record, when: the history of everything, for those who have the right to it.

The keys of the newest entries come at once, the entries of a page on demand. On a server its policies decide
of which records somebody sees the past, here as everywhere.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.audit import AuditChoices, AuditEntry, AuditFilter, Deed, Undo
from salesdesk.answers.lists import FieldChange
from salesdesk.errors import RuleBroken
from salesdesk.models import Action, Base, History, ImportBatch, Person
from salesdesk.models.visibility import GRANTS
from salesdesk.queries.company_calendar import time_zone
from salesdesk.queries.history import changes_in_words
from salesdesk.queries.keys import among
from salesdesk.queries.settings_pages import setting
from salesdesk.rules.names import name_key
from salesdesk.rules.words import RECORDS
from salesdesk.translation import tr

RIGHT = "audit"
KINDS = RECORDS | {
    "acknowledgement": tr("Agreed rules"),
    "assignment_rule": tr("Assignment rule"),
    "calendar": tr("Calendar"),
    "criterion_evidence": tr("Evidence"),
    "deal_line": tr("Line of a deal"),
    "deal_member": tr("Member of a deal"),
    "distinct_pair": tr("Told apart"),
    "planned_move": tr("Planned move"),
    "price_book_entry": tr("Price"),
    "rate": tr("Rate"),
    "saved_view": tr("View"),
    "setting": tr("Setting"),
    "stage_criterion": tr("Criterion of a stage"),
    "stakeholder": tr("Stakeholder"),
    "tagging": tr("Tag of a record"),
}
"""What a row of each table with a history is called."""
SETTINGS = {
    "company_name": tr("Name of the company"),
    "companies_visible": tr("Who sees companies"),
    "conduct_rules": tr("The rules for all"),
    "function_sees": tr("What other functions see"),
    "position_labels": tr("Names of positions"),
    "visibility": tr("Who sees deals"),
    "working_hours": tr("Working hours"),
}
"""What is set, by the key of the setting."""
DEEDS: dict[Deed, str] = {
    "created": tr("Created"),
    "changed": tr("Changed"),
    "deleted": tr("Deleted"),
    "restored": tr("Restored"),
}
_TITLES = ("title", "name", "subject", "label", "text", "key", "code", "currency")
"""The column that tells what a row is called, the first that a table has."""
_PARENTS = ("tag", "deal", "company", "contact", "product", "stage", "person")
"""What a row without a name of its own is told by."""
_UNDO_IMPORT = "undo_import"
"""The kind of the save that takes a whole import back, which is no single save."""
MOST = 100_000
"""How many entries are listed, the newest; older ones take a filter."""
_LOOKED_THROUGH = 100_000
"""How many entries one part of a question looks through that reads each of them."""
_AT_ONCE = 500
_EXCERPT = 80


def may_audit(session: Session) -> bool:
    """Whether somebody has the right to the audit, as administrators do."""
    viewer = session.info["viewer"]
    return bool(viewer.is_administrator or RIGHT in viewer.rights)


def audit_choices(session: Session) -> AuditChoices:
    """Everybody who may have done something, and whether the past of every record is told."""
    _require_right(session)
    rows = session.execute(sa.select(Person.id, Person.name).order_by(Person.name_key, Person.id))
    viewer = session.info["viewer"]
    is_open = setting(session, key="visibility") in (None, "open_team") and setting(
        session, key="companies_visible"
    ) in (None, "everybody")
    granted = setting(session, key=GRANTS) or {}
    function = session.scalar(sa.select(Person.function).where(Person.id == viewer.person_id))
    is_granted = {"deals", "companies"} <= set(granted.get(function, ()))
    people = tuple((row[0], row[1]) for row in rows)
    return AuditChoices(people, viewer.is_administrator or is_open or is_granted)


def audit_ids(
    session: Session,
    chosen: AuditFilter,
    *,
    before: int | None = None,
    most: int = MOST,
    goes_on: Callable[[], bool] = lambda: True,
) -> "array[int]":
    """The keys of the newest entries, at `most` so many, the latest first; those `before` an entry, if named.

    Where every entry has to be looked through it is asked in between whether that `goes_on`. RuleBroken
    without the right.
    """
    _require_right(session)
    found = array("q")
    asked = _chosen(session, chosen, History.id).order_by(History.id.desc())
    for part in _parts(session, chosen, before):
        if not goes_on():
            break
        found.extend(session.scalars(asked.where(*part).limit(most - len(found))))
        if len(found) >= most:
            break
    return found


def audit_count(
    session: Session, chosen: AuditFilter, *, goes_on: Callable[[], bool] = lambda: True
) -> int | None:
    """How many entries there are, listed or not; None where that did not go on. RuleBroken without the
    right."""
    _require_right(session)
    asked = _chosen(session, chosen, sa.func.count(History.id))
    count = 0
    for part in _parts(session, chosen, None):
        if not goes_on():
            return None
        count += session.scalar(asked.where(*part)) or 0
    return count


def audit_at(session: Session, ids: Sequence[int]) -> tuple[AuditEntry, ...]:
    """The entries with these keys, in this order; those that are gone or out of sight are left out."""
    _require_right(session)
    rows = session.execute(
        sa.select(History, Action, Person.id, Person.name, ImportBatch.file_name)
        .join(Action, Action.id == History.action_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .outerjoin(ImportBatch, ImportBatch.id == Action.batch_id)
        .where(among(session, History.id, ids))
    ).all()
    by_table: dict[str, list[History]] = defaultdict(list)
    for entry, *_ in rows:
        by_table[entry.tbl].append(entry)
    words: dict[int, tuple[FieldChange, ...]] = {}
    titles: dict[tuple[str, int], str] = {}
    for table, entries in by_table.items():
        keys = [entry.id for entry in entries]
        words |= {row[0]: tuple(row[2].values()) for row in changes_in_words(session, table, keys)}
        names = _titles(session, table, {entry.row_id for entry in entries})
        titles |= {(table, key): name for key, name in names.items()}
    undos = _undos(session, {action for _, action, *_ in rows})
    found = {
        entry.id: AuditEntry(
            entry.id,
            entry.action_id,
            action.at,
            person_id,
            name or "",
            _deed(entry),
            entry.tbl,
            entry.row_id,
            titles.get((entry.tbl, entry.row_id), ""),
            words.get(entry.id, ()),
            file or "",
            undos[action.id],
        )
        for entry, action, person_id, name, file in rows
    }
    return tuple(found[key] for key in ids if key in found)


def audit_entries(session: Session, chosen: AuditFilter) -> Iterator[AuditEntry]:
    """All entries in their order, however many, read page by page as they are asked for."""
    ids = audit_ids(session, chosen)
    while ids:
        for start in range(0, len(ids), _AT_ONCE):
            yield from audit_at(session, ids[start : start + _AT_ONCE])
        ids = audit_ids(session, chosen, before=ids[-1])


def _undos(session: Session, actions: set[Action]) -> dict[int, Undo]:
    """Which of these saves took an earlier one back, and which did again what had been taken back."""
    known = {action.id: (action.undo_of_id, action.kind) for action in actions}
    missing = {before for before, _ in known.values() if before is not None} - known.keys()
    while missing:
        question = sa.select(Action.id, Action.undo_of_id, Action.kind).where(
            among(session, Action.id, missing)
        )
        found = {row[0]: (row[1], row[2]) for row in session.execute(question)}
        known |= found
        missing = {before for before, _ in found.values() if before is not None} - known.keys()
    return {action.id: _undo(known, action.id) for action in actions}


def _undo(known: Mapping[int, tuple[int | None, str]], key: int) -> Undo:
    """Taking back what was a taking back is doing it again."""
    undo: Undo = ""
    at: int | None = key
    while at is not None:
        before, kind = known.get(at, (None, ""))
        if before is not None or kind == _UNDO_IMPORT:
            undo = "again" if undo == "undone" else "undone"
        at = before
    return undo


def _require_right(session: Session) -> None:
    if not may_audit(session):
        raise RuleBroken(tr("Administrators and people with the right “Audit” see what everybody did."))


def _deed(entry: History) -> Deed:
    if entry.op == "created":
        return "created"
    _, now = (entry.changes or {}).get("deleted_at", (None, None))
    if now is not None:
        return "deleted"
    return "restored" if "deleted_at" in (entry.changes or {}) else "changed"


def _chosen(session: Session, chosen: AuditFilter, what: Any) -> Any:
    question = sa.select(what)
    if chosen.person_id is not None or chosen.first is not None or chosen.last is not None:
        question = question.join(Action, Action.id == History.action_id)
    return question.where(*_conditions(session, chosen))


def _parts(session: Session, chosen: AuditFilter, before: int | None) -> Iterator[tuple[Any, ...]]:
    """The entries from the latest on: in parts where no index helps and each of them is read, else whole."""
    if not chosen.text.strip() and not chosen.deed:
        yield () if before is None else (History.id < before,)
        return
    if before is None:
        before = (session.scalar(sa.select(sa.func.max(History.id))) or 0) + 1
    while before > 0:
        yield History.id < before, History.id >= before - _LOOKED_THROUGH
        before -= _LOOKED_THROUGH


def _conditions(session: Session, chosen: AuditFilter) -> Iterator[Any]:
    if chosen.person_id is not None:
        yield Action.person_id == chosen.person_id
    if chosen.record:
        yield History.tbl == chosen.record
    zone = _zone(session)
    if chosen.first is not None:
        yield Action.at >= _begin(chosen.first, zone)
    if chosen.last is not None:
        yield Action.at < _begin(chosen.last + timedelta(days=1), zone)
    yield from _deed_conditions(session, chosen.deed)
    if chosen.text.strip():
        yield _holds(chosen.text.strip())


def _deed_conditions(session: Session, deed: Deed) -> Iterator[Any]:
    if not deed:
        return
    if deed == "created":
        yield History.op == "created"
        return
    yield History.op == "updated"
    if session.get_bind().dialect.name == "sqlite":
        was = sa.func.json_extract(History.changes, "$.deleted_at[0]", type_=sa.Text())
        now = sa.func.json_extract(History.changes, "$.deleted_at[1]", type_=sa.Text())
    else:
        pair = sa.type_coerce(History.changes, sa.JSON())["deleted_at"]
        was, now = pair[0].as_string(), pair[1].as_string()
    if deed == "changed":
        yield sa.and_(was.is_(None), now.is_(None))
    else:
        yield now.is_not(None) if deed == "deleted" else sa.and_(now.is_(None), was.is_not(None))


def _holds(text: str) -> Any:
    """That a text stands in what was changed, or in the name of the record."""
    key = name_key(text)
    ways = [sa.cast(History.changes, sa.Text()).icontains(text, autoescape=True)]
    for table in RECORDS:
        source = Base.metadata.tables[table]
        if "name_key" in source.columns:
            named = sa.select(source.c.id).where(source.c.name_key.contains(key, autoescape=True))
            ways.append(sa.and_(History.tbl == table, History.row_id.in_(named)))
    return sa.or_(*ways)


def _zone(session: Session) -> tzinfo:
    try:
        return ZoneInfo(time_zone(session))
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _begin(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _titles(session: Session, table: str, ids: set[int]) -> dict[int, str]:
    """What these rows are called; one without a name of its own by what it hangs on."""
    source = Base.metadata.tables[table]
    title = next((source.columns[name] for name in _TITLES if name in source.columns), None)
    question: Any = _by_parent(source)
    if title is not None:
        question = sa.select(source.c.id, title)
    if question is None:
        return {}
    rows = session.execute(question.where(among(session, source.c.id, ids)))
    named = {key: str(name) for key, name in rows if name is not None}
    if table == "setting":
        return {key: SETTINGS.get(name, name.replace("_", " ")) for key, name in named.items()}
    return {key: _short(name) for key, name in named.items()}


def _by_parent(source: sa.Table) -> Any:
    for parent in _PARENTS:
        if f"{parent}_id" in source.columns:
            above = Base.metadata.tables[parent]
            name = above.columns["title" if parent == "deal" else "name"]
            return sa.select(source.c.id, name).join(above, above.c.id == source.columns[f"{parent}_id"])
    return None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else f"{line[: _EXCERPT - 1]}…"
