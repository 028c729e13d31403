"""Short ways to do imports and exports by command and to look at what they did."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from salesdesk import cli
from tests.office import Office


def address(office: Office) -> str:
    """Where the office's database is."""
    place = office.store.place
    return place.url if office.store.dialect == "postgresql" else str(place.path)


def table(path: Path, *rows: tuple[Any, ...]) -> Path:
    """A .csv of these rows, the header first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


class Run:
    """Does imports and exports as the administrator and keeps what was said."""

    def __init__(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        self.office = office
        self.capsys = capsys

    def __call__(self, *arguments: str | Path) -> dict[str, Any]:
        self.do(*arguments, "--json")
        return json.loads(self.out) if self.out else {}

    def do(self, *arguments: str | Path) -> int:
        """Do a command; its exit code."""
        self.code = cli.main(["--db", address(self.office), "--user", "admin", *map(str, arguments)])
        said = self.capsys.readouterr()
        self.out, self.said = said.out, said.out + said.err
        return self.code

    def export(self, record: str, target: Path) -> Path:
        """Write a list."""
        assert self.do("export", record, target) == 0
        return target

    def all(self, question: sa.Select[Any]) -> list[Any]:
        """The rows of a question."""
        with self.office.read() as session:
            return [tuple(row) for row in session.execute(question)]


def same(counts: dict[str, int]) -> bool:
    """Whether nothing was made or changed or wrong."""
    return (counts["created"], counts["updated"], counts["errors"]) == (0, 0, 0)
