"""The board's headers are exact under every filter and for every viewer, and its cards keep their order."""

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from salesdesk.answers.board import Board, BoardFilter
from salesdesk.answers.lists import Condition, ListView, Value
from salesdesk.errors import KnownError
from salesdesk.models import Deal, DealMember, Stage
from salesdesk.models.base import now
from salesdesk.queries.board import board_columns, cards, column_cards, deal_sheet, pipeline_board
from salesdesk.queries.company_calendar import today
from salesdesk.queries.lists import list_page, list_totals
from salesdesk.queries.lists.taking import taken_fields, taken_rows
from salesdesk.queries.pipelines import SHOWN
from salesdesk.queries.records import record_page
from salesdesk.queries.reports import report_pipeline
from salesdesk.queries.today import my_day
from salesdesk.rules.pipelines import StageTemplate
from salesdesk.rules.sight import sees_deal
from salesdesk.services.activities import complete_activity, plan_activity, set_next_step
from salesdesk.services.companies import create_company
from salesdesk.services.deals import delete_deal, insert_deals, move_deal
from salesdesk.services.pipelines import add_pipeline
from salesdesk.services.settings import add_currency, change_own_setting, insert_rates
from tests.office import TREE, Office, day, money


def board(office: Office, login: str | None = None, **filters: object) -> Board:
    with office.read(login) as session:
        return pipeline_board(session, filters=BoardFilter(**filters))  # type: ignore[arg-type]


def test_headers_count_and_sum_what_the_stage_holds(office: Office) -> None:
    office.deal("Qualified", amount=money("100.10"))
    office.deal("Qualified", amount=money("50"), probability=80)
    office.deal("Qualified")
    office.deal("Won", amount=money("7"))
    office.deal("Lost", amount=money("9"), lost_reason_id=office.reasons["price"])
    columns = {column.name: column for column in board(office).columns}
    qualified = columns["Qualified"]
    assert (qualified.count, qualified.total) == (3, Decimal("150.10"))
    assert qualified.weighted == Decimal("100.10") * 20 / 100 + Decimal(40)
    assert (columns["Won"].weighted, columns["Lost"].weighted) == (7, 0)
    assert columns["Closing"].count == 0 and columns["Closing"].cards == ()


def test_a_deal_without_a_rate_is_counted_and_said_never_taken_as_nothing(office: Office) -> None:
    with office.write() as session:
        add_currency(session, code="USD")
    deal_id = office.deal("Qualified", amount=money("100"), currency="USD")
    office.deal("Qualified", amount=money("10"))
    column = board(office).columns[1]
    assert (column.count, column.total, column.without_rate) == (2, 10, 1)
    with office.write() as session:
        insert_rates(session, currency="USD", rates=[(day("2025-01-01"), money("0.9"))])
    column = board(office).columns[1]
    assert (column.total, column.without_rate) == (100, 0)
    with office.read() as session:
        assert cards(session, deal_ids=[deal_id], filters=BoardFilter())[0].amount_base == 90


def test_a_deal_without_a_rate_is_told_beside_every_sum_of_a_company(office: Office) -> None:
    with office.write() as session:
        add_currency(session, code="GBP")
        both, alone = create_company(session, name="Both"), create_company(session, name="Alone")
        create_company(session, name="Nothing")
    office.deal("Won", owner="rita", amount=money("7"), currency="GBP", company_id=both)
    for company, amount, currency in ((both, "10", "EUR"), (both, "5000", "GBP"), (alone, "5000", "GBP")):
        office.deal(owner="rita", amount=money(amount), currency=currency, company_id=company)
    companies = ListView("company", columns=("name", "open_value"), sort="open_value")
    small = Condition("open_value", "less", ("100",))
    with office.read("rita") as session:
        rows = [row.cells[1] for row in list_page(session, companies)]
        found = list_page(session, replace(companies, conditions=(small,)))
        of_companies, of_deals = list_totals(session, companies), list_totals(session, ListView("deal"))
        page = record_page(session, record="company", record_id=both)
        fields = [field.key for field in taken_fields(session, companies)]
        taken = list(taken_rows(session, companies))
        today_ = my_day(session)
    assert rows == [None, Value(money("10"), 2, 1), Value(None, 1, 1)]
    assert [row.cells[0].name for row in found] == ["Nothing", "Both"]
    assert (of_companies.sums["open_value"], of_companies.without_rate["open_value"]) == (10, 2)
    assert (of_deals.sums["amount_base"], of_deals.without_rate["amount_base"]) == (10, 3)
    assert page.open_value == Value(money("10"), 2, 1) and page.won_value == Value(None, 1, 1)
    assert fields == ["name", "open_value", "open_value_without_rate"]
    assert taken == [("Nothing", None, None), ("Both", money("10"), 1), ("Alone", None, 1)]
    assert [line.without_rate for line in today_.pipelines[0].stages if line.count] == [2]
    assert (today_.won.count, today_.won.total, today_.won.without_rate) == (1, 0, 1)


