"""What becomes of a reminder: it is told in one window of a person, put off, dismissed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Activity, PersonSetting
from salesdesk.models.base import now
from salesdesk.queries.reminders import HANDLED, NEVER, USUAL_KEY
from salesdesk.rules.reminders import WAYS, Handled, handled_of, is_open, is_told, stored_handled
from salesdesk.services.rights import viewer_of
from salesdesk.services.settings import change_own_setting
from salesdesk.translation import tr

Moments = Mapping[int, datetime]
"""The moment of the reminder of each activity."""


def tell_reminders(
    session: Session, *, moments: Moments, at: datetime, shown: Collection[int] = ()
) -> frozenset[int]:
    """Say that this window shows these; those that no other window of the person shows meanwhile.

    `shown` are those that it showed before, and goes on to show.
    """
    held = _held(session)
    states = {key: handled_of(held.get(str(key))) for key in moments}
    mine = frozenset(
        key
        for key, moment in moments.items()
        if is_open(moment, states[key], at) and (key in shown or not is_told(moment, states[key], at))
    )
    if mine:
        _keep(session, held, {key: Handled(moments[key], told=at) for key in mine})
    return mine


def put_off_reminders(
    session: Session, *, moments: Moments, minutes: int, at: datetime | None = None
) -> None:
    """Let these come again in so many minutes."""
    until = (at or now()) + timedelta(minutes=minutes)
    _keep(session, _held(session), {key: Handled(moment, until=until) for key, moment in moments.items()})


def dismiss_reminders(session: Session, *, moments: Moments) -> None:
    """Let these come no more, unless the activity is put at another time."""
    _keep(session, _held(session), {key: Handled(moment, dismissed=True) for key, moment in moments.items()})


def choose_usual_reminder(session: Session, *, minutes: int | None) -> None:
    """Let what this person plans for a time remind so many minutes before it; None for never."""
    if minutes is not None and minutes not in WAYS:
        raise RuleBroken(tr("A reminder cannot come that early."))
    change_own_setting(session, key=USUAL_KEY, value=NEVER if minutes is None else minutes)


def _held(session: Session) -> dict[str, Any]:
    """What became of this person's reminders; nobody else changes it until the save is over."""
    person_id = viewer_of(session).person_id
    if session.get_bind().dialect.name == "postgresql":
        # A row that is not there yet cannot be held.
        turn = sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"{HANDLED}/{person_id}", 0))
        session.execute(sa.select(turn))
    mine = sa.select(PersonSetting).where(PersonSetting.person_id == person_id, PersonSetting.key == HANDLED)
    setting = session.scalars(mine).first()
    return dict(setting.value) if setting is not None else {}


def _keep(session: Session, held: dict[str, Any], told: Mapping[int, Handled]) -> None:
    """Keep these with the others, but for those of activities that are over."""
    held = held | {str(key): stored_handled(state) for key, state in told.items()}
    waiting = _waiting(session, [int(key) for key in held])
    kept = {key: value for key, value in held.items() if int(key) in waiting}
    change_own_setting(session, key=HANDLED, value=kept)


def _waiting(session: Session, ids: Sequence[int]) -> frozenset[int]:
    question = sa.select(Activity.id).where(
        Activity.id.in_(ids), Activity.state == "planned", Activity.deleted_at.is_(None)
    )
    return frozenset(session.scalars(question))
