"""Two people who save at the same moment, on a server, where neither waits for the other's whole save."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import SalesDeskError
from salesdesk.models import Activity, Company, Deal, DealFacts, Note, Stage
from salesdesk.services import undo
from salesdesk.services.activities import plan_activity
from salesdesk.services.bulk import delete_records, edit_records
from salesdesk.services.companies import create_company, delete_company, edit_company
from salesdesk.services.contacts import create_contact
from salesdesk.services.deals import create_deal, edit_deal, move_deal
from salesdesk.services.moves import move_deals
from salesdesk.services.notes import write_note
from salesdesk.services.retiring import retire_pipeline, retire_stage
from salesdesk.store import Store, open_store
from salesdesk.store.check import check
from tests.office import Office, money

Work = Callable[[Session], Any]
ENOUGH = 0.7


@pytest.fixture
def database(pg_server: Any, pg_office: str) -> Iterator[str]:
    """A server: a file has one writer at a time."""
    name = pg_server.new_database(pg_office)
    yield pg_server.url(name)
    pg_server.drop_database(name)


def test_an_undo_does_not_undo_what_a_colleague_saves_at_that_moment(
    office: Office, colleague: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.write() as session:
        company = create_company(session, name="Race", city="Bremen")
    with office.write() as session:
        edit_company(session, company_id=company, city="Kiel")
        action = office.action(session)
    check_named = undo._check_named

    def and_meanwhile(session: Session, plans: Any, way: Any) -> None:
        check_named(session, plans, way)
        with colleague.write("test") as other:
            edit_company(other, company_id=company, city="Rostock")

    monkeypatch.setattr(undo, "_check_named", and_meanwhile)
    with pytest.raises(SalesDeskError, match="changed Race"), office.write() as session:
        undo.undo_action(session, action_id=action)
    assert office.value(sa.select(Company.city)) == "Rostock"


@pytest.fixture
def colleague(database: str, store: Store) -> Iterator[Store]:
    """The same database as somebody else opened it."""
    opened = open_store(database, login="admin")
    yield opened
    opened.close()


def side_by_side(mine: Store, first: Work, theirs: Store, second: Work) -> list[str]:
    """Begin `second` when `first` is written and not yet committed; what either was refused with."""
    refused: list[str] = []

    def save() -> None:
        try:
            with theirs.write("second") as session:
                second(session)
        except SalesDeskError as error:
            refused.append(str(error))

    thread = threading.Thread(target=save)
    try:
        with mine.write("first") as session:
            first(session)
            session.flush()
            thread.start()
            # By now it has ended, or it waits for this save.
            thread.join(ENOUGH)
    except SalesDeskError as error:
        refused.append(str(error))
    thread.join(20)
    assert not thread.is_alive()
    return refused


def test_sums_stay_right_when_two_people_touch_one_deal(office: Office, colleague: Store) -> None:
    deal_id = office.deal(owner="rita", amount=money("100"))
    refused = side_by_side(
        office.store,
        lambda session: edit_deal(session, deal_id=deal_id, amount=money("200")),
        colleague,
        lambda session: plan_activity(session, kind="call", subject="Call", due_on=None, deal_id=deal_id),
    )
    assert refused == []
    assert office.value(sa.select(Deal.amount)) == 200
    assert office.value(sa.select(DealFacts.amount_base)) == 200
    assert office.value(sa.select(DealFacts.next_step)) == "Call"
    assert check(office.store) == []


def _moved_in(office: Office, deal_id: int) -> dict[str, Work]:
    closing, qualified = office.stages["Closing"], office.stages["Qualified"]
    return {
        "moved": lambda session: move_deal(session, deal_id=deal_id, stage_id=closing),
        "moved with others": lambda session: move_deals(
            session, deals={deal_id: qualified}, stage_id=closing
        ),
        "made": lambda session: create_deal(session, title="New", stage_id=closing),
    }


@pytest.mark.parametrize("how", ["moved", "moved with others", "made"])
@pytest.mark.parametrize("retired_first", [False, True])
def test_no_deal_is_left_in_a_stage_that_is_taken_out_of_use(
    office: Office, colleague: Store, how: str, retired_first: bool
) -> None:
    closing, qualified = office.stages["Closing"], office.stages["Qualified"]
    move = _moved_in(office, office.deal("Qualified"))[how]

    def retire(session: Session) -> None:
        retire_stage(session, stage_id=closing, target_id=qualified)

    first, second = (retire, move) if retired_first else (move, retire)
    refused = side_by_side(office.store, first, colleague, second)
    assert refused == (["This stage is not there any more."] if retired_first else [])
    assert office.value(sa.select(sa.func.count()).where(Deal.stage_id == closing)) == 0
    assert check(office.store) == []


def test_no_deal_is_left_in_a_pipeline_that_is_taken_out_of_use(office: Office, colleague: Store) -> None:
    deal_id = office.deal("Qualified")
    with office.read() as session:
        other = sa.select(Stage.id, Stage.pipeline_id).where(
            Stage.type == "open", Stage.id.not_in(office.stages.values())
        )
        stage_id, pipeline_id = session.execute(other.limit(1)).one()
    refused = side_by_side(
        office.store,
        lambda session: move_deal(session, deal_id=deal_id, stage_id=stage_id),
        colleague,
        lambda session: retire_pipeline(
            session, pipeline_id=pipeline_id, target_id=office.stages["Qualified"]
        ),
    )
    assert refused == []
    assert office.value(sa.select(Deal.stage_id)) == office.stages["Qualified"]
    assert check(office.store) == []


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("hung", ["deal", "contact"])
@pytest.mark.parametrize("deleted_first", [False, True])
def test_nothing_is_left_at_a_company_in_the_trash(
    office: Office, colleague: Store, together: bool, hung: str, deleted_first: bool
) -> None:
    with office.write() as session:
        company_id = create_company(session, name="Halden")

    def hang(session: Session) -> None:
        if hung == "deal":
            create_deal(session, title="T", stage_id=office.stages["Qualified"], company_id=company_id)
        else:
            create_contact(session, name="Piet", company_id=company_id)

    def delete(session: Session) -> None:
        if together:
            delete_records(session, record="company", ids=[company_id])
        else:
            delete_company(session, company_id=company_id)

    first, second = (delete, hang) if deleted_first else (hang, delete)
    refused = side_by_side(office.store, first, colleague, second)
    assert len(refused) == 1 and ("not there any more" in refused[0] or "stay" in refused[0])
    gone = office.value(sa.select(Company.deleted_at))
    assert (gone is not None) is deleted_first
    assert check(office.store) == []


@pytest.mark.parametrize("given_first", [False, True])
def test_what_is_written_while_its_deal_is_given_away_follows_it(
    office: Office, colleague: Store, given_first: bool
) -> None:
    deal_id, ron = office.deal(owner="rita"), office.people["ron"]

    def write(session: Session) -> None:
        plan_activity(session, kind="call", subject="Call", due_on=None, deal_id=deal_id)
        write_note(session, text="Said", deal_id=deal_id)

    def give(session: Session) -> None:
        edit_deal(session, deal_id=deal_id, owner_id=ron)

    first, second = (give, write) if given_first else (write, give)
    assert side_by_side(office.store, first, colleague, second) == []
    assert office.value(sa.select(Activity.owner_id)) == office.value(sa.select(Note.owner_id)) == ron
    assert check(office.store) == []


def test_fields_of_ones_own_that_a_colleague_writes_meanwhile_stay(office: Office, colleague: Store) -> None:
    deal_id = office.deal(owner="rita")
    refused = side_by_side(
        office.store,
        lambda session: edit_deal(session, deal_id=deal_id, custom={"fleet": "40 vans"}),
        colleague,
        lambda session: edit_records(
            session, record="deal", ids=[deal_id], field="custom.region", value="North"
        ),
    )
    assert refused == []
    assert office.value(sa.select(Deal.custom)) == {"fleet": "40 vans", "region": "North"}