def test_a_company_without_deals_is_worth_nothing_and_one_without_amounts_too(office: Office) -> None:
    with office.write() as session:
        company = create_company(session, name="Without amounts")
    office.deal(company_id=company)
    view = ListView("company", columns=("open_value",))
    with office.read() as session:
        assert [row.cells for row in list_page(session, view)] == [(Value(money("0"), 1),)]
        assert [field.key for field in taken_fields(session, view)] == ["open_value"]


def test_headers_equal_the_pipeline_report(office: Office) -> None:
    choose = random.Random(7)
    for stage, _ in itertools.product(("New lead", "Value shown", "Closing", "Won"), range(4)):
        office.deal(stage, amount=money(str(choose.randint(1, 10**6) / Decimal(100))))
    with office.read() as session:
        rows = {row.stage: row for row in report_pipeline(session, pipeline="new BUSINESS")}
    for column in board(office).columns:
        row = rows[column.name]
        assert (row.count, row.sum, row.weighted) == (column.count, column.total, column.weighted)


def test_columns_read_by_themselves_after_a_move_are_those_of_the_whole_board(office: Office) -> None:
    moved = office.deal("Qualified", title="Moved", amount=money("10.10"))
    office.deal("Qualified", title="Stays", amount=money("5"))
    office.deal("New lead", title="Elsewhere")
    before = board(office)
    stages = {office.stages[name] for name in ("Qualified", "Closing")}
    with office.write() as session:
        move_deal(session, deal_id=moved, stage_id=office.stages["Closing"])
    with office.read() as session:
        some = board_columns(session, pipeline_id=before.pipeline_id, stage_ids=stages, filters=BoardFilter())
    after = board(office)
    assert some == tuple(column for column in after.columns if column.stage_id in stages)
    assert [(column.name, column.count) for column in some] == [("Qualified", 1), ("Closing", 1)]
    assert before.columns != after.columns


def test_the_board_begins_with_the_pipeline_chosen_last_else_with_one_that_has_open_deals(
    office: Office,
) -> None:
    kinds = (("Begun", "open", 50), ("Done", "won", 100), ("Gone", "lost", 0))
    with office.write() as session:
        added = add_pipeline(session, name="Projects", stages=[StageTemplate(*kind) for kind in kinds])  # type: ignore[arg-type]
        stages = dict(
            session.execute(sa.select(Stage.name, Stage.id).where(Stage.pipeline_id == added)).all()  # type: ignore[arg-type]
        )
        insert_deals(session, [{"title": "Won", "stage_id": stages["Done"], "amount": money("1")}])
    first = board(office)
    assert (first.pipeline, [each.name for each in first.elsewhere]) == ("New business", ["Projects"])
    with office.write() as session:
        insert_deals(session, [{"title": "Open", "stage_id": stages["Begun"]}])
    assert (board(office).pipeline, board(office).elsewhere) == ("Projects", ())
    with office.write() as session:
        change_own_setting(session, key=SHOWN, value=first.pipeline_id)
    assert board(office).pipeline == "New business"
    assert board(office, pipeline_id=added).pipeline == "Projects"


def test_a_column_gives_its_cards_in_pieces_without_losing_one(office: Office) -> None:
    stage = office.stages["Closing"]
    with office.write() as session:
        insert_deals(session, [{"title": f"{n:03}", "stage_id": stage} for n in range(25)])
    got: list[str] = []
    after = None
    with office.read() as session:
        while piece := column_cards(session, stage_id=stage, filters=BoardFilter(), after=after, limit=10):
            got += [card.title for card in piece]
            after = (piece[-1].rank, piece[-1].deal_id)
    assert got == [f"{n:03}" for n in range(25)]


@pytest.mark.parametrize("text", ["halden", "HALDÉN", "fleet", "d-1001", "hal"])
def test_the_board_is_filtered_by_words_in_title_company_and_number(office: Office, text: str) -> None:
    with office.write() as session:
        company = create_company(session, name="Haldèn Logistics")
    office.deal("Closing", title="Fleet", company_id=company, amount=money("3"))
    office.deal("Closing", title="Other")
    column = board(office, text=text).columns[4]
    assert [card.title for card in column.cards] == ["Fleet"]
    assert (column.count, column.total) == (1, 3)


