"""The first save of a company's own database: its name, calendar, process and people."""

from sqlalchemy.orm import Session

from salesdesk.rules.beginnings import COMPANY_NAME, NewCompany
from salesdesk.rules.texts import one_line
from salesdesk.services.people import add_person, edit_person
from salesdesk.services.pipelines import add_shipped_process
from salesdesk.services.rights import viewer_of
from salesdesk.services.settings import change_calendar, change_setting
from salesdesk.translation import tr


def begin_company(session: Session, *, company: NewCompany) -> None:
    """Furnish a new database; the people come below its administrator and get a login later."""
    name = one_line(company.name, tr("The company's name"))
    if name:
        change_setting(session, key=COMPANY_NAME, value=name)
    change_calendar(
        session,
        fiscal_year_start=company.fiscal_year_start,
        week_start=company.week_start,
        time_zone=company.time_zone,
    )
    add_shipped_process(session, steps=company.steps)
    mine = viewer_of(session).person_id
    administrator = one_line(company.administrator, tr("Your name"))
    if administrator and mine is not None:
        edit_person(session, person_id=mine, name=administrator)
    for person in company.people:
        add_person(session, name=person, reports_to_id=mine)
