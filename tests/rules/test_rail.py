"""Which pages stand in the rail, by position, function and one's own choice."""

from collections.abc import Mapping

import pytest

from salesdesk.answers.rail import Standing
from salesdesk.rules.positions import FUNCTIONS, SHIPPED
from salesdesk.rules.rail import in_rail

PAGES = ("today", "pipeline", "companies", "contacts", "activities", "team", "exchange", "settings")
DAILY = {"today", "pipeline", "companies", "contacts", "activities", "settings"}


def rail(
    position: str = "sales_rep",
    function: str = "sales",
    *,
    leads: bool = False,
    administrator: bool = False,
    own: Mapping[str, bool] | None = None,
) -> set[str]:
    """The pages of somebody's rail."""
    person = Standing(position, function, leads, administrator, own or {})
    return {page for page in PAGES if in_rail(page, person)}


@pytest.mark.parametrize("position", sorted(set(SHIPPED) - {"sales_rep"}))
def test_who_leads_has_every_page(position: str) -> None:
    assert rail(position) == set(PAGES)


def test_a_sales_rep_has_the_pages_of_the_day() -> None:
    assert rail("sales_rep") == DAILY
    assert rail("Account executive") == DAILY, "a position of the company's own"


def test_whoever_somebody_reports_to_and_administrators_have_every_page() -> None:
    assert rail("sales_rep", leads=True) == set(PAGES)
    assert rail("sales_rep", administrator=True) == set(PAGES)


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_calls_for_what_it_works_with(function: str) -> None:
    more = {"operations": {"team", "exchange"}, "marketing": {"exchange"}}
    assert rail(function=function) == DAILY | more.get(function, set())


def test_one_s_own_choice_wins_but_for_where_one_begins_and_the_settings() -> None:
    assert rail("director", own={"team": False, "companies": False}) == set(PAGES) - {"team", "companies"}
    assert rail("sales_rep", own={"team": True}) == DAILY | {"team"}
    assert rail("sales_rep", own={"today": False, "settings": False}) == DAILY


def test_a_page_that_the_rule_does_not_know_is_for_everybody() -> None:
    assert in_rail("reports", Standing("sales_rep", "sales", leads=False, is_administrator=False))
