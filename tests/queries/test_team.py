"""The team as a dated tree: who reported to whom, who sees what after a move, figures of a line."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from salesdesk.answers.reports import ReportFilter
from salesdesk.models import Deal, Person, Pipeline, Setting, Stage
from salesdesk.queries.company_calendar import today
from salesdesk.queries.reports import report_pipeline, report_win_loss
from salesdesk.queries.team import team
from salesdesk.queries.team_changes import leaving, move_preview
from salesdesk.queries.today import my_day
from salesdesk.rules.tree import in_tree_order
from salesdesk.services.deals import insert_deals
from salesdesk.services.members import set_member
from salesdesk.services.people import deactivate_person, grant_rights, move_person
from salesdesk.services.settings import add_currency, grant_to_function, name_position
from tests.office import Office


def lines(office: Office, on: date | None = None, login: str | None = None) -> dict[str, str | None]:
    """Whom each person reports to, by login, as the tree of a day tells it."""
    with office.read(login) as session:
        found = team(session, on=on)
    logins = {person.id: person.login for person in found.people}
    return {
        person.login or "": logins[person.reports_to_id] if person.reports_to_id else None
        for person in found.people
    }


def test_people_stand_right_after_whom_they_report_to() -> None:
    above = {1: None, 2: 1, 3: 2, 4: 1, 5: 99}
    assert in_tree_order(above, above, key=lambda key: -key) == [(5, 0), (1, 0), (4, 1), (2, 1), (3, 2)]


def test_who_reported_to_whom_can_be_asked_of_any_day(office: Office) -> None:
    people = office.people
    with office.read() as session:
        day = today(session)
    noon = datetime.combine(day - timedelta(days=10), datetime.min.time(), UTC) + timedelta(hours=12)
    with office.write() as session:
        move_person(session, person_id=people["rita"], reports_to_id=people["otto"], at=noon)
    assert lines(office)["rita"] == "otto"
    assert lines(office, day - timedelta(days=9))["rita"] == "otto"
    assert lines(office, noon.date())["rita"] == "otto"
    assert lines(office, noon.date() - timedelta(days=1))["rita"] == "vera"
    with office.read() as session:
        now, then = team(session), team(session, on=noon.date() - timedelta(days=1))
    counts = {each.login: each.below for each in now.people}
    assert (counts["dora"], counts["vera"], counts["otto"], counts["rita"]) == (4, 1, 1, 0)
    assert {each.login: each.below for each in then.people}["vera"] == 2
    assert all(each.figures is None for each in then.people)
    order = [each.login for each in now.people]
    assert order.index("rita") == order.index("otto") + 1


def test_somebody_who_left_is_not_counted_and_there_may_be_several_roots(office: Office) -> None:
    with office.write() as session:
        deactivate_person(session, person_id=office.people["ron"])
        move_person(session, person_id=office.people["otto"], reports_to_id=None)
    with office.read() as session:
        found = team(session)
    told = {each.login: each for each in found.people}
    assert (told["vera"].below, told["dora"].below, told["ron"].active) == (1, 2, False)
    assert {each.login for each in found.people if each.depth == 0} >= {"dora", "otto"}


def test_a_line_s_figures_hold_open_deals_of_today_s_tree_and_wins_of_the_line_of_their_day(
    office: Office,
) -> None:
    office.deal(owner="rita", amount=Decimal(100))
    office.deal(owner="ron", amount=Decimal(50))
    office.deal("Won", owner="rita", amount=Decimal(1000))
    with office.write() as session:
        move_person(session, person_id=office.people["rita"], reports_to_id=office.people["otto"])
    with office.read() as session:
        told = {each.login: each.figures for each in team(session).people}
    vera, otto, dora = told["vera"], told["otto"], told["dora"]
    assert vera is not None and otto is not None and dora is not None
    assert (vera.open_deals, vera.open_value, vera.won_value) == (1, Decimal(50), Decimal(1000))
    assert (otto.open_deals, otto.open_value, otto.won_value) == (1, Decimal(100), Decimal(0))
    assert (dora.open_deals, dora.open_value, dora.won_value) == (2, Decimal(150), Decimal(1000))


def test_the_company_and_what_nobody_owns_are_together_today_and_the_report_of_the_pipeline(
    office: Office,
) -> None:
    with office.read() as session:
        renewals = sa.select(Pipeline.id).where(Pipeline.name == "Renewals")
        opened = sa.select(sa.func.min(Stage.id)).where(Stage.pipeline_id.in_(renewals), Stage.type == "open")
        office.stages["Renewal"] = session.scalar(opened) or 0
    office.deal(owner="rita", amount=Decimal(100))
    office.deal("Renewal", owner="ron", kind="renewal", amount=Decimal(20))
    office.deal(owner_id=None, amount=Decimal(7))
    office.deal("Renewal", owner_id=None, kind="renewal", amount=Decimal(3))
    office.deal("Won", owner="rita", kind="renewal", amount=Decimal(1000))
    office.deal("Won", owner_id=None, amount=Decimal(500))
    with office.read("dora") as session:
        found, shown, report = team(session), my_day(session), report_pipeline(session)
    with office.read() as session:
        left = leaving(session, person_id=office.people["ron"])
    figures = {each.login: each.figures for each in found.people}
    company, unowned, ron = found.company, found.unowned, figures["ron"]
    assert company is not None and unowned is not None and ron is not None and left is not None
    assert figures["dora"] == company
    assert (company.open_deals, company.open_value, company.won_value) == (2, Decimal(120), Decimal(1000))
    assert (unowned.open_deals, unowned.open_value, unowned.won_value) == (2, Decimal(10), Decimal(500))
    assert (ron.open_deals, ron.open_value) == (left.deals, left.open_value) == (1, Decimal(20))
    stages = [stage for pipeline in shown.pipelines for stage in pipeline.stages]
    rows = [row for row in report if row.type in ("lead", "open")]
    together = (company.open_deals + unowned.open_deals, company.open_value + unowned.open_value)
    assert (sum(each.count for each in stages), sum(each.total for each in stages)) == together
    assert (sum(each.count for each in rows), sum(each.sum for each in rows)) == together
    assert (shown.unowned, shown.unowned_total) == (unowned.open_deals, unowned.open_value)
    assert shown.won.count == company.won_deals + unowned.won_deals
    assert shown.won.total == company.won_value + unowned.won_value


def test_a_deal_won_under_a_head_who_reports_to_somebody_now_is_the_company_s_still(office: Office) -> None:
    with office.write() as session:
        move_person(session, person_id=office.people["otto"], reports_to_id=None)
    office.deal("Won", owner="otto", amount=Decimal(40))
    with office.write() as session:
        move_person(session, person_id=office.people["otto"], reports_to_id=office.people["vera"])
    with office.read() as session:
        found = team(session)
    assert found.company is not None
    assert (found.company.won_deals, found.company.won_value) == (1, Decimal(40))


def test_an_open_deal_without_a_rate_is_told_and_in_no_sum(office: Office) -> None:
    with office.write() as session:
        add_currency(session, code="CHF")
    office.deal(owner="rita", amount=Decimal(100), currency="CHF")
    with office.read() as session:
        figures = {each.login: each.figures for each in team(session).people}["vera"]
        preview = move_preview(session, person_id=office.people["rita"], reports_to_id=office.people["otto"])
    assert figures is not None
    assert (figures.open_deals, figures.open_value, figures.unvalued) == (1, Decimal(0), 1)
    assert preview.whole is not None and preview.whole.unvalued == 1


def test_a_preview_tells_who_sees_what_afterwards(tree_office: Office) -> None:
    office, people = tree_office, tree_office.people
    office.deal(owner="rita", amount=Decimal(100))
    shared = office.deal(owner="rita", amount=Decimal(30))
    office.deal("Won", owner="rita", amount=Decimal(1000))
    with office.write() as session:
        set_member(session, deal_id=shared, person_id=people["otto"])

    def seen(login: str) -> int:
        with office.read(login) as session:
            return session.scalar(sa.select(sa.func.count()).select_from(Deal)) or 0

    before = {login: seen(login) for login in ("otto", "vera", "dora", "rita")}
    with office.read() as session:
        preview = move_preview(session, person_id=people["rita"], reports_to_id=people["otto"])
    assert [(each.name, each.open_deals, each.open_value, each.decided) for each in preview.gaining] == [
        ("Otto", 1, Decimal(100), 1)
    ]
    assert [(each.name, each.open_deals, each.decided) for each in preview.losing] == [("Vera", 2, 1)]
    with office.write() as session:
        move_person(session, person_id=people["rita"], reports_to_id=people["otto"])
    after = {login: seen(login) for login in before}
    assert after["otto"] - before["otto"] == preview.gaining[0].deals
    assert before["vera"] - after["vera"] == preview.losing[0].deals
    assert (after["dora"], after["rita"]) == (before["dora"], before["rita"])


def test_administrators_and_functions_that_see_all_gain_and_lose_nothing(tree_office: Office) -> None:
    office, people = tree_office, tree_office.people
    office.deal(owner="rita")
    with office.write() as session:
        grant_rights(session, person_id=people["vera"], rights=["administrator"])
        grant_to_function(session, function="finance", kinds=["deals"])
        session.get_one(Person, people["otto"]).function = "finance"
    with office.read() as session:
        preview = move_preview(session, person_id=people["rita"], reports_to_id=people["otto"])
    assert (preview.gaining, preview.losing) == ((), ())
    assert preview.whole is not None and preview.whole.open_deals == 1


def test_while_everybody_sees_all_nobody_s_sight_changes(office: Office) -> None:
    office.deal(owner="rita")
    with office.read() as session:
        preview = move_preview(session, person_id=office.people["rita"], reports_to_id=office.people["otto"])
    assert not preview.by_tree and not preview.gaining and not preview.losing
    assert preview.whole is not None and preview.whole.open_deals == 1


@pytest.mark.parametrize("to", ["vera", "rita"])
def test_a_circle_and_a_move_to_where_one_stands_are_refused_in_words(office: Office, to: str) -> None:
    person = "vera" if to == "rita" else "rita"
    with office.read() as session:
        preview = move_preview(session, person_id=office.people[person], reports_to_id=office.people[to])
    assert preview.refused


def test_positions_are_called_as_the_company_calls_them(office: Office) -> None:
    with office.write() as session:
        name_position(session, position="sales_rep", words="Account executive")
    with office.read() as session:
        words = {each.position_words for each in team(session).people if each.position == "sales_rep"}
    assert words == {"Account executive"}
    with office.write() as session:
        name_position(session, position="sales_rep", words=" ")
    with office.read() as session:
        assert team(session).labels["sales_rep"] == "Sales rep"
        assert session.scalar(sa.select(Setting.value).where(Setting.key == "position_labels")) == {}


def test_moving_a_person_with_2000_deals_takes_effect_at_once_and_leaves_past_quarters(
    tree_office: Office,
) -> None:
    office, people = tree_office, tree_office.people
    stages = office.stages
    won = {"stage_id": stages["Won"], "won_on": date(2026, 2, 3), "closed_on": date(2026, 2, 3)}
    rows = [
        {
            "title": f"Deal {n}",
            "owner_id": people["rita"],
            "amount": Decimal(10),
            "currency": "EUR",
            "stage_id": stages["Qualified"],
            **(won if n % 4 == 0 else {}),
        }
        for n in range(2000)
    ]
    with office.write() as session:
        insert_deals(session, rows)

    def report() -> list[tuple[str, int, Decimal]]:
        with office.read() as session:
            found = report_win_loss(session, by="manager", filters=ReportFilter(period="2026-Q1"))
        return [(row.group, row.won_count, row.won_value) for row in found]

    def seen(login: str) -> int:
        with office.read(login) as session:
            return session.scalar(sa.select(sa.func.count()).select_from(Deal)) or 0

    before = report()
    assert before == [("Vera", 500, Decimal(5000))]
    assert (seen("otto"), seen("vera"), seen("dora")) == (0, 2000, 2000)
    with office.read() as session:
        preview = move_preview(session, person_id=people["rita"], reports_to_id=people["otto"])
    assert (preview.gaining[0].open_deals, preview.gaining[0].decided) == (1500, 500)
    with office.write() as session:
        move_person(session, person_id=people["rita"], reports_to_id=people["otto"])
    assert (seen("otto"), seen("vera"), seen("dora")) == (2000, 0, 2000)
    assert report() == before
