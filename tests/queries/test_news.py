"""What others did that concerns me, and what does not."""

from decimal import Decimal

import pytest

from salesdesk.queries.news import SEEN, my_news
from salesdesk.rules.mentions import is_mentioned
from salesdesk.services.activities import plan_activity
from salesdesk.services.deals import edit_deal, move_deal
from salesdesk.services.notes import write_note
from salesdesk.services.settings import change_own_setting
from tests.office import Office


def titles(office: Office, login: str) -> list[str]:
    with office.read(login) as session:
        return [news.title for news in my_news(session).news]


def test_changes_of_my_deals_by_others_are_news_and_my_own_are_not(office: Office) -> None:
    deal = office.deal("Qualified", title="Fleet", owner="rita")
    with office.write("vera") as session:
        move_deal(session, deal_id=deal, stage_id=office.stages["Closing"])
    with office.write("rita") as session:
        edit_deal(session, deal_id=deal, title="Fleet, 40 vans")
    with office.write("vera") as session:
        edit_deal(session, deal_id=deal, description="Talked to them")
    expected = ["Fleet, 40 vans: Description changed", "Fleet, 40 vans moved to Closing"]
    assert titles(office, "rita")[:2] == expected
    assert titles(office, "ron") == []


def test_a_deal_given_to_me_an_activity_for_me_and_a_mention_are_news(office: Office) -> None:
    deal = office.deal("Qualified", title="Fleet", owner="ron")
    with office.write("vera") as session:
        edit_deal(session, deal_id=deal, owner_id=office.people["rita"])
    with office.write("vera") as session:
        rita = office.people["rita"]
        plan_activity(session, kind="call", subject="Call them", due_on=None, person_id=rita, deal_id=deal)
        write_note(session, text="@Rita, can you look?\nThanks", deal_id=deal)
        write_note(session, text="@Ritana and nobody else", deal_id=deal)
    with office.read("rita") as session:
        found = my_news(session)
    assert {(news.title, news.kind) for news in found.news} == {
        ("Yours now: Fleet", "assigned"),
        ("For you: Call them", "assigned"),
        ("Vera mentions you", "mention"),
    }
    assert {(news.record, news.record_id) for news in found.news} == {("deal", deal)}
    assert {news.person for news in found.news} == {"Vera"} and found.unseen == 3


def test_what_was_seen_counts_no_more(office: Office) -> None:
    deal = office.deal("Qualified", title="Fleet", owner="rita")
    with office.read("rita") as session:
        first = my_news(session)
    assert first.unseen == 1
    with office.write("rita") as session:
        change_own_setting(session, key=SEEN, value=first.news[0].action_id)
    with office.write("vera") as session:
        move_deal(session, deal_id=deal, stage_id=office.stages["Won"], amount=Decimal(100))
    with office.read("rita") as session:
        again = my_news(session)
    assert again.unseen == 1 and again.news[0].title == "Won: Fleet"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@Anna Keller please", True), ("ask @anna.", True), ("@ANNA", True), ("@Annabel", False),
        ("anna@keller.example", False), ("Anna Keller", False), ("@Änna", True),
    ],
)  # fmt: skip
def test_a_person_is_mentioned_by_name_or_login_and_not_by_a_part_of_it(text: str, meant: bool) -> None:
    assert is_mentioned(text, "Anna Keller", "anna") is meant
