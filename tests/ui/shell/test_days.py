"""A window that stays open over night: a rate that was entered ahead changes the sums when its day comes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from salesdesk.cli import main
from salesdesk.models import DealFacts, Rate
from salesdesk.models.base import table_of
from salesdesk.services.settings import add_currency
from tests.office import Office, money
from tests.ui.conftest import Pilot


@pytest.fixture
def overnight(office: Office) -> Office:
    """A deal in dollars, and a rate that was written three days ago for the day before yesterday."""
    with office.write() as session:
        add_currency(session, code="USD")
    office.deal(owner="rita", amount=money("1000"), currency="USD")
    written = datetime.now(UTC) - timedelta(days=4)
    rate = {
        "currency": "USD",
        "on": (datetime.now(UTC) - timedelta(days=2)).date(),
        "rate": money("0.9"),
        "created_at": written,
        "updated_at": written,
    }
    with office.write() as session:
        session.connection().execute(sa.insert(table_of(Rate)), [rate])
    assert value(office) is None
    return office


def value(office: Office) -> Decimal | None:
    found: Decimal | None = office.value(sa.select(DealFacts.amount_base))
    return found


def test_an_open_window_follows_a_rate_whose_day_has_come(
    overnight: Office, address: str, new_pilot: Callable[[], Pilot]
) -> None:
    pilot = new_pilot()
    pilot.open(address)
    pilot.window.days.look()
    pilot.until(lambda: value(overnight) == 900)


def test_a_report_follows_it_too(overnight: Office, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--db", address, "--user", "admin", "report", "pipeline"])
    assert "900.00" in capsys.readouterr().out and value(overnight) == 900
