"""Activities: planned, done, cancelled; each one moves its deal's facts on."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.clash import Clash, ClashField
from salesdesk.errors import RuleBroken
from salesdesk.models import Activity
from salesdesk.models.activity import ACTIVITY_KINDS, ACTIVITY_STATES
from salesdesk.models.base import now
from salesdesk.queries.company_calendar import time_zone
from salesdesk.queries.reminders import usual_reminder
from salesdesk.rules.fields import label_of
from salesdesk.rules.periods import local_time
from salesdesk.rules.texts import check_texts, custom_fields, one_line
from salesdesk.services.facts import refresh_facts
from salesdesk.services.hanging import owners_of_deals
from salesdesk.services.meanwhile import last_change, refuse_clashes, refuse_overwriting
from salesdesk.services.repeats import follow, ruled, stored_rule
from salesdesk.services.rights import require_active, require_deals, require_owned, require_records, viewer_of
from salesdesk.services.rows import (
    Row,
    chunked,
    edit_record,
    insert_rows,
    live_record,
    only_editable,
    only_known,
    update_rows,
)
from salesdesk.translation import tr

_LINES = ("source", "external_id")
_TEXTS = ("outcome", "description")
_OVER = ("done", "cancelled")
EDITABLE = frozenset(
    {
        "kind",
        "subject",
        "person_id",
        "deal_id",
        "company_id",
        "contact_id",
        "due_on",
        "due_at",
        "minutes",
        "remind_minutes",
        "custom",
        *_TEXTS,
    }
)
_LONGEST_MINUTES = _EARLIEST_REMINDER = 60 * 24 * 31


def plan_activity(
    session: Session,
    *,
    kind: str,
    subject: str,
    due_on: date | None,
    deal_id: int | None = None,
    **fields: Any,
) -> int:
    """Plan something for a day; its id. Whoever plans it does it unless `person_id` says.

    `repeat` is the rule (a Repeat) by which it comes again, `remind_minutes` how long before its time it
    reminds of itself; without it, as this person chose where it is for themself and has a time.
    """
    me = viewer_of(session).person_id
    row = {"person_id": me, **fields}
    if "remind_minutes" not in row and row.get("due_at") is not None and row["person_id"] == me:
        row["remind_minutes"] = usual_reminder(session)
    row |= {"kind": kind, "subject": subject, "due_on": due_on, "deal_id": deal_id}
    require_active(session, row["person_id"])
    return insert_activities(session, [row])[0]


def insert_activities(session: Session, rows: Sequence[Row]) -> list[int]:
    """Make many activities, planned or done; their ids. Deals' facts follow."""
    deals = {row["deal_id"] for row in rows if row.get("deal_id")}
    require_deals(session, deals)
    known = owners_of_deals(session, deals)
    defaults: dict[str, Any] = {"custom": {}, "state": "planned", "kind": "task", "subject": None}
    ready = [_with_deal(activity_values({**defaults, **row}), known) for row in rows]
    for row in ready:
        if row.get("repeat") is not None:
            row["repeat"] = stored_rule(row["repeat"], row.get("due_on"))
    require_owned(session, {row["owner_id"] for row in ready if not row.get("deal_id")})
    ids = insert_rows(session, Activity, ready)
    refresh_facts(session, deal_ids=deals)
    return ids


def update_activities(session: Session, rows: Sequence[Row]) -> int:
    """Change the given fields of activities by id; how many. One that moves to another deal follows it."""
    only_editable(rows, EDITABLE | {"state", "done_at", *_LINES})
    return _change_many(session, rows)


def delete_activities(session: Session, *, ids: Sequence[int]) -> int:
    """Put many activities into the trash; how many."""
    moment = now()
    return _change_many(session, [{"id": key, "deleted_at": moment} for key in ids])


