"""A file of vCards as tables: one of the companies among them, one of the people."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from salesdesk.errors import KnownError
from salesdesk.exchange.files import head_of
from salesdesk.exchange.sheet import MOST_BYTES, Cell, Table, limit, too_large
from salesdesk.exchange.textfiles import decode
from salesdesk.exchange.vcards import Card, Property, read_cards
from salesdesk.translation import later, tr

SOURCE = "vCard"
"""What keeps the keys of cards: they are the same in whatever file a card comes."""
OWN_KEY = re.compile(r"(?:contact|company)-\d+@[\w.-]*salesdesk")
"""The key of a card that SalesDesk wrote itself; its contact is found by e-mail and name."""
_PLACE = ("street", "postcode", "city", "region", "country")
_HEADERS = {
    "contacts": {
        "name": "Name", "first_name": "First name", "last_name": "Last name", "company": "Company",
        "job_title": "Job title", "email": "E-mail", "phone": "Phone", "mobile": "Mobile", "street": "Street",
        "postcode": "Postcode", "city": "City", "country": "Country", "description": "Description",
        "source": "Source system", "external_id": "External ID", "website": "Company website",
    } | {f"company_{part}": f"Company {part}" for part in _PLACE},
    "companies": {
        "name": "Name", "street": "Street", "postcode": "Postcode", "city": "City", "region": "Region",
        "country": "Country", "phone": "Phone", "email": "E-mail", "website": "Website",
        "description": "Description", "source": "Source system", "external_id": "External ID",
    },
}  # fmt: skip
_SILENT = frozenset({
    "VERSION", "PRODID", "REV", "MAILER", "LABEL", "SORT-STRING", "CLASS", "PROFILE", "CLIENTPIDMAP",
    "KIND", "X-ABLABEL", "X-ABADR", "X-ABSHOWAS", "SOURCE", "NAME", "TZ", "AGENT",
})  # fmt: skip
_USED = frozenset({
    "N", "FN", "ORG", "TITLE", "ROLE", "EMAIL", "TEL", "ADR", "URL", "NOTE", "NICKNAME", "BDAY",
    "ANNIVERSARY", "X-MS-ANNIVERSARY", "CATEGORIES", "IMPP", "UID",
})  # fmt: skip
_MOBILE = frozenset({"CELL", "MOBILE", "IPHONE", "HANDY"})
_NO_VOICE = frozenset({"FAX", "PAGER", "MODEM", "BBS", "TEXTPHONE", "TLX", "VIDEO", "PCS", "TELEX", "ISDN"})
_MOST_NAMED, _MOST_KEPT = 12, 1_000
MOST_LETTERS = 50_000_000
Facts = dict[str, str]


def holds_cards(path: Path) -> bool:
    """Whether a file is one of vCards, by how it begins."""
    return decode(head_of(path)).lstrip("\ufeff \t\r\n").lower().startswith("begin:vcard")


def card_tables(path: Path) -> list[Table]:
    """The companies, then the people of a file of cards; the number of a row is the line of its card."""
    if path.stat().st_size > MOST_BYTES:
        raise too_large(path)
    rows: dict[str, list[tuple[int, list[Cell]]]] = {"companies": [], "contacts": []}
    problems: dict[int, str] = {}
    left_out: Counter[str] = Counter()
    cards = cells = letters = 0
    for card in read_cards(path):
        record, facts = _facts(card)
        rows[record].append((card.line, [facts.get(key) or None for key in _HEADERS[record]]))
        problem = card.problem or ("" if facts.get("name") else tr("this card names nobody"))
        if problem:
            problems[card.line] = problem
        _note_left_out(left_out, card)
        cards, cells, letters = cards + 1, cells + len(facts), letters + sum(map(len, facts.values()))
        _limit(path, cards, cells, letters)
    if not cards:
        raise KnownError(tr("{name} holds no rows.").format(name=path.name))
    notices = _notice(left_out)
    tables: list[Table] = []
    for record in filter(rows.get, rows):
        headers = tuple(_HEADERS[record].values())
        told = () if tables else notices
        tables.append(
            Table(path, headers, rows[record], 0, told, path.stem, "", record, problems, exact=True)
        )  # fmt: skip
    return tables


def _limit(path: Path, cards: int, cells: int, letters: int) -> None:
    limit(path, cards, cells)
    if letters > MOST_LETTERS:
        raise KnownError(
            tr("{name} holds more than 50 million letters; split it and import the parts.").format(
                name=path.name
            )
        )


def _note_left_out(left_out: Counter[str], card: Card) -> None:
    """Count what a card has that has no place here; of endlessly many names only the first."""
    names = [each.name for each in card.properties if each.name not in _USED and each.name not in _SILENT]
    for name in (*names, *card.left_out.elements()):
        if name in left_out or len(left_out) < _MOST_KEPT:
            left_out[name] += 1


def _notice(left_out: Counter[str]) -> tuple[str, ...]:
    """What of all cards has no place here, said once."""
    if not left_out:
        return ()
    named = ", ".join(
        f"{name[:40]} ({count})" for name, count in left_out.most_common(_MOST_NAMED) if name.isprintable()
    )
    more = len(left_out) - _MOST_NAMED
    return (tr("Left out: {names}").format(names=named) + (" …" if more > 0 else "."),)


def _facts(card: Card) -> tuple[str, Facts]:
    """What a card tells of a company ("companies") or a person ("contacts")."""
    organisation = _first(card, "ORG").parts()[0]
    last, first = (" ".join(filter(None, words)) for words in [*_first(card, "N").lists(), [], []][:2])
    name = _first(card, "FN").text
    if organisation and (_is_company(card) or (not first and not last and name in ("", organisation))):
        return "companies", _company_facts(card, name or organisation)
    lines = _Lines(card)
    phone, mobile = lines.phones()
    place, work_place = lines.address()
    email = lines.email()
    facts = {
        "name": name or " ".join(part for part in (first, last) if part) or _first(card, "NICKNAME").text,
        "first_name": first,
        # A card must have this field; where a name is not divided all of it stands there.
        "last_name": "" if last == name and not first else last,
        "company": organisation,
        "job_title": lines.job_title(),
        "email": email,
        "phone": phone,
        "mobile": mobile,
        **place,
        "website": lines.website(of_company=bool(organisation)),
    }
    facts["name"] = facts["name"] or email or phone or mobile
    if organisation:
        facts |= {f"company_{part}": text for part, text in work_place.items()}
    facts.pop("region", None)
    return "contacts", facts | {"description": lines.description()} | _key(card)


def _company_facts(card: Card, name: str) -> Facts:
    lines = _Lines(card)
    phone, mobile = lines.phones()
    place, _ = lines.address(with_region=True)
    facts = {"name": name, "phone": phone or mobile, "email": lines.email(), **place}
    if phone and mobile:
        lines.add(tr("Mobile"), "", mobile)
    return (
        facts | {"website": lines.website(of_company=True), "description": lines.description()} | _key(card)
    )


def _is_company(card: Card) -> bool:
    return "ORG" in _first(card, "KIND").text.upper() or "COMPANY" in _first(card, "X-ABSHOWAS").text.upper()


def _first(card: Card, name: str) -> Property:
    return next(iter(card.all(name)), Property(name, frozenset(), ""))


def _key(card: Card) -> Facts:
    key = _first(card, "UID").text.removeprefix("urn:uuid:")
    return {"source": SOURCE, "external_id": key} if key and not OWN_KEY.fullmatch(key) else {}


class _Lines:
    """Takes the facts out of a card one by one; what has no field of its own becomes a line of the notes."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self._lines: list[str] = []

    def add(self, what: str, kind: str, text: str) -> None:
        """One more line: "Fax (work): 030 123"."""
        single = " ".join(text.split())
        if single:
            self._lines.append(f"{what} ({kind}): {single}" if kind else f"{what}: {single}")

    def phones(self) -> tuple[str, str]:
        """The phone at work, else another one, and the mobile."""
        all_ = self.card.all("TEL")
        mobile = next(
            (each for each in all_ if self._kinds(each) & _MOBILE and not self._is_silent(each)), None
        )
        voices = [each for each in all_ if each is not mobile and not self._is_silent(each)]
        voices = [each for each in voices if not self._kinds(each) & _MOBILE]
        phone = min(voices, key=self._distance, default=None)
        for each in all_:
            if each is not phone and each is not mobile:
                what = tr("Fax") if "FAX" in self._kinds(each) else tr("Phone")
                self.add(what, self._kind(each), _number(each))
        return _number(phone), _number(mobile)

    def _kinds(self, of: Property) -> frozenset[str]:
        return of.kinds | frozenset(self.card.label(of).upper().split())

    def _is_silent(self, of: Property) -> bool:
        kinds = self._kinds(of)
        return bool(kinds & _NO_VOICE) or any("FAX" in kind for kind in kinds)

    def _distance(self, of: Property) -> int:
        """How far from the desk: work, anything, somebody else's or at home."""
        kinds = self._kinds(of)
        return 0 if "WORK" in kinds else 2 if "HOME" in kinds or self.card.label(of) else 1

    def _kind(self, of: Property) -> str:
        """In words, which of several this is."""
        words = {"WORK": tr("work"), "HOME": tr("home"), "CELL": tr("mobile"), "PAGER": tr("pager")}
        return self.card.label(of) or ", ".join(word for kind, word in words.items() if kind in of.kinds)

    def email(self) -> str:
        """The preferred address, else that at work, else the first."""
        found = self.card.all("EMAIL")
        chosen = min(
            found, key=lambda each: ("PREF" not in each.kinds, "WORK" not in each.kinds), default=None
        )
        for each in found:
            if each is not chosen:
                self.add(tr("E-mail"), self._kind(each), _address(each))
        return _address(chosen)

    def address(self, *, with_region: bool = False) -> tuple[Facts, Facts]:
        """The place of a person, and that of their company: both are the one at work if it is told."""
        found = [(each, _place(each)) for each in self.card.all("ADR")]
        found = [(each, place) for each, place in found if any(place.values())]
        chosen = min(found, key=lambda pair: "WORK" not in pair[0].kinds, default=None)
        for pair in found:
            if pair is not chosen:
                self.add(
                    tr("Address"), self._kind(pair[0]), ", ".join(part for part in pair[1].values() if part)
                )
        if chosen is None:
            return {}, {}
        if not with_region:
            self.add(tr("Region"), "", chosen[1]["region"])
        return dict(chosen[1]), dict(chosen[1]) if "WORK" in chosen[0].kinds else {}

    def job_title(self) -> str:
        """The title, else the role; the department goes to the notes."""
        title, role = _first(self.card, "TITLE").text, _first(self.card, "ROLE").text
        if title and role != title:
            self.add(tr("Role"), "", role)
        self.add(tr("Department"), "", ", ".join(filter(None, _first(self.card, "ORG").parts()[1:])))
        return title or role

    def website(self, *, of_company: bool) -> str:
        """The page of the company; every other one goes to the notes."""
        found = [(each, _unpacked(each.text)) for each in self.card.all("URL")]
        company = next((pair for pair in found if "HOME" not in pair[0].kinds), None) if of_company else None
        for pair in found:
            if pair is not company:
                self.add(tr("Website"), self._kind(pair[0]), pair[1])
        return company[1] if company else ""

    def description(self) -> str:
        """The notes of the card, and below them what has no field here."""
        for name, what, read in _TOLD:
            for each in self.card.all(name):
                self.add(tr(what), "", read(each))
        notes = [each.typed for each in self.card.all("NOTE")]
        return "\n\n".join(filter(None, [*notes, "\n".join(self._lines)]))


