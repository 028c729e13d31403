"""What the user says of a file is heeded, on the command line and in a trial before anything is written."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from salesdesk.exchange.files import sheets_in
from salesdesk.exchange.plan import Options
from salesdesk.exchange.reading import Reading, remember, remembered
from salesdesk.exchange.run import Outcome, run_import
from salesdesk.exchange.sheet import Layout
from salesdesk.exchange.table import read_table, read_tables
from salesdesk.exchange.trial import Source, Trial, try_import
from salesdesk.exchange.values import read_mended
from salesdesk.models import Company, Deal, History, ImportBatch
from salesdesk.services.companies import create_company
from salesdesk.services.custom_fields import define_field
from salesdesk.services.undo import undo_batch
from tests.exchange.commands import Run, table
from tests.office import Office, money

DEALS = ("title", "company", "stage", "amount", "owner")


def tried(office: Office, *sources: Source, options: Options | None = None) -> Trial:
    """What an import would do."""
    with office.read() as session:
        return try_import(session, sources, options or Options())


def imported(office: Office, trial: Trial, **how: Any) -> Outcome:
    """Carry out a trial."""
    *_, last = run_import(office.store, trial.tables, Options(), plan=trial.plan, **how)
    assert isinstance(last, Outcome)
    return last


def source(path: Path, **reading: Any) -> Source:
    """A file read so."""
    return Source(read_table(path), Reading(**reading))


def test_words_stand_for_what_the_user_says(office: Office, run: Run, tmp_path: Path) -> None:
    path = table(
        tmp_path / "deals.csv",
        DEALS,
        ("One", "Halden", "Lead", "1", "R."),
        ("Two", "Halden", "Lead", "2", "nobody"),
        ("Three", "Halden", "Junk", "3", "R."),
    )
    counts = run(
        "import", path, "--word", "deals.stage:LEAD=Qualified", "--word", "deals.stage:Junk=!",
        "--word", "deals.owner:r.=Rita", "--word", "deals.owner:nobody=",
    )  # fmt: skip
    assert (counts["deals"]["created"], counts["deals"]["errors"]) == (2, 1)
    assert "row 4, column stage: rows with this value were to stay out (Junk)" in run.said
    rows = run.all(sa.select(Deal.title, Deal.owner_id, Deal.stage_id).order_by(Deal.id))
    stage = office.stages["Qualified"]
    assert rows == [("One", office.people["rita"], stage), ("Two", None, stage)]
    again = run("import", path)
    assert again["deals"]["skipped"] == 2, "the words are remembered with the columns"


def test_a_constant_fills_what_a_row_leaves_blank(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path / "firms.csv", ("company", "country"), ("Halden", "Norway"), ("Tern", ""))
    run("import", path, "--set", "companies.country=Germany", "--set", "companies.employees=1.200")
    rows = run.all(sa.select(Company.name, Company.country, Company.employees).order_by(Company.id))
    assert rows == [("Halden", "Norway", 1200), ("Tern", "Germany", 1200)]


def test_a_column_can_be_left_out_and_another_only_fills(office: Office, run: Run, tmp_path: Path) -> None:
    with office.write() as session:
        create_company(session, name="Halden", city="Bremen")
        create_company(session, name="Tern", city=None)
    path = table(
        tmp_path / "firms.csv", ("company", "city", "country"), ("Halden", "Kiel", "X"), ("Tern", "Kiel", "X")
    )
    run("import", path, "--map", "country=", "--fill-only", "companies.city")
    rows = run.all(sa.select(Company.name, Company.city, Company.country).order_by(Company.id))
    assert rows == [("Halden", "Bremen", None), ("Tern", "Kiel", None)]


def test_the_decimal_mark_can_be_told(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path / "deals.csv", ("title", "amount"), ("One", "1.500"))
    run("import", path, "--decimal", ".")
    assert run.all(sa.select(Deal.amount)) == [(money("1.5"),)]


def test_fields_of_ones_own_come_in_by_name_and_keep_the_others(
    office: Office, run: Run, tmp_path: Path
) -> None:
    with office.write() as session:
        define_field(session, record="company", label="Fleet", kind="number")
        define_field(session, record="company", label="Since", kind="date")
        create_company(session, name="Halden", custom={"other": "kept"})
    path = table(tmp_path / "firms.csv", ("company", "Fleet", "since"), ("Halden", "12", "31/12/2020"))
    counts = run("import", path)
    assert counts["companies"]["updated"] == 1
    with office.read() as session:
        custom = session.scalars(sa.select(Company.custom)).one()
    assert custom["other"] == "kept" and str(custom["fleet"]) == "12" and custom["since"] == "2020-12-31"
    assert run("import", path)["companies"]["skipped"] == 1


def test_the_rows_of_a_trial_add_up_and_nothing_is_written(office: Office, tmp_path: Path) -> None:
    with office.write() as session:
        create_company(session, name="Known", city="Bremen")
        create_company(session, name="Same", city="Kiel")
    path = table(
        tmp_path / "firms.csv",
        ("company", "city", "employees"),
        ("New", "Kiel", "5"),
        ("Known", "Kiel", ""),
        ("Same", "Kiel", ""),
        ("New", "Kiel", ""),
        ("Wrong", "", "many"),
    )
    trial = tried(office, source(path))
    assert [row.fate for row in trial.plan.rows] == ["created", "updated", "same", "again", "problem"]
    assert sum(trial.plan.fates().values()) == 5
    assert trial.plan.rows[1].fields == 1
    assert trial.plan.rows[4].row.problem is not None and trial.plan.rows[4].row.problem.place == 2
    assert office.value(sa.select(sa.func.count(Company.id))) == 2


def test_a_trial_ends_when_something_else_is_wanted(office: Office, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def halt() -> None:
        raise Enough

    with office.read() as session, pytest.raises(Enough):
        try_import(session, [source(table(tmp_path / "a.csv", ("company",), ("A",)))], Options(), halt)


def test_dates_in_doubt_are_asked_and_what_another_column_proves_is_offered(
    office: Office, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "deals.csv",
        ("title", "start date", "expected close"),
        ("One", "03/04/2026", "27/05/2026"),
        ("Two", "05/06/2026", "28/05/2026"),
    )
    trial = tried(office, source(path))
    (understood,) = trial.understood
    assert (understood.undecided, understood.proven) == ([1], "dmy")
    assert trial.plan.fates() == {"created": 2}, "the column in doubt is left out until somebody says"
    answered = tried(office, source(path, orders={"start date": "mdy"}))
    outcome = imported(office, answered)
    assert outcome.counts["deals"]["created"] == 2
    days = office.value(sa.select(Deal.started_on).where(Deal.title == "One"))
    assert (days.day, days.month) == (4, 3)


def test_suggestions_are_never_taken_unasked(office: Office, tmp_path: Path) -> None:
    path = table(
        tmp_path / "firms.csv",
        ("company", "city name", "web address of them", "odd"),
        ("Halden", "Bremen", "www.halden.example", "x"),
        ("Tern", "Kiel", "https://tern.example", "x"),
    )
    trial = tried(office, source(path))
    (understood,) = trial.understood
    assert set(understood.mapping.columns) == {0}
    assert understood.suggestions[1].target == ("companies", "city")
    assert understood.suggestions[2].target == ("companies", "website")
    assert 3 not in understood.suggestions


def test_the_column_that_holds_what_deals_came_to_is_suggested_by_its_numbers(
    office: Office, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "sums.csv",
        ("deal", "Gross Sales", "Net Sales", "Sales", "Month Number", "Month Name"),
        ("One", "$1,600.00", "words", "$1,529.00", "1", "January"),
        ("Two", "900", "more words", "850", "2", "February"),
    )
    (understood,) = tried(office, source(path)).understood
    assert set(understood.mapping.columns) == {0}
    assert {place: each.target for place, each in understood.suggestions.items()} == {3: ("deals", "amount")}
    named = table(tmp_path / "named.csv", ("deal", "amount", "Sales"), ("One", "5", "6"))
    (understood,) = tried(office, source(named)).understood
    assert 2 not in understood.suggestions


def test_days_do_not_look_like_phone_numbers(office: Office, tmp_path: Path) -> None:
    path = table(
        tmp_path / "calls.csv",
        ("company", "since", "until", "ring"),
        ("Halden", "2024-01-02", "03.04.2025", "0421 555-17"),
        ("Tern", "2024-02-03 10:00", "4/5/2025", "+49 421 55518"),
    )
    (understood,) = tried(office, source(path)).understood
    assert understood.suggestions[3].target == ("companies", "phone")
    assert 1 not in understood.suggestions and 2 not in understood.suggestions


def test_unknown_words_are_listed_with_counts_and_what_they_may_mean(office: Office, tmp_path: Path) -> None:
    products = table(tmp_path / "products.csv", ("product", "sales_price"), ("GTX Pro", "5"))
    deals = table(
        tmp_path / "deals.csv",
        ("title", "product", "stage", "owner"),
        ("A", "GTXPro", "Qualified", "Rita"),
        ("B", "GTXPro", "Odd", "rita"),
    )
    trial = tried(office, source(products), source(deals))
    words = {each.target[1]: each for each in trial.understood[1].words}
    assert set(words) == {"product", "stage"}
    (word,) = words["product"].unknown
    assert (word.text, word.count, word.like) == ("GTXPro", 2, "GTX Pro")
    assert [each.text for each in words["stage"].unknown] == ["Odd"]
    assert "Value shown" in words["stage"].known


def test_a_file_that_does_not_say_what_it_holds_is_unclear_until_somebody_does(
    office: Office, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "sales.csv",
        ("Segment", "Country", "Product", "Band", "Units", "Sales", "Profit"),
        ("S", "Canada", "Paseo", "Low", "7", "5", "2"),
    )
    (understood,) = tried(office, source(path)).understood
    assert understood.unclear and not understood.knows_record
    told = source(path, record="deals", told=("Sales=deals.amount", "Segment="))
    trial = tried(office, told, options=Options(create_missing=frozenset({"products"})))
    assert not trial.understood[0].unclear
    imported(office, trial)
    assert office.value(sa.select(Deal.title)) == "Canada, Paseo"


def test_a_stopped_import_keeps_what_is_in_as_something_to_undo(office: Office, tmp_path: Path) -> None:
    rows = [(f"Firm {number}",) for number in range(600)]
    trial = tried(office, source(table(tmp_path / "firms.csv", ("company",), *rows)))
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 1

    outcome = imported(office, trial, stopped=stopped)
    assert outcome.stopped and outcome.counts["companies"]["created"] == 250
    live = sa.select(sa.func.count(Company.id)).where(Company.deleted_at.is_(None))
    assert office.value(live) == 250
    assert office.value(sa.select(ImportBatch.state)) == "stopped"
    with office.write() as session:
        undo_batch(session, batch_id=outcome.batch_id or 0)
    assert office.value(live) == 0


def test_mended_rows_join_the_import_that_left_them_out(office: Office, tmp_path: Path) -> None:
    path = table(
        tmp_path / "deals.csv",
        ("title", "amount", "expected close"),
        ("Good", "1.000,50", "27/05/2026"),
        ("Bad", "ca. 12k", "31/02/2026"),
        ("Worse", "tbd", ""),
    )
    outcome = imported(office, tried(office, source(path)))
    (read, _), _ = outcome.plan.problems
    mended = read_mended(read, {3: {1: "12.000", 2: "03/04/2026"}})
    *_, again = run_import(office.store, [mended], Options(), into=outcome.batch_id)
    assert isinstance(again, Outcome) and again.counts["deals"] == {
        "created": 1,
        "updated": 0,
        "skipped": 0,
        "errors": 0,
    }
    with office.read() as session:
        deal = session.scalars(sa.select(Deal).where(Deal.title == "Bad")).one()
        assert (deal.amount, deal.close_on.isoformat() if deal.close_on else "") == (
            money("12000"),
            "2026-04-03",
        )
        (batch,) = session.scalars(sa.select(ImportBatch))
        assert batch.outcome["deals"] == {"created": 2, "updated": 0, "skipped": 0, "errors": 1}
    with office.write() as session:
        undo_batch(session, batch_id=outcome.batch_id or 0)
    assert office.value(sa.select(sa.func.count(Deal.id)).where(Deal.deleted_at.is_(None))) == 0
    assert office.value(sa.select(sa.func.count(History.id)).where(History.tbl == "deal"))


def test_how_columns_were_read_is_remembered_for_the_next_file(office: Office, tmp_path: Path) -> None:
    first = source(
        table(tmp_path / "a.csv", ("company", "town hall"), ("A", "B")),
        told=("town hall=companies.city",), orders={"town hall": "dmy"}, fill=frozenset({"companies.city"}),
        words={"companies.city": {"B": "Bremen"}}, constants={"companies.country": "Germany"}, decimal=",",
    )  # fmt: skip
    trial = tried(office, first)
    with office.write() as session:
        remember(session, trial.tables, first.reading)
    other = read_table(table(tmp_path / "b.csv", ("Town Hall", "Company"), ("C", "D")))
    with office.read() as session:
        assert remembered(session, other) == first.reading


def in_cp1250(path: Path) -> None:
    path.write_bytes("firma;mesto\nŠkoda;Plzeň\n".encode("cp1250"))


@pytest.mark.parametrize(
    ("layout", "headers"),
    [
        (Layout(encoding="cp1250"), ("firma", "mesto")),
        (Layout(encoding="cp1250", delimiter=","), ("firma;mesto",)),
        (Layout(encoding="cp1250", header_row=0), ("Column A", "Column B")),
    ],
)
def test_a_text_file_is_read_as_the_user_says(
    tmp_path: Path, layout: Layout, headers: tuple[str, ...]
) -> None:
    path = tmp_path / "cz.csv"
    in_cp1250(path)
    (read,) = read_tables(path, layout)
    assert read.headers == headers
    assert "Škoda" in str(read.rows[-1][1][0])
    assert read.delimiter == layout.delimiter or read.delimiter == ";"


def test_the_row_of_the_header_and_the_sheet_can_be_told(tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Notes"
    first.append(["company", "city"])
    first.append(["company of", "city of"])
    first.append(["Halden", "Bremen"])
    book.create_sheet("Secret").sheet_state = "hidden"
    path = tmp_path / "book.xlsx"
    book.save(path)
    assert sheets_in(path) == [("Notes", False), ("Secret", True)]
    (read,) = read_tables(path, Layout(sheet="Notes", header_row=2))
    assert read.headers == ("company of", "city of") and read.rows == [(3, ["Halden", "Bremen"])]
