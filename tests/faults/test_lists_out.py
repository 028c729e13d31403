"""A list on its way out: no half file whatever happens, nothing a spreadsheet would run or silently lose."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from salesdesk import cli
from salesdesk.services.companies import create_company
from salesdesk.store import Store
from tests.office import Office

SLOW = """
import resource, sys, time
from pathlib import Path
from salesdesk.errors import KnownError
from salesdesk.exchange.writing import write_list
from salesdesk.rules.fields import Field

def rows():
    for number in range(30_000):
        if number == 20_000 and "slow" in sys.argv:
            print("writing", flush=True)
            time.sleep(60)
        yield (f"Company {number} {hash(str(number))}",)

if "full" in sys.argv:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    write_list(Path(sys.argv[1]), (Field("name", "Name"),), rows(), title="Companies")
except KnownError as error:
    print(error)
    sys.exit(1)
"""
HOSTILE = (
    "=cmd|'/c calc'!A0",
    "+1+cmd",
    "-2+3+cmd",
    "@SUM(1)",
    "=1+1",
    "＝2+3",
    '=HYPERLINK("http://x","y")',
)
HARMLESS = ("+49 421 123", "-5", "(0421) 12-34", "Müller & Co", "http://example.com", "'quoted'")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_process_killed_while_it_writes_leaves_the_old_file(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"companies.{ending}"
    target.write_text("the old one")
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(target), "slow"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "writing\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert target.read_text() == "the old one"
    done = subprocess.run([sys.executable, "-c", SLOW, str(target)], check=True)
    assert done.returncode == 0 and [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only here can a process be given a full disk")
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_full_disk_is_told_and_leaves_the_old_file(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"companies.{ending}"
    target.write_text("the old one")
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", SLOW, str(target), "full"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert f"{target} cannot be written: File too large" in done.stdout
    assert time.monotonic() - begun < 30
    assert target.read_text() == "the old one"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def fill(store: Store, names: tuple[str, ...]) -> None:
    """Make companies of these names, each with its name as a description as well."""
    with store.write("test") as session:
        for name in names:
            create_company(session, name=name, description=name)


def export(store: Store, target: Path) -> None:
    """Write the companies."""
    where = store.place.url if store.dialect == "postgresql" else str(store.place.path)
    assert cli.main(["--db", where, "--user", "admin", "export", "companies", str(target)]) == 0


def test_formulas_in_a_workbook_stay_text_without_a_trace(store: Store, tmp_path: Path) -> None:
    fill(store, HOSTILE + HARMLESS)
    export(store, tmp_path / "companies.xlsx")
    book = load_workbook(tmp_path / "companies.xlsx")
    cells = [row[0] for row in book["Companies"].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(name, "s") for name in HOSTILE + HARMLESS]
    assert not any(cell.hyperlink for cell in cells)


def test_formulas_in_a_text_file_get_an_apostrophe_numbers_and_phones_do_not(
    store: Store, tmp_path: Path
) -> None:
    fill(store, HOSTILE + HARMLESS)
    target = tmp_path / "companies.csv"
    export(store, target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        names = [row["Name"] for row in csv.DictReader(file)]
    assert names == ["'" + name for name in HOSTILE] + list(HARMLESS)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_hostile_names_come_back_as_they_were(
    store: Store, tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(store, HOSTILE + HARMLESS)
    target = tmp_path / f"companies.{ending}"
    export(store, target)
    capsys.readouterr()
    where = store.place.url if store.dialect == "postgresql" else str(store.place.path)
    assert cli.main(["--db", where, "--user", "admin", "import", str(target), "--as", "companies"]) == 0
    assert (
        f"companies: 0 created, 0 updated, {len(HOSTILE + HARMLESS)} skipped, 0 errors"
        in capsys.readouterr().out
    )


def test_signs_that_a_workbook_cannot_hold_are_left_out_and_long_texts_cut_with_a_word(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with store.write("test") as session:
        create_company(session, name="Bell\x07 Tower\x1b", description="a\x00b\x0bc\nd" + "é" * 32_760)
    for ending in ("xlsx", "csv"):
        export(store, tmp_path / f"companies.{ending}")
    row = load_workbook(tmp_path / "companies.xlsx")["Companies"][2]
    texts = [cell.value for cell in row if isinstance(cell.value, str)]
    long = max(texts, key=len)
    assert texts[0] == "Bell Tower" and long.startswith("abc\nd") and len(long) <= 32_767
    with (tmp_path / "companies.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["Description"] == "abc\nd" + "é" * 32_760


def test_a_text_longer_than_a_cell_is_cut_and_counted(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(office.store, ("x" * 400,))
    with office.write() as session:
        create_company(session, name="Long", description="y" * 40_000)
    export(office.store, tmp_path / "companies.xlsx")
    assert "1 texts were longer than a cell can hold and were cut." in capsys.readouterr().out
    values = [cell.value for row in load_workbook(tmp_path / "companies.xlsx").active for cell in row]
    assert "y" * 32_766 + "…" in values