def _change_many(session: Session, rows: Sequence[Row]) -> int:
    ids = [row["id"] for row in rows]
    before, alone = _deals_of(session, ids)
    after = {row["deal_id"] for row in rows if row.get("deal_id")}
    require_deals(session, before | after)
    require_records(session, Activity, alone)
    known, zone, there = owners_of_deals(session, after), time_zone(session), _before(session, rows)
    ready = [
        _same_time(activity_values(row), *there.get(row["id"], _NOTHING_BEFORE)[:2], zone) for row in rows
    ]
    ready = [_with_deal(values, known) if values.get("deal_id") else values for values in ready]
    given: set[int | None] = set()
    for values in ready:
        _, _, deal_id, person_id = there.get(values["id"], _NOTHING_BEFORE)
        if {"deal_id", "person_id"} & values.keys() and values.get("deal_id", deal_id) is None:
            values["owner_id"] = values.get("person_id", person_id)
            given.add(values["owner_id"])
    require_owned(session, given)
    count = update_rows(session, Activity, ready)
    over = [row["id"] for row in rows if row.get("state") in _OVER or row.get("deleted_at")]
    _make_next(session, over)
    refresh_facts(session, deal_ids=before | after)
    return count


_Before = tuple[datetime | None, date | None, int | None, int | None]


_NOTHING_BEFORE: _Before = (None, None, None, None)


def _before(session: Session, rows: Sequence[Row]) -> dict[int, _Before]:
    """Time, day, deal and person of those of the activities whose day, deal or person is to change."""
    moving = {"due_on", "deal_id", "person_id"}
    found: dict[int, _Before] = {}
    for part in chunked([row["id"] for row in rows if moving & row.keys()]):
        question = sa.select(
            Activity.id, Activity.due_at, Activity.due_on, Activity.deal_id, Activity.person_id
        )
        for key, at, on, deal_id, person_id in session.execute(question.where(Activity.id.in_(part))):
            found[key] = at, on, deal_id, person_id
    return found


def _make_next(session: Session, activity_ids: Sequence[int]) -> None:
    """Plan what comes after those of these that repeat: they are done, skipped or thrown away."""
    for part in chunked(activity_ids):
        question = sa.select(Activity).where(Activity.id.in_(part), Activity.repeat.is_not(None))
        rows = follow(session, session.scalars(question.order_by(Activity.id)).all())
        session.flush()
        if rows:
            insert_rows(session, Activity, rows)


def _deals_of(session: Session, activity_ids: Sequence[int]) -> tuple[set[int], set[int]]:
    """The deals on which these activities hang, and the activities that hang on none."""
    deals: set[int] = set()
    alone: set[int] = set()
    for part in chunked(activity_ids):
        question = sa.select(Activity.id, Activity.deal_id).where(Activity.id.in_(part))
        for activity_id, deal_id in session.execute(question):
            if deal_id is None:
                alone.add(activity_id)
            else:
                deals.add(deal_id)
    return deals, alone


def activity_values(row: Row) -> dict[str, Any]:
    """The fields of an activity as they are stored; RuleBroken says which cannot be."""
    values = dict(row)
    for field, words in (("kind", ACTIVITY_KINDS), ("state", ACTIVITY_STATES)):
        if field in values and values[field] not in words:
            raise RuleBroken(tr("{word} is not a kind or state of activity.").format(word=values[field]))
    if "subject" in values:
        values["subject"] = one_line(values["subject"], tr("The subject"))
        if not values["subject"]:
            raise RuleBroken(tr("An activity needs a subject."))
    check_texts(values, lines=_LINES, texts=_TEXTS)
    minutes = values.get("minutes")
    if minutes is not None and not 0 <= minutes <= _LONGEST_MINUTES:
        raise RuleBroken(tr("An activity takes between 0 minutes and 31 days."))
    if values.get("state") == "done" and values.get("done_at") is None:
        values["done_at"] = now()
    if not (values.get("remind_minutes") is None or 0 <= values["remind_minutes"] <= _EARLIEST_REMINDER):
        raise RuleBroken(tr("A reminder comes between 0 minutes and 31 days before."))
    if "custom" in values:
        values["custom"] = custom_fields(values["custom"])
    return values


def _with_deal(values: dict[str, Any], deals: dict[int, tuple[int | None, int | None]]) -> dict[str, Any]:
    """An activity takes its deal's owner, so that whoever sees the deal sees it too."""
    deal_id = values.get("deal_id")
    if deal_id is None:
        return {**values, "owner_id": values.get("owner_id", values.get("person_id"))}
    owner_id, company_id = deals[deal_id]
    return {**values, "owner_id": owner_id, "company_id": values.get("company_id") or company_id}


