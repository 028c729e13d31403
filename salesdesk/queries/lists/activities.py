"""The list of activities."""

from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from salesdesk.answers.lists import Column, Due, Offer, Title
from salesdesk.models import Activity, Company, Contact, Deal, Person
from salesdesk.queries.lists.companies import moments
from salesdesk.queries.lists.expressions import folded
from salesdesk.queries.lists.source import Listed, Source, named, person, plain, word
from salesdesk.rules.activities import KIND_WORDS, STATE_WORDS
from salesdesk.rules.repeats import told_repeat
from salesdesk.translation import tr


@cache
def activities_source() -> Source:
    """Activities with the columns that every database has; made once."""
    columns: dict[str, Listed] = {
        "subject": Listed(
            Column("subject", tr("Activity"), "title", usual=True, editable="subject"),
            value=folded(Activity.subject),
            needs=("company",),
            cells=(Activity.subject, Company.name),
            make=lambda subject, company: Title(subject, company or ""),
        ),
        "kind": _choice("kind", tr("Kind"), Activity.kind, KIND_WORDS, usual=True, editable="kind"),
        "due_on": Listed(
            Column("due_on", tr("Due on"), "day", usual=True, groupable=True, editable="due_on"),
            value=Activity.due_on,
            cells=(Activity.due_at, Activity.due_on, Activity.repeat, Activity.state),
            make=_due,
        ),
        "due_at": Listed(
            Column("due_at", tr("Time"), "moment"), value=Activity.due_at, cells=(Activity.due_at,)
        ),
        "person": person("person", tr("Who does it"), Activity.person_id, Person, "person", usual=True),
        "deal": Listed(
            Column("deal", tr("Deal"), "named", usual=True),
            value=Activity.deal_id,
            order=Deal.name_key,
            words=Deal.name_key,
            needs=("deal",),
            cells=(Activity.deal_id, Deal.title),
            make=named,
            named_by=Deal,
        ),
        "company": word("company", tr("Company"), Activity.company_id, Company, "company", kind="company"),
        "contact": word("contact", tr("Contact"), Activity.contact_id, Contact, "contact", groupable=False),
        "state": _choice("state", tr("State"), Activity.state, STATE_WORDS, usual=True),
    }
    columns["repeats"] = Listed(
        Column("repeats", tr("Repeats"), "choice", groupable=True),
        value=sa.case((Activity.repeat.is_(None), "once"), else_="again"),
        cells=(Activity.repeat, Activity.state),
        make=told_repeat,
        offers=lambda _: [Offer("again", tr("Comes again")), Offer("once", tr("Once"))],
    )
    columns |= plain(Activity, "activities", but=set(columns), usual=("outcome",))
    columns |= moments(Activity)
    joins: dict[str, tuple[Any, Any]] = {
        "company": (Company, Company.id == Activity.company_id),
        "contact": (Contact, Contact.id == Activity.contact_id),
        "deal": (Deal, Deal.id == Activity.deal_id),
        "person": (Person, Person.id == Activity.person_id),
    }
    return Source(
        "activity",
        Activity,
        columns,
        joins,
        by_name=folded(Activity.subject),
        searched=((folded(Activity.subject), None), (Company, Activity.company_id), (Deal, Activity.deal_id)),
    )


def _due(at: datetime | None, on: date | None, repeat: Any, state: str) -> Due | None:
    return Due(on, at, told_repeat(repeat, state)) if on is not None else None


def _choice(
    key: str, label: str, column: Any, words: dict[str, str], *, usual: bool = False, editable: str = ""
) -> Listed:
    offers = [Offer(value, name) for value, name in words.items()]
    return Listed(
        Column(key, label, "choice", usual=usual, groupable=True, editable=editable),
        value=column,
        cells=(column,),
        make=lambda value: words.get(value, value),
        offers=lambda _: offers,
    )
