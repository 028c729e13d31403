"""Lists of records: order, filters, groups, totals and pages, the same on both databases."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.answers.lists import Condition, ListView, Named, Step, Title, Value
from salesdesk.errors import RuleBroken
from salesdesk.models import CustomField, Segment
from salesdesk.models.base import now
from salesdesk.queries.company_calendar import today
from salesdesk.queries.lists import (
    MOST_NAMES,
    RECORDS,
    choices,
    list_columns,
    list_groups,
    list_ids,
    list_page,
    list_rows_at,
    list_totals,
    rows_of_view,
)
from salesdesk.queries.lists.taking import taken_fields, taken_rows
from salesdesk.queries.records import known_tags
from salesdesk.rules.conditions import OPERATORS, values_wanted
from salesdesk.rules.names import name_key
from salesdesk.rules.views import shipped_views
from salesdesk.services.activities import insert_activities, set_next_step
from salesdesk.services.companies import create_company, insert_companies
from salesdesk.services.contacts import insert_contacts
from salesdesk.services.custom_fields import define_field, retire_field
from salesdesk.services.tags import delete_tag, put_tag, tag_named
from tests.conftest import OFFICE, Ground, filled
from tests.office import Office, day, money

NAMES = ["zebra", "Ärger", "alpha 2", "Beta", "alpha 10", "Éclair", "o'brien", "ÖBB", "alpha", "Alpha"]
BY_NAME = ["alpha", "Alpha", "alpha 10", "alpha 2", "Ärger", "Beta", "Éclair", "o'brien", "ÖBB", "zebra"]


def names(office: Office, view: ListView, login: str | None = None) -> list[str]:
    """The names of a list from above."""
    with office.read(login) as session:
        return [row.cells[0].name for row in rows_of_view(session, view)]


def companies(*conditions: Condition, **view: Any) -> ListView:
    """A view of companies."""
    return ListView("company", conditions=conditions, **view)


def know_much(office: Office) -> None:
    """Write down four companies and much about them."""
    with office.write() as session:
        segment = Segment(name="Logistics", name_key=name_key("Logistics"))
        session.add(segment)
        session.add(CustomField(record="company", key="fleet", label="Fleet", kind="number", position=1))
        session.add(CustomField(record="company", key="since", label="Since", kind="date", position=2))
        session.add(
            CustomField(
                record="company", key="rank", label="Rank", kind="choice", choices=["gold", "tin"], position=3
            )
        )
        session.add(CustomField(record="company", key="vip", label="VIP", kind="yes_no", position=4))
        session.add(CustomField(record="company", key="pal", label="Pal", kind="person", position=5))
        session.flush()
        rita, ron = office.people["rita"], office.people["ron"]
        halden, bright, nord, orchard = insert_companies(
            session,
            [
                {"name": "Halden", "city": "Bremen", "owner_id": rita, "employees": 12,
                 "segment_id": segment.id,
                 "custom": {"fleet": "12.5", "since": "2024-02-01", "rank": "gold", "vip": True,
                            "pal": str(ron)}},
                {"name": "Brightwater", "city": "Lübeck", "owner_id": ron, "employees": 7,
                 "custom": {"fleet": 9, "since": "2023-02-01", "rank": "tin", "vip": False}},
                {"name": "Nordwind", "city": "kiel", "owner_id": rita, "custom": {"fleet": "many"}},
                {"name": "Orchard", "city": None, "owner_id": None},
            ],
        )  # fmt: skip
        put_tag(session, record="company", record_id=nord, name="Fair")
        put_tag(session, record="company", record_id=nord, name="Alpine")
        insert_contacts(session, [{"name": "Eva Dahl", "company_id": halden}])
    office.deal("Qualified", title="a", company_id=halden, amount=money("100"))
    office.deal("Closing", title="b", company_id=halden, amount=money("50.25"))
    office.deal("Won", title="c", company_id=bright, amount=money("900"), won_on=day("2026-01-02"))
    office.deal("Qualified", title="d", company_id=nord)
    long_ago = now() - timedelta(days=40)
    today = date.today()
    with office.write() as session:
        insert_activities(
            session,
            [
                {"kind": "call", "subject": "Rang", "company_id": halden, "state": "done",
                 "done_at": now() - timedelta(days=3)},
                {"kind": "visit", "subject": "Saw", "company_id": bright, "state": "done",
                 "done_at": long_ago},
                {"kind": "email", "subject": "Send offer", "company_id": halden, "due_on": today},
                {"kind": "call", "subject": "Later", "company_id": halden,
                 "due_on": today + timedelta(days=9)},
                {"kind": "task", "subject": "Whenever", "company_id": orchard},
            ],
        )  # fmt: skip


RICH = filled("rich", know_much)


@pytest.fixture
def ground(request: pytest.FixtureRequest) -> Ground:
    """The office, with its four companies for who asks for them."""
    return RICH if "rich" in request.fixturenames else OFFICE


@pytest.fixture
def rich(office: Office) -> Office:
    """Four companies about which much is known."""
    return office


def test_a_list_is_in_the_order_of_names_and_any_place_can_be_reached(office: Office) -> None:
    with office.write() as session:
        insert_companies(session, [{"name": name} for name in NAMES])
    with office.read() as session:
        view = companies()
        ids = list_ids(session, view)
        assert list(list_ids(session, view, limit=3)) == list(ids[:3])
        assert [row.cells[0].name for row in list_rows_at(session, view, ids)] == BY_NAME
        assert [row.id for row in list_rows_at(session, view, ids[4:7])] == list(ids[4:7])
        assert list_page(session, view, limit=4) == list_rows_at(session, view, ids[:4])
    assert names(office, companies(descending=True)) == BY_NAME[::-1]


@pytest.mark.parametrize(
    ("sort", "upwards"),
    [
        ("city", ["Halden", "Nordwind", "Brightwater", "Orchard"]),
        ("owner", ["Halden", "Nordwind", "Brightwater", "Orchard"]),
        ("employees", ["Brightwater", "Halden", "Nordwind", "Orchard"]),
        ("open_value", ["Brightwater", "Nordwind", "Orchard", "Halden"]),
        ("won_value", ["Halden", "Nordwind", "Orchard", "Brightwater"]),
        ("last_touch", ["Brightwater", "Halden", "Nordwind", "Orchard"]),
        ("next_step", ["Halden", "Brightwater", "Nordwind", "Orchard"]),
        ("segment", ["Halden", "Brightwater", "Nordwind", "Orchard"]),
        ("contacts", ["Brightwater", "Nordwind", "Orchard", "Halden"]),
        ("custom.fleet", ["Brightwater", "Halden", "Nordwind", "Orchard"]),
        ("custom.since", ["Brightwater", "Halden", "Nordwind", "Orchard"]),
        ("custom.rank", ["Halden", "Brightwater", "Nordwind", "Orchard"]),
        ("custom.pal", ["Halden", "Brightwater", "Nordwind", "Orchard"]),
    ],
)
def test_a_list_is_sorted_by_any_column_with_the_empty_ones_last(
    rich: Office, sort: str, upwards: list[str]
) -> None:
    assert names(rich, companies(sort=sort)) == upwards
    downwards = names(rich, companies(sort=sort, descending=True))
    if sort in ("city", "employees", "last_touch", "custom.fleet", "custom.since"):
        filled = [name for name in upwards if name not in ("Nordwind", "Orchard")]
        filled = upwards[:3] if sort == "city" else filled
        assert downwards == filled[::-1] + [name for name in upwards if name not in filled]
    assert set(downwards) == set(upwards)


C = Condition


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (C("name", "contains", ("DEN",)), ["Halden"]),
        (C("name", "begins", ("ö",)), ["Orchard"]),
        (C("name", "is", ("halden", "ORCHARD")), ["Halden", "Orchard"]),
        (C("city", "contains", ("K",)), ["Brightwater", "Nordwind"]),
        (C("city", "is", ("Kiel",)), ["Nordwind"]),
        (C("city", "is_not", ("Kiel",)), ["Brightwater", "Halden", "Orchard"]),
        (C("city", "empty"), ["Orchard"]),
        (C("city", "filled"), ["Brightwater", "Halden", "Nordwind"]),
        (C("employees", "more", ("7",)), ["Halden"]),
        (C("employees", "between", ("12", "7")), ["Brightwater", "Halden"]),
        (C("employees", "is", ("7",)), ["Brightwater"]),
        (C("employees", "less", ("7.5",)), ["Brightwater"]),
        (C("open_value", "more", ("150.24",)), ["Halden"]),
        (C("open_value", "is", ("0",)), ["Brightwater", "Nordwind", "Orchard"]),
        (C("open_value", "filled"), ["Halden", "Nordwind"]),
        (C("won_value", "filled"), ["Brightwater"]),
        (C("segment", "filled"), ["Halden"]),
        (C("last_touch", "older_days", ("14",)), ["Brightwater"]),
        (C("last_touch", "last_days", ("14",)), ["Halden"]),
        (C("last_touch", "empty"), ["Nordwind", "Orchard"]),
        (C("next_step", "empty"), ["Brightwater", "Nordwind"]),
        (C("next_step", "next_days", ("7",)), ["Halden"]),
        (C("contacts", "more", ("0",)), ["Halden"]),
        (C("tags", "filled"), ["Nordwind"]),
        (C("tags", "empty"), ["Brightwater", "Halden", "Orchard"]),
        (C("custom.fleet", "more", ("9",)), ["Halden"]),
        (C("custom.fleet", "filled"), ["Brightwater", "Halden", "Nordwind"]),
        (C("custom.since", "before", ("2024-01-01",)), ["Brightwater"]),
        (C("custom.since", "is", ("2024-02-01",)), ["Halden"]),
        (C("custom.rank", "is", ("gold", "tin")), ["Brightwater", "Halden"]),
        (C("custom.vip", "is", ("yes",)), ["Halden"]),
        (C("custom.vip", "is", ("no",)), ["Brightwater"]),
        (C("created_at", "last_days", ("1",)), ["Brightwater", "Halden", "Nordwind", "Orchard"]),
        (C("created_at", "older_days", ("1",)), []),
    ],
    ids=lambda value: f"{value.field} {value.operator}" if isinstance(value, Condition) else "",
)
def test_a_column_is_filtered_by_what_fits_its_kind(
    rich: Office, condition: Condition, expected: list[str]
) -> None:
    assert names(rich, companies(condition)) == expected
    with rich.read() as session:
        assert list_totals(session, companies(condition)).count == len(expected)


def test_people_words_and_tags_are_filtered_by_what_can_be_chosen(rich: Office) -> None:
    with rich.read() as session:
        offered = {
            field: {offer.name: offer.value for offer in choices(session, record="company", field=field)}
            for field in ("owner", "segment", "tags", "city", "custom.rank", "custom.pal", "parent")
        }
    assert set(offered["city"]) == {"Bremen", "Lübeck", "kiel"}
    assert list(offered["tags"]) == ["Alpine", "Fair"]
    for field, name, expected in (
        ("owner", "Rita", ["Halden", "Nordwind"]),
        ("segment", "Logistics", ["Halden"]),
        ("tags", "Fair", ["Nordwind"]),
        ("city", "kiel", ["Nordwind"]),
        ("custom.rank", "gold", ["Halden"]),
        ("custom.pal", "Ron", ["Halden"]),
    ):
        value = offered[field][name]
        assert names(rich, companies(C(field, "is", (value,)))) == expected, field
        others = [
            each for each in sorted(["Brightwater", "Halden", "Nordwind", "Orchard"]) if each not in expected
        ]
        assert names(rich, companies(C(field, "is_not", (value,)))) == others, field
    assert names(rich, companies(C("owner", "is", ("me",))), "rita") == ["Halden", "Nordwind"]
    assert names(rich, companies(C("owner", "is", ("me",))), "otto") == []


def test_a_row_shows_what_stands_in_its_columns(rich: Office) -> None:
    wanted = ("name", "segment", "owner", "open_value", "last_touch", "next_step", "tags", "contacts",
              "custom.fleet", "custom.vip", "custom.since", "custom.pal")  # fmt: skip
    with rich.read() as session:
        halden, nord = list(
            list_page(session, companies(C("name", "is", ("Halden", "Nordwind")), columns=wanted))
        )
    cells = dict(zip(wanted, halden.cells, strict=True))
    assert cells["name"] == Title("Halden", "Bremen")
    assert cells["segment"].name == "Logistics"
    assert cells["owner"] == Named(rich.people["rita"], "Rita")
    assert cells["open_value"] == Value(Decimal("150.25"), 2)
    assert cells["last_touch"].kind == "call"
    assert cells["next_step"] == Step("email", "Send offer", date.today())
    assert cells["contacts"] == 1
    assert cells["custom.fleet"] == Decimal("12.5") and cells["custom.vip"] is True
    assert cells["custom.since"] == date(2024, 2, 1) and cells["custom.pal"].name == "Ron"
    cells = dict(zip(wanted, nord.cells, strict=True))
    assert cells["tags"] == ("Alpine", "Fair") and cells["custom.fleet"] == "many"
    assert cells["last_touch"] is None and cells["custom.vip"] is None


def test_totals_are_those_of_the_rows_shown_or_chosen(rich: Office) -> None:
    with rich.read() as session:
        whole = list_totals(session, companies())
        ids = list_ids(session, companies(C("name", "is", ("Halden", "Orchard"))))
        chosen = list_totals(session, companies(), ids=ids)
        none = list_totals(session, companies(C("city", "is", ("Rome",))))
    assert (whole.count, whole.deals, whole.sums["open_value"], whole.currency) == (
        4,
        3,
        Decimal("150.25"),
        "EUR",
    )
    assert (chosen.count, chosen.deals, chosen.sums["open_value"]) == (2, 2, Decimal("150.25"))
    assert (none.count, none.deals, none.sums["open_value"]) == (0, 0, 0)


@pytest.mark.parametrize("group", ["owner", "segment", "city", "custom.rank", "custom.vip", "custom.pal"])
def test_groups_follow_the_order_of_the_list_and_count_its_rows(rich: Office, group: str) -> None:
    view = companies(group=group, sort="open_value", descending=True)
    with rich.read() as session:
        groups = list_groups(session, view)
        rows = list(rows_of_view(session, companies(group=group, sort="open_value", descending=True)))
    assert sum(each.count for each in groups) == len(rows) == 4
    if group == "owner":
        assert [(each.label, each.count) for each in groups] == [("Rita", 2), ("Ron", 1), ("", 1)]
        assert [row.cells[0].name for row in rows] == ["Halden", "Nordwind", "Brightwater", "Orchard"]
    assert groups[-1].label == ""


def test_search_as_you_type_takes_beginnings_of_words_and_parts_of_longer_ones(office: Office) -> None:
    with office.write() as session:
        company = create_company(session, name="Grünwald Hôtels")
        insert_contacts(
            session,
            [
                {"name": "Eva Grunt", "email": "eva@halden.example", "company_id": company},
                {"name": "Ole Gru", "email": "ole@x.example"},
                {"name": "Agru Ma"},
            ],
        )

    def found(text: str) -> list[str]:
        return names(office, ListView("contact", text=text))

    assert found("gr") == ["Eva Grunt", "Ole Gru"]
    assert found("GRU") == ["Agru Ma", "Eva Grunt", "Ole Gru"]
    assert found("halden.ex") == ["Eva Grunt"]
    assert found("gru ev") == ["Eva Grunt"]
    assert found("  ") == ["Agru Ma", "Eva Grunt", "Ole Gru"]
    assert names(office, companies(text="hotels grun")) == ["Grünwald Hôtels"]


def test_every_column_can_be_shown_sorted_by_and_asked_everything_it_offers(rich: Office) -> None:
    values = {"day": "2026-01-01", "step": "2026-01-01", "moment": "2026-01-01", "touch": "2026-01-01"}
    with rich.read() as session:
        for record in RECORDS:
            columns = list_columns(session, record=record)
            keys = tuple(column.key for column in columns)
            rows = list_page(session, ListView(record, columns=keys))
            assert rows and all(len(row.cells) == len(keys) for row in rows)
            for column in columns:
                if column.sortable:
                    assert len(list_ids(session, ListView(record, sort=column.key))) == len(rows)
                for operator in OPERATORS[column.kind]:
                    value = "3" if operator.endswith("_days") else values.get(column.kind, "3")
                    given = (value,) * values_wanted(operator)
                    list_ids(session, ListView(record, conditions=(C(column.key, operator, given),)))
                if column.groupable:
                    view = ListView(record, group=column.key)
                    assert sum(group.count for group in list_groups(session, view)) == len(rows)


@pytest.mark.parametrize(
    "view",
    [
        ListView("planet"),
        companies(sort="colour"),
        companies(sort="tags"),
        companies(group="name"),
        companies(columns=("name", "colour")),
        companies(C("colour", "is", ("red",))),
        companies(C("employees", "contains", ("1",))),
        companies(C("employees", "more", ("many",))),
        companies(C("employees", "more", ("NaN",))),
        companies(C("employees", "between", ("1",))),
        companies(C("created_at", "before", ("soon",))),
        companies(C("last_touch", "older_days", ("-1",))),
        companies(C("owner", "is")),
    ],
)
def test_a_view_that_makes_no_sense_is_refused_in_words(office: Office, view: ListView) -> None:
    with office.read() as session, pytest.raises(RuleBroken):
        if view.group:
            list_groups(session, view)
        list_page(session, view)
        list(rows_of_view(session, view))
        if not list_ids(session, view):
            list_rows_at(session, view, [1])


def test_a_view_survives_being_kept_as_a_document() -> None:
    view = companies(C("owner", "is", ("me", "4")), text="x", sort="city", descending=True, columns=("name",))
    assert ListView.from_json(view.to_json()) == view
    assert ListView.from_json({"record": "deal"}) == ListView("deal")


def test_a_list_holds_what_the_tree_lets_one_see(tree_office: Office) -> None:
    for owner in ("dora", "vera", "rita", "otto"):
        tree_office.deal(title=owner, owner=owner)
    assert names(tree_office, ListView("deal"), "vera") == ["rita", "vera"]
    with tree_office.read("vera") as session:
        assert list_totals(session, ListView("deal")).count == 2


@pytest.mark.parametrize("descending", [False, True])
def test_the_first_page_of_a_filtered_list_is_the_beginning_of_the_whole(
    office: Office, descending: bool
) -> None:
    with office.write() as session:
        cities = ("Kiel", "Bremen", "Bergen")
        insert_companies(
            session, [{"name": f"{n * 37 % 100:02} Ltd", "city": cities[n % 3]} for n in range(100)]
        )
    for city in ("Kiel", "e", "Bergen"):
        view = companies(C("city", "contains", (city,)), descending=descending)
        with office.read() as session:
            every = list_ids(session, view)
            assert len(every) > 30
            for limit in (1, 2, 3, 4, 5, 33):
                assert list_ids(session, view, limit=limit) == every[:limit]
                assert [row.id for row in list_page(session, view, limit=limit)] == list(every[:limit])


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("den.ex", ["Halden"]),
        ("DEN.EX", ["Halden"]),
        ("a_b", ["Under"]),
        ("%ex", []),
        ('n"x', []),
        ("half@", ["den.ex a_b half"]),
        ("den.ex a", []),
        ("de", ["Halden", "Under"]),
    ],
)
def test_a_filter_on_an_address_finds_what_holds_it_there_and_nothing_else(
    office: Office, part: str, expected: list[str]
) -> None:
    with office.write() as session:
        insert_contacts(
            session,
            [
                {"name": "Halden", "email": "eva@Halden.example"},
                {"name": "Under", "email": "a_b@under.de"},
                {"name": "Axb", "email": "axb@other.org"},
                {"name": "den.ex a_b half", "email": "half@other.org"},
            ],
        )
    view = ListView("contact", conditions=(C("email", "contains", (part,)),))
    assert names(office, view) == expected


def test_a_filter_that_keeps_many_rows_keeps_them_all(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salesdesk.queries.search._BROAD", 3)
    with office.write() as session:
        insert_companies(session, [{"name": f"Alder {n}"} for n in range(8)])
        insert_companies(session, [{"name": f"Birch {n}"} for n in range(2)])
    assert len(names(office, companies(C("name", "contains", ("alder",))))) == 8
    assert len(names(office, companies(C("name", "contains", ("birch",))))) == 2


def test_own_numbers_are_the_same_on_both_databases(office: Office) -> None:
    texts = {"A": "1-2", "B": "5", "C": "1.2.3", "D": "-7.5", "E": "-", "F": "3.", "G": ".5", "H": "1e3"}
    with office.write() as session:
        define_field(session, record="company", label="Fleet", kind="number")
        for name, text in texts.items():
            create_company(session, name=name, custom={"fleet": text})
    assert names(office, companies(C("custom.fleet", "between", ("-1000", "1000")))) == ["B", "D"]


def test_a_view_with_a_field_that_was_retired_since_is_exported_without_it(office: Office) -> None:
    with office.write() as session:
        field = define_field(session, record="company", label="Fleet", kind="number")
        create_company(session, name="A", custom={"fleet": "5"})
    with office.write() as session:
        retire_field(session, field_id=field)
    view = companies(columns=("custom.fleet", "name"))
    with office.read() as session:
        assert [each.key for each in taken_fields(session, view)] == ["name"]
        assert list(taken_rows(session, view)) == [("A",)]


def test_companies_contacts_and_deals_are_found_to_filter_by_however_many_there_are(office: Office) -> None:
    with office.write() as session:
        ids = insert_companies(session, [{"name": f"Firm {number:04}"} for number in range(MOST_NAMES + 50)])
        insert_contacts(session, [{"name": f"Contact {number:04}"} for number in range(MOST_NAMES + 50)])
    office.deal(title="Fleet of Halden")
    with office.read() as session:
        first = choices(session, record="deal", field="company")
        found = choices(session, record="deal", field="company", text="firm 0540")
        again = choices(session, record="deal", field="company", values=(str(ids[-1]),))
        contacts = choices(session, record="activity", field="contact")
        deals = choices(session, record="activity", field="deal", text="halden")
    assert len(first) == len(contacts) == MOST_NAMES
    assert [offer.name for offer in found] == ["Firm 0540"]
    assert again[0].name == "Firm 0549" and [offer.name for offer in deals] == ["Fleet of Halden"]


def test_a_tag_that_was_deleted_is_not_offered(office: Office) -> None:
    with office.write() as session:
        company = create_company(session, name="A")
        for name in ("Old", "New"):
            put_tag(session, record="company", record_id=company, name=name)
        delete_tag(session, tag_id=tag_named(session, "Old"))
    with office.read() as session:
        assert known_tags(session) == ("New",)


def test_going_cold_are_the_companies_of_which_the_board_shows_a_cold_deal(office: Office) -> None:
    long_ago = now() - timedelta(days=40)
    with office.write() as session:
        names = ("Never touched", "Sheltered", "Won", "New")
        ids = dict(zip(names, insert_companies(session, [{"name": name} for name in names]), strict=True))
    office.deal(company_id=ids["Never touched"], stage_entered_at=long_ago)
    kept = office.deal(company_id=ids["Sheltered"], stage_entered_at=long_ago)
    office.deal("Won", company_id=ids["Won"], stage_entered_at=long_ago)
    office.deal(company_id=ids["New"])
    with office.write() as session:
        soon = today(session) + timedelta(days=3)
        set_next_step(session, deal_id=kept, subject="Ring them", due_on=soon)
    with office.read() as session:
        view = next(view.view for view in shipped_views("company") if view.name == "Going cold")
        rows = list_page(session, replace(view, columns=("name", "going_cold")))
        assert [(row.cells[0].name, row.cells[1]) for row in rows] == [("Never touched", True)]
        others = replace(view, conditions=(Condition("going_cold", "is", ("no",)),))
        assert len(list_page(session, others)) == 3


def test_people_tags_and_words_are_offered_in_part_and_found_by_their_names(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salesdesk.queries.lists.MOST_NAMES", 3)
    company = office.deal(owner="rita")
    with office.write() as session:
        for number in range(5):
            put_tag(session, record="deal", record_id=company, name=f"Tag {number}")
    with office.read() as session:
        assert len(choices(session, record="deal", field="tags")) == 3
        assert [offer.name for offer in choices(session, record="deal", field="tags", text="tag 4")] == [
            "Tag 4"
        ]
        assert len(choices(session, record="deal", field="owner")) == 3
        rita = str(office.people["rita"])
        found = choices(session, record="deal", field="owner", text="ver", values=(rita,))
        assert [offer.name for offer in found] == ["Rita", "Vera"]
        assert len(choices(session, record="deal", field="stage")) == 3