def complete_activity(
    session: Session,
    *,
    activity_id: int,
    outcome: str | None = None,
    minutes: int | None = None,
    at: datetime | None = None,
) -> None:
    """Mark an activity as done, with what came of it; one that repeats is planned for its next day.

    RuleBroken if it is done already: what somebody wrote then stays.
    """
    activity = _live_activity(session, activity_id)
    _refuse_done(activity)
    values: dict[str, Any] = {"state": "done", "done_at": at or now()}
    values |= {"outcome": outcome} if outcome else {}
    values |= {"minutes": minutes} if minutes is not None else {}
    _end(session, activity, values)


def cancel_activity(session: Session, *, activity_id: int, following: bool = False) -> None:
    """Call an activity off; it stays in the history of its deal.

    One that repeats is only skipped, and planned for its next day, unless all `following` are called off.
    RuleBroken if it is done already.
    """
    activity = _live_activity(session, activity_id)
    _refuse_done(activity)
    _end(session, activity, {"state": "cancelled"}, following=following)


def delete_activity(session: Session, *, activity_id: int, following: bool = False) -> None:
    """Put an activity into the trash; one that repeats comes again unless all `following` go."""
    _end(session, _live_activity(session, activity_id), {"deleted_at": now()}, following=following)


def edit_activity(
    session: Session,
    *,
    activity_id: int,
    version: int | None = None,
    was: Row | None = None,
    only_this: bool = False,
    **fields: Any,
) -> None:
    """Change fields of one activity. RuleBroken if it is gone, or changed since `version` was read.

    `was` holds what fields held when the user began: ChangedMeanwhile where somebody changed them since.

    `repeat` changes its rule (a Repeat, None for once). Of one that repeats all that follow are changed too,
    unless `only_this` is.
    """
    only_known(fields, EDITABLE | {"repeat"})
    activity = _live_activity(session, activity_id, version)
    require_active(session, fields.get("person_id"), activity.person_id)
    if was is not None and activity.repeat is not None and was.get("state", activity.state) != activity.state:
        _refuse_over(session, activity)
    refuse_overwriting(session, activity, was or {}, fields)
    _change(session, activity, ruled(session, activity, activity_values(fields), only_this=only_this))


def _refuse_over(session: Session, activity: Activity) -> None:
    """RuleBroken: what comes again goes on in another one by now, which the change would miss."""
    who, _ = last_change(session, table="activity", row_id=activity.id, column="state")
    raise RuleBroken(
        tr("{who} finished “{subject}” meanwhile; change the one that follows it.").format(
            who=who, subject=activity.subject
        )
    )


def postpone_activity(
    session: Session, *, activity_id: int, due_on: date, due_at: datetime | None = None
) -> None:
    """Put an activity off to a day, and to a time of it where one is given; of one that repeats only this.

    RuleBroken if it is done already.
    """
    activity = _live_activity(session, activity_id)
    _refuse_done(activity)
    values = {"due_on": due_on, "due_at": due_at}
    _change(session, activity, ruled(session, activity, values, only_this=True))


def _refuse_done(activity: Activity) -> None:
    if activity.state == "done":
        raise RuleBroken(tr("“{subject}” is done already.").format(subject=activity.subject))


def _end(session: Session, activity: Activity, values: dict[str, Any], *, following: bool = False) -> None:
    """Change an activity so that it is over, and plan its next time unless all `following` are over too."""
    _require(session, activity)
    planned = activity.state == "planned"
    rows = follow(session, [activity]) if planned and not following else []
    _change(session, activity, values)
    if rows:
        insert_rows(session, Activity, rows)
        refresh_facts(session, deal_ids={row["deal_id"] for row in rows if row["deal_id"]})


def _require(session: Session, activity: Activity) -> None:
    if activity.deal_id is not None:
        require_deals(session, [activity.deal_id])
    else:
        require_owned(session, [activity.owner_id])


def _change(session: Session, activity: Activity, fields: dict[str, Any]) -> None:
    _require(session, activity)
    deals = {activity.deal_id, fields.get("deal_id", activity.deal_id)}
    values = _same_time(fields, activity.due_at, activity.due_on, time_zone(session))
    edit_record(session, activity, _moved(session, activity, activity_values(values)))
    refresh_facts(session, deal_ids={deal_id for deal_id in deals if deal_id is not None})


