"""Which column means which field: by its name on screen, or by what other programs call it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from salesdesk.errors import RuleBroken
from salesdesk.rules.fields import FIELDS
from salesdesk.rules.names import name_key
from salesdesk.translation import tr

RECORDS = ("products", "people", "companies", "contacts", "deals", "activities")
"""In the order in which they are imported: each may refer to those before it."""
_EXTRA = {"deals": ("closed_on",), "people": ("manager",)}
# What other programs and other languages call a field. The first record that a sheet is about comes first.
_WORDS: dict[str, dict[str, str]] = {
    "companies": {
        "name": "company, account, account name, company name, organisation, organization, organization name,"
        " firma, unternehmen, kunde, customer, client, kundenname, firmenname, organization 1 - name",
        "number": "customer id, cust. no., customer number, account number, kundennummer, kd-nr",
        "parent": "subsidiary of, parent account, parent company, konzern, muttergesellschaft",
        "industry": "sector, branche, vertical",
        "year_established": "founded, year founded, gründungsjahr",
        "revenue": "annual revenue, umsatz, jahresumsatz, turnover",
        "employees": "employee count, number of employees, no. of employees, mitarbeiter, headcount",
        "country": "office location, land, billing country, country/region",
        "city": "town, ort, stadt, billing city",
        "postcode": "zip, postal code, zip code, plz, postalcode, billing zip",
        "street": "address, street address, strasse, straße, billing street, adresse",
        "region": "state, province, bundesland, billing state",
        "phone": "tel, tel., telephone, telefon, phone number",
        "email": "e-mail, mail, email address",
        "website": "web, url, webseite, homepage, domain",
        "owner": "account owner, sales rep, verantwortlich, betreuer",
        "segment": "segment, kundensegment",
        "territory": "territory, gebiet",
        "description": "notes, notiz, notizen, bemerkung",
        "external_id": "account id, company id, record id",
    },
    "contacts": {
        "name": "contact, contact name, full name, ansprechpartner, kontakt",
        "first_name": "given name, vorname, firstname",
        "last_name": "family name, nachname, surname, lastname",
        "company": "company, company name, account name, organization name, firma, employer,"
        " organization 1 - name",
        "job_title": "title, contact title, position, funktion, organization 1 - title, job",
        "email": "e-mail, mail, email address, e-mail 1 - value, e-mail address",
        "phone": "tel, tel., telephone, telefon, phone number, business phone, primary phone,"
        " phone 1 - value",
        "mobile": "mobile phone, handy, mobiltelefon, cell, phone 2 - value",
        "street": "address, street address, business street, strasse, address 1 - street",
        "postcode": "zip, postal code, plz, business postal code, address 1 - postal code",
        "city": "town, ort, business city, address 1 - city",
        "country": "land, country/region, business country/region, business country, address 1 - country",
        "description": "notes, notizen",
        "owner": "contact owner",
        "external_id": "contact id",
    },
    "deals": {
        "title": "deal, deal name, deal title, opportunity, opportunity name, project, projekt, name,"
        " betreff",
        "company": "account, account name, company, company name, customer, kunde, firma, organization,"
        " organisation, client",
        "contact": "contact, contact name, ansprechpartner, person",
        "owner": "sales agent, sales rep, rep, opportunity owner, deal owner, owner name, verkäufer,"
        " account manager, salesperson",
        "stage": "deal stage, stage name, stagename, status, phase, sales stage",
        "pipeline": "sales pipeline",
        "amount": "close value, value, deal value, wert, betrag, sum, value eur, auftragswert",
        "currency": "currency iso code, currencyisocode, währung",
        "probability": "probability (%), wahrscheinlichkeit",
        "product": "product name, produkt",
        "started_on": "engage date, start date, created, created date, create date, erstellt",
        "close_on": "expected close date, expected close, voraussichtlicher abschluss",
        "closed_on": "close date, closedate, closed date, abschluss, abschlussdatum, close",
        "lead_source": "leadsource, source, lead source, quelle",
        "lost_reason": "loss reason, closed lost reason, verlustgrund",
        "next_step": "nextstep, nächster schritt",
        "description": "notes, notizen",
        "external_id": "opportunity id, deal id, id, opportunityid",
        "segment": "segment",
    },
    "products": {
        "name": "product, product name, produkt, artikel, item",
        "sku": "product code, article number, artikelnummer, code",
        "family": "series, product family, category, kategorie, produktfamilie",
        "list_price": "sales price, price, unit price, preis, listenpreis",
        "unit": "einheit",
    },
    "people": {
        "name": "sales agent, agent, employee, mitarbeiter, person, rep, full name, verkäufer",
        "reports_to": "manager, supervisor, vorgesetzter, team lead, reports to",
        "territory": "regional office, region, territory, gebiet, office, niederlassung",
        "position": "title, role, job title",
        "email": "e-mail, mail",
        "login": "user, username, benutzername",
    },
    "activities": {
        "subject": "activity, activity subject, betreff, task",
        "kind": "type, activity type, art",
        "state": "status, done, erledigt",
        "deal": "opportunity, deal title, deal name, related to",
        "company": "account, account name, company name, organization, firma, kunde",
        "contact": "contact person, contact name, person name, ansprechpartner",
        "due_on": "due date, date, datum, fällig, start date",
        "done_at": "completed, completed at, marked as done time, completed date/time",
        "person": "assigned to, owner, assigned to user, user",
        "minutes": "duration, dauer, duration (minutes)",
        "outcome": "result, ergebnis",
        "description": "note, notes, notiz, comments",
        "external_id": "activity id, id",
    },
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a sheet holds, and for each mapped column (by its place) the record and field."""

    record: str
    columns: dict[int, tuple[str, str]]
    ignored: tuple[str, ...]

    def fields(self, record: str) -> dict[str, int]:
        """The places of the columns of one record by field."""
        return {field: place for place, (of, field) in self.columns.items() if of == record}


