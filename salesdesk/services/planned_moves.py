"""Moves in the tree on a day to come: written down now, applied by somebody when it is time."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Person, PersonTree, PlannedMove
from salesdesk.models.base import now
from salesdesk.queries.company_calendar import today
from salesdesk.services.people import live_person, move_person
from salesdesk.services.rights import require_right
from salesdesk.services.rows import edit_record, live_record, save
from salesdesk.translation import tr


def plan_move(session: Session, *, person_id: int, reports_to_id: int | None, due_on: date) -> int:
    """Write down that somebody is to report to somebody else (None: nobody) from a day to come; its id.

    Nothing changes until it is applied. One that was planned for the person before is replaced. RuleBroken
    for a day that has come already, and for a move that could not be made today.
    """
    require_right(session, "administrator")
    person = live_person(session, person_id)
    if due_on <= today(session):
        raise RuleBroken(tr("A move is planned for a day to come; one for today is made at once."))
    _check(session, person, reports_to_id)
    for earlier in session.scalars(_open(person_id)).all():
        edit_record(session, earlier, {"deleted_at": now()})
    planned = PlannedMove(person_id=person_id, reports_to_id=reports_to_id, due_on=due_on)
    session.add(planned)
    save(session, person.name)
    return planned.id


def apply_planned_move(session: Session, *, move_id: int) -> None:
    """Make a planned move now, whatever its day. RuleBroken where that cannot be any more."""
    require_right(session, "administrator")
    planned = _live(session, move_id)
    _check(session, live_person(session, planned.person_id), planned.reports_to_id)
    move_person(session, person_id=planned.person_id, reports_to_id=planned.reports_to_id)
    edit_record(session, planned, {"deleted_at": now()})


def drop_planned_move(session: Session, *, move_id: int) -> None:
    """Forget a planned move."""
    require_right(session, "administrator")
    edit_record(session, _live(session, move_id), {"deleted_at": now()})


def _check(session: Session, person: Person, reports_to_id: int | None) -> None:
    """RuleBroken where somebody left, stands there already, or the two would form a circle."""
    if not person.active:
        raise RuleBroken(tr("{name} has left already.").format(name=person.name))
    if reports_to_id == person.reports_to_id:
        raise RuleBroken(tr("{name} reports to them already.").format(name=person.name))
    if reports_to_id is None:
        return
    above = live_person(session, reports_to_id)
    if not above.active:
        raise RuleBroken(tr("{name} has left already.").format(name=above.name))
    circle = sa.select(PersonTree.depth).where(
        PersonTree.ancestor_id == person.id,
        PersonTree.descendant_id == reports_to_id,
        PersonTree.to_at.is_(None),
    )
    if session.scalar(circle) is not None:
        raise RuleBroken(tr("{name} cannot report to somebody who reports to them.").format(name=person.name))


def _open(person_id: int) -> sa.Select[PlannedMove]:
    return sa.select(PlannedMove).where(PlannedMove.person_id == person_id, PlannedMove.deleted_at.is_(None))


def _live(session: Session, move_id: int) -> PlannedMove:
    return live_record(session, PlannedMove, move_id, gone=tr("This planned move is not there any more."))
