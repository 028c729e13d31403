"""A deal is long in a stage when it has been there half as long again as won deals were."""

import pytest

from salesdesk.rules.stage_age import is_long, usual_days


@pytest.mark.parametrize(
    ("days", "usual", "expected"),
    [(15, 10, False), (16, 10, True), (400, None, False), (1, 0, False), (2, 0, True), (0, 0, False)],
)
def test_a_stay_is_long_beyond_one_and_a_half_of_what_is_usual(
    days: int, usual: int | None, expected: bool
) -> None:
    assert is_long(days, usual) is expected


def test_what_is_usual_is_the_median_of_ten_deals_at_least() -> None:
    assert usual_days([1.0] * 5 + [7.4] * 6) == 7
    assert usual_days([3.0] * 9) is None
