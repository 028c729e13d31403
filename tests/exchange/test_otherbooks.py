"""Workbooks of every kind are read as they are; the library that reads them never runs in this process."""

import os
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from xlwt.CompoundDoc import XlsDoc

from salesdesk import cli
from salesdesk.errors import KnownError
from salesdesk.exchange.apart import Ended, Failed, TooSlow, apart
from salesdesk.exchange.files import read_file
from salesdesk.exchange.table import read_table
from tests.exchange.books import raw_workbook, workbook, zipped
from tests.exchange.otherbooks import ODS, binary_workbook, old_workbook, open_document, raw_document

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
SHEETS: dict[str, list[list[Any]]] = {
    "Cover": [],
    "Kunden": [[], [None, "Firma", "Umsatz"], [None, "Müller & Söhne", 1234.5], [None, "Café", 7]],
    "Alte": [["Firma"], ["Halden"]],
}
ROWS = [
    (2, [None, "Firma", "Umsatz"]),
    (3, [None, "Müller & Söhne", 1234.5]),
    (4, [None, "Café", 7]),
]


def strict_workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """The sheet with the customers as Excel saves it as "Strict Open XML"."""
    cells = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{"ABC"[place]}{number}"{kind(value)}><v>{str(value).replace("&", "&amp;")}</v></c>'
            for place, value in enumerate(row)
            if value is not None
        )
        + "</row>"
        for number, row in enumerate(sheets["Kunden"], start=1)
    )
    return raw_workbook(path, cells, main=STRICT)


def kind(value: Any) -> str:
    """How a cell says that it holds text."""
    return ' t="str"' if isinstance(value, str) else ""


MAKERS = {".xls": old_workbook, ".ods": open_document, ".xlsb": binary_workbook, ".xlsx": strict_workbook}


@pytest.mark.parametrize("ending", MAKERS)
def test_every_kind_of_workbook_is_read_with_the_numbers_of_its_rows(tmp_path: Path, ending: str) -> None:
    path = MAKERS[ending](tmp_path / f"customers{ending}", SHEETS)
    read = read_file(path)
    assert read.rows == ROWS
    assert read.source == "customers"


@pytest.mark.parametrize("ending", MAKERS)
def test_the_ending_does_not_matter(tmp_path: Path, ending: str) -> None:
    path = MAKERS[ending](tmp_path / "customers.csv", SHEETS)
    assert read_file(path).rows == ROWS


def test_a_normal_workbook_may_be_called_as_it_likes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "customers.xls", {"One": [["Firma"], ["Halden"]]})
    assert read_file(path).rows == [(1, ["Firma"]), (2, ["Halden"])]


@pytest.mark.parametrize("make", [old_workbook, open_document])
def test_the_first_visible_sheet_with_rows_is_read_and_the_others_named(
    tmp_path: Path, make: Callable[..., Path]
) -> None:
    path = make(tmp_path / "several.dat", {"Alt": [["x"]], **SHEETS}, hidden=("Alt",))
    read = read_file(path)
    assert read.name == "Kunden"
    assert any("Alt (hidden), Cover, Kunden, Alte" in notice for notice in read.notices)
    assert read_file(path, "Alte").rows == [(1, ["Firma"]), (2, ["Halden"])]
    with pytest.raises(KnownError, match=r"no sheet Nope; it has Alt \(hidden\), Cover"):
        read_file(path, "Nope")


@pytest.mark.parametrize("make", [old_workbook, open_document])
def test_days_are_days(tmp_path: Path, make: Callable[..., Path]) -> None:
    path = make(tmp_path / "days.dat", {"One": [["since", date(2026, 3, 4)]]})
    assert read_file(path).rows == [(1, ["since", date(2026, 3, 4)])]


@pytest.mark.parametrize("ending", [".xls", ".ods"])
def test_what_such_files_lose_is_told(tmp_path: Path, ending: str) -> None:
    rows = [["Firma", "PLZ", "Umsatz"], ["Halden", 7123, 123456789012345678.0], ["Tern", 1, 5]]
    notices = read_table(MAKERS[ending](tmp_path / f"zeros{ending}", {"One": rows})).notices
    assert any("“PLZ” holds numbers" in notice for notice in notices)
    assert any("15 digits" in notice for notice in notices)
    assert len(notices) == 2
    texts = {"One": [["Firma", "PLZ"], ["Halden", "07123"]]}
    assert read_table(MAKERS[ending](tmp_path / f"texts{ending}", texts)).notices == ()
    assert read_table(workbook(tmp_path / "formats.xlsx", {"One": rows[:1] + rows[2:]})).notices == ()


def refusal(path: Path) -> str:
    """The sentence with which a file is refused; it names the file."""
    with pytest.raises(KnownError) as refused:
        read_file(path)
    said = str(refused.value)
    assert path.name in said and "\n" not in said
    return said


