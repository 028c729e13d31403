"""Any file may be offered: what is a table is read as it is, all else is refused in one plain sentence."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from salesdesk.errors import KnownError
from salesdesk.exchange import sheet as limits
from salesdesk.exchange.files import read_file
from salesdesk.exchange.sheet import Stopped
from salesdesk.exchange.table import read_table
from tests.exchange.books import ROW, million_rows, raw_workbook, with_part, workbook, zipped
from tests.exchange.otherbooks import old_workbook


def refusal(path: Path) -> str:
    """The sentence with which a file is refused; it names the file."""
    with pytest.raises(KnownError) as refused:
        read_file(path)
    said = str(refused.value)
    assert path.name in said and "\n" not in said
    return said


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8-sig", b""),
        ("cp1252", b""),
        ("utf-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_text_file_is_read_whatever_wrote_it(
    tmp_path: Path, encoding: str, mark: bytes, ends: str, sign: str
) -> None:
    rows = [
        ["Firma", "Umsatz, netto", "Straße"],
        ["Müller & Söhne", "1.234,56", 'Am "Tor" 5'],
        ["Café", "7", ""],
    ]
    quoted = [sign.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    path = tmp_path / "odd.dat"
    path.write_bytes(mark + ends.join([*quoted, ""]).encode(encoding))
    assert read_file(path).rows == [(number, row) for number, row in enumerate(rows, start=1)]


def test_a_line_break_in_quotes_is_part_of_the_cell(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_bytes(b'name,notes\r\nHalden,"first\r\nsecond"\r\n\r\nTern,one\r\n')
    assert read_file(path).rows == [
        (1, ["name", "notes"]),
        (2, ["Halden", "first\nsecond"]),
        (3, []),
        (4, ["Tern", "one"]),
    ]


def test_excels_own_line_about_the_delimiter_is_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_text("sep=;\nname;city\nHalden;Bremen, Stadt\n")
    assert read_table(path).headers == ("name", "city")
    assert read_table(path).rows == [(3, ["Halden", "Bremen, Stadt"])]


def test_nul_and_broken_bytes_do_not_stop_a_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(b"name,city\nHal\xffden\x81,Bre" + b"x" * 5000 + b"\0men\n")
    row = read_file(path).rows[1][1]
    assert "\0" not in str(row)
    "".join(map(str, row)).encode("utf-8")


def test_a_cell_too_long_to_be_true_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    path.write_text('name,city\n"Halden,Bremen\n' + "x" * (11 * 1024 * 1024))
    assert "cannot be read as a table" in refusal(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n \n", "is empty"),
        (b"%PDF-1.7 ...", "not a spreadsheet"),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\n", "not a spreadsheet"),
        (b"\xef\xbb\xbfBEGIN:VCALENDAR\r\n", "not a spreadsheet"),
        (b"<html><table><tr><td>name</td></tr></table></html>", "not a spreadsheet"),
        (b"{\\rtf1 ...", "not a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a spreadsheet"),
        (b"PK\x03\x04 and then nothing of a zip", "damaged"),
        (
            b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "not a spreadsheet"),
    ],
)
def test_what_holds_no_table_is_refused_whatever_it_is_called(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "looks fine.xlsx"
    path.write_bytes(content)
    assert said in refusal(path)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, "not a workbook"),
        ({"word/document.xml": "<x/>"}, "not a workbook"),
        ({"xl/workbook.xml": "<workbook/>"}, "damaged"),
    ],
)
def test_other_packed_files_are_told_apart(tmp_path: Path, parts: dict[str, str], said: str) -> None:
    assert said in refusal(zipped(tmp_path / "book.xlsx", parts))


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert "no file" in refusal(tmp_path / "absent.csv")
    assert "folder" in refusal(tmp_path)


def test_values_of_a_workbook_keep_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "kinds.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("All")
        sheet.write_row(0, 0, ["name", "postcode", "since", "id", "phone", "share"])
        sheet.write(3, 0, "Halden")
        sheet.write_number(3, 1, 7123, book.add_format({"num_format": "00000"}))
        sheet.write_datetime(3, 2, datetime(2026, 3, 4), book.add_format({"num_format": "d/m/yyyy"}))
        sheet.write_string(3, 3, "123456789012345678")
        sheet.write_string(3, 4, "+49 421 123")
        sheet.write_number(3, 5, 0.19, book.add_format({"num_format": "0%"}))
    row = [(1, ["name", "postcode", "since", "id", "phone", "share"])]
    row += [(4, ["Halden", "07123", datetime(2026, 3, 4), "123456789012345678", "+49 421 123", 0.19])]
    assert read_file(path).rows == row


def test_a_workbook_that_counts_days_from_1904_gives_the_same_days(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.add_worksheet().write_row(0, 0, ["since", date(2026, 3, 4)])
    assert read_file(path).rows[0][1][1] == datetime(2026, 3, 4)


def test_numbers_that_excel_has_rounded_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ids.xlsx", {"One": [["id", "name"], [123456789012345678, "Halden"]]})
    assert any("15 digits" in notice for notice in read_file(path).notices)


def test_formulas_without_a_result_are_told(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1" t="str"><v>sum</v></c></row><row r="2"><c r="A2"><f>1+1</f>{}</c></row>'
    without = raw_workbook(tmp_path / "without.xlsx", cells.format("<v></v>"))
    computed = raw_workbook(tmp_path / "with.xlsx", cells.format("<v>2</v>"))
    assert any("no result" in notice for notice in read_file(without).notices)
    assert read_file(computed).notices == []
    assert read_file(computed).rows[1] == (2, [2])


def test_the_first_visible_sheet_with_rows_is_read_and_the_others_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "several.xlsx",
        {"Lists": [["secret"]], "Cover": [], "Deals": [["title"], ["Fleet"]], "Old": [["title"], ["Vans"]]},
        hidden=("Lists",),
    )
    read = read_file(path)
    assert read.name == "Deals"
    assert any("Lists (hidden)" in notice and "Old" in notice for notice in read.notices)
    assert read_file(path, "Lists").rows == [(1, ["secret"])]
    with pytest.raises(KnownError, match="no sheet Nope; it has Lists"):
        read_file(path, "Nope")


def test_merged_cells_leave_the_rows_where_they_are(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "Our customers, spring")
        sheet.write_row(2, 0, ["company", "city", "phone"])
        sheet.merge_range("A4:A5", "Halden")
        sheet.write_row(3, 1, ["Bremen", "1"])
        sheet.write_row(4, 1, ["Rostock", "2"])
    table = read_table(path)
    assert (table.headers, table.header_row) == (("company", "city", "phone"), 3)
    assert table.rows == [(4, ["Halden", "Bremen", "1"]), (5, [None, "Rostock", "2"])]


def test_a_column_that_is_there_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("company,city,City,city\nHalden,Bremen,x,y\n")
    assert any("“city” is there 2 times" in notice for notice in read_table(path).notices)


@pytest.mark.parametrize("content", ["company,city\n", "company,city\n,\n ,NULL\n"])
def test_a_header_alone_is_no_table(tmp_path: Path, content: str) -> None:
    path = tmp_path / "header.csv"
    path.write_text(content)
    with pytest.raises(KnownError, match="no rows"):
        read_table(path)


def test_a_cell_far_out_costs_nothing(tmp_path: Path) -> None:
    path = raw_workbook(
        tmp_path / "sparse.xlsx",
        '<row r="1"><c r="A1" t="str"><v>company</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="str"><v>far</v></c></row>',
    )
    rows = read_file(path).rows
    assert [number for number, _ in rows] == [1, 1_048_576]


def test_too_many_rows_cells_or_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, book = tmp_path / "rows.csv", tmp_path / "rows.xlsx"
    text.write_text("a,b\n" * 30)
    workbook(book, {"One": [["a", "b"]] * 30})
    monkeypatch.setattr(limits, "MOST_ROWS", 20)
    assert "200,000 rows" in refusal(text) and "200,000 rows" in refusal(book)
    monkeypatch.setattr(limits, "MOST_ROWS", 200_000)
    monkeypatch.setattr(limits, "MOST_CELLS", 20)
    assert "5 million cells" in refusal(text) and "5 million cells" in refusal(book)


def test_a_million_rows_in_a_small_file_are_refused_before_anything_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = million_rows(tmp_path / "million.xlsx")
    assert path.stat().st_size < 400_000

    def parsed(*_: Any, **__: Any) -> None:
        raise AssertionError("the rows were parsed")

    monkeypatch.setattr("openpyxl.reader.excel.ExcelReader.read", parsed)
    assert "200,000 rows" in refusal(path)


def test_rows_that_hold_nothing_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 20_000)
    row = ROW.format("company") + '<row><c s="1"/><c><v></v></c></row>' * 30_000 + ROW.format("Halden")
    assert read_file(raw_workbook(tmp_path / "bordered.xlsx", row)).rows[-1] == (30_002, ["Halden"])


@pytest.mark.parametrize(
    ("name", "head", "unit", "count", "said"),
    [
        ("sharedStrings", '<sst xmlns="{}">', "<si><t>a</t></si>", 1_000_001, "1 million different texts"),
        ("styles", '<styleSheet xmlns="{}"><cellXfs>', "<xf/>", 300_000, "far more formats"),
    ],
)
def test_other_parts_that_would_fill_the_memory_are_refused(
    tmp_path: Path, name: str, head: str, unit: str, count: int, said: str
) -> None:
    assert said in refusal(with_part(tmp_path / "bomb.xlsx", name, head, unit, count, ""))


def test_much_in_a_sheet_that_is_no_cell_is_refused(tmp_path: Path) -> None:
    junk = f"{ROW.format('company')}</sheetData>{'<x/>' * 400_000}<sheetData>"
    assert "far more formats" in refusal(raw_workbook(tmp_path / "junk.xlsx", junk))


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".xls"])
def test_who_reads_hears_how_far_it_is_and_may_end_it(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"long{ending}"
    rows: list[list[Any]] = [["company", "city"], *([f"Firm {n}", "Kiel"] for n in range(4_999))]
    if ending == ".csv":
        path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    elif ending == ".xls":
        old_workbook(path, {"One": rows})
    else:
        workbook(path, {"One": rows})
    heard: list[int] = []
    assert len(read_file(path, told=heard.append).rows) == 5_000
    assert max(heard) >= 4_000

    def enough(rows: int) -> None:
        if rows >= 2_000:
            raise Stopped

    with pytest.raises(Stopped):
        read_file(path, told=enough)


def test_a_line_without_an_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    path.write_text("a," * 6_000_000)
    assert "a line is longer than 10 MB" in refusal(path)


def test_a_part_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    path = raw_workbook(tmp_path / "lies.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>')
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    raw = path.read_bytes()
    path.write_bytes(raw.replace(size.to_bytes(4, "little"), (size - 40).to_bytes(4, "little")))
    assert "damaged" in refusal(path)
