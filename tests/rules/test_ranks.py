"""Cards keep their order whatever is put where, and their ranks stay short."""

import random

import pytest

from salesdesk.rules.ranks import rank_between, ranks_after, ranks_before


def test_a_rank_lies_between_its_neighbours_wherever_cards_are_put() -> None:
    choose = random.Random(4)
    column: list[str] = []
    for _ in range(3_000):
        place = choose.randint(0, len(column))
        before = column[place - 1] if place else ""
        after = column[place] if place < len(column) else ""
        rank = rank_between(before, after)
        assert before < rank and (not after or rank < after)
        column.insert(place, rank)
    assert column == sorted(column)
    assert all(rank.isascii() for rank in column)


def test_ten_thousand_cards_put_on_top_one_by_one_have_short_ranks() -> None:
    top = ""
    for _ in range(10_000):
        higher = rank_between("", top)
        assert not top or higher < top
        top = higher
    assert len(top) <= 8


def test_many_small_runs_at_the_end_keep_ranks_short() -> None:
    last = ""
    for _ in range(2_000):
        run = ranks_after(last, 3)
        assert run == sorted(run) and run[0] > last and len(set(run)) == 3
        last = run[-1]
    assert len(last) <= 8


def test_a_run_can_be_put_above_all_others() -> None:
    first = rank_between("", "")
    run = ranks_before(first, 50)
    assert run == sorted(run) and run[-1] < first
    alone = ranks_before("", 2)
    assert alone[0] < alone[1]


def test_always_squeezing_in_below_the_same_card_still_finds_room() -> None:
    above, below = rank_between("", ""), rank_between(rank_between("", ""), "")
    for _ in range(500):
        middle = rank_between(above, below)
        assert above < middle < below
        below = middle


def test_two_people_who_choose_the_same_place_get_different_ranks() -> None:
    assert len({rank_between("a0m", "a9m") for _ in range(50)}) > 45


def test_there_is_no_room_between_a_card_and_itself() -> None:
    with pytest.raises(ValueError, match="no room"):
        rank_between("a5x", "a5x")
