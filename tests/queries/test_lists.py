"""Lists, exports, search, duplicates and history show what is there, in the words of the people."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.answers.lists import Condition, ListView
from salesdesk.errors import RuleBroken
from salesdesk.models import CustomField, Deal, ImportBatch
from salesdesk.queries.duplicates import looks_like, possible_duplicates
from salesdesk.queries.exports import RECORDS, list_fields, list_rows
from salesdesk.queries.history import record_history
from salesdesk.queries.imports import import_batches
from salesdesk.queries.lists import list_page
from salesdesk.queries.search import search
from salesdesk.queries.views import list_views
from salesdesk.rules.sight import sees_deal
from salesdesk.services.activities import insert_activities
from salesdesk.services.companies import create_company, insert_companies
from salesdesk.services.contacts import insert_contacts
from salesdesk.services.deals import edit_deal, move_deal
from salesdesk.services.people import insert_territories
from salesdesk.services.products import insert_deal_lines, insert_products
from tests.office import TREE, Office, day, money


def exported(office: Office, record: str, login: str | None = None, **where: str) -> list[dict[str, Any]]:
    with office.read(login) as session:
        names = [field.key for field in list_fields(session, record=record)]
        rows = list(list_rows(session, record=record, where=list(where.items())))
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_a_deal_is_exported_with_the_names_behind_its_keys(office: Office) -> None:
    with office.write() as session:
        session.add(CustomField(record="deal", key="risk", label="Risk", kind="text"))
        company = create_company(session, name="Halden Logistics")
        contact = insert_contacts(session, [{"name": "Eva Dahl", "company_id": company}])[0]
        product = insert_products(session, [{"name": "Alpha"}])[0]
        territory = insert_territories(session, ["North"])[0]
    deal_id = office.deal(
        "Won",
        title="Fleet",
        owner="rita",
        company_id=company,
        contact_id=contact,
        amount=money("1234.56"),
        won_on=day("2026-03-01"),
        territory_id=territory,
        custom={"risk": "low"},
    )
    with office.write() as session:
        insert_deal_lines(session, [{"deal_id": deal_id, "product_id": product, "name": "Alpha"}])
    row = exported(office, "deals")[0]
    expected = {
        "title": "Fleet",
        "owner": "Rita",
        "company": "Halden Logistics",
        "contact": "Eva Dahl",
        "pipeline": "New business",
        "stage": "Won",
        "product": "Alpha",
        "amount": Decimal("1234.56"),
        "won_on": date(2026, 3, 1),
        "territory": "North",
        "custom.risk": "low",
    }
    assert {key: row[key] for key in expected} == expected


def test_every_list_has_a_name_for_each_field_and_a_value_for_each_row(office: Office) -> None:
    office.deal()
    with office.write() as session:
        insert_companies(session, [{"name": "Halden"}])
        insert_contacts(session, [{"name": "Eva"}])
        insert_products(session, [{"name": "Alpha"}])
        insert_activities(session, [{"kind": "call", "subject": "Ring"}])
    with office.read() as session:
        for record in RECORDS:
            fields = list_fields(session, record=record)
            rows = list(list_rows(session, record=record))
            assert rows and all(len(row) == len(fields) for row in rows), record
            assert len({field.label for field in fields}) == len(fields), record


def test_a_list_is_limited_by_fields_under_their_key_or_name(office: Office) -> None:
    office.deal(title="a", owner="rita", close_on=day("2026-05-01"), amount=money("5"))
    office.deal(title="b", owner="ron")
    for where in (
        {"owner": "rita"},
        {"Expected close": "2026-05-01"},
        {"amount": "5.0"},
        {"Stage": "qualified"},
    ):
        titles = [row["title"] for row in exported(office, "deals", **where)]
        assert titles == (["a", "b"] if "Stage" in where else ["a"])
    assert [row["title"] for row in exported(office, "deals", close_on="")] == ["b"]
    for where in ({"colour": "red"}, {"close_on": "soon"}, {"amount": "much"}):
        with pytest.raises(RuleBroken, match=r"cannot be limited|is not a value"):
            exported(office, "deals", **where)


@pytest.mark.parametrize("login", ["dora", "vera", "rita", "otto"])
def test_exports_hold_what_the_tree_lets_one_see(tree_office: Office, login: str) -> None:
    office = tree_office
    for owner in TREE:
        deal_id = office.deal(title=owner, owner=owner)
        with office.write() as session:
            row = {"kind": "call", "subject": owner, "deal_id": deal_id}
            insert_activities(session, [row])
    expected = {
        owner
        for owner in TREE
        if sees_deal(login, owner=owner, members=(), reports_to=TREE)  # type: ignore[arg-type]
    }
    assert {row["title"] for row in exported(office, "deals", login)} == expected
    assert {row["subject"] for row in exported(office, "activities", login)} == expected
    with office.read(login) as session:
        assert {row.cells[0].name for row in list_page(session, ListView("deal"))} == expected
        found = {hit.title for name in TREE for hit in search(session, text=name, records=("deal",))}
    assert found == expected


def test_search_finds_beginnings_by_two_letters_and_parts_by_three(office: Office) -> None:
    with office.write() as session:
        insert_companies(session, [{"name": "Grünwald Hôtels", "city": "Graz"}, {"name": "Old Gru"}])
        insert_contacts(session, [{"name": "Eva Grunt", "email": "eva@halden.example"}])
    office.deal(title="Fleet for Grünwald")

    def titles(text: str) -> list[str]:
        with office.read() as session:
            return [hit.title for hit in search(session, text=text)]

    assert titles("gr") == ["Grünwald Hôtels"]
    assert titles("GRÜ") == ["Grünwald Hôtels", "Old Gru", "Eva Grunt", "Fleet for Grünwald"]
    assert titles("hotels grun") == ["Grünwald Hôtels"]
    assert titles("halden.ex") == ["Eva Grunt"]
    assert titles("d-10") == ["Fleet for Grünwald"]
    assert titles("ho gru") == ["Grünwald Hôtels"]
    assert titles("  ") == []


@pytest.mark.parametrize(
    "text", ["%%%", "___", '"""', "a*b", "NEAR(", "';drop--", "\\\\\\", "\0\0\0", "OR 1=1", "{x}:"]
)
def test_search_takes_any_text_as_text(office: Office, text: str) -> None:
    with office.write() as session:
        insert_companies(session, [{"name": "Harmless abc"}, {"name": f"Odd {text} one"}])
    with office.read() as session:
        found = [hit.title for hit in search(session, text=text)]
        listed = [row.cells[0].name for row in list_page(session, ListView("company", text=text))]
    if "\0" not in text:
        assert found == [f"Odd {text} one"] == listed


