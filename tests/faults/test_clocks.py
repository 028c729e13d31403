"""Clocks that are wrong, and days on which they are changed: the order stays, and who must know is told."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from salesdesk.models import Action, Calendar, Deal
from salesdesk.queries.company_calendar import today
from salesdesk.queries.history import record_history
from salesdesk.services.companies import create_company, edit_company
from salesdesk.services.deals import edit_deal, move_deal
from salesdesk.store import open_store
from tests.office import Office

WRONG = {"a day behind": timedelta(days=-1), "a day ahead": timedelta(days=1)}


@pytest.mark.parametrize("by", WRONG.values(), ids=WRONG)
def test_a_history_stands_in_the_order_in_which_things_were_done(office: Office, by: timedelta) -> None:
    deal_id = office.deal(owner="rita", amount=Decimal(1))
    feed = office.store.feed()
    with time_machine.travel(datetime.now(UTC) + by), office.write() as session:
        edit_deal(session, deal_id=deal_id, amount=Decimal(2))
    with office.write() as session:
        edit_deal(session, deal_id=deal_id, amount=Decimal(3))
    with office.read() as session:
        actions = session.scalars(sa.select(Action.at).order_by(Action.id)).all()
        told = record_history(session, table="deal", row_id=deal_id)
    if office.store.dialect == "postgresql":
        assert actions == sorted(actions), "the server's clock stamps what is saved"
        assert [entry.changes[0].new for entry in told if entry.changes] == ["3", "2"]
    assert {entry.changes[0].new for entry in told if entry.changes} == {"2", "3"}
    feed.close()


@pytest.mark.parametrize(("by", "told"), [(100, False), (-100, False), (300, True), (-300, True)])
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_clock_that_differs_from_the_server_s_by_more_than_two_minutes_is_told(
    office: Office, by: int, told: bool
) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=by)):
        opened = open_store(office.owner_url, login="admin")
    words = opened.clock_words
    opened.close()
    assert bool(words) is told
    if told:
        assert "5 minutes" in words and ("ahead" if by > 0 else "behind") in words


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_in_which_somebody_saved_later_than_now_tells_that_a_clock_is_wrong(office: Office) -> None:
    assert office.store.clock_words == ""
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)), office.write() as session:
        create_company(session, name="Tomorrow's")
    opened = open_store(office.store.place.url, login="admin")
    assert "wrong" in opened.clock_words
    opened.close()


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/Berlin", datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Berlin", datetime(2026, 3, 29, 22, 30, tzinfo=UTC), date(2026, 3, 30)),
        ("Europe/Berlin", datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("Europe/Berlin", datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("Pacific/Auckland", datetime(2026, 4, 4, 11, 30, tzinfo=UTC), date(2026, 4, 5)),
        ("America/New_York", datetime(2026, 11, 1, 3, 30, tzinfo=UTC), date(2026, 10, 31)),
        ("No/Where", datetime(2026, 11, 1, 3, 30, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
def test_a_deal_is_won_on_the_day_of_the_company_also_where_clocks_are_changed(
    office: Office, zone: str, moment: datetime, day: date
) -> None:
    deal_id = office.deal(owner="rita", amount=Decimal(1))
    with office.write() as session:
        session.scalars(sa.select(Calendar)).one().time_zone = zone
    with time_machine.travel(moment, tick=False):
        with office.read() as session:
            assert today(session) == day
        with office.write() as session:
            move_deal(session, deal_id=deal_id, stage_id=office.stages["Won"])
    assert office.value(sa.select(Deal.won_on).where(Deal.id == deal_id)) == day


def test_what_is_stored_is_utc_whatever_zone_the_computer_is_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    with office.write() as session:
        company = create_company(session, name="Somewhere")
    for zone in ("Pacific/Kiritimati", "America/Anchorage"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        before = datetime.now(UTC)
        with office.write() as session:
            edit_company(session, company_id=company, city=zone)
        at = office.value(sa.select(sa.func.max(Action.at)))
        assert abs((at - before).total_seconds()) < 60 and at.utcoffset() == timedelta(0)
    monkeypatch.undo()
    time.tzset()
