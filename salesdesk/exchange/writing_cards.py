"""Contacts and companies out as vCards 3.0, which every phone and mail program reads."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from salesdesk.exchange.cards import SOURCE
from salesdesk.exchange.writing import replacing, without_controls

_LONGEST = 75
"""How many octets of a line RFC 2426 allows."""
COLUMNS = ("updated_at",)
"""What the writer needs besides the fields."""


def write_cards(target: Path, record: str, rows: Iterable[Mapping[str, Any]], *, home: str) -> int:
    """Write "contacts" or "companies", each as its facts by field; how many.

    `home` tells this database from others, so that a card keeps its key whenever it is written. The file
    appears under its name only when it is whole; KnownError says why it could not be written.
    """
    count = 0
    with replacing(target) as part, part.open("wb") as file:
        for facts in rows:
            file.write(b"".join(_folded(line) for line in _card(record, facts, home)))
            count += 1
    return count


def _card(record: str, facts: Mapping[str, Any], home: str) -> Iterator[str]:
    yield from ("BEGIN:VCARD", "VERSION:3.0", "PRODID:-//SalesDesk//SalesDesk//EN")
    yield f"UID:{_escaped(_key(record, facts, home))}"
    yield f"FN:{_escaped(facts['name'])}"
    if record == "companies":
        yield from ("N:;;;;", f"ORG:{_escaped(facts['name'])}", "X-ABShowAs:COMPANY")
    else:
        yield from _person(facts)
    yield from _lines("TEL;TYPE=WORK,VOICE", facts.get("phone"))
    yield from _lines("EMAIL;TYPE=INTERNET,WORK", facts.get("email"))
    place = [facts.get(key) for key in ("street", "city", "region", "postcode", "country")]
    if any(place):
        yield "ADR;TYPE=WORK:;;" + ";".join(map(_escaped, place))
    yield from _lines("URL;TYPE=WORK", facts.get("website"))
    yield from _lines("NOTE", facts.get("description"))
    if facts.get("updated_at"):
        yield f"REV:{facts['updated_at'].astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "END:VCARD"


def _person(facts: Mapping[str, Any]) -> Iterator[str]:
    first, last = facts.get("first_name"), facts.get("last_name")
    if not first and not last:
        last = facts["name"]
    yield f"N:{_escaped(last)};{_escaped(first)};;;"
    yield from _lines("ORG", facts.get("company"))
    yield from _lines("TITLE", facts.get("job_title"))
    yield from _lines("TEL;TYPE=CELL,VOICE", facts.get("mobile"))


def _key(record: str, facts: Mapping[str, Any], home: str) -> str:
    """The key that a card came with, else one that stays the same for ever."""
    if facts.get("source") == SOURCE and facts.get("external_id"):
        return str(facts["external_id"])
    word = "company" if record == "companies" else "contact"
    return f"{word}-{facts['id']}@{home}.salesdesk"


def _lines(name: str, value: str | None) -> Iterator[str]:
    if value:
        yield f"{name}:{_escaped(value)}"


def _escaped(value: str | None) -> str:
    text = without_controls((value or "").replace("\r\n", "\n").replace("\r", "\n"))
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line in pieces of at most 75 octets, none of which divides a letter."""
    rest, pieces, most = line.encode("utf-8", "replace"), [], _LONGEST
    while len(rest) > most:
        end = most
        while rest[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(rest[:end])
        rest, most = rest[end:], _LONGEST - 1
    return b"\r\n ".join([*pieces, rest]) + b"\r\n"
