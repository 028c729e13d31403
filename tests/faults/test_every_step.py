"""Whatever step fails of a save, an import, an export or a backup: all of it is there, or nothing."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk import cli
from salesdesk.errors import SalesDeskError
from salesdesk.models import Company
from salesdesk.services.companies import create_company, insert_companies
from salesdesk.store import open_store
from salesdesk.store.check import check
from tests.faults.breaking import break_at, break_file_at
from tests.faults.counts import count
from tests.faults.test_killed import is_whole

ROWS = 3_000


def companies(where: str) -> int:
    """How many there are, in a database in which nothing is wrong."""
    store = open_store(where, login="admin")
    assert check(store) == []
    with store.read() as session:
        found = session.scalar(sa.select(sa.func.count()).select_from(Company)) or 0
    store.close()
    return found


def command(where: str, *words: str) -> Callable[[], bool]:
    """A command; whether it did what it should. It refuses in one sentence, whatever fails."""

    def do() -> bool:
        return cli.main(["--db", where, "--user", "admin", *words]) == 0

    return do


def fill(where: str) -> None:
    store = open_store(where, login="admin")
    with store.write("test") as session:
        insert_companies(session, [{"name": f"Company {number}"} for number in range(ROWS)])
    store.close()


def test_a_save_of_which_any_statement_fails_is_whole_or_not_there(database: str) -> None:
    def save() -> None:
        store = open_store(database, login="admin")
        try:
            with store.write("test") as session:
                company = create_company(session, name="Halden")
                create_company(session, name="Halden's child", parent_id=company)
        finally:
            store.close()

    number, refused, before = 1, 0, 0
    while True:
        failed = False
        with break_at(number) as steps:
            try:
                save()
            except SalesDeskError as error:
                refused, failed = refused + 1, True
                assert "Traceback" not in str(error)
        if steps.count < number:
            break
        found = companies(database)
        assert found == before + 2 * (not failed)
        before = found
        number += 1
    assert refused > 8


def test_an_import_of_which_any_statement_fails_is_finished_by_the_next(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "companies.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["company", "city"])
        writer.writerows([f"Company {number}", "Bremen"] for number in range(ROWS))
    bring = command(database, "import", str(path), "--json")
    number, refused, partly = 3, 0, 0
    while True:
        with break_at(number) as steps:
            done = bring()
        capsys.readouterr()
        if done and steps.count < number:
            break
        refused += not done
        partly += 0 < companies(database) < ROWS
        number += count(17, 3)
    assert refused > 3 and partly and companies(database) == ROWS
    assert bring()
    told: dict[str, Any] = json.loads(capsys.readouterr().out)["companies"]
    assert (told["created"], told["updated"]) == (0, 0) and companies(database) == ROWS


@pytest.mark.parametrize("verb", ["backup", "export"])
@pytest.mark.parametrize("breaking", ["statement", "file"])
def test_a_backup_or_export_of_which_any_step_fails_leaves_no_half_file(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str, breaking: str
) -> None:
    fill(database)
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / ("copy.bak" if verb == "backup" else "companies.xlsx")
    what = (str(target),) if verb == "backup" else ("companies", str(target))
    take = command(database, verb, *what)
    number, refused = 1, 0
    while True:
        with break_at(number) if breaking == "statement" else break_file_at(number, folder) as steps:
            done = take()
        said = capsys.readouterr().err
        if done and steps.count < number:
            break
        if not done:
            refused += 1
            assert said.count("\n") == 1
            # What cannot be noted any more has been written before.
            assert list(folder.iterdir()) == [] or ("is written whole" in said and is_whole(target, verb))
            target.unlink(missing_ok=True)
        else:
            assert is_whole(target, verb)
            target.unlink()
        number += 1 if breaking == "file" else count(5, 1)
    assert refused >= 2 and is_whole(target, verb)
    assert companies(database) == ROWS
