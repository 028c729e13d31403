"""Stages and pipelines go out of use: their deals move in one save, their past stays, undo brings it back."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import Deal, DealSpan, Pipeline, Stage
from salesdesk.services.deals import delete_deal, move_deal
from salesdesk.services.people import grant_rights
from salesdesk.services.pipelines import add_stage, edit_stage, place_pipeline
from salesdesk.services.retiring import retire_pipeline, retire_stage
from salesdesk.services.undo import undo_action
from salesdesk.store.check import check
from tests.office import Office, money
from tests.services.test_undo import rows, saved, undo


def deals_in(office: Office, stage_id: int) -> list[str]:
    with office.read() as session:
        question = sa.select(Deal.title).where(Deal.stage_id == stage_id, Deal.deleted_at.is_(None))
        return list(session.scalars(question.order_by(Deal.rank, Deal.id)))


def test_the_deals_of_a_retired_stage_stand_behind_those_of_its_target_and_come_back_on_undo(
    office: Office,
) -> None:
    for title in ("Third", "Second", "First"):
        office.deal("Qualified", title=title, owner="rita")
    office.deal("Closing", title="There before")
    before = rows(office)
    with saved(office) as (session, number):
        moved = retire_stage(session, stage_id=office.stages["Qualified"], target_id=office.stages["Closing"])
    assert moved == 3
    assert deals_in(office, office.stages["Closing"]) == ["There before", "First", "Second", "Third"]
    assert check(office.store) == []
    after = rows(office)
    undone = undo(office, number[0])
    assert rows(office) == before
    assert check(office.store) == []
    undo(office, undone)
    assert rows(office) == after


def test_the_past_of_a_moved_deal_still_tells_of_the_retired_stage(office: Office) -> None:
    deal_id = office.deal("Qualified")
    with office.write() as session:
        retire_stage(session, stage_id=office.stages["Qualified"], target_id=office.stages["Closing"])
    with office.read() as session:
        question = sa.select(DealSpan.stage_id).where(DealSpan.deal_id == deal_id).order_by(DealSpan.id)
        assert session.scalars(question).all() == [office.stages["Qualified"], office.stages["Closing"]]


def test_a_deal_in_the_trash_does_not_stay_in_a_retired_stage(office: Office) -> None:
    deal_id = office.deal("Qualified")
    with saved(office) as (session, deletion):
        delete_deal(session, deal_id=deal_id)
    with office.write() as session:
        assert retire_stage(session, stage_id=office.stages["Qualified"], target_id=office.stages["Closing"])
    undo(office, deletion[0])
    assert office.value(sa.select(Deal.stage_id)) == office.stages["Closing"]
    assert check(office.store) == []


def test_what_would_decide_deals_or_leave_a_pipeline_without_an_end_is_refused(office: Office) -> None:
    stages = office.stages
    office.deal("Qualified")
    won = office.deal("Closing", amount=money("5"))
    with office.write() as session:
        move_deal(session, deal_id=won, stage_id=stages["Won"])
        for stage, target, sentence in (
            ("Qualified", None, "1 deal is in Qualified; say to which stage"),
            ("Qualified", stages["Won"], "would decide them"),
            ("Qualified", stages["Qualified"], "another stage"),
            ("Won", stages["Closing"], "needs a won and a lost"),
        ):
            with pytest.raises(RuleBroken, match=sentence):
                retire_stage(session, stage_id=stages[stage], target_id=target)
        second = add_stage(
            session,
            pipeline_id=session.get_one(Stage, stages["Won"]).pipeline_id,
            name="Signed",
            type="won",
        )
        with pytest.raises(RuleBroken, match="open them again"):
            retire_stage(session, stage_id=stages["Won"], target_id=stages["Closing"])
        with pytest.raises(RuleBroken, match="would decide them"):
            edit_stage(session, stage_id=stages["Qualified"], type="won")
        edit_stage(session, stage_id=second, type="open", probability=90)
        edit_stage(session, stage_id=stages["Qualified"], type="lead")


def test_a_pipeline_goes_with_its_stages_and_what_is_decided_stays_decided_on_its_day(office: Office) -> None:
    pipeline_id = office.value(sa.select(Stage.pipeline_id).where(Stage.id == office.stages["Won"]))
    with office.read() as session:
        question = sa.select(Stage.name, Stage.id).where(Stage.pipeline_id != pipeline_id)
        renewals = {row.name: row.id for row in session.execute(question)}
    office.deal("Qualified", title="Open")
    office.deal("New lead", title="Lead")
    office.deal("Won", title="Won", amount=money("7"), won_on=date(2026, 3, 1))
    office.deal("Lost", title="Lost", lost_reason_id=office.reasons["price"], lost_on=date(2026, 3, 2))
    before = rows(office)
    with saved(office) as (session, number):
        retire_pipeline(session, pipeline_id=pipeline_id, target_id=renewals["Offer"])
    assert set(deals_in(office, renewals["Offer"])) == {"Open", "Lead"}
    assert deals_in(office, renewals["Renewed"]) == ["Won"]
    assert office.value(sa.select(Deal.won_on).where(Deal.title == "Won")) == date(2026, 3, 1)
    lost = sa.select(Deal.lost_reason_id).where(Deal.stage_id == renewals["Not renewed"])
    assert office.value(lost) == office.reasons["price"]
    assert check(office.store) == []
    with pytest.raises(RuleBroken, match="only pipeline"), office.write() as session:
        left = session.scalars(sa.select(Pipeline.id).where(Pipeline.deleted_at.is_(None))).one()
        retire_pipeline(session, pipeline_id=left)
    undo(office, number[0])
    assert rows(office) == before


def test_pipelines_stand_in_the_order_given_them(office: Office) -> None:
    def names() -> list[str]:
        with office.read() as session:
            return list(session.scalars(sa.select(Pipeline.name).order_by(Pipeline.position, Pipeline.id)))

    assert names() == ["New business", "Renewals"]
    with office.write() as session:
        renewals = session.scalars(sa.select(Pipeline.id).where(Pipeline.name == "Renewals")).one()
        place_pipeline(session, pipeline_id=renewals, position=0)
    assert names() == ["Renewals", "New business"]


def test_only_who_sees_all_deals_retires_a_stage(tree_office: Office) -> None:
    office = tree_office
    office.deal("Qualified", owner="ron")
    with office.write() as session:
        grant_rights(session, person_id=office.people["rita"], rights=["process"])
    for login, sentence in (("rita", "deals that you do not see"), ("vera", "takes the right")):
        stage, target = office.stages["Qualified"], office.stages["Closing"]
        with pytest.raises(RuleBroken, match=sentence), office.write(login) as session:
            retire_stage(session, stage_id=stage, target_id=target)


def test_an_undo_is_refused_once_a_moved_deal_went_on(office: Office) -> None:
    deal_id = office.deal("Qualified", title="Halden")
    with saved(office) as (session, number):
        retire_stage(session, stage_id=office.stages["Qualified"], target_id=office.stages["Closing"])
    fields: dict[str, Any] = {"stage_id": office.stages["New lead"]}
    with office.write() as session:
        move_deal(session, deal_id=deal_id, **fields)
    with (
        pytest.raises(RuleBroken, match="because of 1 of 2 records: Administrator changed Stage of Halden"),
        office.write() as session,
    ):
        undo_action(session, action_id=number[0])
