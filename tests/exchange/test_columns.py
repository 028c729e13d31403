"""What values mean is decided by the whole column, and where no value decides, the user is asked."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.exchange.columns import (
    AmbiguousDates,
    date_order,
    number_marks,
    read_day,
    read_number,
    read_yes,
    text_of,
)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2026", "31/04/2026"], "dmy"),
        (["03/04/2026", "04/31/2026"], "mdy"),
        (["03.04.2026"], "dmy"),
        (["2026-03-04", "2026/12/31"], "dmy"),
        ([datetime(2026, 3, 4), None], "dmy"),
        (["4 March 2026"], "dmy"),
        # Both kinds in one column: the rows that do not fit are errors, never swapped.
        (["31/12/2025", "12/31/2025"], "dmy"),
    ],
)
def test_one_value_decides_the_order_of_the_column(cells: list[Any], order: str) -> None:
    assert date_order("close", cells) == order


def test_a_column_that_nothing_decides_is_asked_for_by_name() -> None:
    with pytest.raises(AmbiguousDates, match=r"“close”.*--date-order"):
        date_order("close", ["03/04/2026", "12/12/2026", None])
    assert date_order("close", ["03/04/2026"], "mdy") == "mdy"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("31/12/2025", date(2025, 12, 31)),
        ("31.12.25", date(2025, 12, 31)),
        ("1. 2. 1999", date(1999, 2, 1)),
        ("31-12-2025 14:30", date(2025, 12, 31)),
        ("2025-12-31", date(2025, 12, 31)),
        ("2025/12/31", date(2025, 12, 31)),
        ("2025-12-31T23:59:00Z", date(2025, 12, 31)),
        ("20251231", date(2025, 12, 31)),
        ("31 Dec 2025", date(2025, 12, 31)),
        ("31-Dec-25", date(2025, 12, 31)),
        ("Dec 31, 2025", date(2025, 12, 31)),
        ("December 31 2025", date(2025, 12, 31)),
        ("31. Dezember 2025", date(2025, 12, 31)),
        ("4. März 2026", date(2026, 3, 4)),
        ("4. Okt. 2026", date(2026, 10, 4)),
        ("4 mai 2026", date(2026, 5, 4)),
        (datetime(2025, 12, 31, 0, 0), date(2025, 12, 31)),
        (date(2025, 12, 31), date(2025, 12, 31)),
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Any, day: date) -> None:
    assert read_day(cell, "dmy") == day


@pytest.mark.parametrize(
    "cell", ["31/02/2026", "12/31/2025", "soon", "2026-13-01", "4 Foo 2026", "", 46000, "46000"]
)
def test_what_is_no_day_is_an_error(cell: Any) -> None:
    with pytest.raises(ValueError):
        read_day(cell, "dmy")


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1.234,56", "12,50"], ["1234.56", "12.50"]),
        (["1,234.56", "12.50"], ["1234.56", "12.50"]),
        (["1.234", "12,5"], ["1234", "12.5"]),
        (["1,234", "2,000"], ["1234", "2000"]),
        (["1.234.567"], ["1234567"]),
        (["500000.0", "1.5"], ["500000.0", "1.5"]),
        (["€ 1.234,50", "1.234,50 EUR", "EUR 7,00"], ["1234.50", "1234.50", "7.00"]),
        (["$1,234.50", "US$5.00", "USD 5.00"], ["1234.50", "5.00", "5.00"]),
        (["(350.00)", "350.00-", "-350.00", "−350.00", "$ (350.00)"], ["-350.00"] * 5),
        (["1\xa0234,56", "1\u202f234,56", "1 234,56"], ["1234.56"] * 3),
        (["1'234.50", "1’234.50"], ["1234.50"] * 2),
        (["12 %", "12,5%"], ["12", "12.5"]),
        (["+5", "007"], ["5", "7"]),
        (["1.500", "250"], ["1500", "250"]),
        (["0.125", "2.375"], ["0.125", "2.375"]),
        (["1234.567"], ["1234.567"]),
        (["12,-", "12,– €", "12.--"], ["12", "12", "12"]),
        (["100 kr", "CHF 5", "R$ 5", "5 zł"], ["100", "5", "5", "5"]),
        ([5, 2.5, 0.1], ["5", "2.5", "0.1"]),
    ],
)
def test_numbers_are_read_by_the_decimal_mark_of_their_column(cells: list[Any], numbers: list[str]) -> None:
    marks = number_marks(cells)
    assert [read_number(cell, marks) for cell in cells] == [Decimal(number) for number in numbers]


@pytest.mark.parametrize(
    "cell",
    [
        "ca. 12k",
        "twelve",
        "1.2.3,4,5",
        "12/24",
        "€",
        "1-2",
        "12k",
        "5 Mio",
        "3 pcs",
        True,
        "1e5",
        "٣x",
        float("nan"),
        float("inf"),
    ],
)
def test_what_is_no_number_is_an_error(cell: Any) -> None:
    with pytest.raises(ValueError):
        read_number(cell, number_marks([cell]))


@pytest.mark.parametrize("cell", [None, "", "  ", "\xa0", "NULL", "null", "N/A", "#N/A", "-", "–"])
def test_words_for_nothing_are_blank(cell: Any) -> None:
    assert text_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("07123", "07123"),
        ("+49 (0)421 12", "+49 (0)421 12"),
        (7123, "7123"),
        (7123.0, "7123"),
        (2.5, "2.5"),
        (True, "yes"),
        (datetime(2026, 3, 4), "2026-03-04"),
        (" Müller\xa0AG ", "Müller AG"),
        ("Nashville", "Nashville"),
    ],
)
def test_texts_stay_as_they_were_typed(cell: Any, text: str) -> None:
    assert text_of(cell) == text


def test_yes_and_no_in_two_languages() -> None:
    assert [read_yes(cell) for cell in ("Yes", "ja", "TRUE", 1, True, "x")] == [True] * 6
    assert [read_yes(cell) for cell in ("No", "nein", "false", 0, False)] == [False] * 5
    with pytest.raises(ValueError):
        read_yes("maybe")
