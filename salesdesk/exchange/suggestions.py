"""What a column could mean that is not called as any field: offered with a reason, never taken unasked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from salesdesk.exchange.columns import text_of
from salesdesk.exchange.mapping import Mapping, called, column_key, known_words
from salesdesk.exchange.sheet import Cell, Table
from salesdesk.exchange.ways import Target
from salesdesk.translation import tr

_ALIKE, _SHORTEST, _SAMPLE, _MOST = 0.82, 4, 200, 0.8
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SITE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_BESIDE = {"companies": ("contacts",), "contacts": ("companies",), "deals": ("companies", "contacts")}
_FACTS = frozenset(
    {"number", "industry", "street", "postcode", "city", "region", "country", "phone", "email", "website"}
)
"""What a sheet may tell of somebody who stands beside what it is about."""
_AMOUNTS = ("sales", "net sales", "revenue", "umsatz", "turnover", "total", "total sales", "gross sales")
"""What a column may be called that holds what a deal came to, the likeliest first."""
_NUMBER = re.compile(r"[^\w-]{0,3}-?[\d.,'\s]*\d\)?\s?[^\W\d]{0,3}|-")
_TIMES = frozenset({"month", "week", "year", "quarter", "day", "monat", "woche", "jahr", "quartal", "tag"})
_PHONE = re.compile(r"(?!\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$)\+?[\d\s()/.\-]{7,}")
"""Digits with what people put between them, but no day."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record and field that a column could mean, and why."""

    target: Target
    reason: str


def suggest_columns(table: Table, mapping: Mapping) -> dict[int, Suggestion]:
    """By its place what each column could mean that has no meaning yet; no field is offered twice."""
    taken = set(mapping.columns.values())
    found: dict[int, Suggestion] = {}
    amount = _amount(table, mapping)
    if amount is not None:
        found[amount] = Suggestion(("deals", "amount"), tr("Holds amounts"))
        taken.add(found[amount].target)
    for place, header in enumerate(table.headers):
        if not header.strip() or place in mapping.columns or place in found:
            continue
        for suggestion in _ideas(table, mapping, place, header):
            if suggestion.target not in taken:
                found[place] = suggestion
                taken.add(suggestion.target)
                break
    return found


def _amount(table: Table, mapping: Mapping) -> int | None:
    """The column that most likely holds the amounts of deals where none is called so."""
    if mapping.record != "deals" or ("deals", "amount") in mapping.columns.values():
        return None
    keys = [column_key(header) for header in table.headers]
    for name in _AMOUNTS:
        for place, key in enumerate(keys):
            if key == name and place not in mapping.columns and _are_numbers(table.column(place)[:_SAMPLE]):
                return place
    return None


def _are_numbers(cells: Sequence[Cell]) -> bool:
    texts = [text for text in map(text_of, cells) if text is not None]
    return bool(texts) and sum(_NUMBER.fullmatch(text) is not None for text in texts) >= _MOST * len(texts)


def _ideas(table: Table, mapping: Mapping, place: int, header: str) -> Iterator[Suggestion]:
    """What a column could be, the likeliest first."""
    record, (first, *more) = mapping.record, header.casefold().split()
    # "Month Number" is no number of a company, and "Month Name" no name of one.
    if not (more and first in _TIMES):
        for of in (record, *_BESIDE.get(record, ())):
            yield from _by_name(of, column_key(header), record)
    texts = [text for text in map(text_of, table.column(place)[:_SAMPLE]) if text is not None]
    for pattern, field, reason in (
        (_MAIL, "email", tr("Looks like e-mail addresses")),
        (_SITE, "website", tr("Looks like web addresses")),
        (_PHONE, "phone", tr("Looks like phone numbers")),
    ):
        fits = sum(pattern.fullmatch(text) is not None for text in texts)
        if texts and fits >= _MOST * len(texts):
            fields = known_words(record).values()
            yield Suggestion((record if field in fields else "contacts", field), reason)
    name = (record, called(record))
    differ = len(texts) > 1 and len(set(texts)) == len(texts)
    if name not in mapping.columns.values() and differ and not any(map(_PHONE.fullmatch, texts)):
        yield Suggestion(name, tr("All different"))


def _by_name(record: str, key: str, sheet: str) -> Iterator[Suggestion]:
    """Fields whose names resemble this one, the most similar first."""
    alike: list[tuple[float, str, str]] = []
    for word, field in known_words(record).items():
        beside = record != sheet and field not in _FACTS
        if beside or len(word) < _SHORTEST or len(key) < _SHORTEST:
            continue
        share = SequenceMatcher(None, word, key).ratio()
        if share >= _ALIKE or key.endswith(word) or key.startswith(word):
            alike.append((share, field, word))
    for _, field, word in sorted(alike, reverse=True):
        yield Suggestion((record, field), tr("Resembles “{word}”").format(word=word))