def test_names_that_differ_by_blanks_signs_and_legal_forms_look_alike(office: Office) -> None:
    with office.write() as session:
        insert_products(session, [{"name": "GTX Pro"}, {"name": "GTX Basic"}, {"name": "GTXPro"}])
        insert_companies(session, [{"name": "Halden AG"}, {"name": "Halden, Inc."}, {"name": "Other"}])
    with office.read() as session:
        assert [group.names for group in possible_duplicates(session, record="products")] == [
            ("GTX Pro", "GTXPro")
        ]
        assert [group.names for group in possible_duplicates(session, record="companies")] == [
            ("Halden AG", "Halden, Inc.")
        ]
        assert looks_like(session, record="products", names=["gtx-basic", "GTX Basic", "New"]) == {
            "gtx-basic": "GTX Basic"
        }


def test_the_history_tells_who_changed_what_in_words(office: Office) -> None:
    deal_id = office.deal(title="Fleet", amount=money("5"), custom={"risk": "low"})
    with office.write() as session:
        edit_deal(
            session,
            deal_id=deal_id,
            amount=money("7.50"),
            owner_id=office.people["rita"],
            close_on=day("2026-05-01"),
            custom={"risk": "high"},
        )
        move_deal(session, deal_id=deal_id, stage_id=office.stages["Closing"])
    with office.read() as session:
        entries = record_history(session, table="deal", row_id=deal_id)
    assert entries[-1].made and entries[-1].person == "Administrator"
    told = {change.field: (change.old, change.new) for entry in entries[:-1] for change in entry.changes}
    told.pop("In the stage since")
    assert told == {
        "Amount": ("5", "7.5"),
        "Owner": ("Administrator", "Rita"),
        "Expected close": ("", "2026-05-01"),
        "risk": ("low", "high"),
        "Stage": ("Qualified", "Closing"),
    }


def test_the_history_of_what_one_may_not_see_is_empty(tree_office: Office) -> None:
    deal_id = tree_office.deal(owner="ron")
    with tree_office.read("rita") as session:
        assert record_history(session, table="deal", row_id=deal_id) == ()
    with tree_office.read("vera") as session:
        assert record_history(session, table="deal", row_id=deal_id)
    with tree_office.read() as session, pytest.raises(RuleBroken, match="no history"):
        record_history(session, table="sqlite_master", row_id=1)


def test_imports_are_listed_with_the_latest_first(office: Office) -> None:
    with office.write() as session:
        for name in ("a.csv", "b.csv"):
            session.add(
                ImportBatch(file_name=name, fingerprint=name, started_at=datetime(2026, 1, 1, tzinfo=UTC))
            )
            session.flush()
    with office.read() as session:
        assert [row.file_name for row in import_batches(session)] == ["b.csv", "a.csv"]


def test_deals_stand_as_they_want_work_where_nothing_else_is_said(office: Office) -> None:
    for title, stage, close_on in (
        ("No day", "Qualified", None),
        ("Later", "Value shown", date(2026, 9, 1)),
        ("Soon", "Qualified", date(2026, 3, 1)),
        ("Old win", "Won", date(2024, 1, 5)),
        ("New win", "Won", date(2026, 2, 2)),
    ):
        office.deal(stage, title=title, close_on=close_on)
    with office.write() as session:
        for title, day in (("Old win", date(2024, 1, 9)), ("New win", date(2026, 2, 3))):
            deal = session.scalars(sa.select(Deal).where(Deal.title == title)).one()
            deal.won_on = deal.closed_on = day
    expected = ["Soon", "Later", "No day", "New win", "Old win"]
    with office.read() as session:
        first = list_views(session, record="deal")[0].view
        assert [row.cells[0].name for row in list_page(session, first)] == expected
        few = replace(first, conditions=(Condition("close_on", "filled"),))
        assert [row.cells[0].name for row in list_page(session, few, limit=2)] == ["Soon", "Later"]
        by_name = [row.cells[0].name for row in list_page(session, replace(first, sort="title"))]
    assert by_name == sorted(expected)
