"""Contacts go out as cards that come back as they were, to this program and to others."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.answers.lists import Condition, ListView
from salesdesk.exchange.mapping import map_columns
from salesdesk.exchange.table import read_tables
from salesdesk.exchange.values import read_values
from salesdesk.exchange.writing_cards import write_cards
from salesdesk.models import Company, Contact, History
from salesdesk.rules.texts import long_text, one_line
from salesdesk.services.companies import create_company
from salesdesk.services.contacts import create_contact
from salesdesk.services.views import save_view
from tests.exchange.commands import Run
from tests.office import Office

HOME = "1f0c"
LETTERS = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
LINE = (
    st.none()
    | st.text(LETTERS, max_size=90).map(lambda text: one_line(text, ""))
    | st.just("a" * 80 + "é;,\\n:")
)
NOTES = st.none() | st.text(LETTERS | st.just("\n"), max_size=300).map(lambda text: long_text(text, ""))
CONTACT = ("first_name", "last_name", "company", "job_title", "email", "phone", "mobile")
PLACE = ("street", "postcode", "city", "country")
COMPANY = ("phone", "email", "website", "region")


def facts_of(fields: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """A record as the database holds it."""
    texts = dict.fromkeys(fields + PLACE, LINE)
    return st.fixed_dictionaries(
        {"id": st.integers(1, 9), "name": LINE.filter(bool), "description": NOTES, **texts}
    )


def is_plain(facts: dict[str, Any]) -> bool:
    """Not one of the few that a card has no words for: a phone "tel:1", a name that is the last name."""
    undivided = facts.get("last_name") == facts["name"] and not facts.get("first_name")
    schemes = (str(facts.get(field)).lower().split(":")[0] for field in ("phone", "mobile", "email"))
    return not undivided and not {"tel", "mailto"} & set(schemes)


def come_back(path: Path, record: str) -> list[dict[str, Any]]:
    """The cards of a file as they are read."""
    (table,) = read_tables(path)
    assert table.record == record
    rows = read_values(table, map_columns(table.headers, record)).rows
    assert all(row.problem is None for row in rows)
    return [row.values[record] for row in rows]


@given(st.lists(facts_of(CONTACT).filter(is_plain), min_size=1, max_size=4))
def test_contacts_come_back_as_they_went(
    tmp_path_factory: pytest.TempPathFactory, contacts: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "contacts.vcf"
    assert write_cards(path, "contacts", contacts, home=HOME) == len(contacts)
    told = [{key: value for key, value in each.items() if key != "id"} for each in contacts]
    assert [{key: each[key] for key in told[0]} for each in come_back(path, "contacts")] == told


@given(st.lists(facts_of(COMPANY).filter(is_plain), min_size=1, max_size=4))
def test_companies_come_back_as_they_went(
    tmp_path_factory: pytest.TempPathFactory, companies: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "companies.vcf"
    write_cards(path, "companies", companies, home=HOME)
    told = [{key: value for key, value in each.items() if key != "id"} for each in companies]
    assert [{key: each[key] for key in told[0]} for each in come_back(path, "companies")] == told


@given(st.lists(facts_of(CONTACT), min_size=1, max_size=3))
def test_lines_are_short_and_letters_whole(
    tmp_path_factory: pytest.TempPathFactory, contacts: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "folded.vcf"
    write_cards(path, "contacts", contacts, home=HOME)
    raw = path.read_bytes()
    assert raw.endswith(b"END:VCARD\r\n")
    assert raw.count(b"\n") == raw.count(b"\r") == raw.count(b"\r\n")
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")


def test_a_card_is_what_other_programs_expect(tmp_path: Path) -> None:
    path = tmp_path / "one.vcf"
    contact = {
        "id": 12, "name": "Anna Berg", "first_name": "Anna", "last_name": "Berg", "company": "Halden, Söhne",
        "phone": "030 1", "street": "Tor 5", "city": "Bremen", "description": "a\r\nb",
        "updated_at": datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
    }  # fmt: skip
    write_cards(path, "contacts", [contact], home=HOME)
    assert path.read_text(encoding="utf-8").splitlines() == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "PRODID:-//SalesDesk//SalesDesk//EN",
        "UID:contact-12@1f0c.salesdesk",
        "FN:Anna Berg",
        "N:Berg;Anna;;;",
        "ORG:Halden\\, Söhne",
        "TEL;TYPE=WORK,VOICE:030 1",
        "ADR;TYPE=WORK:;;Tor 5;Bremen;;;",
        "NOTE:a\\nb",
        "REV:20260304T050607Z",
        "END:VCARD",
    ]


CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Halden GmbH
N:;;;;
ORG:Halden GmbH
TEL:030 9
END:VCARD
BEGIN:VCARD
VERSION:3.0
UID:4711
FN:Anna Berg
N:Berg;Anna
ORG:Halden GmbH
EMAIL:anna@halden.example
END:VCARD
BEGIN:VCARD
VERSION:3.0
NOTE:nobody
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Bo Tern
N:Tern;Bo
ORG:Tern AG
ADR;TYPE=WORK:;;Kai 1;Kiel;;24103;Germany
URL:https://tern.example
TEL;TYPE=CELL:0151 2
END:VCARD
"""


