"""What is said on the command line counts or is refused; nothing is left out silently."""

import io
import json
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from salesdesk import cli
from salesdesk.cli.progress import Bar
from salesdesk.models import Currency
from salesdesk.queries.taken import exports_made
from salesdesk.services.activities import insert_activities
from salesdesk.services.companies import create_company
from salesdesk.services.deals import create_deal
from salesdesk.services.exports import note_export
from tests.exchange.commands import Run
from tests.exchange.conftest import run as run
from tests.office import Office


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("all", "a.xlsx"), "a.xlsx: everything goes into a .json"),
        (("all", "a.csv"), "a.csv: everything goes into a .json"),
        (("all", "a.json", "--where", "City=Kiel"), "--where and --view belong to a single list"),
        (("all", "a.json", "--view", "Mine"), "--where and --view belong to a single list"),
        (("people", "a.xlsx", "--view", "Mine"), "--view goes with companies, contacts, deals, activities"),
    ],
)
def test_an_export_that_cannot_be_as_asked_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run.do("export", *words) == 1
    assert said in run.said and not list(tmp_path.glob("a.*"))


def test_activities_leave_as_a_view_shows_them(run: Run, office: Office, tmp_path: Path) -> None:
    with office.write() as session:
        insert_activities(
            session,
            [
                {"kind": "call", "subject": "Old", "state": "done", "due_on": date(2026, 1, 1)},
                {"kind": "call", "subject": "Open", "due_on": date(2027, 1, 1)},
            ],
        )
    assert run.do("export", "activities", tmp_path / "a.csv", "--view", "To do") == 0
    assert "1 row written" in run.out
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert "Open" in text and "Old" not in text


def test_a_text_file_for_excel_has_semicolons_and_comes_back(
    run: Run, office: Office, tmp_path: Path
) -> None:
    with office.write() as session:
        for number, amount in enumerate(("1234.5", "1.125", "0.5")):
            stage = office.stages["Qualified"]
            create_deal(session, title=f"D{number}", stage_id=stage, amount=Decimal(amount))
    for words, head, first in ((("--delimiter", "semicolon"), ";", "1234,5"), ((), ",", "1234.5")):
        target = tmp_path / "deals.csv"
        assert run.do("export", "deals", target, *words) == 0
        lines = target.read_text(encoding="utf-8-sig").splitlines()
        assert lines[0].startswith(f"Number{head}Title") and first in lines[1].split(head)
        counts = run("import", target, "--as", "deals")["deals"]
        assert (counts["skipped"], counts["updated"]) == (3, 0)


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--sample", "small", "--process", "7"), "leave out --process"),
        (("--sample", "small", "--currency", "USD"), "leave out --currency"),
        (("--sample", "large", "--admin", "eva"), "leave out --admin"),
        (("--sample", "small", "--rows", "10"), "leave out --rows"),
        (("--as-of", "2026-01-01"), "--as-of belong to a sample company"),
        (("--from", "x.json", "--process", "9"), "leave out --process"),
    ],
)
def test_a_new_database_is_as_asked_or_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: tuple[str, ...], said: str
) -> None:
    target = tmp_path / "new.salesdesk"
    assert cli.main(["--db", str(target), "init", *flags]) == 1
    assert said in capsys.readouterr().err and not target.exists()


def test_a_report_says_in_every_form_which_deals_are_in_no_sum(
    run: Run, office: Office, tmp_path: Path
) -> None:
    with office.write() as session:
        session.add(Currency(code="USD"))
    with office.write() as session:
        firm = create_company(session, name="Halden")
        deal = {"company_id": firm, "amount": Decimal(5), "currency": "USD"}
        create_deal(session, title="Open", stage_id=office.stages["Qualified"], **deal)
        create_deal(session, title="Won", stage_id=office.stages["Won"], won_on=date(2026, 5, 1), **deal)
    sentence = "2 deals in USD have no rate and are in no sum."
    for form in ("table", "json", "xlsx"):
        target = tmp_path / f"r.{form}"
        assert run.do("report", "pipeline", "--format", form, "--out", target) == 0
        place = target.read_text() if form == "table" else run.said
        assert sentence in place, form
    assert isinstance(json.loads((tmp_path / "r.json").read_text()), list)
    notes = [row[0].value for row in load_workbook(tmp_path / "r.xlsx").active.iter_rows()]
    assert sentence in notes
    assert run.do("report", "win-loss") == 0 and "1 deal in USD has no rate" in run.out
    assert run.do("report", "win-loss", "--period", "2025-Q1") == 0 and "no rate" not in run.out
    assert run.do("report", "pipeline", "--person", "rita") == 0 and "no rate" not in run.out