def test_a_password_is_told(tmp_path: Path) -> None:
    old, ods = tmp_path / "old.xls", tmp_path / "locked.ods"
    begin = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 5, 0, 0, 0, 0)
    XlsDoc().save(str(old), begin + struct.pack("<HH", 0x2F, 54) + b"\1" * 54 + struct.pack("<HH", 10, 0))
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entry = (
        '<manifest:file-entry manifest:full-path="content.xml">'
        "<manifest:encryption-data></manifest:encryption-data></manifest:file-entry>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{space}">{entry}</manifest:manifest>'
    zipped(ods, {"mimetype": ODS, "META-INF/manifest.xml": manifest, "content.xml": b"\x01\x99" * 99})
    assert "protected by a password" in refusal(old)
    assert "protected by a password" in refusal(ods)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    whole = old_workbook(tmp_path / "whole.xls", SHEETS).read_bytes()
    torn = tmp_path / "torn.xls"
    torn.write_bytes(whole[:512] + b"\xff" * 600 + "Workbook".encode("utf-16-le"))
    assert "damaged" in refusal(torn)
    assert "damaged" in refusal(raw_document(tmp_path / "torn.ods", "<table:table><table:table-row>"))
    assert "damaged" in refusal(zipped(tmp_path / "torn.xlsb", {"xl/workbook.bin": b"\x83\x01\xff"}))


def test_the_command_line_reads_it_and_says_nothing_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    book = str(old_workbook(tmp_path / "customers.xls", SHEETS))
    database = str(tmp_path / "company.salesdesk")
    assert cli.main(["init", "--db", database]) == 0
    capfd.readouterr()
    assert cli.main(["import", book, "--db", database, "--sheet", "Kunden"]) == 0
    said = capfd.readouterr()
    assert "companies: 2 created" in said.out
    assert said.err == ""


def test_neither_this_process_nor_the_child_loads_what_it_does_not_need(tmp_path: Path) -> None:
    book = open_document(tmp_path / "customers.ods", SHEETS)
    order = (
        "import sys, pathlib; from salesdesk.exchange.files import read_file;"
        "assert read_file(pathlib.Path(sys.argv[1])).rows;"
        "assert not {'PySide6', 'sqlalchemy', 'python_calamine'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", order, str(book)], check=True, timeout=60)
    assert not set(next(apart(loaded))) & {"PySide6", "sqlalchemy", "openpyxl"}


def loaded() -> Iterator[list[str]]:
    """In a child: its modules."""
    yield list(sys.modules)


def breaks_down(_: int) -> Iterator[int]:
    """In a child: a library ends the process, and complains."""
    yield 1
    os.write(2, b"memory allocation failed")
    os.abort()


def goes_on() -> Iterator[int]:
    """In a child: never ready."""
    yield os.getpid()
    time.sleep(600)


def takes(megabytes: int) -> Iterator[int]:
    """In a child: takes memory."""
    yield len(bytearray(megabytes * 1024 * 1024))


def gives_up() -> Iterator[int]:
    """In a child: work that cannot be done."""
    yield 1
    raise Failed("password")


def test_a_child_that_breaks_down_breaks_nothing_else(capfd: pytest.CaptureFixture[str]) -> None:
    work = apart(breaks_down, 0)
    assert next(work) == 1
    with pytest.raises(Ended):
        next(work)
    assert capfd.readouterr().err == ""


def test_a_child_is_ended_when_its_time_is_over_or_nobody_asks_any_more() -> None:
    work = apart(goes_on, seconds=1)
    slow = next(work)
    with pytest.raises(TooSlow):
        next(work)
    given_up = apart(goes_on)
    left = next(given_up)
    given_up.close()
    for process in (slow, left):
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_child_gets_no_more_memory_than_it_may() -> None:
    assert list(apart(takes, 10, megabytes=64)) == [10 * 1024 * 1024]
    with pytest.raises(Ended):
        list(apart(takes, 100, megabytes=64))


WATCHED = """
import threading, time
from salesdesk.exchange.memory import _watch
threading.Thread(target=_watch, args=(64,), daemon=True).start()
taken = b"x" * (MEGABYTES * 1024 * 1024)
time.sleep(0.5)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits a process by a job")
@pytest.mark.parametrize(("megabytes", "code"), [(10, 0), (128, 1)])
def test_a_process_watches_itself_where_the_system_sets_no_limit(megabytes: int, code: int) -> None:
    script = WATCHED.replace("MEGABYTES", str(megabytes))
    # By way of a shell: on Linux a process begins with the peak of the one that began it.
    order = ["sh", "-c", '"$0" -c "$1"; exit $?', sys.executable, script]
    assert subprocess.run(order, timeout=60, check=False).returncode == code


def test_a_child_tells_why_it_gave_up() -> None:
    with pytest.raises(Failed, match="password"):
        list(apart(gives_up))
