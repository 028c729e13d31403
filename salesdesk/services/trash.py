"""The trash: what was deleted together comes back together, and administrators empty it for good."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from salesdesk.answers.trash import Purged
from salesdesk.errors import RuleBroken
from salesdesk.models import Base, History
from salesdesk.models.base import now
from salesdesk.queries.parts import parts_of
from salesdesk.queries.trash import TITLES, last_deletion
from salesdesk.services.obstacles import title_of
from salesdesk.services.references import NEEDED, in_trash, named_by, references, users
from salesdesk.services.rights import require_changes, require_right
from salesdesk.services.rows import chunked
from salesdesk.services.undo import OF_DEALS, follow
from salesdesk.translation import tr

Rows = dict[str, set[int]]
# These hang on records and go when their record goes; the rest must not be referred to any more.
_HANGING = frozenset(
    {
        "activity",
        "note",
        "attachment",
        "tagging",
        "deal_line",
        "deal_member",
        "stakeholder",
        "criterion_evidence",
    }
)
_FREE = _HANGING | {"company", "contact", "deal"}
_AT_LARGE = ("tagging", "attachment")


def restore_deleted(session: Session, *, action_id: int) -> int:
    """Take out of the trash what one save put there and is still there; how many records.

    A company, contact, deal or stage that one of them belongs to comes along. RuleBroken where a name has
    been taken since.
    """
    found = deleted_by(session, action_id)
    if not any(found.values()):
        raise RuleBroken(tr("This is not in the trash any more."))
    _add_needed(session, found)
    deals: set[int] = set()
    for name, ids in _in_order(found):
        table = Base.metadata.tables[name]
        rows = _rows(session, table, ids)
        require_changes(session, table, rows)
        _require_named(session, table, rows, found)
        _write_back(session, table, ids)
        if name in OF_DEALS:
            deals |= {row["id"] if name == "deal" else row["deal_id"] or 0 for row in rows} - {0}
    follow(session, touched=found, deal_ids=deals)
    return sum(len(found[name]) for name in found if name in TITLES)


def deleted_by(session: Session, action_id: int) -> Rows:
    """Ids by table of what a save put into the trash, with the others that are parts of the same, and what is
    still there by them."""
    found: Rows = {}
    for part in parts_of(session, [action_id]):
        for name, ids in _deleted_by(session, part).items():
            found.setdefault(name, set()).update(ids)
    return found


def _deleted_by(session: Session, action_id: int) -> Rows:
    names = session.scalars(sa.select(History.tbl).where(History.action_id == action_id).distinct()).all()
    found: Rows = {}
    for name in names:
        table = Base.metadata.tables[name]
        if "deleted_at" not in table.columns:
            continue
        saved = sa.select(History.row_id).where(History.action_id == action_id, History.tbl == name)
        question = (
            sa.select(table.c.id)
            .join(History, History.id == last_deletion(table))
            .where(table.c.deleted_at.is_not(None), table.c.id.in_(saved), History.action_id == action_id)
        )
        ids = set(session.connection().scalars(question))
        if ids:
            found[name] = ids
    return found


def _add_needed(session: Session, found: Rows) -> None:
    """Add what the found rows belong to and lies in the trash as well, as far up as it goes."""
    waiting = {name: set(ids) for name, ids in found.items()}
    while waiting:
        name, ids = waiting.popitem()
        table = Base.metadata.tables[name]
        for column, target in references(table):
            if target.name not in NEEDED:
                continue
            gone = sa.select(target.c.id).where(target.c.deleted_at.is_not(None))
            for part in chunked(ids):
                wanted = sa.select(column).where(table.c.id.in_(part))
                more = set(session.connection().scalars(gone.where(target.c.id.in_(wanted))))
                more -= found.get(target.name, set())
                if more:
                    found.setdefault(target.name, set()).update(more)
                    waiting.setdefault(target.name, set()).update(more)


def _require_named(session: Session, table: sa.Table, rows: Sequence[dict[str, Any]], coming: Rows) -> None:
    """RuleBroken where one of these rows belongs to somebody or something that stays in the trash."""
    named = [(row, other) for row in rows for other in named_by(table, row)]
    wanted: Rows = {}
    for _, (name, key) in named:
        wanted.setdefault(name, set()).add(key)
    lost = in_trash(session, wanted, coming=coming)
    for row, other in named if lost else ():
        if other in lost:
            raise RuleBroken(
                tr("{title} belongs to {other}, which is in the trash; restore that first.").format(
                    title=title_of(table.name, row), other=lost[other]
                )
            )


def _in_order(found: Rows) -> list[tuple[str, set[int]]]:
    """Tables before those that refer to them."""
    return [(table.name, found[table.name]) for table in Base.metadata.sorted_tables if found.get(table.name)]


def _rows(session: Session, table: sa.Table, ids: Iterable[int]) -> Sequence[dict[str, Any]]:
    return [
        dict(row)
        for part in chunked(ids)
        for row in session.connection().execute(sa.select(table).where(table.c.id.in_(part))).mappings()
    ]


def _write_back(session: Session, table: sa.Table, ids: Iterable[int]) -> None:
    for part in chunked(ids):
        change = sa.update(table).where(table.c.id.in_(part))
        try:
            session.connection().execute(change.values(deleted_at=None, version=table.c.version + 1))
        except IntegrityError as error:
            raise RuleBroken(
                tr("A name among these was taken since. Rename what has it now, then restore again.")
            ) from error


def purge(session: Session, *, action_ids: Iterable[int] | None = None) -> Purged:
    """Remove for good what these saves deleted, or everything in the trash, with its history and with what
    hangs on it (the notes of a company, the lines of a deal). It cannot be undone.

    Where something that stays names a removed contact or company, the name is taken off. What shapes the
    process (stages, people, reasons ...) stays in the trash while anything refers to it.
    """
    require_right(session, "administrator")
    chosen = _chosen(session, action_ids)
    wanted = sum(map(len, chosen.values()))
    _add_hanging(session, chosen)
    kept = _keep_used(session, chosen)
    _let_go(session, chosen)
    for name, ids in reversed(_in_order(chosen)):
        _mark(session, Base.metadata.tables[name], ids)
        for part in chunked(ids):
            _remove(session, name, part)
    session.expire_all()
    return Purged(wanted - kept, kept)


def _chosen(session: Session, action_ids: Iterable[int] | None) -> Rows:
    found: Rows = {}
    if action_ids is None:
        for table in Base.metadata.sorted_tables:
            if "deleted_at" in table.columns:
                gone = sa.select(table.c.id).where(table.c.deleted_at.is_not(None))
                found[table.name] = set(session.connection().scalars(gone))
        return found
    for action_id in action_ids:
        for name, ids in deleted_by(session, action_id).items():
            found.setdefault(name, set()).update(ids)
    return found


def _add_hanging(session: Session, chosen: Rows) -> None:
    """Add the rows that hang on a chosen record, deleted or not: they are part of it."""
    for table in Base.metadata.sorted_tables:
        if table.name not in _HANGING:
            continue
        found = chosen.setdefault(table.name, set())
        for column, target in references(table):
            if target.name not in ("company", "contact", "deal", "attachment", "activity"):
                continue
            whole = column.name == "deal_id" or not column.nullable or _only_anchor(table, column)
            if not whole:
                continue
            for part in chunked(chosen.get(target.name, ())):
                question = sa.select(table.c.id).where(column.in_(part))
                if _only_anchor(table, column):
                    others = [table.c[name] for name in _anchors(table) if name != column.name]
                    question = question.where(*(other.is_(None) for other in others))
                found.update(session.connection().scalars(question))
        if table.name in _AT_LARGE:
            found.update(_attached(session, table, chosen))


def _anchors(table: sa.Table) -> list[str]:
    return [name for name in ("deal_id", "company_id", "contact_id") if name in table.columns]


def _only_anchor(table: sa.Table, column: sa.Column[Any]) -> bool:
    """Whether notes and activities may belong to a company or contact by this column."""
    return table.name in ("note", "activity") and column.name in ("company_id", "contact_id")


def _attached(session: Session, table: sa.Table, chosen: Rows) -> set[int]:
    """Tags and files name their record by its table and id."""
    found: set[int] = set()
    for record in ("company", "contact", "deal", "activity"):
        for part in chunked(chosen.get(record, ())):
            on = sa.select(table.c.id).where(table.c.record == record, table.c.record_id.in_(part))
            found.update(session.connection().scalars(on))
    return found


def _keep_used(session: Session, chosen: Rows) -> int:
    """Leave out what something that stays refers to and cannot do without; how many stay."""
    kept = 0
    changed = True
    while changed:
        changed = False
        for table in Base.metadata.tables.values():
            for column, target in references(table):
                ids = chosen.get(target.name)
                if not ids or _loses(table, column, target):
                    continue
                used = set(users(session, column, ids, besides=chosen.get(table.name, set())))
                if used:
                    ids -= used
                    kept += len(used)
                    changed = True
    return kept


def _loses(table: sa.Table, column: sa.Column[Any], target: sa.Table) -> bool:
    """Whether a row of `table` goes on without what it names in `column`, or goes with it."""
    if table.name in ("deal_span", "deal_facts", "attachment_content"):
        return target.name in ("deal", "attachment")
    return target.name in _FREE and column.nullable is True


def _let_go(session: Session, chosen: Rows) -> None:
    """Take the names of what goes off everything that names it and could do without."""
    for table in Base.metadata.tables.values():
        for column, target in references(table):
            if target.name not in _FREE or not column.nullable or "version" not in table.columns:
                continue
            for part in chunked(chosen.get(target.name, ())):
                change = sa.update(table).where(column.in_(part))
                session.connection().execute(
                    change.values({column.name: None, "version": table.c.version + 1})
                )


def _mark(session: Session, table: sa.Table, ids: Iterable[int]) -> None:
    """What goes along without having been deleted is deleted now: the server removes nothing else."""
    for part in chunked(ids):
        alive = sa.update(table).where(table.c.id.in_(part), table.c.deleted_at.is_(None))
        session.connection().execute(alive.values(deleted_at=now()))


def _remove(session: Session, name: str, ids: list[int]) -> None:
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT priv.purge(:kind, :ids)"), {"kind": name, "ids": ids})
        return
    tables = Base.metadata.tables
    for derived, column in _DERIVED.get(name, ()):
        table = tables[derived]
        connection.execute(sa.delete(table).where(table.c[column].in_(ids)))
    connection.execute(sa.delete(tables[name]).where(tables[name].c.id.in_(ids)))
    past = tables["history"]
    connection.execute(sa.delete(past).where(past.c.tbl == name, past.c.row_id.in_(ids)))


_DERIVED = {
    "deal": (("deal_span", "deal_id"), ("deal_facts", "deal_id")),
    "attachment": (("attachment_content", "attachment_id"),),
}
