"""The funnel: the figures of the report by stage, cohorts counted by hand, the deals behind each."""

import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from salesdesk.answers.board import BoardFilter
from salesdesk.answers.funnel import Cohort
from salesdesk.answers.lists import Condition
from salesdesk.errors import KnownError
from salesdesk.models import Pipeline
from salesdesk.models.base import now
from salesdesk.queries.funnel import WINDOW_DAYS, pipeline_funnel
from salesdesk.queries.reports import report_pipeline
from salesdesk.rules.conversion import cohort_conversion
from salesdesk.services.bulk import delete_records
from salesdesk.services.deals import insert_deals, move_deal
from salesdesk.ui.screens.pipeline.funnel import FunnelPage
from tests.office import Office
from tests.ui.conftest import Pilot, of_the_window

KEY = Qt.Key


def cohorts(office: Office) -> dict[str, Cohort]:
    """The cohort of each stage of the first pipeline."""
    pipeline = office.value(sa.select(Pipeline.id).where(Pipeline.name == "New business"))
    with office.read() as session:
        funnel = pipeline_funnel(session, filters=BoardFilter(pipeline))
    return {stage.name: stage.cohort for stage in funnel.stages}


def move(office: Office, deal_id: int, *stages: str, **fields: object) -> None:
    """Move a deal through stages."""
    for stage in stages:
        with office.write() as session:
            move_deal(session, deal_id=deal_id, stage_id=office.stages[stage], **fields)  # type: ignore


def test_conversion_is_a_share_and_nothing_without_deals() -> None:
    assert cohort_conversion(3, 4) == Decimal("0.75")
    assert cohort_conversion(0, 4) == 0 and cohort_conversion(0, 0) is None


def test_cohorts_count_what_ever_went_on(office: Office) -> None:
    first = [office.deal("New lead", amount=Decimal(1)) for _ in range(5)]
    move(office, first[0], "Qualified", "Value shown", "Won")
    move(office, first[1], "Value shown", "New lead")  # skipped a stage, then came back: it went on once
    move(office, first[2], "Lost", lost_reason_id=office.reasons["price"])
    move(office, first[3], "Lost", lost_reason_id=office.reasons["duplicate"])  # leaves every rate
    found = cohorts(office)
    assert found["New lead"] == Cohort(entered=4, went_on=2, still_open=1)
    assert found["Qualified"] == Cohort(entered=1, went_on=1)
    assert found["Value shown"] == Cohort(entered=2, went_on=1, still_open=1)
    assert found["Closing"] == Cohort() and found["Won"] == Cohort() == found["Lost"]
    with office.write() as session:
        delete_records(session, record="deal", ids=[first[0]])
    assert cohorts(office)["New lead"] == Cohort(entered=3, went_on=1, still_open=1)


def test_deals_that_entered_before_the_window_are_in_no_cohort(office: Office) -> None:
    long_ago = now() - timedelta(days=WINDOW_DAYS + 3)
    rows = [{"title": "Old", "stage_id": office.stages["Qualified"], "stage_entered_at": long_ago}]
    with office.write() as session:
        insert_deals(session, rows)
    found = cohorts(office)
    assert found["Qualified"] == Cohort()


@pytest.fixture
def funnel(pilot: Pilot) -> FunnelPage:
    """The funnel of the small office."""
    pilot.screen.bar.forms.buttons["funnel"].click()
    page = pilot.screen.showing.page("funnel")
    assert isinstance(page, FunnelPage)
    pilot.until(lambda: bool(page.rows) and page.rows[0].isVisible())
    return page


def same_as_report(office: Office, page: FunnelPage) -> bool:
    """Whether each row shows what the report says."""
    with office.read() as session:
        report = report_pipeline(session, pipeline="New business")
    shown = [(made.stage.name, made.stage.count, made.stage.total, made.stage.weighted) for made in page.rows]
    return shown == [(line.stage, line.count, line.sum, line.weighted) for line in report]


def test_the_funnel_shows_the_report_s_figures_and_follows_what_others_do(
    pilot: Pilot, office: Office, funnel: FunnelPage
) -> None:
    assert same_as_report(office, funnel)
    words = {made.stage.name: made.accessibleName() for made in funnel.rows}
    assert words["Qualified"] == (
        "Qualified, 3 deals, €600.50, weighted €120.10, 0 % went on (0 of 3, 3 still open)"
    )
    assert words["Won"] == "Won, 0 deals, €0, weighted €0"
    move(office, pilot.deal_id("Second"), "Won")
    pilot.until(lambda: same_as_report(office, funnel) and funnel.rows[-2].stage.count == 1)
    pilot.until(lambda: "33 % went on (1 of 3, 2 still open)" in funnel.rows[1].accessibleName())


@of_the_window
def test_a_stage_of_the_funnel_opens_its_deals_as_a_list(
    pilot: Pilot, office: Office, funnel: FunnelPage
) -> None:
    owner = Condition("owner", "is", (str(office.people["rita"]),))
    pilot.screen.page.ask(conditions=(owner,))
    pilot.until(lambda: funnel.rows[1].stage.count == 2)
    funnel.rows[0].setFocus()
    pilot.press(KEY.Key_Down)
    assert funnel.rows[1].hasFocus()
    pilot.press(KEY.Key_Return)
    page = pilot.screen.page
    pilot.until(lambda: page.totals is not None and page.totals.count == 2)
    assert pilot.screen.form == "list" and len(page.bar.chips) == 2
    assert page.totals is not None and page.totals.sums["amount_base"] == Decimal(400)


@of_the_window
def test_bars_are_as_wide_as_deals_or_values_are(pilot: Pilot, funnel: FunnelPage) -> None:
    def shares() -> list[float]:
        return [round(made._share, 2) for made in funnel.rows]

    assert shares() == [0, 1, 0.67, 0, 0, 0, 0]
    QTest.mouseClick(funnel.by_field.buttons["total"], Qt.MouseButton.LeftButton)
    assert shares() == [0, 0.6, 1, 0, 0, 0, 0]


@of_the_window
def test_a_form_that_is_read_for_long_says_so_and_why_it_cannot_be(
    pilot: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def slow(*_: Any, **__: Any) -> Any:
        go.wait()
        raise KnownError("The server is away.")

    monkeypatch.setattr("salesdesk.ui.screens.pipeline.funnel.pipeline_funnel", slow)
    pilot.screen.show_form("funnel")
    page = pilot.screen.showing.page("funnel")
    assert isinstance(page, FunnelPage)
    pilot.until(page.cover.isVisible)
    assert page.cover.words.text() == "Reading the deals …" and page.cover.size() == page.size()
    go.set()
    pilot.until(lambda: page.cover.words.text() == "The server is away.")
    monkeypatch.undo()
    page.read()
    pilot.until(lambda: page.shown is not None and not page.cover.isVisible())
