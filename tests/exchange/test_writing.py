"""Lists that leave for a spreadsheet: real days and numbers, text that stays text, all or nothing."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from salesdesk.errors import KnownError
from salesdesk.exchange import writing
from salesdesk.exchange.files import read_file
from salesdesk.exchange.formulas import arm, disarm
from salesdesk.exchange.writing import sheet_name, write_list
from salesdesk.rules.fields import Field

FIELDS = (
    Field("name", "Name"),
    Field("phone", "Phone"),
    Field("postcode", "Postcode"),
    Field("since", "Since", "day"),
    Field("amount", "Amount", "money"),
    Field("done_at", "Done at", "moment"),
    Field("active", "Active", "yes_no"),
)
ROW = (
    "Müller 😀",
    "+49 421 12",
    "07123",
    date(2026, 3, 4),
    Decimal("1234.50"),
    datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
    True,
)


def test_a_workbook_holds_days_numbers_and_texts_as_such(tmp_path: Path) -> None:
    target = tmp_path / "deals.xlsx"
    assert write_list(target, FIELDS, [ROW, (None,) * 7], title="Deals").rows == 2
    sheet = load_workbook(target)["Deals"]
    values = [cell.value for cell in sheet[2]]
    assert values == [
        "Müller 😀",
        "+49 421 12",
        "07123",
        datetime(2026, 3, 4),
        1234.5,
        datetime(2026, 3, 4, 9, 30),
        "Yes",
    ]
    assert [cell.value for cell in sheet[3]] == [None] * 7
    assert (sheet.freeze_panes, list(sheet.tables)) == ("A2", ["Table1"])
    assert sheet["D2"].number_format == "yyyy-mm-dd"


def test_a_text_file_has_a_mark_windows_line_ends_and_iso_days(tmp_path: Path) -> None:
    target = tmp_path / "deals.csv"
    write_list(target, FIELDS, [ROW], title="Deals")
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == 2
    assert raw.decode("utf-8-sig").split("\r\n")[1] == (
        "Müller 😀,+49 421 12,07123,2026-03-04,1234.5,2026-03-04T09:30:00Z,Yes"
    )


def test_a_long_list_is_filtered_and_not_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "TABLE_ROWS", 3)
    target = tmp_path / "long.xlsx"
    write_list(target, FIELDS, [ROW] * 4, title="Deals")
    sheet = load_workbook(target)["Deals"]
    assert (dict(sheet.tables), sheet.auto_filter.ref, sheet.max_row) == ({}, "A1:G5", 5)


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 3)
    with pytest.raises(KnownError, match=r"\.csv"):
        write_list(tmp_path / "long.xlsx", FIELDS, [ROW] * 4, title="Deals")
    assert list(tmp_path.iterdir()) == []


def test_columns_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    fields = (Field("number", "Number"), Field("custom.a", "number"), Field("custom.b", "=Number"))
    write_list(tmp_path / "own.xlsx", fields, [("1", "2", "3")], title="Own")
    sheet = load_workbook(tmp_path / "own.xlsx").active
    assert [cell.value for cell in sheet[1]] == ["Number", "number 2", "=Number"]
    assert [cell.data_type for cell in sheet[1]] == ["s", "s", "s"]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_teams_own_fields_hold_whatever_was_typed(tmp_path: Path, ending: str) -> None:
    fields = (
        Field("custom.day", "Day", "day"),
        Field("custom.size", "Size", "number"),
        Field("custom.ok", "OK", "yes_no"),
    )
    target = tmp_path / f"own.{ending}"
    write_list(
        target,
        fields,
        [("2026-03-04", 2.5, True), ("soon", "large", "maybe"), ("1850-01-01", "7", False)],
        title="Own",
    )
    rows = [[str(cell) for cell in cells] for _, cells in read_file(target).rows[1:]]
    assert [row[1:] for row in rows] == [["2.5", "Yes"], ["large", "maybe"], ["7", "No"]]
    assert [row[0][:10] for row in rows] == ["2026-03-04", "soon", "1850-01-01"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Deals", "Deals"),
        ("a/b\\c:d*e?f[g]", "a_b_c_d_e_f_g_"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 31),
        ("History", "History 2"),
        ("", "2"),
        ("\x01bell", "bell"),
    ],
)
def test_sheets_get_names_that_excel_allows(text: str, name: str) -> None:
    assert sheet_name(text) == name


def test_sheets_of_one_book_never_share_a_name() -> None:
    names: list[str] = []
    for _ in range(12):
        names.append(sheet_name("X" * 40 if len(names) % 2 else "x" * 40, names))
    assert len({name.casefold() for name in names}) == 12
    assert max(map(len, names)) <= 31


def test_an_ending_that_is_no_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"\.xlsx or \.csv"):
        write_list(tmp_path / "list.pdf", FIELDS, [ROW], title="x")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_goes_wrong_half_way_leaves_the_old_file(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"deals.{ending}"
    target.write_text("the old one")

    def rows() -> Iterator[tuple[Any, ...]]:
        yield ROW
        raise KnownError("the connection is gone")

    with pytest.raises(KnownError, match="connection"):
        write_list(target, FIELDS, rows(), title="Deals")
    assert target.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path, ending: str) -> None:
    with pytest.raises(KnownError, match="cannot be written"):
        write_list(tmp_path / "absent" / f"deals.{ending}", FIELDS, [ROW], title="Deals")


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n 1a＝"), max_size=8))
def test_disarmed_text_comes_back_as_it_was(text: str) -> None:
    assert arm(disarm(text)) == text


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1), min_size=1, max_size=5
    )
)
def test_any_text_survives_the_way_out_and_in(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    target = tmp_path_factory.mktemp("texts") / "texts.csv"
    fields = tuple(Field(str(place), f"C{place}") for place in range(len(texts) + 1))
    write_list(target, fields, [[*texts, "end"]], title="Texts")
    with target.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))[1]
    assert [arm(cell) for cell in written] == [*texts, "end"]
