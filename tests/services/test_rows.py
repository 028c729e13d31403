"""Many rows go to the database in few statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.models import Activity, Company, Deal, History, Stage
from salesdesk.services.activities import plan_activity
from salesdesk.services.companies import insert_companies
from salesdesk.services.deals import insert_deals
from salesdesk.services.rows import update_rows
from salesdesk.store import Session
from tests.office import Office, day, money


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


@contextmanager
def statements(session: Session, begin: str) -> Iterator[list[str]]:
    """The statements of a session that begin so, a row's own each."""
    heard: list[str] = []

    def hear(_: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        if statement.startswith(begin):
            heard.extend([statement] * (len(parameters) if executemany else 1))

    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", hear)
    yield heard
    sa.event.remove(connection, "before_cursor_execute", hear)


def test_many_rows_are_changed_together_to_the_letter(office: Office) -> None:
    """On a server by one statement; whatever a value is, it is what one row changed alone would hold."""
    deals = [office.deal() for _ in range(4)]
    changed = [
        {
            "id": deals[number],
            "title": title,
            "amount": amount,
            "close_on": close,
            "custom": custom,
            "stage_entered_at": entered,
            "probability": probability,
        }
        for number, (title, amount, close, custom, entered, probability) in enumerate(
            [
                ("O'Hara \"x\" \\ %s :a {b}", money("0.000001"), day("2026-02-28"), {"a": {"b": [1, None]}},
                 datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC), 0),
                ("Łódź 🚚\u202e", money("9000000000000.5"), None, {}, datetime(1990, 1, 1, tzinfo=UTC), None),
                ("tab\there", None, day("9999-12-31"), {"ü": "„“"}, datetime(2026, 6, 1, tzinfo=UTC), 100),
            ]
        )
    ]  # fmt: skip
    with office.write() as session:
        before = dict(session.execute(sa.select(Deal.id, Deal.version)).all())
        with statements(session, "UPDATE deal ") as heard:
            assert update_rows(session, Deal, changed) == 3
        assert len(heard) == (1 if office.store.dialect == "postgresql" else 3)
        action = office.action(session)
    with office.read() as session:
        for row in changed:
            deal = session.get_one(Deal, row["id"])
            assert {name: getattr(deal, name) for name in row} == row
            assert deal.version == before[deal.id] + 1
        assert session.get_one(Deal, deals[3]).version == before[deals[3]]
        told = sa.select(sa.func.count()).where(History.action_id == action, History.tbl == "deal")
        assert session.scalar(told) == 3


def test_a_row_that_comes_twice_holds_what_came_last_and_trash_is_left_alone(office: Office) -> None:
    first, gone = office.deal(), office.deal()
    with office.write() as session:
        assert update_rows(session, Deal, [{"id": first, "title": "a"}, {"id": first, "title": "b"}]) == 2
        session.get_one(Deal, gone).deleted_at = datetime(2026, 1, 1, tzinfo=UTC)
    with office.write() as session:
        assert update_rows(session, Deal, [{"id": gone, "title": "x"}, {"id": first, "title": "c"}]) == 1
    assert office.value(sa.select(Deal.title).where(Deal.id == first)) == "c"
    assert office.value(sa.select(Deal.title).where(Deal.id == gone)) != "x"


def test_yes_and_no_and_tables_of_all_kinds_are_changed_together(office: Office) -> None:
    deal = office.deal()
    with office.write() as session:
        activities = [
            plan_activity(
                session, kind="call", subject=f"Call {number}", due_on=day("2026-05-01"), deal_id=deal
            )
            for number in range(2)
        ]
        stages = session.scalars(sa.select(Stage.id).order_by(Stage.id).limit(2)).all()
        update_rows(session, Stage, [{"id": key, "probability_is_default": False} for key in stages])
        update_rows(session, Activity, [{"id": key, "subject": f"Call of {key}"} for key in activities])
    with office.read() as session:
        assert [session.get_one(Stage, key).probability_is_default for key in stages] == [False, False]
        assert [session.get_one(Activity, key).subject for key in activities] == [
            f"Call of {key}" for key in activities
        ]
