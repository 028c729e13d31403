"""Many rows go to the database in few statements."""

from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.models import Company, History
from salesdesk.services.companies import insert_companies
from salesdesk.services.deals import insert_deals
from tests.office import Office


def test_a_thousand_rows_are_no_thousand_statements(office: Office) -> None:
    """Each statement runs the triggers of its table once, so that on a server one for each row is slow."""
    alone: list[str] = []

    def hear(_: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        if isinstance(parameters, list) and len(parameters) > 1 and statement.startswith("INSERT"):
            alone.append(statement)

    with office.write() as session:
        connection = session.connection()
        sa.event.listen(connection, "before_cursor_execute", hear)
        keys = insert_companies(session, [{"name": f"Firm {n}"} for n in range(1_000)])
        stage = office.stages["Qualified"]
        insert_deals(
            session, [{"title": f"Deal of {key}", "company_id": key, "stage_id": stage} for key in keys]
        )
        if connection.dialect.name == "postgresql":
            assert alone == []
        made = sa.select(sa.func.count()).where(History.tbl == "company", History.row_id.in_(keys))
        assert session.scalar(made) == 1_000
        names = dict(session.execute(sa.select(Company.id, Company.name).where(Company.id.in_(keys))).all())
    assert [names[key] for key in keys] == [f"Firm {n}" for n in range(1_000)]


def test_a_save_of_many_rows_is_planned_by_the_rows_there_are(office: Office) -> None:
    """What a server planned for an empty table made the large sample three times as slow."""
    if office.store.dialect != "postgresql":
        pytest.skip("a file plans anew by itself")
    how = sa.text("SHOW plan_cache_mode")
    with office.write() as session:
        insert_companies(session, [{"name": f"Firm {n}"} for n in range(500)])
        assert session.scalar(how) == "force_custom_plan"
    with office.write() as session:
        insert_companies(session, [{"name": "Firm"}])
        assert session.scalar(how) == "auto"
