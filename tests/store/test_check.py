"""What the check of a database finds."""

import pytest
import sqlalchemy as sa

from salesdesk.models.base import now
from salesdesk.services.activities import plan_activity
from salesdesk.services.companies import create_company
from salesdesk.services.notes import write_note
from salesdesk.store.check import check
from tests.office import Office, money

SPOILED = (
    ("UPDATE deal_facts SET amount_base = :value", {"value": 5_000_000}, "deals whose amount is summed up"),
    ("UPDATE stage SET deleted_at = :value WHERE id IN (SELECT stage_id FROM deal)", {}, "lies in the trash"),
    ("UPDATE company SET deleted_at = :value", {}, "lies in the trash"),
    ("UPDATE note SET owner_id = NULL", None, "do not have its owner"),
    ("UPDATE activity SET owner_id = NULL", None, "do not have its owner"),
)


@pytest.mark.parametrize("number", range(len(SPOILED)))
def test_the_check_tells_what_is_spoiled(office: Office, number: int) -> None:
    statement, values, told = SPOILED[number]
    with office.write() as session:
        company_id = create_company(session, name="Halden")
    deal_id = office.deal(owner="rita", amount=money("12.5"), company_id=company_id)
    with office.write() as session:
        write_note(session, text="Said", deal_id=deal_id)
        plan_activity(session, kind="call", subject="Call", due_on=None, deal_id=deal_id)
    assert check(office.store) == []
    if values == {}:
        moment = now()
        values = {"value": moment if office.store.dialect == "postgresql" else moment.isoformat()}
    with office.owner() as owner, owner.write("test") as session:
        # A server mends some of this by itself, so its triggers are off for the moment.
        table = statement.split()[1]
        server = office.store.dialect == "postgresql"
        if server:
            session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        session.execute(sa.text(statement), values or {})
        if server:
            session.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
    assert [told in finding.what for finding in check(office.store)] == [True]
