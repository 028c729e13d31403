"""The list of contacts."""

from functools import cache
from typing import Any

from salesdesk.answers.lists import Column, Title
from salesdesk.models import Activity, Company, Contact, Person
from salesdesk.queries.lists.companies import moments
from salesdesk.queries.lists.source import Listed, Source, person, plain, tags, word
from salesdesk.queries.lists.work import step, step_part, touch, touch_part
from salesdesk.translation import tr


@cache
def contacts_source() -> Source:
    """Contacts with the columns that every database has; made once."""
    touches, steps = touch_part(Activity.contact_id), step_part(Activity.contact_id)
    columns: dict[str, Listed] = {
        "name": Listed(
            Column("name", tr("Contact"), "title", usual=True, editable="name"),
            value=Contact.name_key,
            cells=(Contact.name, Contact.job_title),
            make=lambda name, job: Title(name, job or ""),
        ),
        "company": word(
            "company", tr("Company"), Contact.company_id, Company, "company", kind="company", usual=True
        ),
    }
    columns |= plain(
        Contact,
        "contacts",
        but=("name", "source", "external_id"),
        usual=("email", "phone"),
        grouped=("job_title", "city", "country"),
    )
    columns |= {
        "owner": person("owner", tr("Owner"), Contact.owner_id, Person, "owner", usual=True),
        "last_touch": touch(touches, Activity.contact_id),
        "next_step": step(steps, Activity.contact_id),
        "tags": tags("contact", Contact),
    }
    columns |= plain(Contact, "contacts", but=set(columns))
    columns |= moments(Contact)
    joins: dict[str, tuple[Any, Any]] = {
        "company": (Company, Company.id == Contact.company_id),
        "owner": (Person, Person.id == Contact.owner_id),
        "touch": (touches, touches.c.record_id == Contact.id),
        "step": (steps, steps.c.record_id == Contact.id),
    }
    return Source("contact", Contact, columns, joins)
