"""What the command line calls things: heads of lists, words that are not there yet, rates, kept copies."""

import json
import re
from pathlib import Path

import pytest

from salesdesk import cli
from tests.exchange.commands import Run, table
from tests.office import Office, money


@pytest.fixture
def run(office: Office, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands in a furnished office."""
    return Run(office, capsys)


def lines(run: Run, *words: str) -> list[list[str]]:
    """The cells of what a command prints."""
    assert run.do(*words) == 0
    return [line.split("\t") for line in run.out.splitlines()]


def test_lists_begin_with_their_heads_and_an_import_tells_its_rows(run: Run, tmp_path: Path) -> None:
    people = lines(run, "people", "list")
    assert people[0] == ["login", "name", "position", "reports to", "territory", "state"]
    assert len(people) == 7 and {len(row) for row in people} == {6}
    run("import", table(tmp_path / "firms.csv", ("company",), ("Halden",), ("Tern",), ("Ost",)))
    heads, made = lines(run, "imports", "list")
    assert dict(zip(heads, made, strict=True)) | {"begun": ""} == {
        "number": "1", "begun": "", "state": "done", "records": "3", "by": made[4], "file": "firms.csv",
    }  # fmt: skip
    run.export("companies", tmp_path / "out.csv")
    heads, taken = lines(run, "exports", "list")
    told = dict(zip(heads, taken, strict=True))
    assert (told["list"], told["rows"], told["file"]) == ("companies", "3", "out.csv")


@pytest.mark.parametrize(
    "words",
    [
        ("quotas", "list"), ("report", "quota-attainment"), ("report", "forecast"),
        ("report", "pipeline", "--format", "pdf"), ("report", "win-loss", "--format", "png"),
        ("export", "quotas", "out.csv"), ("import", "--as", "quotas", "in.csv"),
    ],
)  # fmt: skip
def test_what_a_later_version_brings_is_refused_in_plain_words(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = cli.main(words)
    except SystemExit as ended:
        code = int(ended.code or 0)
    said = capsys.readouterr().err
    assert code in (1, 2)
    assert "is not there yet in this version" in said
    assert re.search(r"there are: \w+, \w+|--help names what there is", said)


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("report", ("{list,pipeline,win-loss}", "{table,json,xlsx}")),
        ("export", ("{people,companies,contacts,deals,activities,products,all}",)),
        ("import", ("{auto,people,companies,contacts,deals,products,activities}",)),
    ],
)
def test_help_names_what_there_is_and_nothing_else(
    command: str, names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main([command, "--help"])
    said = capsys.readouterr().out
    assert all(name in said for name in names)
    assert "quotas" not in said and "pdf" not in said


def test_a_win_rate_has_six_digits_and_an_amount_all_of_its_own(run: Run, office: Office) -> None:
    for stage in ("Won", "Lost", "Lost"):
        lost = {"lost_reason_id": next(iter(office.reasons.values()))} if stage == "Lost" else {}
        office.deal(stage=stage, amount=money("1.000001"), **lost)
    assert run.do("report", "win-loss", "--format", "json") == 0
    (row,) = json.loads(run.out)
    assert (row["won_count"], row["lost_count"]) == (1, 2)
    assert (row["win_rate_count"], row["win_rate_value"]) == ("0.333333", "0.333333")
    assert row["won_value"] in ("1.00", "1")


def test_restoring_over_a_database_names_the_copy_that_it_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    live, kept = str(tmp_path / "firm.salesdesk"), tmp_path / "kept.salesdesk"
    assert cli.main(["--db", live, "init", "--admin", "boss"]) == 0
    assert cli.main(["--db", live, "backup", str(kept)]) == 0
    capsys.readouterr()
    assert cli.main(["--db", live, "restore", str(kept)]) == 0
    copy = tmp_path / "firm-before-restore-1.salesdesk"
    assert copy.exists() and f"What was there before is kept as {copy}." in capsys.readouterr().out
    copy.unlink()
    Path(live).unlink()
    assert cli.main(["--db", live, "restore", str(kept)]) == 0
    assert "What was there before" not in capsys.readouterr().out
