"""People, pipelines, products and settings: changed by who may, kept whole by rules."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import DealLine, LostReason, Person, PersonTree, Pipeline, Product, Stage
from salesdesk.queries.company_calendar import time_zone
from salesdesk.rules.pipelines import NEW_BUSINESS, StageTemplate
from salesdesk.services.people import (
    activate_person,
    add_person,
    deactivate_person,
    edit_person,
    grant_rights,
    insert_people,
    move_person,
    update_people,
)
from salesdesk.services.pipelines import (
    add_pipeline,
    add_stage,
    edit_stage,
    insert_competitors,
    insert_lead_sources,
    insert_lost_reasons,
    insert_segments,
    insert_stages,
    place_stage,
    rename_pipeline,
)
from salesdesk.services.products import (
    create_product,
    edit_product,
    insert_deal_lines,
    insert_products,
)
from salesdesk.services.retiring import retire_pipeline, retire_stage
from salesdesk.services.settings import (
    add_currency,
    change_calendar,
    change_own_setting,
    change_setting,
    insert_rates,
)
from tests.office import Office, day, money


def tree_at(office: Office, moment: datetime | None = None) -> set[tuple[str, str, int]]:
    """Who stands above whom: (above, below, steps), today or at a moment."""
    names = {key: name for name, key in office.people.items()}
    question = sa.select(PersonTree.ancestor_id, PersonTree.descendant_id, PersonTree.depth)
    ended = PersonTree.to_at.is_(None)
    if moment is not None:
        ended = sa.or_(ended, PersonTree.to_at > moment) & (PersonTree.from_at <= moment)
    with office.read() as session:
        rows = session.execute(question.where(ended, PersonTree.depth > 0))
        return {(names[above], names[below], depth) for above, below, depth in rows}


START = {
    ("dora", "vera", 1),
    ("dora", "otto", 1),
    ("vera", "rita", 1),
    ("vera", "ron", 1),
    ("dora", "rita", 2),
    ("dora", "ron", 2),
}


def test_a_branch_moves_with_everybody_below_and_the_past_stays(office: Office) -> None:
    assert tree_at(office) == START
    march = datetime(2026, 3, 1, tzinfo=UTC)
    with office.write() as session:
        move_person(session, person_id=office.people["vera"], reports_to_id=office.people["otto"], at=march)
    assert tree_at(office) == {
        ("dora", "otto", 1),
        ("otto", "vera", 1),
        ("vera", "rita", 1),
        ("vera", "ron", 1),
        ("otto", "rita", 2),
        ("otto", "ron", 2),
        ("dora", "vera", 2),
        ("dora", "rita", 3),
        ("dora", "ron", 3),
    }
    assert tree_at(office, datetime(2026, 2, 28, tzinfo=UTC)) == START
    assert tree_at(office, march) == tree_at(office)


def test_a_move_entered_for_an_earlier_day_replaces_later_ones(office: Office) -> None:
    rita = office.people["rita"]
    with office.write() as session:
        later, earlier = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
        move_person(session, person_id=rita, reports_to_id=office.people["otto"], at=later)
        move_person(session, person_id=rita, reports_to_id=office.people["dora"], at=earlier)
    above = {line for line in tree_at(office) if line[1] == "rita"}
    assert (
        above
        == {("dora", "rita", 1)}
        == {line for line in tree_at(office, datetime(2026, 4, 1, tzinfo=UTC)) if line[1] == "rita"}
    )
    before = {line for line in tree_at(office, datetime(2026, 1, 1, tzinfo=UTC)) if line[1] == "rita"}
    assert before == {("vera", "rita", 1), ("dora", "rita", 2)}


def test_nobody_reports_to_somebody_below(office: Office) -> None:
    with pytest.raises(RuleBroken, match="reports to them"), office.write() as session:
        move_person(session, person_id=office.people["dora"], reports_to_id=office.people["ron"])
    assert tree_at(office) == START


def test_only_an_administrator_changes_people_and_one_remains(office: Office) -> None:
    admin = office.store.viewer.person_id
    assert admin is not None
    for change in (
        lambda session: add_person(session, name="X"),
        lambda session: move_person(session, person_id=office.people["ron"], reports_to_id=None),
        lambda session: grant_rights(session, person_id=office.people["rita"], rights=["administrator"]),
        lambda session: deactivate_person(session, person_id=office.people["ron"]),
        lambda session: change_setting(session, key="visibility", value="tree"),
        lambda session: insert_rates(session, currency="USD", rates=[]),
    ):
        with pytest.raises(RuleBroken, match="takes the right"), office.write("rita") as session:
            change(session)
    with pytest.raises(RuleBroken, match="only administrator"), office.write() as session:
        deactivate_person(session, person_id=admin)
    with pytest.raises(RuleBroken, match="only administrator"), office.write() as session:
        grant_rights(session, person_id=admin, rights=["import"])
    with office.write() as session:
        grant_rights(session, person_id=office.people["dora"], rights=["administrator", "import"])
    office.store_of("dora")
    with office.write() as session:
        deactivate_person(session, person_id=admin)
    with office.write("dora") as session:
        activate_person(session, person_id=admin)
    with office.read() as session:
        assert session.get_one(Person, office.people["dora"]).rights == ["administrator", "import"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "needs a name"),
        ({"login": "RITA"}, "login RITA is taken"),
        ({"position": "king"}, "not a known position"),
        ({"rights": ["fly"]}, "not a known right"),
        ({"reports_to_id": 999}, "not there any more"),
        ({"phone": "1" * 501}, "501 letters"),
    ],
)
def test_who_cannot_be_a_person_is_refused(office: Office, fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence), office.write() as session:
        insert_people(session, [{"name": "Nils", **fields}])


def test_a_person_is_edited(office: Office) -> None:
    with office.write() as session:
        edit_person(session, person_id=office.people["rita"], name="Ríta Lund", position="team_lead")
    with office.read() as session:
        rita = session.get_one(Person, office.people["rita"])
        assert (rita.name_key, rita.position, rita.login) == ("rita lund", "team_lead", "rita")


def test_people_are_changed_in_bulk_and_move_with_it(office: Office) -> None:
    rows = [
        {"id": office.people["rita"], "reports_to_id": office.people["otto"], "phone": "+47 1"},
        {"id": office.people["ron"], "reports_to_id": office.people["vera"], "name": "Ron Éd"},
    ]
    with office.write() as session:
        update_people(session, rows)
    assert ("otto", "rita", 1) in tree_at(office) and ("vera", "ron", 1) in tree_at(office)
    with office.read() as session:
        assert session.get_one(Person, office.people["rita"]).phone == "+47 1"
        assert session.get_one(Person, office.people["ron"]).name_key == "ron ed"
    with office.write() as session:
        update_people(session, [{"id": office.people["rita"], "rights": ["administrator"]}])
        assert session.get_one(Person, office.people["rita"]).rights == ["administrator"]
    with pytest.raises(RuleBroken, match="not a known right"), office.write() as session:
        update_people(session, [{"id": office.people["rita"], "rights": ["emperor"]}])


@pytest.mark.parametrize("steps", [5, 7, 9])
def test_the_shipped_processes_rise_to_won_and_lost(steps: int) -> None:
    stages = NEW_BUSINESS[steps]
    assert len(stages) == steps + 2
    assert [stage.type for stage in stages[-2:]] == ["won", "lost"]
    chances = [stage.probability for stage in stages[:-1]]
    assert chances == sorted(chances)


def test_stages_are_added_before_the_decided_ones_renamed_moved_and_removed(office: Office) -> None:
    pipeline_id = office.value(sa.select(Stage.pipeline_id).where(Stage.id == office.stages["Won"]))

    def names() -> list[str]:
        question = sa.select(Stage.name).where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None))
        with office.read() as session:
            return list(session.scalars(question.order_by(Stage.position)))

    with office.write() as session:
        insert_stages(session, pipeline_id=pipeline_id, stages=[StageTemplate("Trial", "open", 60)])
    assert names()[-4:] == ["Closing", "Trial", "Won", "Lost"]
    trial = office.value(sa.select(Stage.id).where(Stage.name == "Trial"))
    with office.write() as session:
        place_stage(session, stage_id=trial, position=1)
        edit_stage(session, stage_id=trial, name="Try-out", probability=33, cold_after_days=5)
    assert names()[:3] == ["New lead", "Try-out", "Qualified"]
    assert office.value(sa.select(Stage.probability_is_default).where(Stage.id == trial)) is False
    office.deal("Closing")
    with office.write() as session:
        retire_stage(session, stage_id=trial)
        for stage, sentence in (("Closing", "1 deal is in Closing"), ("Won", "needs a won")):
            with pytest.raises(RuleBroken, match=sentence):
                retire_stage(session, stage_id=office.stages[stage])
        with pytest.raises(RuleBroken, match="named qualified already"):
            edit_stage(session, stage_id=office.stages["Closing"], name="qualified")
        with pytest.raises(RuleBroken, match="counts 100 %"):
            edit_stage(session, stage_id=office.stages["Won"], probability=50)
    assert "Try-out" not in names()


def test_a_new_stage_counts_between_its_neighbours_by_default(office: Office) -> None:
    pipeline_id = office.value(sa.select(Stage.pipeline_id).where(Stage.id == office.stages["Won"]))

    def stage(key: int) -> tuple[int, bool]:
        with office.read() as session:
            found = session.get_one(Stage, key)
            return found.probability, found.probability_is_default

    def chance(name: str) -> int:
        return stage(office.stages[name])[0]

    with office.write() as session:
        trial = add_stage(session, pipeline_id=pipeline_id, name="Trial")
        own = add_stage(session, pipeline_id=pipeline_id, name="Own", probability=50)
        signed = add_stage(session, pipeline_id=pipeline_id, name="Signed", type="won")
    assert stage(trial) == ((chance("Closing") + 100) // 2, True)
    assert stage(own) == (50, False) and stage(signed) == (100, False)
    with office.write() as session:
        place_stage(session, stage_id=trial, position=2)
        place_stage(session, stage_id=own, position=0)
    assert stage(trial) == ((chance("Qualified") + chance("Value shown")) // 2, True)
    assert stage(own) == (50, False)


def test_pipelines_are_made_renamed_and_removed_when_empty(office: Office) -> None:
    first = office.value(sa.select(Pipeline.id).where(Pipeline.name == "New business"))
    office.deal()
    with office.write() as session:
        made = add_pipeline(session, name="Partners", stages=NEW_BUSINESS[7])
        rename_pipeline(session, pipeline_id=made, name="Partner business")
        with pytest.raises(RuleBroken, match="named new BUSINESS already"):
            rename_pipeline(session, pipeline_id=made, name="new BUSINESS")
        with pytest.raises(RuleBroken, match="won and a lost"):
            add_pipeline(session, name="Odd", stages=NEW_BUSINESS[5][:3])
        with pytest.raises(RuleBroken, match="1 deal is in Qualified"):
            retire_pipeline(session, pipeline_id=first)
        retire_pipeline(session, pipeline_id=made)
    with pytest.raises(RuleBroken, match="takes the right"), office.write("vera") as session:
        add_pipeline(session, name="Mine", stages=NEW_BUSINESS[5])
    live = sa.select(sa.func.count()).select_from(Pipeline).where(Pipeline.deleted_at.is_(None))
    assert office.value(live) == 2


def test_words_to_choose_from_are_added_once(office: Office) -> None:
    with office.write() as session:
        insert_lead_sources(session, ["Fair", "Web"])
        insert_competitors(session, ["Acme"])
        insert_segments(session, ["Large"])
        insert_lost_reasons(session, [("Too slow", "timing")])
        with pytest.raises(RuleBroken, match="not a kind of lost reason"):
            insert_lost_reasons(session, [("Odd", "odd")])
    with pytest.raises(RuleBroken, match="name in it is taken"), office.write() as session:
        insert_lead_sources(session, ["fair"])
    assert office.value(sa.select(LostReason.position).where(LostReason.name == "Too slow")) == 8


def test_products_and_their_lines(office: Office) -> None:
    deal_id = office.deal(owner="rita")
    with office.write() as session:
        alpha = create_product(session, name="Alpha", list_price=money("10"))
        with pytest.raises(RuleBroken, match="named ALPHA already"):
            insert_products(session, [{"name": "ALPHA"}])
        edit_product(session, product_id=alpha, billing="month", list_price=money("12"))
        row = {"deal_id": deal_id, "product_id": alpha, "name": "Alpha", "unit_price": money("12")}
        line = insert_deal_lines(session, [row])[0]
        with pytest.raises(RuleBroken, match="between 0 and 100 %"):
            insert_deal_lines(session, [{**row, "discount": Decimal(2)}])
        with pytest.raises(RuleBroken, match="not a way to bill"):
            edit_product(session, product_id=alpha, billing="never")
    with office.read() as session:
        found = session.get_one(DealLine, line)
        assert (found.quantity, found.owner_id) == (1, office.people["rita"])
        assert session.get_one(Product, alpha).list_price == 12
    with pytest.raises(RuleBroken, match="belongs to Rita"), office.write("ron") as session:
        insert_deal_lines(session, [row])


def test_settings_calendar_and_currencies(office: Office) -> None:
    with office.write() as session:
        change_calendar(session, time_zone="Europe/Oslo", week_start=6, holidays=[day("2026-12-25")])
        change_own_setting(session, key="density", value="compact")
        change_own_setting(session, key="density", value="roomy")
        for wrong in ({"time_zone": "Mars/Base"}, {"fiscal_year_start": 13}, {"week_start": 7}):
            with pytest.raises(RuleBroken, match=r"not a time zone|A year begins"):
                change_calendar(session, **wrong)
        for code in ("usd", "US", "12$", "USDX"):
            with pytest.raises(RuleBroken, match="three letters"):
                add_currency(session, code=code)
        for rate in ("0", "-1", "NaN", "1e9"):
            with pytest.raises(RuleBroken, match="is not a rate"):
                insert_rates(session, currency="USD", rates=[(day("2026-01-01"), Decimal(rate))])
    with office.read() as session:
        assert time_zone(session) == "Europe/Oslo"
