"""Where things lie in a week, and how those at the same time share a day."""

from datetime import date, time

import pytest

from salesdesk.rules.week import side_by_side, snapped, time_at, week_of


def test_a_week_begins_where_the_company_says() -> None:
    wednesday = date(2026, 11, 25)
    assert week_of(wednesday) == date(2026, 11, 23)
    assert week_of(wednesday, 6) == date(2026, 11, 22)
    assert week_of(date(2026, 11, 23)) == date(2026, 11, 23)


@pytest.mark.parametrize(("minutes", "near"), [(-20, 0), (7, 0), (8, 15), (602, 600), (1500, 1425)])
def test_times_fall_on_quarters_of_an_hour_within_the_day(minutes: int, near: int) -> None:
    assert snapped(minutes) == near
    assert time_at(near) == time(near // 60, near % 60)


def test_things_at_the_same_time_stand_side_by_side_and_others_take_the_whole_day() -> None:
    spans = [(540, 600), (570, 660), (600, 630), (700, 730)]
    assert side_by_side(spans) == [(0, 2), (1, 2), (0, 2), (0, 1)]
    assert side_by_side([(0, 60), (60, 90)]) == [(0, 1), (0, 1)]
    assert side_by_side([]) == []


def test_none_covers_another_however_they_lie() -> None:
    spans = [(n * 7 % 50, n * 7 % 50 + 5 + n % 9) for n in range(40)]
    lanes = side_by_side(spans)
    for one, (start, end) in enumerate(spans):
        for other, (begin, last) in enumerate(spans[:one]):
            if start < last and begin < end:
                assert lanes[one][0] != lanes[other][0] and lanes[one][1] == lanes[other][1]
    assert all(lane < count for lane, count in lanes)