HOSTILE = (
    "%",
    "_",
    "'; DROP TABLE deal; --",
    '"',
    "\\",
    "\0",
    "\ud800",
    "%%%",
    "a' OR '1'='1",
    "*",
    "NEAR(",
    "‮",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_find_only_what_contains_them(office: Office, text: str) -> None:
    office.deal("Closing", title="Harmless")
    office.deal("Closing", title=f"x{text}y")
    titles = [card.title for card in board(office, text=text).columns[4].cards]
    with office.read() as session:
        stored = session.scalars(sa.select(Deal.title).order_by(Deal.id.desc())).all()
    assert stored[0] in titles
    assert ("Harmless" in titles) == (text in ("\0", "\ud800"))


def test_a_deleted_deal_leaves_the_board(office: Office) -> None:
    deal_id = office.deal("Closing", amount=money("3"))
    with office.write() as session:
        delete_deal(session, deal_id=deal_id)
    assert board(office).columns[4].count == 0
    with pytest.raises(KnownError, match="not there any more"), office.read() as session:
        deal_sheet(session, deal_id=deal_id)


def test_a_card_shows_its_next_step_and_grows_cold_without_a_touch(office: Office) -> None:
    long_ago = now() - timedelta(days=20)
    deal_id = office.deal("Qualified", stage_entered_at=long_ago)

    def card() -> tuple[str, str, str]:
        with office.read() as session:
            found = cards(session, deal_ids=[deal_id], filters=BoardFilter())[0]
        return found.warmth, found.warning, found.next_step

    assert card() == ("cold", "cold", "")
    with office.write() as session:
        due = today(session) + timedelta(days=3)
        set_next_step(session, deal_id=deal_id, subject="Ring Eva", due_on=due)
    assert card() == ("warm", "none", "Ring Eva")
    with office.write() as session:
        set_next_step(session, deal_id=deal_id, subject="Ring Eva", due_on=day("2020-01-01"))
    assert card() == ("cold", "overdue_step", "Ring Eva")
    with office.write() as session:
        set_next_step(session, deal_id=deal_id, subject=None, due_on=None)
        call = plan_activity(session, kind="call", subject="Call", due_on=None, deal_id=deal_id)
        complete_activity(session, activity_id=call)
    assert card() == ("warm", "no_next_step", "")


def test_editing_a_field_and_finishing_a_task_are_no_touch(office: Office) -> None:
    deal_id = office.deal("Qualified", stage_entered_at=datetime(2020, 1, 1, tzinfo=UTC))
    with office.write() as session:
        task = plan_activity(session, kind="task", subject="Sort papers", due_on=None, deal_id=deal_id)
        complete_activity(session, activity_id=task)
    with office.read() as session:
        assert cards(session, deal_ids=[deal_id], filters=BoardFilter())[0].warmth == "very_cold"


def _scatter(office: Office) -> dict[int, tuple[str | None, Decimal, set[str]]]:
    """Deals of everybody and nobody, two of them with a member."""
    made = {}
    for number, owner in enumerate([*TREE, None] * 2, start=1):
        fields = {"owner": owner} if owner else {"owner_id": None}
        amount = Decimal(10) ** (number % 6)
        made[office.deal("Closing", amount=amount, **fields)] = (owner, amount, set())
    with office.write() as session:
        for deal_id, login in zip(list(made)[:2], ("ron", "otto"), strict=True):
            person_id = office.people[login]
            session.add(DealMember(deal_id=deal_id, person_id=person_id, owner_id=None, access="view"))
            made[deal_id][2].add(login)
    return made


@pytest.mark.parametrize("login", [None, "dora", "vera", "rita", "ron", "otto"])
def test_everybody_sees_on_the_board_exactly_what_the_tree_lets_them(
    tree_office: Office, login: str | None
) -> None:
    office = tree_office
    deals = _scatter(office)
    ids = {**office.people}
    reports_to = {ids[name]: ids[above] if above else None for name, above in TREE.items()}
    expected = {
        deal_id: amount
        for deal_id, (owner, amount, members) in deals.items()
        if sees_deal(
            ids.get(login or "", 0),
            owner=ids[owner] if owner else None,
            members={ids[member] for member in members},
            reports_to=reports_to,
            administrator=login is None,
        )
    }
    for _ in range(2):
        column = board(office, login).columns[4]
    assert {card.deal_id for card in column.cards} == set(expected)
    assert (column.count, column.total) == (len(expected), sum(expected.values()))
    with office.read(login) as session:
        row = next(row for row in report_pipeline(session) if row.stage == "Closing")
    assert (row.count, row.sum) == (column.count, column.total)


def test_a_deal_whose_stage_was_taken_out_of_use_is_shown_all_the_same(office: Office) -> None:
    deal_id = office.deal("Closing")
    with office.write() as session:
        session.get_one(Stage, office.stages["Closing"]).deleted_at = now()
    with office.read() as session:
        assert deal_sheet(session, deal_id=deal_id).stage == "Closing"
        assert all(
            column.name != "Closing" for column in pipeline_board(session, filters=BoardFilter()).columns
        )
