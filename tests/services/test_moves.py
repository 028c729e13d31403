"""Many deals moved at once: where they lie, what they need, who may, and that one undo takes it back."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from salesdesk.errors import RuleBroken
from salesdesk.models import Deal, DealFacts
from salesdesk.queries.company_calendar import today
from salesdesk.rules.ranks import ranks_between
from salesdesk.services.deals import delete_deal, edit_deal, move_deal
from salesdesk.services.moves import move_deals
from salesdesk.services.undo import undo_action
from tests.office import Office


def lying(office: Office, stage: str) -> list[str]:
    """The titles of a stage in their order."""
    with office.read() as session:
        question = sa.select(Deal.title).where(
            Deal.stage_id == office.stages[stage], Deal.deleted_at.is_(None)
        )
        return list(session.scalars(question.order_by(Deal.rank)))


def seen(office: Office, *ids: int, stage: str = "Qualified") -> dict[int, int]:
    """Deals as they were seen in a stage."""
    return dict.fromkeys(ids, office.stages[stage])


@pytest.mark.parametrize(("before", "after"), [("", ""), ("a5xyz", ""), ("", "a5xyz"), ("a5xyz", "a6xyz")])
def test_ranks_between_two_others_rise_and_stay_short(before: str, after: str) -> None:
    ranks = ranks_between(before, after, 300)
    assert len(set(ranks)) == 300 and ranks == sorted(ranks)
    assert (not before or ranks[0] > before) and (not after or ranks[-1] < after)
    assert max(map(len, ranks)) < 40


def test_deals_lie_side_by_side_where_they_were_put_and_one_undo_takes_it_back(office: Office) -> None:
    c, b, a = (office.deal(title=title) for title in "CBA")
    y, x = (office.deal("Value shown", title=title) for title in "YX")
    with office.write() as session:
        moved = move_deals(
            session, deals=seen(office, a, c), stage_id=office.stages["Value shown"], before_id=y
        )
        action = office.action(session)
    assert moved == 2
    assert lying(office, "Value shown") == ["X", "A", "C", "Y"] and lying(office, "Qualified") == ["B"]
    with office.write() as session:
        undo_action(session, action_id=action)
    assert lying(office, "Qualified") == ["A", "B", "C"] and lying(office, "Value shown") == ["X", "Y"]
    with office.write() as session:
        move_deals(session, deals=seen(office, b, a), stage_id=office.stages["Qualified"], after_id=c)
    assert lying(office, "Qualified") == ["C", "B", "A"]
    assert office.value(sa.select(Deal.stage_id).where(Deal.id == x)) == office.stages["Value shown"]


def test_won_deals_take_their_day_and_the_amounts_that_were_missing(office: Office) -> None:
    with_one, without = office.deal(amount=Decimal(10)), office.deal(title="Bare")
    won = office.stages["Won"]
    with office.read() as session:
        day = today(session) - timedelta(days=2)
    with pytest.raises(RuleBroken, match="amount: Bare"), office.write() as session:
        move_deals(session, deals=seen(office, with_one, without), stage_id=won, won_on=day)
    assert len(lying(office, "Qualified")) == 2
    with office.write() as session:
        move_deals(
            session,
            deals=seen(office, with_one, without),
            stage_id=won,
            won_on=day,
            amounts={without: Decimal("5.50")},
        )
    with office.read() as session:
        rows = session.execute(
            sa.select(Deal.amount, Deal.won_on, Deal.closed_on, DealFacts.amount_base)
            .join(DealFacts, DealFacts.deal_id == Deal.id)
            .order_by(Deal.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        (Decimal(10), day, day, Decimal(10)),
        (Decimal("5.5"), day, day, Decimal("5.5")),
    ]


def test_an_amount_that_somebody_changed_since_is_not_put_back_by_winning(office: Office) -> None:
    deal, bare = (
        office.deal(title="One", owner="rita", amount=Decimal(1000)),
        office.deal(title="Bare", owner="rita"),
    )
    for deal_id in (deal, bare):
        with office.write("vera") as session:
            edit_deal(session, deal_id=deal_id, amount=Decimal(2500))
    won, begun = office.stages["Won"], office.stages["Qualified"]
    with pytest.raises(RuleBroken, match="Vera changed Amount"), office.write() as session:
        move_deal(
            session,
            deal_id=deal,
            stage_id=won,
            from_stage_id=begun,
            amount=Decimal(1000),
            was={"amount": Decimal(1000)},
        )
    with pytest.raises(RuleBroken, match="Vera changed Amount"), office.write() as session:
        move_deals(session, deals=seen(office, bare), stage_id=won, amounts={bare: Decimal(7)})
    assert set(lying(office, "Qualified")) == {"One", "Bare"}


def test_lost_deals_need_a_reason_and_a_day_that_has_come(office: Office) -> None:
    ids, lost = [office.deal(), office.deal()], office.stages["Lost"]
    with pytest.raises(RuleBroken, match="reason"), office.write() as session:
        move_deals(session, deals=seen(office, *ids), stage_id=lost)
    reason = next(iter(office.reasons.values()))
    with office.read() as session:
        tomorrow = today(session) + timedelta(days=1)
    with pytest.raises(RuleBroken, match="still to come"), office.write() as session:
        move_deals(session, deals=seen(office, *ids), stage_id=lost, lost_reason_id=reason, lost_on=tomorrow)
    with office.write() as session:
        move_deals(session, deals=seen(office, *ids), stage_id=lost, lost_reason_id=reason, lost_note="dear")
    with office.read() as session:
        assert set(session.execute(sa.select(Deal.lost_reason_id, Deal.lost_note))) == {(reason, "dear")}


def test_none_is_moved_when_somebody_moved_one_meanwhile_and_gone_ones_are_left_out(office: Office) -> None:
    a, b, gone = (office.deal(title=title, owner="rita") for title in ("A", "B", "Gone"))
    target = office.stages["Value shown"]
    with office.write() as session:
        delete_deal(session, deal_id=gone)
    with office.write("vera") as session:
        move_deal(session, deal_id=b, stage_id=office.stages["Closing"])
    with pytest.raises(RuleBroken, match="Vera moved B to Closing"), office.write() as session:
        move_deals(session, deals=seen(office, a, b), stage_id=target)
    assert lying(office, "Value shown") == []
    with office.write() as session:
        assert move_deals(session, deals=seen(office, a, gone), stage_id=target) == 1
    with pytest.raises(RuleBroken, match="any more"), office.write() as session:
        move_deals(session, deals=seen(office, gone), stage_id=target)