def test_cards_come_in_once_and_go_again(office: Office, run: Run, tmp_path: Path) -> None:
    path, errors = tmp_path / "phone.vcf", tmp_path / "errors.xlsx"
    path.write_text(CARDS)
    dry = run("import", path, "--dry-run")
    assert run.code == 3
    assert office.value(sa.select(sa.func.count()).select_from(Contact)) == 0
    first = run("import", path, "--errors", errors)
    assert run.code == 3
    assert (dry["companies"], dry["contacts"]) == (first["companies"], first["contacts"])
    assert first["companies"] == {"created": 2, "updated": 0, "skipped": 0, "errors": 0}
    assert first["contacts"] == {"created": 2, "updated": 0, "skipped": 0, "errors": 1}
    assert any("phone.vcf, row 16: this card names nobody" in message for message in first["messages"])
    with office.read() as session:
        tern = session.scalars(sa.select(Company).where(Company.name == "Tern AG")).one()
        assert (tern.city, tern.website) == ("Kiel", "https://tern.example")
        anna = session.scalars(sa.select(Contact).where(Contact.name == "Anna Berg")).one()
        assert (anna.source, anna.external_id) == ("vCard", "4711")
        bo = session.scalars(sa.select(Contact).where(Contact.name == "Bo Tern")).one()
        assert (bo.company_id, bo.mobile, bo.city) == (tern.id, "0151 2", "Kiel")
    again = run("import", path)
    assert again["batch"] is None
    assert again["contacts"] == {"created": 0, "updated": 0, "skipped": 2, "errors": 1}
    (mended,) = read_tables(errors)
    assert [number for number, _ in mended.rows] == [2]
    assert run.do("imports", "undo", str(first["batch"])) == 0
    assert office.value(sa.select(sa.func.count()).where(Contact.deleted_at.is_(None))) == 0
    assert office.value(sa.select(sa.func.count()).where(Company.deleted_at.is_(None))) == 0


def test_what_went_out_changes_nothing_when_it_comes_back(office: Office, run: Run, tmp_path: Path) -> None:
    with office.write() as session:
        halden = create_company(session, name="Halden GmbH", phone="030 9", description="old\n")
        create_contact(session, name="Anna Berg", company_id=halden, email="anna@halden.example")
        create_contact(session, name="Bo", company_id=halden, description=" typed so \n", mobile="0151 2")
        create_contact(session, name="Cy", source="Other CRM", external_id="77", company_id=halden)
        create_contact(session, name="Di", source="vCard", external_id="4711")
    for record in ("contacts", "companies"):
        path = tmp_path / f"{record}.vcf"
        run.export(record, path)
        before = office.value(sa.select(sa.func.count()).select_from(History))
        counts = run("import", path)
        assert run.code == 0
        assert counts["batch"] is None
        assert (counts[record]["created"], counts[record]["updated"]) == (0, 0)
        assert office.value(sa.select(sa.func.count()).select_from(History)) == before
    assert b"UID:4711\r\n" in (tmp_path / "contacts.vcf").read_bytes()


def test_a_file_holds_what_was_asked_for(office: Office, run: Run, tmp_path: Path) -> None:
    with office.write() as session:
        create_contact(session, name="Anna", city="Bremen")
        create_contact(session, name="Bo", city="Kiel")
    assert run.do("export", "contacts", tmp_path / "some.vcf", "--where", "city=Kiel") == 0
    assert [each["name"] for each in come_back(tmp_path / "some.vcf", "contacts")] == ["Bo"]
    with office.write() as session:
        city = ListView("contact", conditions=(Condition("city", "is", ("Bremen", "Cork")),))
        save_view(session, name="North", view=city)
    assert run.do("export", "contacts", tmp_path / "view.vcf", "--view", "North") == 0
    assert [each["name"] for each in come_back(tmp_path / "view.vcf", "contacts")] == ["Anna"]
    assert run.do("export", "deals", tmp_path / "deals.vcf") == 1
    assert "contacts or companies only" in run.said
    assert not (tmp_path / "deals.vcf").exists()
