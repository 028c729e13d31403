"""A stage is as probable as its place among the others says, until the team knows better."""

import pytest

from salesdesk.rules.pipelines import probability_between


@pytest.mark.parametrize(
    ("before", "after", "now", "meant"),
    [
        (67, 80, None, 73),
        (67, None, None, 83),
        (None, 20, None, 10),
        (None, None, None, 50),
        (20, 35, 30, 30),
        (20, 35, 20, 20),
        (20, 35, 50, 27),
        (60, 40, None, 50),
    ],
)
def test_a_default_lies_between_its_neighbours(
    before: int | None, after: int | None, now: int | None, meant: int
) -> None:
    assert probability_between(before, after, now) == meant
