"""What somebody may see, row by row, as the product says it and as no program of ours works it out."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from salesdesk.models import Base
from tests.store.old import raw

DEALS = frozenset(
    {"deal", "activity", "note", "attachment", "attachment_content", "deal_facts", "deal_line", "deal_member",
     "deal_span", "stakeholder", "tagging", "criterion_evidence"}
)  # fmt: skip
"""Seen like a deal: by its owner, whoever is above them, the deal's members, by all while it is nobody's."""
COMPANIES = frozenset({"company", "contact"})
OWN = {"person_setting": "", "password": "", "saved_view": "shared", "presence": ""}
"""What is only ever one's own, and the column that shares it with all."""
LINE = {"export": "person_id"}
"""What the person themself sees and whoever is above them."""


@dataclass
class Everything:
    """All rows of a database as its owner reads them, and how its settings stand."""

    rows: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    def key(self, table: str, row: Mapping[str, Any]) -> Any:
        """What names a row."""
        return row[next(iter(Base.metadata.tables[table].primary_key.columns)).name]

    def person(self, login: str) -> Mapping[str, Any]:
        """Somebody, by login."""
        return next(row for row in self.rows["person"] if row["login"] == login)


def read_everything(where: str) -> Everything:
    """Read the database past everything that guards it."""
    found = Everything()
    with raw(where) as connection, closing(connection):
        for table in Base.metadata.sorted_tables:
            found.rows[table.name] = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
    for row in found.rows["setting"]:
        if row["deleted_at"] is None:
            found.settings[row["key"]] = row["value"]
    return found


def below(everything: Everything, person_id: int) -> set[int]:
    """The person and everybody who reports to them, over however many others, today."""
    found = {person_id}
    while True:
        more = {row["id"] for row in everything.rows["person"] if row["reports_to_id"] in found} - found
        if not more:
            return found
        found |= more


def hidden(everything: Everything, login: str) -> dict[str, set[Any]]:
    """The keys of the rows, by table, that this person may not see."""
    person = everything.person(login)
    me, administrator = person["id"], "administrator" in person["rights"]
    mine = below(everything, me)
    member_of = {
        row["deal_id"]
        for row in everything.rows["deal_member"]
        if row["person_id"] == me and row["deleted_at"] is None
    }
    granted = everything.settings.get("function_sees", {}).get(person["function"], [])
    open_deals = (
        administrator
        or "deals" in granted
        or everything.settings.get("visibility", "open_team") == "open_team"
    )
    open_companies = (
        administrator
        or "companies" in granted
        or everything.settings.get("companies_visible", "everybody") == "everybody"
    )

    def seen(table: str, row: Mapping[str, Any]) -> bool:
        if table in OWN:
            return row["person_id"] == me or bool(OWN[table] and row[OWN[table]])
        if table in LINE:
            return administrator or row[LINE[table]] in mine
        if table in DEALS:
            deal = row["id"] if table == "deal" else row["deal_id"]
            return open_deals or row["owner_id"] is None or row["owner_id"] in mine or deal in member_of
        if table in COMPANIES:
            return open_companies or row["owner_id"] is None or row["owner_id"] in mine
        return True

    found = {
        table: {everything.key(table, row) for row in rows if not seen(table, row)}
        for table, rows in everything.rows.items()
    }
    for table in ("history", "change_log"):
        found[table] = {
            everything.key(table, row)
            for row in everything.rows[table]
            if row["row_id"] in found.get(row["tbl"], ()) and row["tbl"] not in ("deal_facts", "deal_span")
        }
    return {table: keys for table, keys in found.items() if keys}


def delete(connection: Connection, hidden_rows: Mapping[str, set[Any]]) -> None:
    """Take these rows out for good, past triggers and references."""
    for name, keys in hidden_rows.items():
        table = Base.metadata.tables[name]
        column = next(iter(table.primary_key.columns))
        listed = sorted(keys)
        for start in range(0, len(listed), 500):
            connection.execute(sa.delete(table).where(column.in_(listed[start : start + 500])))
