"""Saved views: a list with its filters, columns and order, kept under a name for oneself or for all."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import ListView
from salesdesk.errors import RuleBroken
from salesdesk.models import SavedView
from salesdesk.models.base import now
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import one_line
from salesdesk.services.rights import viewer_of
from salesdesk.services.rows import edit_record, live_record
from salesdesk.translation import tr


def save_view(session: Session, *, name: str, view: ListView, shared: bool = False) -> int:
    """Keep a view under a name of one's own; its id. RuleBroken if one has a view of this name already."""
    title = _free_name(session, view.record, name)
    position = session.scalar(
        sa.select(sa.func.max(SavedView.position)).where(SavedView.record == view.record)
    )
    saved = SavedView(
        person_id=viewer_of(session).person_id,
        record=view.record,
        name=title,
        shared=shared,
        position=(position or 0) + 1,
        definition=view.to_json(),
    )
    session.add(saved)
    session.flush()
    return saved.id


def change_view(session: Session, *, view_id: int, **fields: Any) -> None:
    """Change what a view of one's own shows (`view`), its `name`, or whether it is `shared`."""
    saved = _own(session, view_id)
    values: dict[str, Any] = {}
    if "view" in fields:
        values["definition"] = fields["view"].to_json()
    if "name" in fields and name_key(fields["name"]) != name_key(saved.name):
        values["name"] = _free_name(session, saved.record, fields["name"])
    if "shared" in fields:
        values["shared"] = bool(fields["shared"])
    edit_record(session, saved, values)


def delete_view(session: Session, *, view_id: int) -> None:
    """Put a view of one's own into the trash; what it showed stays."""
    edit_record(session, _own(session, view_id), {"deleted_at": now()})


def _own(session: Session, view_id: int) -> SavedView:
    saved = live_record(session, SavedView, view_id, gone=tr("This view is not there any more."))
    if saved.person_id != viewer_of(session).person_id:
        raise RuleBroken(tr("This view belongs to somebody else; save one of your own."))
    return saved


def _free_name(session: Session, record: str, given: str) -> str:
    name = one_line(given, tr("The name of a view"))
    if not name:
        raise RuleBroken(tr("A view needs a name."))
    mine = sa.select(SavedView.name).where(
        SavedView.record == record,
        SavedView.person_id == viewer_of(session).person_id,
        SavedView.deleted_at.is_(None),
    )
    if name_key(name) in {name_key(taken) for taken in session.scalars(mine)}:
        raise RuleBroken(tr("You have a view called {name} already.").format(name=name))
    return name
