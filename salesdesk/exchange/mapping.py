"""Which column means which field: by its name on screen, or by what other programs call it."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from salesdesk.errors import RuleBroken
from salesdesk.rules.fields import FIELDS, RECORD_ID, Field, FieldKind
from salesdesk.rules.names import name_key
from salesdesk.translation import tr

RECORDS = ("products", "people", "companies", "contacts", "deals", "activities")
"""In the order in which they are imported: each may refer to those before it."""
_EXTRA: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(RECORDS, (RECORD_ID.key,)),
    "deals": (RECORD_ID.key, "closed_on"),
    "people": (RECORD_ID.key, "manager"),
}
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
        "name": "contact, contact name, full name, display name, ansprechpartner, kontakt",
        "first_name": "given name, vorname, firstname",
        "last_name": "family name, nachname, surname, lastname",
        "company": "company, company name, account name, organization name, firma, employer,"
        " organization 1 - name",
        "job_title": "title, contact title, position, funktion, organization 1 - title, job",
        "email": "e-mail, mail, email address, e-mail 1 - value, e-mail 1 - address, work email, email work,"
        " business email, home email, email home, personal email, other email, email other",
        "phone": "tel, tel., telephone, telefon, phone number, business phone, work phone, primary phone,"
        " phone 1 - value, home phone, other phone",
        "mobile": "mobile phone, handy, mobiltelefon, cell, cell phone, home mobile",
        "street": "address, street address, business street, work street, strasse, straße,"
        " address 1 - street, mailing street, home street",
        "postcode": "zip, zip code, postal code, plz, business postal code, business zip, work zip,"
        " address 1 - postal code, mailing zip, home postal code, home zip",
        "city": "town, ort, business city, work city, address 1 - city, mailing city, home city",
        "country": "land, country/region, business country/region, business country, work country,"
        " address 1 - country, mailing country, home country/region, home country",
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
    own: dict[tuple[str, str], FieldKind] = dataclass_field(default_factory=dict)
    """The kinds of the fields that the team added, by record and field."""

    def fields(self, record: str) -> dict[str, int]:
        """The places of the columns of one record by field."""
        return {field: place for place, (of, field) in self.columns.items() if of == record}


def column_key(header: str) -> str:
    """A header as it is compared: only its letters and digits count, in whatever case and accents."""
    key = name_key(header.replace("#", " number "))
    return "".join(letter for letter in key if letter.isalnum()) or key


def known_words(record: str) -> dict[str, str]:
    """Every known name of a field of this record, with the field; of two names the first is the likelier."""
    known: dict[str, str] = {}
    for each in FIELDS[record]:
        for own in (each.name, each.label, each.key):
            known[column_key(own)] = each.key
    for field, words in _WORDS[record].items():
        for word in words.split(","):
            known.setdefault(column_key(word), field)
    for extra in _EXTRA.get(record, ()):
        known.setdefault(column_key(extra), extra)
    return known


def header_score(cells: Sequence[str]) -> int:
    """How many cells of a row are known names of fields: the header has most."""
    every = {word for record in RECORDS for word in known_words(record)}
    return sum(column_key(cell) in every for cell in cells if cell)


def is_postcode(header: str) -> bool:
    """Whether a column of this name holds postcodes."""
    return any(
        known_words(record).get(column_key(header)) == "postcode" for record in ("companies", "contacts")
    )


_DECIDING = {
    "deals": {"stage", "amount", "closed_on", "close_on", "title", "probability"},
    "products": {"list_price", "sku", "family"},
    "people": {"reports_to", "login", "position"},
    "contacts": {"first_name", "last_name", "email", "job_title"},
    "companies": {"name", "industry", "employees", "revenue"},
    "activities": {"subject", "due_on", "done_at"},
}


_CALLED = {"deals": "title", "activities": "subject"}
_ENOUGH = {"deals": {"company", "product"}, "contacts": {"first_name", "last_name", "email"}}


def called(record: str) -> str:
    """The field by which people call a record of this kind."""
    return _CALLED.get(record, "name")


def is_called(record: str, fields: Iterable[str]) -> bool:
    """Whether these fields are enough to say what each row is called."""
    return called(record) in fields or bool(_ENOUGH.get(record, set()) & set(fields))


def guess_record(headers: Sequence[str]) -> str | None:
    """What a sheet is about, by how many of its columns are fields of a kind of record; None if unclear.

    It is clear where a column names the rows and either one decides or at least half of all are known.
    """
    filled = [header for header in headers if header]

    def score(record: str) -> tuple[int, int]:
        found = set(_match(record, headers).values())
        return len(found & _DECIDING[record]) * 2 + len(found), -RECORDS.index(record)

    def fits(record: str) -> bool:
        found = set(_match(record, headers).values())
        return is_called(record, found) and bool(found & _DECIDING[record] or 2 * len(found) >= len(filled))

    return max((record for record in RECORDS if fits(record)), key=score, default=None)


def _match(record: str, headers: Sequence[str]) -> dict[int, str]:
    """The columns that are fields of this record, each field at most once: exact names first."""
    words = known_words(record)
    likeliest = {word: rank for rank, word in enumerate(words)}
    keys = [column_key(header) for header in headers]
    exact = {column_key(field.name): field.key for field in FIELDS[record]}
    known = sorted((likeliest[key], place) for place, key in enumerate(keys) if key in words)
    found: dict[int, str] = {}
    for meanings in (exact, words):
        for _, place in known:
            field = meanings.get(keys[place])
            if field and place not in found and field not in found.values():
                found[place] = field
    return dict(sorted(found.items()))


def map_columns(
    headers: Sequence[str],
    record: str | None = None,
    told: Sequence[str] = (),
    own: MappingType[str, Sequence[Field]] | None = None,
) -> Mapping:
    """The meaning of each column; `told` holds what the user said, as "COLUMN=object.field", or "COLUMN=" for
    one that is left out. `own` are the fields that the team added, per kind of record.

    A column that the record does not know may belong to a company or contact in the same sheet. RuleBroken
    where nothing says what the sheet holds.
    """
    record = record or guess_record(headers) or _told_record(told)
    if record is None:
        names = ", ".join(header for header in headers if header)
        raise RuleBroken(
            tr(
                "it is not clear what the rows are: no column names a company, contact, deal, product, "
                "person or activity. Say it with --as, and what a column means with --map "
                '"COLUMN=object.field". The columns: {columns}'
            ).format(columns=names if len(names) < _SHOWN else names[:_SHOWN] + " …")
        )
    columns = {place: (record, field) for place, field in _match(record, headers).items()}
    _add_beside(record, headers, columns)
    kinds = {(of, each.key): each.kind for of, fields in (own or {}).items() for each in fields}
    _add_own(record, headers, columns, (own or {}).get(record, ()))
    for entry in told:
        _tell(entry, headers, columns, record, kinds)
    ignored = tuple(header for place, header in enumerate(headers) if header and place not in columns)
    return Mapping(record, columns, ignored, kinds)


def _add_own(
    record: str, headers: Sequence[str], columns: dict[int, tuple[str, str]], own: Sequence[Field]
) -> None:
    """Columns that are called as a field that the team added."""
    names = {column_key(each.name): each.key for each in own}
    for place, header in enumerate(headers):
        key = names.get(column_key(header))
        if key is not None and place not in columns and (record, key) not in columns.values():
            columns[place] = (record, key)


_SHOWN = 300


def _told_record(told: Sequence[str]) -> str | None:
    """What the user calls the record of the first column that they told of."""
    objects = [entry.rpartition("=")[2].strip().rpartition(".")[0] for entry in told]
    found = [plural(word) for word in objects if word]
    return next((record for record in found if record in RECORDS), None)


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
    "contacts": {
        f"companies.{field}": f"company {field}"
        for field in ("street", "postcode", "city", "region", "country", "phone")
    }
    | {"companies.website": "website, company website, web page, web, webseite, homepage"},
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


def _tell(
    entry: str,
    headers: Sequence[str],
    columns: dict[int, tuple[str, str]],
    record: str,
    own: MappingType[tuple[str, str], FieldKind],
) -> None:
    header, sign, target = entry.rpartition("=")
    of, field = target_of(target, record)
    places = [place for place, each in enumerate(headers) if column_key(each) == column_key(header)]
    if not sign or not places:
        raise RuleBroken(tr("There is no column {column} to map.").format(column=header))
    if not target.strip():
        columns.pop(places[0], None)
        return
    known = {each.key for each in FIELDS.get(of, ())} | set(_EXTRA.get(of, ()))
    if field not in known and (of, field) not in own:
        raise RuleBroken(tr("{target} is not a field; use object.field.").format(target=target))
    for place in [place for place, meant in columns.items() if meant == (of, field)]:
        del columns[place]
    columns[places[0]] = (of, field)


def target_of(text: str, record: str) -> tuple[str, str]:
    """The object and the field of "object.field" or of "field" alone; an own field is "object.custom.key"."""
    of, dot, field = text.strip().partition(".")
    if not dot or of == "custom":
        return record, text.strip()
    return plural(of), field


def plural(word: str) -> str:
    """An object as users may call it: "company" is "companies"."""
    word = word.strip().lower()
    return {"company": "companies", "person": "people", "activity": "activities"}.get(
        word, word if word in RECORDS else f"{word}s"
    )
