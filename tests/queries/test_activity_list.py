"""The list of activities: found by words, by deal and company, sorted, in views, on both databases."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from salesdesk.answers.lists import Due, ListView
from salesdesk.answers.repeats import Repeat
from salesdesk.queries.company_calendar import today
from salesdesk.queries.lists import list_groups, list_ids, list_rows_at, list_totals
from salesdesk.queries.lists.taking import taken_rows
from salesdesk.rules.views import shipped_views
from salesdesk.services.activities import complete_activity, plan_activity
from salesdesk.services.bulk import delete_records, edit_records
from salesdesk.services.companies import create_company
from tests.office import Office

Plan = tuple[str, str, date | None, dict[str, int]]


@pytest.fixture
def planned(office: Office) -> dict[str, int]:
    """Four activities: late, today, without a day, done."""
    with office.read() as session:
        day = today(session)
    deal = office.deal(title="Forklifts", owner="rita")
    with office.write() as session:
        company = create_company(session, name="Halden Logistics")
        made = {
            name: plan_activity(session, kind=kind, subject=name, due_on=on, **fields)
            for name, kind, on, fields in _plans(day, deal, company, office.people["rita"])
        }
        complete_activity(session, activity_id=made["Done"])
    return made


def _plans(day: date, deal: int, company: int, rita: int) -> list[Plan]:
    return [
        ("Late", "call", day - timedelta(days=1), {"deal_id": deal}),
        ("Now", "task", day, {"company_id": company, "person_id": rita}),
        ("Some day", "task", None, {}),
        ("Done", "meeting", day, {}),
    ]


def names(office: Office, view: ListView, login: str | None = None) -> list[str]:
    with office.read(login) as session:
        ids = list_ids(session, view)
        rows = list_rows_at(session, view, ids)
        assert list_totals(session, view).count == len(ids)
    return [row.cells[0].name for row in rows]


def test_words_are_found_in_the_subject_the_deal_and_the_company(
    office: Office, planned: dict[str, int]
) -> None:
    assert names(office, ListView("activity", text="late")) == ["Late"]
    assert names(office, ListView("activity", text="forkl")) == ["Late"]
    assert names(office, ListView("activity", text="halden now")) == ["Now"]
    assert names(office, ListView("activity", text="nothing")) == []


def test_the_shipped_views_hold_what_their_names_say(office: Office, planned: dict[str, int]) -> None:
    views = {view.name: view.view for view in shipped_views("activity")}
    assert names(office, views["To do"]) == ["Late", "Now", "Some day"]
    assert names(office, views["Mine to do"], "rita") == ["Now"]
    assert names(office, views["Overdue"]) == ["Late"]
    assert names(office, views["Done"]) == ["Done"]
    assert len(names(office, views["All"])) == 4


def test_groups_sorting_and_changes_of_many_follow(office: Office, planned: dict[str, int]) -> None:
    view = ListView("activity", group="kind")
    with office.read() as session:
        groups = {group.label: group.count for group in list_groups(session, view)}
    assert groups == {"Call": 1, "Meeting": 1, "Task": 2}
    assert names(office, ListView("activity", sort="subject")) == ["Done", "Late", "Now", "Some day"]
    rita = office.people["rita"]
    with office.write() as session:
        ids = [planned["Late"], planned["Some day"]]
        assert edit_records(session, record="activity", ids=ids, field="person_id", value=rita) == 2
    views = {view.name: view.view for view in shipped_views("activity")}
    assert names(office, views["Mine to do"], "rita") == ["Late", "Now", "Some day"]
    with office.write() as session:
        delete_records(session, record="activity", ids=[planned["Late"]])
    assert "Late" not in names(office, views["All"])


def test_a_day_comes_with_its_time_and_with_how_it_repeats(office: Office) -> None:
    with office.write() as session:
        day = today(session)
        at = datetime.combine(day, time(9, 30), UTC)
        again = Repeat("week")
        plan_activity(session, kind="call", subject="Weekly call", due_on=day, due_at=at, repeat=again)
        plan_activity(session, kind="task", subject="Tidy up", due_on=day)
    view = ListView("activity", sort="subject", columns=("subject", "due_on"))
    with office.read() as session:
        cells = [row.cells[1] for row in list_rows_at(session, view, list_ids(session, view))]
        assert [values[1] for values in taken_rows(session, view)] == [day, day]
    assert cells[0] == Due(day) and (cells[1].on, cells[1].at) == (day, at)
    assert "week" in cells[1].repeats