def _number(phone: Property | None) -> str:
    """A phone number; of an address like tel:+1-555;ext=5 what is dialled."""
    if phone is None:
        return ""
    text = phone.text
    if text.lower().startswith("tel:"):
        number, _, rest = text[4:].partition(";")
        extension = next((part[4:] for part in rest.split(";") if part.lower().startswith("ext=")), "")
        text = f"{number} ext. {extension}" if extension else number
    return text


def _address(email: Property | None) -> str:
    text = email.text if email else ""
    return text[7:] if text.lower().startswith("mailto:") else text


def _unpacked(url: str) -> str:
    """Apple's programs escape the colon of an address even where it must not be."""
    return url.replace("\\:", ":")


def _place(of: Property) -> Facts:
    box, more, street, city, region, postcode, country = [*of.parts(), *[""] * 7][:7]
    lines = [part for text in (street, more, box) for part in text.split("\n") if part.strip()]
    if len(lines) > 1:
        lines = [part.strip(" ,") for part in lines]
    found = (", ".join(filter(None, lines)), postcode, city, region, country)
    return {key: " ".join(text.split()) for key, text in zip(_PLACE, found, strict=True)}


def _day(of: Property) -> str:
    """A day as ISO writes it, else as it stands there."""
    text = of.text
    try:
        return date.fromisoformat(text[:10] if "-" in text else text[:8]).isoformat()
    except ValueError:
        return text


def _list(of: Property) -> str:
    return ", ".join(filter(None, of.parts(",")))


_TOLD: tuple[tuple[str, str, Callable[[Property], str]], ...] = (
    ("NICKNAME", later("Nickname"), _list),
    ("BDAY", later("Birthday"), _day),
    ("ANNIVERSARY", later("Anniversary"), _day),
    ("X-MS-ANNIVERSARY", later("Anniversary"), _day),
    ("CATEGORIES", later("Categories"), _list),
    ("IMPP", later("Chat"), lambda each: each.text),
)
