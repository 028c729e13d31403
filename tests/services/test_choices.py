"""What records choose from, tags, currencies and own fields: changed by who may, and undone like all else."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import (
    Calendar,
    Company,
    Currency,
    CustomField,
    DealFacts,
    LeadSource,
    LostReason,
    Rate,
    Tag,
    Tagging,
)
from salesdesk.queries.company_calendar import base_currency
from salesdesk.services.choices import add_choice, edit_choice, place_lost_reason, retire_choice
from salesdesk.services.companies import create_company
from salesdesk.services.currencies import choose_base_currency, delete_rate, put_rates, retire_currency
from salesdesk.services.custom_fields import (
    define_field,
    edit_field,
    place_field,
    rename_field_choice,
    retire_field,
)
from salesdesk.services.settings import add_currency, change_calendar
from salesdesk.services.tags import delete_tag, put_tag, rename_tag
from tests.office import Office, day, money
from tests.services.test_undo import rows, saved, undo


def live(office: Office, model: Any, column: Any, *order: Any) -> list[Any]:
    with office.read() as session:
        question = sa.select(column).where(model.deleted_at.is_(None))
        return list(session.scalars(question.order_by(*order or (model.id,))))


def test_lost_reasons_are_added_renamed_moved_and_retired(office: Office) -> None:
    reason = office.reasons["price"]
    deal_id = office.deal("Lost", lost_reason_id=reason)
    with office.write() as session:
        late = add_choice(session, record="lost_reason", name="Too late", kind="timing")
        edit_choice(session, record="lost_reason", choice_id=late, name="Came too late", kind="no_decision")
        place_lost_reason(session, reason_id=late, position=1)
        retire_choice(session, record="lost_reason", choice_id=reason)
        with pytest.raises(RuleBroken, match="There is came TOO late already"):
            add_choice(session, record="lost_reason", name="came TOO late", kind="timing")
        with pytest.raises(RuleBroken, match="not a kind"):
            edit_choice(session, record="lost_reason", choice_id=late, kind="odd")
    names = live(office, LostReason, LostReason.name, LostReason.position)
    assert names[:3] == ["Competitor won", "Came too late", "No decision"]
    assert "Price" not in names
    assert deal_id and office.value(sa.select(LostReason.name).where(LostReason.id == reason)) == "Price"


def test_a_retired_source_leaves_its_name_free(office: Office) -> None:
    with office.write() as session:
        fair = add_choice(session, record="lead_source", name="Fair")
        retire_choice(session, record="lead_source", choice_id=fair)
    with office.write() as session:
        add_choice(session, record="lead_source", name="fair")
    assert live(office, LeadSource, LeadSource.name) == ["fair"]
    with pytest.raises(RuleBroken, match="takes the right"), office.write("rita") as session:
        add_choice(session, record="segment", name="Mine")


def test_a_tag_is_renamed_joined_with_another_and_deleted_with_all_it_stood_on(office: Office) -> None:
    with office.write() as session:
        first, second = (create_company(session, name=name) for name in ("Halden", "Brandt"))
        for company, name in ((first, "Fleet"), (second, "Fleet"), (second, "Fleets")):
            put_tag(session, record="company", record_id=company, name=name)
    fleet, fleets = live(office, Tag, Tag.id)
    before = rows(office)
    with saved(office) as (session, number):
        rename_tag(session, tag_id=fleets, name="FLEET")
    assert live(office, Tag, Tag.name) == ["Fleet"]
    assert live(office, Tagging, Tagging.record_id) == [first, second]
    undo(office, number[0])
    assert rows(office) == before
    with office.write() as session:
        rename_tag(session, tag_id=fleet, name="Lorries")
        assert delete_tag(session, tag_id=fleets) == 1
    assert live(office, Tag, Tag.name) == ["Lorries"]
    with office.write() as session:
        put_tag(session, record="company", record_id=first, name="Fleets")
    assert live(office, Tag, Tag.name) == ["Lorries", "Fleets"]


def test_own_fields_are_defined_renamed_ordered_and_retired_with_their_values_kept(office: Office) -> None:
    with office.write() as session:
        size = define_field(session, record="company", label="Fleet size", kind="number")
        class_ = define_field(session, record="company", label="Class", kind="choice", choices=["A", "B"])
        place_field(session, field_id=class_, position=0)
        edit_field(session, field_id=size, label="Lorries")
        company = create_company(session, name="Halden", custom={"fleet_size": 12, "class": "A"})
        for label, kind, sentence in (
            ("City", "text", "named City already"),
            ("lorries", "text", "named lorries already"),
            ("New", "odd", "not a kind of field"),
            ("New", "choice", "something to choose from"),
        ):
            with pytest.raises(RuleBroken, match=sentence):
                define_field(session, record="company", label=label, kind=kind)
    assert live(office, CustomField, CustomField.label, CustomField.position) == ["Class", "Lorries"]
    with office.write() as session:
        retire_field(session, field_id=size)
    with office.write() as session:
        again = define_field(session, record="company", label="Fleet size", kind="text")
        # A new field does not find what the retired one left.
        assert session.get_one(CustomField, again).key == "fleet_size_2"
        assert session.get_one(Company, company).custom["fleet_size"] == 12


def test_a_renamed_choice_is_renamed_where_it_was_chosen_and_undone_with_it(office: Office) -> None:
    with office.write() as session:
        field = define_field(session, record="company", label="Class", kind="choice", choices=["A", "B"])
        create_company(session, name="Halden", custom={"class": "A", "note": "A"})
        create_company(session, name="Brandt", custom={"class": "B"})
    before = rows(office)
    with saved(office) as (session, number):
        assert rename_field_choice(session, field_id=field, old="A", new="Key account") == 1
    assert office.value(sa.select(Company.custom).where(Company.name == "Halden")) == {
        "class": "Key account",
        "note": "A",
    }
    undo(office, number[0])
    assert rows(office) == before


def test_rates_are_put_by_day_and_deals_follow_back_and_forth(office: Office) -> None:
    with office.write() as session:
        add_currency(session, code="USD")
    office.deal(amount=money("100"), currency="USD")
    sums = sa.select(DealFacts.amount_base)
    assert office.value(sums) is None
    with office.write() as session:
        put_rates(session, currency="USD", rates=[(day("2026-01-01"), Decimal("0.9"))])
    with saved(office) as (session, number):
        put_rates(
            session,
            currency="USD",
            rates=[(day("2026-01-01"), Decimal("0.8")), (day("2026-02-01"), Decimal("0.7"))],
        )
    assert office.value(sums) == 70
    undo(office, number[0])
    assert office.value(sums) == 90
    with office.write() as session:
        delete_rate(
            session, rate_id=session.scalars(sa.select(Rate.id).where(Rate.deleted_at.is_(None))).one()
        )
    assert office.value(sums) is None
    with office.write() as session:
        for code, sentence in (("EUR", "always worth 1"), ("CHF", "add it first")):
            with pytest.raises(RuleBroken, match=sentence):
                put_rates(session, currency=code, rates=[(day("2026-01-01"), Decimal(1))])
        with pytest.raises(RuleBroken, match="deals in USD"):
            retire_currency(session, code="USD")
        with pytest.raises(RuleBroken, match="All sums are in EUR"):
            retire_currency(session, code="EUR")


def test_the_base_currency_is_chosen_before_the_first_deal_only(office: Office) -> None:
    with office.write() as session:
        add_currency(session, code="USD")
        put_rates(session, currency="USD", rates=[(day("2026-01-01"), Decimal("0.9"))])
        choose_base_currency(session, code="CHF")
    with office.read() as session:
        assert base_currency(session) == "CHF"
    assert live(office, Rate, Rate.id) == []
    assert live(office, Currency, Currency.code) == ["EUR", "USD", "CHF"]
    office.deal()
    with pytest.raises(RuleBroken, match="fixed since the first deal"), office.write() as session:
        choose_base_currency(session, code="EUR")


def test_a_change_of_the_calendar_is_undone(office: Office) -> None:
    before = rows(office)
    with saved(office) as (session, number):
        change_calendar(session, fiscal_year_start=4, holidays=[day("2026-12-26"), day("2026-12-25")])
    assert office.value(sa.select(Calendar.holidays)) == ["2026-12-25", "2026-12-26"]
    undo(office, number[0])
    assert rows(office) == before


CHANGES: tuple[Callable[[Session], Any], ...] = (
    lambda session: change_calendar(session, week_start=1),
    lambda session: choose_base_currency(session, code="USD"),
    lambda session: put_rates(session, currency="EUR", rates=[]),
    lambda session: retire_currency(session, code="EUR"),
    lambda session: define_field(session, record="deal", label="X", kind="text"),
    lambda session: rename_tag(session, tag_id=1, name="X"),
    lambda session: delete_tag(session, tag_id=1),
    lambda session: retire_choice(session, record="lost_reason", choice_id=1),
)


@pytest.mark.parametrize("change", CHANGES)
def test_the_process_and_the_company_are_changed_by_holders_of_the_right(
    office: Office, change: Callable[[Session], Any]
) -> None:
    with pytest.raises(RuleBroken, match="takes the right"), office.write("rita") as session:
        change(session)
