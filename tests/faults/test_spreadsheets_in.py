"""Files made to do harm: they are refused in a sentence, quickly, and nothing of them is carried out."""

import time
import zipfile
from pathlib import Path

import pytest

from salesdesk.errors import KnownError
from salesdesk.exchange.files import read_file
from tests.exchange.books import raw_workbook

ENTITIES = '<!DOCTYPE worksheet [<!ENTITY a "{}">{}]>'
CELL = '<row r="1"><c r="A1" t="str"><v>{}</v></c></row>'


def refused(path: Path, said: str) -> None:
    """The file is refused, with this among the words, before it costs much."""
    begun = time.monotonic()
    with pytest.raises(KnownError, match=said):
        read_file(path)
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("comment", ["", f"<!--{'x' * 20_000}-->"])
def test_an_entity_is_not_expanded(tmp_path: Path, encoding: str, comment: str) -> None:
    before = f'<?xml version="1.0" encoding="{encoding}"?>{comment}' + ENTITIES.format("x" * 10_000, "")
    path = raw_workbook(tmp_path / "entity.xlsx", CELL.format("&a;"), before=before)
    encode_sheet(path, encoding)
    refused(path, "document type")


def encode_sheet(path: Path, encoding: str) -> None:
    """Write the sheet anew in another encoding."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].decode().encode(encoding)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_laughter_a_billion_times_is_refused(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    before = ENTITIES.format("ha", levels.replace("&a0;", "&a;"))
    refused(raw_workbook(tmp_path / "laughs.xlsx", CELL.format("&a11;"), before=before), "document type")


def test_a_file_of_this_computer_is_not_fetched(tmp_path: Path) -> None:
    before = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    refused(raw_workbook(tmp_path / "fetch.xlsx", CELL.format("&a;"), before=before), "document type")


def test_an_archive_that_grows_beyond_measure_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "grows.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(301):
                part.write(b" " * 1024 * 1024)
    assert path.stat().st_size < 1024 * 1024
    refused(path, "300 MB")


def test_an_archive_of_thousands_of_parts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parts.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", "")
    refused(path, "larger than")


def test_rows_without_end_stop_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from salesdesk.exchange import sheet

    monkeypatch.setattr(sheet, "MOST_ROWS", 2_000)
    path = raw_workbook(tmp_path / "rows.xlsx", '<row><c t="str"><v>x</v></c></row>' * 200_000)
    assert path.stat().st_size < 1024 * 1024
    refused(path, "200,000 rows")


def test_empty_rows_without_end_stop_where_a_sheet_ends(tmp_path: Path) -> None:
    path = raw_workbook(tmp_path / "empty.xlsx", "<row/>" * 1_100_000)
    refused(path, "larger than")


def test_millions_of_cells_are_counted_before_they_are_read(tmp_path: Path) -> None:
    path = raw_workbook(
        tmp_path / "cells.xlsx", '<row r="1">' + "<c r='A1'><v>1</v></c>" * 5_100_000 + "</row>"
    )
    assert path.stat().st_size < 1024 * 1024
    refused(path, "5 million cells")


def test_macros_and_links_are_not_looked_at(tmp_path: Path) -> None:
    path = raw_workbook(
        tmp_path / "macro.xlsm", CELL.format("company") + '<row r="2"><c r="A2"><f>1/0</f><v>7</v></c></row>'
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 100)
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    assert read_file(path).rows == [(1, ["company"]), (2, [7])]