def _same_time(
    values: Mapping[str, Any], due_at: datetime | None, due_on: date | None, zone: str
) -> dict[str, Any]:
    """Values of an activity whose time of day goes with it to another day, on the company's clocks."""
    if due_at is None or "due_on" not in values or "due_at" in values or values["due_on"] == due_on:
        return dict(values)
    if values["due_on"] is None:
        return {**values, "due_at": None}
    there = local_time(due_at, zone)
    moved = datetime.combine(values["due_on"], there.time(), there.tzinfo).astimezone(UTC)
    return {**values, "due_at": moved}


def _moved(session: Session, activity: Activity, values: dict[str, Any]) -> dict[str, Any]:
    """The values of an activity that goes to another deal: that one's owner and company are its own too; or
    of one that hangs on no deal and goes to another person: it is theirs."""
    deal_id = values.get("deal_id", activity.deal_id)
    if deal_id is None:
        owner_id = values.get("person_id", activity.person_id)
        if owner_id == activity.owner_id:
            return values
        require_owned(session, [owner_id])
        return {**values, "owner_id": owner_id}
    if deal_id == activity.deal_id:
        return values
    require_deals(session, [deal_id])
    company = {"company_id": values.get("company_id", activity.company_id)}
    return _with_deal({**values, **company}, owners_of_deals(session, {deal_id}))


def set_next_step(
    session: Session,
    *,
    deal_id: int,
    subject: str | None,
    due_on: date | None,
    person_id: int | None = None,
    was: tuple[str, date | None] | None = None,
) -> None:
    """Write the next step of a deal: change the planned activity that it is, plan one, or cancel it.

    `was` is the step that the user saw, "" for none: that one is changed, not what somebody planned since.
    ChangedMeanwhile if it is not planned like that any more.
    """
    text = one_line(subject, tr("The next step"))
    activity = _step_of(session, deal_id, was)
    if activity is None and was is not None and was[0]:
        _refuse_step(session, deal_id, (text, due_on), was)
    if activity is None:
        if text:
            person = {"person_id": person_id} if person_id is not None else {}
            plan_activity(session, kind="task", subject=text, due_on=due_on, deal_id=deal_id, **person)
        return
    _change(
        session, activity, {"state": "cancelled"} if text is None else {"subject": text, "due_on": due_on}
    )


def _step_of(session: Session, deal_id: int, was: tuple[str, date | None] | None) -> Activity | None:
    """The activity that is a deal's next step, or was when somebody looked."""
    question = sa.select(Activity).where(
        Activity.deal_id == deal_id, Activity.state == "planned", Activity.deleted_at.is_(None)
    )
    if was is not None:
        words, on = was
        if not words:
            return None
        question = question.where(Activity.subject == words, Activity.due_on.is_not_distinct_from(on))
    order = (Activity.due_on.asc().nulls_last(), Activity.id)
    return session.scalars(question.order_by(*order).limit(1)).first()


def _refuse_step(
    session: Session, deal_id: int, mine: tuple[str | None, date | None], was: tuple[str, date | None]
) -> None:
    """ChangedMeanwhile: the step that the user saw was done, called off or changed."""
    step = _step_of(session, deal_id, None)
    before = sa.select(Activity.id).where(Activity.deal_id == deal_id, Activity.subject == was[0])
    row_id = step.id if step is not None else session.scalar(before.order_by(Activity.id.desc()).limit(1))
    now = (step.subject, step.due_on) if step is not None else ("", None)
    column = "subject" if step is not None else "state"
    who, at = last_change(session, table="activity", row_id=row_id or 0, column=column)
    keys = ("next_step", "next_step_on")
    sides = zip(keys, mine, now, was, strict=True)
    fields = (ClashField(key, label_of(key), ours, theirs, old, theirs) for key, ours, theirs, old in sides)
    refuse_clashes([Clash(tuple(fields), who, at)])


def _live_activity(session: Session, activity_id: int, version: int | None = None) -> Activity:
    gone = tr("This activity is not there any more.")
    return live_record(session, Activity, activity_id, version=version, gone=gone)
