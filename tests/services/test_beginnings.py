"""A company's own database begins as it was told."""

import sqlalchemy as sa

from salesdesk.models import Calendar, Person, Setting, Stage
from salesdesk.rules.beginnings import NewCompany, names_typed
from salesdesk.services.beginnings import begin_company
from salesdesk.store import Store


def test_a_company_begins_with_its_calendar_its_process_and_its_people(store: Store) -> None:
    company = NewCompany(
        name=" Halden  Logistics ",
        administrator=" Nora  Quist",
        fiscal_year_start=4,
        week_start=6,
        time_zone="Europe/Berlin",
        steps=7,
        people=("Anna Keller", "Marc Roth"),
    )
    with store.write("begin") as session:
        begin_company(session, company=company)
    with store.read() as session:
        calendar = session.scalars(sa.select(Calendar)).one()
        assert (calendar.fiscal_year_start, calendar.week_start) == (4, 6)
        assert calendar.time_zone == "Europe/Berlin"
        assert session.scalar(sa.select(Setting.value).where(Setting.key == "company_name")) == (
            "Halden Logistics"
        )
        root = store.viewer.person_id
        assert session.get_one(Person, root).name == "Nora Quist"
        people = sa.select(Person.name).where(Person.reports_to_id == root).order_by(Person.id)
        assert session.scalars(people).all() == ["Anna Keller", "Marc Roth"]
        assert "Decision makers aligned" in session.scalars(sa.select(Stage.name)).all()


def test_names_are_read_however_they_are_divided() -> None:
    assert names_typed("Anna Keller\n\n Marc  Roth ; Anna Keller, Jo") == ("Anna Keller", "Marc Roth", "Jo")
    assert names_typed("  ") == ()
