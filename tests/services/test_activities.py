"""Activities, notes, members, stakeholders and tags hang on their deal and obey its owner."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.errors import ChangedMeanwhile, RuleBroken
from salesdesk.models import Activity, Calendar, DealFacts, DealMember, Note, Stakeholder, Tagging
from salesdesk.services.activities import (
    cancel_activity,
    complete_activity,
    delete_activity,
    edit_activity,
    insert_activities,
    plan_activity,
    postpone_activity,
    set_next_step,
    update_activities,
)
from salesdesk.services.bulk import edit_records, plan_for_records
from salesdesk.services.contacts import create_contact
from salesdesk.services.deals import edit_deal
from salesdesk.services.members import name_stakeholder, remove_member, remove_stakeholder, set_member
from salesdesk.services.notes import delete_note, edit_note, write_note
from salesdesk.services.tags import put_tag, remove_tag
from tests.office import Office, day


def facts(office: Office, deal_id: int) -> DealFacts:
    with office.read() as session:
        return session.get_one(DealFacts, deal_id)


def test_the_next_step_is_the_earliest_planned_activity(office: Office) -> None:
    deal_id = office.deal()
    with office.write() as session:
        undated = plan_activity(session, kind="task", subject="Some day", due_on=None, deal_id=deal_id)
        plan_activity(session, kind="call", subject="Later", due_on=day("2030-05-01"), deal_id=deal_id)
        first = plan_activity(
            session, kind="call", subject="First", due_on=day("2030-04-01"), deal_id=deal_id
        )
    assert (facts(office, deal_id).next_step, facts(office, deal_id).next_activity_id) == ("First", first)
    with office.write() as session:
        complete_activity(session, activity_id=first, outcome="Agreed", minutes=20)
    assert facts(office, deal_id).next_step == "Later"
    assert facts(office, deal_id).last_touch_at is not None
    with office.write() as session:
        for activity_id in session.scalars(sa.select(Activity.id).where(Activity.subject == "Later")).all():
            cancel_activity(session, activity_id=activity_id)
    assert facts(office, deal_id).next_activity_id == undated
    with office.write() as session:
        delete_activity(session, activity_id=undated)
    assert facts(office, deal_id).next_step is None


def test_an_activity_moved_to_another_deal_counts_there(office: Office) -> None:
    one, other = office.deal(owner="rita"), office.deal(owner="ron")
    done = datetime(2026, 3, 1, tzinfo=UTC)
    with office.write() as session:
        row = {"kind": "meeting", "subject": "Talk", "state": "done", "done_at": done, "deal_id": one}
        activity_id = insert_activities(session, [row])[0]
    assert facts(office, one).last_touch_at == done
    with office.write() as session:
        update_activities(session, [{"id": activity_id, "deal_id": other}])
    assert (facts(office, one).last_touch_at, facts(office, other).last_touch_at) == (None, done)
    owner = sa.select(Activity.owner_id).where(Activity.id == activity_id)
    assert office.value(owner) == office.people["ron"]


def test_what_hangs_on_a_deal_follows_it_to_a_new_owner(office: Office) -> None:
    deal_id = office.deal(owner="rita")
    with office.write() as session:
        plan_activity(session, kind="call", subject="Ring", due_on=None, deal_id=deal_id)
        write_note(session, text="Kind people", deal_id=deal_id)
    with office.write() as session:
        edit_deal(session, deal_id=deal_id, owner_id=office.people["ron"])
    for model in (Activity, Note, DealFacts):
        assert office.value(sa.select(model.owner_id)) == office.people["ron"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "dance"}, "not a kind or state"),
        ({"state": "maybe"}, "not a kind or state"),
        ({"subject": "\0 "}, "needs a subject"),
        ({"outcome": "x" * 70_000}, "64 KB"),
        ({"minutes": -5}, "0 minutes"),
        ({"deal_id": 999}, "not there any more"),
    ],
)
def test_what_cannot_be_an_activity_is_refused(office: Office, fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence), office.write() as session:
        insert_activities(session, [{"kind": "call", "subject": "Ring", **fields}])


def test_a_note_is_written_anew_and_thrown_away_by_those_who_may(office: Office) -> None:
    deal_id = office.deal(owner="ron")
    with office.write("ron") as session:
        note_id = write_note(session, text="first\nlines", deal_id=deal_id)
    with pytest.raises(RuleBroken, match="belongs to Ron"), office.write("rita") as session:
        edit_note(session, note_id=note_id, text="hm")
    with pytest.raises(RuleBroken, match="belongs to Ron"), office.write("rita") as session:
        write_note(session, text="hm", deal_id=deal_id)
    with office.write("vera") as session:
        edit_note(session, note_id=note_id, text="second")
        with pytest.raises(RuleBroken, match="needs a text"):
            edit_note(session, note_id=note_id, text=" ")
        delete_note(session, note_id=note_id)
    assert office.value(sa.select(Note.text)) == "second"


def test_a_member_who_edits_may_and_one_who_views_may_not(tree_office: Office) -> None:
    office = tree_office
    deal_id = office.deal(owner="ron")
    with pytest.raises(RuleBroken, match="not there any more"), office.write("rita") as session:
        edit_deal(session, deal_id=deal_id, description="mine")
    with office.write("ron") as session:
        set_member(session, deal_id=deal_id, person_id=office.people["rita"], credit=Decimal("0.4"))
        with pytest.raises(RuleBroken, match="more than 100 %"):
            set_member(session, deal_id=deal_id, person_id=office.people["otto"], credit=Decimal("0.7"))
    with pytest.raises(RuleBroken, match="belongs to Ron"), office.write("rita") as session:
        edit_deal(session, deal_id=deal_id, description="mine")
    with office.write("ron") as session:
        set_member(session, deal_id=deal_id, person_id=office.people["rita"], access="edit")
    with office.write("rita") as session:
        edit_deal(session, deal_id=deal_id, description="ours")
    with office.write("ron") as session:
        remove_member(session, deal_id=deal_id, person_id=office.people["rita"])
    assert office.value(sa.select(DealMember.deleted_at)) is not None
    with pytest.raises(RuleBroken, match="not there any more"), office.write("rita") as session:
        edit_deal(session, deal_id=deal_id, description="mine")


def test_a_stakeholder_is_named_once_per_role(office: Office) -> None:
    deal_id = office.deal()
    with office.write() as session:
        eva = create_contact(session, name="Eva")
        one = name_stakeholder(session, deal_id=deal_id, contact_id=eva, role="champion")
        same = name_stakeholder(session, deal_id=deal_id, contact_id=eva, role="champion", note="keen")
        assert one == same
        with pytest.raises(RuleBroken, match="not a role"):
            name_stakeholder(session, deal_id=deal_id, contact_id=eva, role="king")
        remove_stakeholder(session, stakeholder_id=one)
    assert office.value(sa.select(sa.func.count()).where(Stakeholder.deleted_at.is_(None))) == 0


def test_tags_are_put_on_records_and_taken_off(office: Office) -> None:
    deal_id = office.deal(owner="ron")
    with office.write() as session:
        put_tag(session, record="deal", record_id=deal_id, name="Fair 2026")
        put_tag(session, record="deal", record_id=deal_id, name="FAIR 2026")
    live = sa.select(sa.func.count()).select_from(Tagging).where(Tagging.deleted_at.is_(None))
    assert office.value(live) == 1
    with pytest.raises(RuleBroken, match="belongs to Ron"), office.write("rita") as session:
        put_tag(session, record="deal", record_id=deal_id, name="mine")
    with office.write() as session:
        remove_tag(session, record="deal", record_id=deal_id, name="fair 2026")
        with pytest.raises(RuleBroken, match="does not bear"):
            remove_tag(session, record="deal", record_id=deal_id, name="fair 2026")
        with pytest.raises(RuleBroken, match="companies, contacts and deals"):
            put_tag(session, record="person", record_id=1, name="x")
    assert office.value(live) == 0


def test_editing_an_activity_obeys_its_deal(office: Office) -> None:
    deal_id = office.deal(owner="ron")
    with office.write("ron") as session:
        ring = plan_activity(session, kind="call", subject="Ring", due_on=None, deal_id=deal_id)
    with pytest.raises(RuleBroken, match="belongs to Ron"), office.write("rita") as session:
        edit_activity(session, activity_id=ring, subject="Stop")
    with office.write("ron") as session:
        edit_activity(session, activity_id=ring, subject="Ring Eva", due_on=day("2030-01-01"))
    assert facts(office, deal_id).next_step == "Ring Eva"


def row(office: Office, activity_id: int, *names: str) -> tuple[Any, ...]:
    """Fields of one activity."""
    with office.read() as session:
        columns = [getattr(Activity, name) for name in names]
        return tuple(session.execute(sa.select(*columns).where(Activity.id == activity_id)).one())


def test_the_step_that_was_seen_is_changed_and_not_what_somebody_planned_since(office: Office) -> None:
    deal_id = office.deal(owner="rita")
    with office.write("rita") as session:
        offer = plan_activity(
            session, kind="task", subject="Send offer", due_on=day("2098-12-20"), deal_id=deal_id
        )
    with office.write("vera") as session:
        legal = plan_activity(
            session, kind="call", subject="Ask legal", due_on=day("2098-12-05"), deal_id=deal_id
        )
    seen = ("Send offer", day("2098-12-20"))
    with office.write("rita") as session:
        set_next_step(session, deal_id=deal_id, subject="Send it", due_on=day("2098-12-21"), was=seen)
    assert row(office, offer, "subject", "due_on") == ("Send it", day("2098-12-21"))
    assert row(office, legal, "subject", "due_on") == ("Ask legal", day("2098-12-05"))
    with (
        pytest.raises(ChangedMeanwhile, match="changed Next step") as refused,
        office.write("rita") as session,
    ):
        set_next_step(session, deal_id=deal_id, subject=None, due_on=None, was=seen)
    [clash] = refused.value.clashes
    assert clash.now == {"next_step": "Ask legal", "next_step_on": day("2098-12-05")}
    assert [each.was for each in clash.fields] == list(seen)
    with office.write("rita") as session:
        set_next_step(session, deal_id=deal_id, subject="A first step", due_on=None, was=("", None))
    with office.read() as session:
        planned = session.scalars(sa.select(Activity.subject).where(Activity.state == "planned"))
        assert sorted(planned) == ["A first step", "Ask legal", "Send it"]


def test_the_time_of_day_goes_with_the_day(office: Office) -> None:
    deal_id = office.deal()
    with office.write() as session:
        change = session.scalars(sa.select(Calendar)).one()
        change.time_zone = "Europe/Berlin"
    one = datetime(2098, 3, 3, 13, tzinfo=UTC)
    with office.write() as session:
        key = plan_activity(
            session, kind="demo", subject="Demo", due_on=one.date(), due_at=one, deal_id=deal_id
        )
    with office.write() as session:
        # The clocks of Berlin are put forward between the two days.
        set_next_step(session, deal_id=deal_id, subject="Demo", due_on=date(2098, 4, 9))
    assert row(office, key, "due_on", "due_at") == (date(2098, 4, 9), datetime(2098, 4, 9, 12, tzinfo=UTC))
    with office.write() as session:
        edit_records(session, record="activity", ids=[key], field="due_on", value=date(2098, 3, 15))
    assert row(office, key, "due_on", "due_at") == (date(2098, 3, 15), datetime(2098, 3, 15, 13, tzinfo=UTC))
    with office.write() as session:
        edit_activity(session, activity_id=key, due_on=None)
    assert row(office, key, "due_on", "due_at") == (None, None)


@pytest.mark.parametrize("way", ["one", "many", "off the deal"])
def test_what_is_given_to_somebody_is_seen_by_them(tree_office: Office, way: str) -> None:
    office = tree_office
    rita = office.people["rita"]
    deal_id = office.deal(owner="ron") if way == "off the deal" else None
    with office.write("vera") as session:
        key = plan_activity(session, kind="task", subject="Call", due_on=None, deal_id=deal_id)
    with office.write("vera") as session:
        if way == "one":
            edit_activity(session, activity_id=key, person_id=rita)
        else:
            edit_records(session, record="activity", ids=[key], field="person_id", value=rita)
    if way == "off the deal":
        with office.write("vera") as session:
            edit_records(session, record="activity", ids=[key], field="deal_id", value=None)
    with office.read("rita") as session:
        assert session.scalars(sa.select(Activity.subject)).all() == ["Call"]
    assert row(office, key, "owner_id") == (rita,)
    with pytest.raises(RuleBroken, match="belongs to"), office.write("rita") as session:
        edit_activity(session, activity_id=key, person_id=office.people["otto"])


def test_what_is_done_is_not_done_or_called_off_again(office: Office) -> None:
    deal_id = office.deal()
    with office.write() as session:
        key = plan_activity(session, kind="call", subject="Ring", due_on=None, deal_id=deal_id)
    with office.write() as session:
        complete_activity(session, activity_id=key, outcome="said yes", at=datetime(2026, 6, 1, tzinfo=UTC))
    for again in (
        lambda session: complete_activity(session, activity_id=key, outcome="other"),
        lambda session: cancel_activity(session, activity_id=key),
        lambda session: postpone_activity(session, activity_id=key, due_on=date(2098, 1, 1)),
    ):
        with pytest.raises(RuleBroken, match="done already"), office.write() as session:
            again(session)
    assert row(office, key, "state", "outcome", "done_at") == (
        "done",
        "said yes",
        datetime(2026, 6, 1, tzinfo=UTC),
    )
    with pytest.raises(RuleBroken), office.write() as session:
        edit_records(session, record="activity", ids=[key], field="state", value="planned")


def test_what_is_planned_for_deals_of_nobody_is_for_whoever_plans_it(office: Office) -> None:
    mine, nobodys = office.deal(owner="rita"), office.deal(owner_id=None)
    with office.write("dora") as session:
        plan_for_records(
            session, record="deal", ids=[mine, nobodys], kind="call", subject="Ring", due_on=None
        )
    with office.read() as session:
        found = session.execute(sa.select(Activity.deal_id, Activity.person_id))
        assert {row.deal_id: row.person_id for row in found} == {
            mine: office.people["rita"],
            nobodys: office.people["dora"],
        }
