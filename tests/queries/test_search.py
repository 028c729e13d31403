"""The search of the command palette: every kind of record, those that begin with the words first."""

from salesdesk.queries.search import hits_of, search
from salesdesk.services.companies import delete_company, insert_companies
from salesdesk.services.products import insert_products
from tests.office import Office


def test_search_finds_products_and_people_as_well(office: Office) -> None:
    with office.write() as session:
        insert_products(session, [{"name": "Route planner", "sku": "RP-77"}, {"name": "Other", "sku": "X"}])
    with office.read() as session:
        assert [hit.title for hit in search(session, text="planner")] == ["Route planner"]
        assert [hit.detail for hit in search(session, text="rp-77")] == ["RP-77"]
        people = search(session, text="ver", records=("person",))
        assert [(hit.record, hit.title, hit.detail) for hit in people] == [("person", "Vera", "Sales rep")]
        assert [hit.title for hit in search(session, text="er", records=("person",))] == []


def test_names_that_begin_with_the_words_come_before_the_many_that_hold_them(office: Office) -> None:
    with office.write() as session:
        rows = [{"name": f"A {number:03} halden"} for number in range(40)]
        insert_companies(session, [*rows, {"name": "Halden Logistics"}])
    with office.read() as session:
        found = [hit.title for hit in search(session, text="halden", limit=5)]
    assert found == ["Halden Logistics", "A 000 halden", "A 001 halden", "A 002 halden", "A 003 halden"]


def test_all_words_are_looked_for_however_many_names_hold_the_longest(office: Office) -> None:
    with office.write() as session:
        names = [f"Aa{number:04} Industries" for number in range(600)]
        insert_companies(session, [{"name": name} for name in (*names, "Zeta Anna Industries")])
    with office.read() as session:
        assert [hit.title for hit in search(session, text="anna industries")] == ["Zeta Anna Industries"]


def test_records_opened_lately_come_back_in_their_order_without_those_that_are_gone(office: Office) -> None:
    with office.write() as session:
        first, second = insert_companies(session, [{"name": "Halden"}, {"name": "Brightwater"}])
        delete_company(session, company_id=first)
    deal = office.deal(title="Fleet", owner="rita")
    refs = [("deal", deal), ("company", first), ("person", office.people["ron"]), ("company", second)]
    with office.read() as session:
        assert [hit.title for hit in hits_of(session, refs)] == ["Fleet", "Ron", "Brightwater"]


def test_nobody_finds_what_they_may_not_see(tree_office: Office) -> None:
    mine = tree_office.deal(title="Fleet of Rita", owner="rita")
    theirs = tree_office.deal(title="Fleet of Otto", owner="otto")
    with tree_office.read("rita") as session:
        assert [hit.title for hit in search(session, text="fleet")] == ["Fleet of Rita"]
        assert [hit.id for hit in hits_of(session, [("deal", theirs), ("deal", mine)])] == [mine]


def test_a_deal_is_found_by_the_name_of_its_company(office: Office) -> None:
    with office.write() as session:
        heidelog, other = insert_companies(session, [{"name": "Heidelog GmbH"}, {"name": "Brightwater"}])
    won = office.deal("Won", title="Aisle", company_id=heidelog)
    rollout = office.deal(title="POS rollout", company_id=heidelog)
    office.deal(title="POS elsewhere", company_id=other)
    with office.read() as session:
        found = [(hit.record, hit.id) for hit in search(session, text="heidelog")]
        assert found == [("company", heidelog), ("deal", rollout), ("deal", won)]
        assert [hit.id for hit in search(session, text="heidelog", records=("deal",))] == [rollout, won]
        assert [hit.id for hit in search(session, text="rollout heidelog")] == [rollout]
        assert [hit.id for hit in search(session, text="pos heide", records=("deal",))] == [rollout]
        assert [hit.id for hit in search(session, text="heidelog", limit=1, records=("deal",))] == [rollout]


def test_deals_of_a_company_that_one_may_not_see_are_not_found_by_its_name(tree_office: Office) -> None:
    with tree_office.write() as session:
        ids = insert_companies(session, [{"name": "Halden"}])
    mine = tree_office.deal(title="Fleet of Rita", owner="rita", company_id=ids[0])
    tree_office.deal(title="Fleet of Otto", owner="otto", company_id=ids[0])
    with tree_office.read("rita") as session:
        assert [hit.id for hit in search(session, text="halden", records=("deal",))] == [mine]
