"""The views of a list: those that come with it, one's own, and those that others share."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import ListView, View
from salesdesk.errors import RuleBroken
from salesdesk.models import SavedView
from salesdesk.rules.names import name_key
from salesdesk.rules.views import shipped_views
from salesdesk.translation import tr


def list_views(session: Session, *, record: str) -> tuple[View, ...]:
    """The views of a kind of record in the order of their tabs."""
    me = session.info["viewer"].person_id
    rows = session.scalars(
        sa.select(SavedView)
        .where(SavedView.record == record, SavedView.deleted_at.is_(None))
        .order_by(SavedView.position, SavedView.id)
    )
    saved = (
        View(row.id, row.name, ListView.from_json(row.definition), row.shared, row.person_id == me)
        for row in rows
    )
    return (*shipped_views(record), *saved)


def view_named(session: Session, *, record: str, name: str) -> View:
    """The view of this name, one's own before another's; RuleBroken names those there are."""
    views = list_views(session, record=record)
    fitting = [view for view in views if name_key(view.name) == name_key(name)]
    if not fitting:
        known = ", ".join(view.name for view in views)
        raise RuleBroken(tr("There is no view {name}; there are {views}.").format(name=name, views=known))
    return min(fitting, key=lambda view: not view.mine)
