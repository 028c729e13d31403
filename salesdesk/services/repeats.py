"""Activities that come again: the rule of one, what is changed only this time, and the one that follows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.answers.repeats import Repeat, Turn
from salesdesk.errors import RuleBroken
from salesdesk.models import Activity
from salesdesk.queries.company_calendar import time_zone, today
from salesdesk.rules.repeats import begun, following, stored_turn, turn_of
from salesdesk.translation import tr

_ALIKE = ("kind", "subject", "person_id", "minutes", "description", "remind_minutes")
"""The fields in which one time may differ from the others, beside its day and time of day."""
_CARRIED = (*_ALIKE, "deal_id", "company_id", "contact_id", "owner_id")


def ruled(session: Session, activity: Activity, values: dict[str, Any], *, only_this: bool) -> dict[str, Any]:
    """The values of a change with what it means for the rule of the activity; `repeat` in them is a Repeat.

    `only_this` keeps the rule and remembers what the next one is to be like; otherwise it and all that follow
    take the change, and the rule goes on from the day it has then.
    """
    if "repeat" in values:
        return {**values, "repeat": _new_rule(activity, values)}
    turn = turn_of(activity.repeat)
    if turn is None or turn.made or activity.state != "planned":
        return values
    turn = _only_this(session, activity, turn, values) if only_this else _all(turn, activity, values)
    return {**values, "repeat": stored_turn(turn)}


def stored_rule(rule: Any, on: date | None) -> dict[str, Any] | None:
    """A rule as a new activity keeps it, from its day on; RuleBroken where it has none."""
    if rule is None or isinstance(rule, dict):
        return rule
    if on is None:
        raise RuleBroken(tr("Something that repeats needs a day."))
    return stored_turn(begun(rule, on))


def _new_rule(activity: Activity, values: Mapping[str, Any]) -> dict[str, Any] | None:
    rule: Repeat | None = values["repeat"]
    held = stored_rule(rule, values.get("due_on", activity.due_on))
    before = turn_of(activity.repeat)
    if held is not None and before is not None:
        held["place"] = before.place
    return held


def _only_this(session: Session, activity: Activity, turn: Turn, values: Mapping[str, Any]) -> Turn:
    usual = dict(turn.usual or {})
    for name in _ALIKE:
        if name in values and values[name] != getattr(activity, name):
            usual.setdefault(name, getattr(activity, name))
    if "due_at" in values:
        usual.setdefault("time", _clock(activity.due_at, time_zone(session)))
    return replace(turn, usual=usual)


def _all(turn: Turn, activity: Activity, values: Mapping[str, Any]) -> Turn:
    usual = {name: value for name, value in (turn.usual or {}).items() if name not in values}
    if "due_at" in values:
        usual.pop("time", None)
    turn = replace(turn, usual=usual)
    on = values.get("due_on", activity.due_on)
    if on is None or on == activity.due_on:
        return turn
    rule = turn.rule
    # Of several days of the week the one is moved that this one lay on.
    days = {*rule.weekdays} - {activity.due_on.weekday() if activity.due_on else None} | {on.weekday()}
    moved = replace(rule, weekdays=tuple(sorted(days)) if rule.unit == "week" else ())
    return replace(begun(moved, on), place=turn.place, usual=usual)


def follow(session: Session, activities: Sequence[Activity]) -> list[dict[str, Any]]:
    """The rows of those that come after these, which are done or skipped; these know that theirs is made."""
    day, zone = None, ""
    rows = []
    for activity in activities:
        turn = turn_of(activity.repeat)
        if turn is None or turn.made:
            continue
        if day is None:
            day, zone = today(session), time_zone(session)
        after = following(turn, day)
        activity.repeat = stored_turn(replace(turn, made=True))
        if after is not None:
            rows.append(_row_after(activity, turn, after, zone))
    return rows


def _row_after(activity: Activity, turn: Turn, after: Turn, zone: str) -> dict[str, Any]:
    usual = dict(turn.usual or {})
    clock = usual.pop("time", _clock(activity.due_at, zone))
    due_at = None
    if clock is not None:
        due_at = datetime.combine(after.on, time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)
    row = {name: getattr(activity, name) for name in _CARRIED} | usual
    return {
        **row,
        "state": "planned",
        "due_on": after.on,
        "due_at": due_at,
        "custom": dict(activity.custom or {}),
        "repeat": stored_turn(after),
    }


def _clock(due_at: datetime | None, zone: str) -> str | None:
    """The time of day there, as 09:30; None for any time of the day."""
    return f"{due_at.astimezone(ZoneInfo(zone)):%H:%M}" if due_at is not None else None
