"""What tests of the exchange share."""

import pytest

from tests.exchange.commands import Run
from tests.office import Office


@pytest.fixture
def run(office: Office, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands in a furnished office."""
    return Run(office, capsys)