def column_key(header: str) -> str:
    """A header as it is compared: case, accents, underscores and camel case do not matter."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.strip())
    return name_key(spaced.replace("_", " "))


def _words(record: str) -> dict[str, str]:
    """Every known name of a field of this record, with the field."""
    known: dict[str, str] = {}
    for field, words in _WORDS[record].items():
        for word in words.split(","):
            known.setdefault(column_key(word), field)
    for extra in _EXTRA.get(record, ()):
        known.setdefault(column_key(extra), extra)
    for each in FIELDS[record]:
        known[column_key(each.key)] = each.key
        known[column_key(each.name)] = each.key
        known[column_key(each.label)] = each.key
    return known


def header_score(cells: Sequence[str]) -> int:
    """How many cells of a row are known names of fields: the header has most."""
    every = {word for record in RECORDS for word in _words(record)}
    return sum(column_key(cell) in every for cell in cells if cell)


_DECIDING = {
    "deals": {"stage", "amount", "closed_on", "close_on", "title", "probability"},
    "products": {"list_price", "sku", "family"},
    "people": {"reports_to", "login", "position"},
    "contacts": {"first_name", "last_name", "email", "job_title"},
    "companies": {"name", "industry", "employees", "revenue"},
    "activities": {"subject", "due_on", "done_at"},
}


def guess_record(headers: Sequence[str]) -> str:
    """What a sheet is about, by how many of its columns are fields of a kind of record."""

    def score(record: str) -> tuple[int, int]:
        found = set(_match(record, headers).values())
        return len(found & _DECIDING[record]) * 2 + len(found), -RECORDS.index(record)

    return max(RECORDS, key=score)


def _match(record: str, headers: Sequence[str]) -> dict[int, str]:
    """The columns that are fields of this record, each field at most once: exact names first."""
    words = _words(record)
    exact = {column_key(field.name): field.key for field in FIELDS[record]}
    found: dict[int, str] = {}
    for known in (exact, words):
        for place, header in enumerate(headers):
            field = known.get(column_key(header))
            if field and place not in found and field not in found.values():
                found[place] = field
    return found


def map_columns(headers: Sequence[str], record: str | None = None, told: Sequence[str] = ()) -> Mapping:
    """The meaning of each column; `told` holds what the user said, as "COLUMN=object.field".

    A column that the record does not know may belong to a company or contact in the same sheet.
    """
    record = record or guess_record(headers)
    columns = {place: (record, field) for place, field in _match(record, headers).items()}
    _add_beside(record, headers, columns)
    for entry in told:
        _tell(entry, headers, columns, record)
    ignored = tuple(header for place, header in enumerate(headers) if header and place not in columns)
    return Mapping(record, columns, ignored)


_BESIDE: dict[str, dict[str, str]] = {
    "companies": {
        "contacts.name": "contact, contact name, contact person, primary contact, ansprechpartner,"
        " kontaktperson",
        "contacts.first_name": "contact first name, first name, vorname",
        "contacts.last_name": "contact last name, last name, nachname",
        "contacts.job_title": "contact title, contact position, job title",
        "contacts.email": "contact email, contact e-mail",
        "contacts.phone": "contact phone, contact telephone",
        "contacts.mobile": "contact mobile, mobile",
    },
    "deals": {
        f"companies.{field}": f"{field}, company {field}, account {field}, organization {field}"
        for field in ("industry", "city", "postcode", "street", "website", "country", "phone")
    }
    | {
        f"contacts.{field}": f"{word}, contact {word}"
        for field, word in (
            ("first_name", "first name"),
            ("last_name", "last name"),
            ("email", "email, e-mail"),
            ("mobile", "mobile"),
            ("job_title", "job title"),
            ("phone", "contact phone"),
        )
    },
}
"""Columns that belong to somebody beside the record that a sheet is about."""


def _add_beside(record: str, headers: Sequence[str], columns: dict[int, tuple[str, str]]) -> None:
    known = {
        column_key(word): tuple(target.split("."))
        for target, words in _BESIDE.get(record, {}).items()
        for word in words.split(",")
    }
    for place, header in enumerate(headers):
        target = known.get(column_key(header))
        if target is not None and place not in columns and target not in columns.values():
            columns[place] = (target[0], target[1])


def _tell(entry: str, headers: Sequence[str], columns: dict[int, tuple[str, str]], record: str) -> None:
    header, sign, target = entry.partition("=")
    of, _, field = target.strip().rpartition(".")
    of = _plural(of) if of else record
    places = [place for place, each in enumerate(headers) if column_key(each) == column_key(header)]
    if not sign or not places:
        raise RuleBroken(tr("There is no column {column} to map.").format(column=header))
    known = {each.key for each in FIELDS.get(of, ())} | set(_EXTRA.get(of, ()))
    if field not in known:
        raise RuleBroken(tr("{target} is not a field; use object.field.").format(target=target))
    for place in [place for place, meant in columns.items() if meant == (of, field)]:
        del columns[place]
    columns[places[0]] = (of, field)


def _plural(word: str) -> str:
    word = word.strip().lower()
    return {"company": "companies", "person": "people", "activity": "activities"}.get(
        word, word if word in RECORDS else f"{word}s"
    )
