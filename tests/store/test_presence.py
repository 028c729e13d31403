"""Who writes where is a hint: it is seen by others, and waits for nobody."""

import time

from salesdesk.queries.presence import others_at
from tests.office import Office


def present(office: Office, deal_id: int) -> list[str]:
    """Who writes on a deal, as the administrator reads it."""
    with office.read() as session:
        return [other.name for other in others_at(session, record="deal", record_id=deal_id)]


def test_while_somebody_saves_for_long_a_hint_is_told_at_once_or_not_at_all(office: Office) -> None:
    deal_id = office.deal(title="Fleet")
    rita = office.store_of("rita")
    with office.write():
        begun = time.monotonic()
        arrived = rita.tell_presence(("deal", deal_id))
        assert time.monotonic() - begun < 5  # a file's lock is waited for up to fifteen seconds elsewhere
    assert arrived is (office.store.dialect == "postgresql")
    assert rita.tell_presence(("deal", deal_id))
    assert present(office, deal_id) == ["Rita"]
    with office.write("rita"):
        pass  # a save on the connection that did not wait waits its turn again
    assert rita.tell_presence(None)
    assert present(office, deal_id) == []