def test_a_report_that_cannot_be_written_leaves_the_old_one(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "r.json"
    target.write_text("old")
    (tmp_path / ".r.json.part").mkdir()
    assert run.do("report", "pipeline", "--format", "json", "--out", target) == 1
    assert target.read_text() == "old"


def test_doctor_tells_of_the_database_and_fails_where_something_does(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.do("doctor") == 0 and "database: " in run.out and "schema" in run.out
    broken = tmp_path / "broken.salesdesk"
    broken.write_text("no database")
    assert cli.main(["--db", str(broken), "doctor"]) == 1
    assert "broken.salesdesk" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    assert run.do("doctor") == 1 and "xlsxwriter is missing" in run.said


def test_plain_lists_show_words_and_no_keys(run: Run, tmp_path: Path) -> None:
    assert run.do("people", "list") == 0
    assert "sales_rep" not in run.out and "Sales rep" in run.out
    path = tmp_path / "x.csv"
    path.write_text("Company,City\nHalden,Bremen\n")
    assert run("import", path, "--as", "companies")["batch"]
    assert run.do("imports", "list") == 0 and "\tdone\t" in run.out


@pytest.mark.parametrize("command", ["export", "backup", "restore", "everything", "init"])
def test_long_work_shows_a_bar_on_a_terminal(
    run: Run, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    painted: list[tuple[int, int]] = []
    monkeypatch.setattr(Bar, "show", lambda bar, done, steps: painted.append((done, steps)))
    monkeypatch.setattr("salesdesk.cli.progress._LOOK_EVERY", 0.001)
    dump = tmp_path / "all.json"
    monkeypatch.setattr("salesdesk.store.dump._AT_ONCE", 1)
    made = {
        "export": ("export", "people", tmp_path / "p.csv"),
        "everything": ("export", "all", dump),
        "backup": ("backup", tmp_path / "b.backup"),
        "init": ("--db", str(tmp_path / "large.salesdesk"), "init", "--sample", "large", "--rows", "3"),
        "restore": ("--db", str(tmp_path / "new.salesdesk"), "init", "--from", dump),
    }
    if command == "restore":
        assert run.do(*made["everything"]) == 0
        painted.clear()
    assert run.do(*made[command]) == 0, run.said
    assert painted and all(done <= steps for done, steps in painted)


def test_a_bar_watches_a_file_that_grows(tmp_path: Path) -> None:
    terminal, part = Terminal(), tmp_path / "x.part"
    with Bar(terminal).growing(part, 100):
        part.write_bytes(b"x" * 50)
        until = time.monotonic() + 10
        while " 50 %" not in terminal.getvalue() and time.monotonic() < until:
            time.sleep(0.05)
    assert " 50 %" in terminal.getvalue()


def test_who_took_what_out_is_noted_for_them_and_those_above(
    run: Run, office: Office, tmp_path: Path
) -> None:
    with office.write() as session:
        create_company(session, name="Halden", city="Kiel")
        create_company(session, name="Tern")
    assert run.do("export", "companies", tmp_path / "c.xlsx", "--where", "City=Kiel") == 0
    assert run.do("export", "companies", tmp_path / "no" / "c.csv") == 1
    assert run.do("exports", "list") == 0
    [head, line] = run.out.splitlines()
    assert head.startswith("taken\tby\t") and line.endswith("\tcompanies\tCity=Kiel\t1\tc.xlsx")
    with office.write("rita") as session:
        note_export(session, record="deals", file_name="d.csv", rows=7)
    assert run.do("exports", "list", "--json") == 0
    latest = json.loads(run.out)[0]
    assert (latest["person"], latest["record"], latest["rows"]) == ("Rita", "deals", 7)
    for login, seen in (("rita", 1), ("ron", 0)):
        with office.read(login) as session:
            assert len(exports_made(session)) == seen, login
