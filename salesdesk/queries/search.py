"""Search as you type over companies, contacts and deals."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import Hit
from salesdesk.models import Company, Contact, Deal
from salesdesk.rules.names import name_key

AT_MOST = 20
_TRIGRAM = 3
_CANDIDATES, _ALL = 500, 2**31 - 1
_LAST = "\U0010ffff"
_Select = sa.Select[int, str, str]
_SEARCHED: dict[str, tuple[Any, str]] = {
    "company": (Company, "domain"),
    "contact": (Contact, "email"),
    "deal": (Deal, "number"),
}


def search(
    session: Session,
    *,
    text: str,
    records: tuple[str, ...] = ("company", "contact", "deal"),
    limit: int = AT_MOST,
) -> tuple[Hit, ...]:
    """Up to `limit` hits per kind of record, names that begin with the text first.

    One or two letters are the beginning of a name; longer words may stand anywhere in a name, a domain, an
    e-mail address or a deal's number, all of them.
    """
    words = name_key(text).split()
    if not words:
        return ()
    hits: list[Hit] = []
    for record in records:
        rows = session.execute(_question(session, record, words).limit(limit))
        found = [Hit(record, *row[:3]) for row in rows]
        hits += sorted(found, key=lambda hit: _order(hit.title, words))
    return tuple(hits)


def held_by_search(session: Session, record: str, model: Any, words: list[str]) -> list[Any]:
    """Conditions that hold for all records of a list that bear every word, however many there are.

    A word of one or two letters begins a word of the name; a longer one stands anywhere in what is searched.
    """
    short = [word for word in words if len(word) < _TRIGRAM]
    long = [word for word in words if len(word) >= _TRIGRAM]
    conditions: list[Any] = [
        sa.or_(
            model.name_key.startswith(word, autoescape=True),
            model.name_key.contains(f" {word}", autoescape=True),
        )
        for word in short
    ]
    if not long:
        return conditions
    if record not in _SEARCHED:
        return conditions + [model.name_key.contains(word, autoescape=True) for word in long]
    if session.get_bind().dialect.name == "sqlite":
        return [*conditions, model.id.in_(_full_text(record, long))]
    return conditions + [model.id.in_(_by_trigrams(record, word, _ALL)) for word in long]


def _order(title: str, words: list[str]) -> tuple[bool, str]:
    key = name_key(title)
    return not key.startswith(" ".join(words)), key


def _question(session: Session, record: str, words: list[str]) -> _Select:
    model, other = _SEARCHED[record]
    question = _shown(record).where(model.deleted_at.is_(None))
    whole = " ".join(words)
    if max(map(len, words)) < _TRIGRAM:
        return question.where(model.name_key >= whole, model.name_key < whole + _LAST).order_by(
            model.name_key
        )
    longest = max(words, key=len)
    if session.get_bind().dialect.name == "sqlite":
        found, words = _full_text(record, words), [word for word in words if len(word) < _TRIGRAM]
    else:
        found, words = _by_trigrams(record, longest), [word for word in words if word != longest]
    question = question.where(model.id.in_(found)).order_by(model.name_key, model.id)
    for word in words:
        held = model.name_key.contains(word, autoescape=True)
        question = question.where(
            sa.or_(held, sa.func.lower(getattr(model, other)).contains(word, autoescape=True))
        )
    return question


def _full_text(record: str, words: list[str]) -> Any:
    """The keys of rows whose full text holds every word of three letters and more (SQLite)."""
    index = sa.table(f"{record}_search", sa.column("rowid"), sa.column(f"{record}_search"))
    quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words if len(word) >= _TRIGRAM)
    return sa.select(index.c.rowid).where(index.c[f"{record}_search"].op("MATCH")(quoted))


def _by_trigrams(record: str, word: str, most: int = _CANDIDATES) -> Any:
    """The keys of rows that hold a word, by a function that sees no more than the viewer (Postgres)."""
    for sign in ("\\", "%", "_"):
        word = word.replace(sign, f"\\{sign}")
    function = getattr(sa.func.priv, f"search_{record}")
    return sa.select(function(f"%{word}%", most).column_valued("found"))


def _shown(record: str) -> _Select:
    """Key, title and detail of a kind of record."""
    if record == "company":
        return sa.select(Company.id, Company.name, sa.func.coalesce(Company.city, ""))
    company = sa.func.coalesce(Company.name, "")
    if record == "contact":
        question = sa.select(Contact.id, Contact.name, company)
        return question.outerjoin(Company, Company.id == Contact.company_id)
    return sa.select(Deal.id, Deal.title, company).outerjoin(Company, Company.id == Deal.company_id)
