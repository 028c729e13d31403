"""One activity with what it hangs on, for its form and for finishing it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.activities import ActivityFacts, ActivityForm
from salesdesk.errors import Gone
from salesdesk.models import Activity, Company, Contact, Deal, Stage
from salesdesk.queries.board import owner_choices
from salesdesk.queries.company_calendar import today
from salesdesk.queries.reminders import usual_reminder
from salesdesk.rules.repeats import turn_of
from salesdesk.translation import tr


def activity_form(session: Session, *, activity_id: int | None = None) -> ActivityForm:
    """What the form of an activity, or of a new one, shows; KnownError if it is gone or out of sight."""
    facts = activity_facts(session, activity_id=activity_id) if activity_id is not None else None
    return ActivityForm(owner_choices(session), today(session), facts, usual_reminder(session))


def activity_facts(session: Session, *, activity_id: int) -> ActivityFacts:
    """One activity; KnownError if it is gone or out of sight."""
    row = session.execute(
        sa.select(Activity, Deal.title, Company.name, Contact.name, Stage.type)
        .outerjoin(Deal, Deal.id == Activity.deal_id)
        .outerjoin(Stage, Stage.id == Deal.stage_id)
        .outerjoin(Company, Company.id == Activity.company_id)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .where(Activity.id == activity_id, Activity.deleted_at.is_(None))
    ).one_or_none()
    if row is None:
        raise Gone(tr("This activity is not there any more; somebody deleted it or gave it away."))
    activity, deal, company, contact, stage_type = row
    turn = turn_of(activity.repeat)
    open_deal = stage_type in ("lead", "open")
    return ActivityFacts(
        activity_id=activity.id,
        version=activity.version,
        kind=activity.kind,
        state=activity.state,
        subject=activity.subject,
        person_id=activity.person_id,
        deal_id=activity.deal_id,
        deal=deal or "",
        company_id=activity.company_id,
        company=company or "",
        contact_id=activity.contact_id,
        contact=contact or "",
        due_on=activity.due_on,
        due_at=activity.due_at,
        done_at=activity.done_at,
        minutes=activity.minutes,
        outcome=activity.outcome or "",
        description=activity.description or "",
        repeat=turn.rule if turn is not None else None,
        remind_minutes=activity.remind_minutes,
        can_propose=open_deal and not _other_planned(session, activity),
        today=today(session),
        created_at=activity.created_at,
    )


def _other_planned(session: Session, activity: Activity) -> bool:
    question = sa.select(Activity.id).where(
        Activity.deal_id == activity.deal_id,
        Activity.id != activity.id,
        Activity.state == "planned",
        Activity.deleted_at.is_(None),
    )
    return session.scalar(question.limit(1)) is not None
