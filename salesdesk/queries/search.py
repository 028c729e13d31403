"""Search as you type over companies, contacts, deals, products and people."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import Hit
from salesdesk.models import Company, Contact, Deal, Person, Product
from salesdesk.rules.names import name_key
from salesdesk.rules.positions import position_words

AT_MOST = 20
RECORDS = ("company", "contact", "deal", "product", "person")
_TRIGRAM = 3
_BROAD = 20_000
_OF_WORD = 200
_CANDIDATES, _ALL = 500, 2**31 - 1
_LAST = "\U0010ffff"
_Select = sa.Select[int, str, str]
_SEARCHED: dict[str, tuple[Any, str]] = {
    "company": (Company, "domain"),
    "contact": (Contact, "email"),
    "deal": (Deal, "number"),
    "product": (Product, "sku"),
    "person": (Person, "email"),
}
# A shop has some thousand products and a few people: these are read through, not looked up in an index.
_SMALL = frozenset({"product", "person"})


def search(
    session: Session, *, text: str, records: tuple[str, ...] = RECORDS, limit: int = AT_MOST
) -> tuple[Hit, ...]:
    """Up to `limit` hits per kind of record, names that begin with the text first.

    One or two letters are the beginning of a name; longer words may stand anywhere in a name, a domain, an
    e-mail address, a deal's or a product's number, all of them. After the deals that bear the words come
    those of companies that do, else those of which one bears some and the other the rest: open ones first.
    """
    words = name_key(text).split()
    if not words:
        return ()
    hits: list[Hit] = []
    for record in records:
        found = _hits(session, record, words, limit)
        if record == "deal" and len(found) < limit and max(map(len, words)) >= _TRIGRAM:
            found += _of_companies(session, words, hits, {hit.id for hit in found}, limit - len(found))
        hits += found
    return tuple(hits)


def hits_of(session: Session, refs: Sequence[tuple[str, int]]) -> tuple[Hit, ...]:
    """Records named by kind and id as hits, in this order; what is gone or not to be seen is left out."""
    found: dict[tuple[str, int], Hit] = {}
    for record in {record for record, _ in refs} & _SEARCHED.keys():
        model = _SEARCHED[record][0]
        ids = [id for kind, id in refs if kind == record]
        question = _shown(record).where(model.deleted_at.is_(None), model.id.in_(ids))
        found |= {(record, row[0]): _hit(record, row) for row in session.execute(question)}
    return tuple(found[ref] for ref in refs if ref in found)


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
    if record not in _SEARCHED or record in _SMALL:
        return conditions + [model.name_key.contains(word, autoescape=True) for word in long]
    if session.get_bind().dialect.name == "sqlite":
        return [*conditions, model.id.in_(_full_text(record, long))]
    return conditions + [model.id.in_(_by_trigrams(record, word, _ALL)) for word in long]


def narrowed(session: Session, record: str, field: str, part: str) -> list[Any]:
    """A condition by which the index of parts of words leaves few rows that may hold `part` in a field.

    None where there is no such index, for one or two letters, and in a file for what very many rows hold:
    these are found sooner by going through all.
    """
    if record not in _SEARCHED or record in _SMALL or len(part) < _TRIGRAM:
        return []
    model, other = _SEARCHED[record]
    if field not in ("name_key", other):
        return []
    if session.get_bind().dialect.name != "sqlite":
        return [model.id.in_(_by_trigrams(record, part, _ALL))]
    found = _full_text(record, [part])
    is_broad = session.execute(found.offset(_BROAD).limit(1)).first() is not None
    return [] if is_broad else [model.id.in_(found)]


def _hits(session: Session, record: str, words: list[str], limit: int) -> list[Hit]:
    """Names that begin with the words by the index of names; then those that hold them anywhere."""
    model, whole = _SEARCHED[record][0], " ".join(words)
    begins = _shown(record).where(
        model.deleted_at.is_(None), model.name_key >= whole, model.name_key < whole + _LAST
    )
    rows = list(session.execute(begins.order_by(model.name_key, model.id).limit(limit)))
    if len(rows) < limit and max(map(len, words)) >= _TRIGRAM:
        known = {row[0] for row in rows}
        more = session.execute(_holding(session, record, words).limit(limit)).all()
        on_server = session.get_bind().dialect.name != "sqlite" and record not in _SMALL
        if len(more) < limit and len(words) > 1 and on_server:
            # The first that hold the longest word may lack another that later ones have.
            more = session.execute(_holding(session, record, words, _ALL).limit(limit)).all()
        rows += [row for row in more if row[0] not in known]
    return [_hit(record, row) for row in rows[:limit]]


def _of_companies(
    session: Session, words: list[str], hits: Sequence[Hit], known: set[int], limit: int
) -> list[Hit]:
    """Deals, beyond those `known`, of companies that bear the words; where there are none, those of which the
    company bears some of the words and the deal the rest.

    `hits` may hold the companies that bear them all already; of a single word's companies the first
    _OF_WORD by name are looked at.
    """
    whole = {hit.id for hit in hits if hit.record == "company"} or {
        hit.id for hit in _hits(session, "company", words, limit)
    }
    found = _deals_of(session, whole, words, known, limit)
    if found or known or len(words) == 1:
        return found
    some: set[int] = set()
    for word in words:
        if len(word) >= _TRIGRAM:
            bearing = _holding(session, "company", [word]).limit(_OF_WORD)
            some |= {row[0] for row in session.execute(bearing)}
    return _deals_of(session, some, words, known, limit)


def _deals_of(
    session: Session, company_ids: set[int], words: list[str], known: set[int], limit: int
) -> list[Hit]:
    """Deals of these companies that bear all words, with what their company bears; open ones first."""
    if not company_ids:
        return []
    question = _shown("deal").where(
        Deal.deleted_at.is_(None), Deal.company_id.in_(company_ids), Deal.id.not_in(known)
    )
    for word in words:
        domain = sa.func.lower(sa.func.coalesce(Company.domain, ""))
        fields = (Deal.name_key, sa.func.lower(Deal.number), Company.name_key, domain)
        question = question.where(sa.or_(*(field.contains(word, autoescape=True) for field in fields)))
    is_decided = sa.or_(Deal.won_on.is_not(None), Deal.lost_on.is_not(None))
    order = (sa.case((is_decided, 1), else_=0), Deal.name_key, Deal.id)
    return [_hit("deal", row) for row in session.execute(question.order_by(*order).limit(limit))]


def _hit(record: str, row: Sequence[Any]) -> Hit:
    key, title, detail = row
    return Hit(record, key, title, position_words(detail) if record == "person" else detail)


def _holding(session: Session, record: str, words: list[str], most: int = _CANDIDATES) -> _Select:
    """Records that hold every word somewhere; on a server among the first `most` that hold the longest."""
    model, other = _SEARCHED[record]
    question = _shown(record).where(model.deleted_at.is_(None)).order_by(model.name_key, model.id)
    if record not in _SMALL:
        found, words = _by_index(session, record, words, most)
        question = question.where(model.id.in_(found))
    for word in words:
        held = model.name_key.contains(word, autoescape=True)
        question = question.where(
            sa.or_(held, sa.func.lower(getattr(model, other)).contains(word, autoescape=True))
        )
    return question


def _by_index(session: Session, record: str, words: list[str], most: int) -> tuple[Any, list[str]]:
    """The keys that the database's index of parts of words gives, and the words it did not look for."""
    if session.get_bind().dialect.name == "sqlite":
        return _full_text(record, words), [word for word in words if len(word) < _TRIGRAM]
    longest = max(words, key=len)
    return _by_trigrams(record, longest, most), [word for word in words if word != longest]


def _full_text(record: str, words: list[str]) -> Any:
    """The keys of rows whose full text holds every word of three letters and more (SQLite)."""
    index = sa.table(f"{record}_search", sa.column("rowid"), sa.column(f"{record}_search"))
    quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words if len(word) >= _TRIGRAM)
    return sa.select(index.c.rowid).where(index.c[f"{record}_search"].op("MATCH")(quoted))


def _by_trigrams(record: str, word: str, most: int) -> Any:
    """The keys of rows that hold a word, by a function that sees no more than the viewer (Postgres)."""
    for sign in ("\\", "%", "_"):
        word = word.replace(sign, f"\\{sign}")
    function = getattr(sa.func.priv, f"search_{record}")
    return sa.select(function(f"%{word}%", most).column_valued("found"))


def _shown(record: str) -> _Select:
    """Key, title and detail of a kind of record."""
    if record == "company":
        return sa.select(Company.id, Company.name, sa.func.coalesce(Company.city, ""))
    if record == "product":
        detail = sa.func.coalesce(Product.sku, Product.family, "")
        return sa.select(Product.id, Product.name, detail)
    if record == "person":
        return sa.select(Person.id, Person.name, Person.position)
    company = sa.func.coalesce(Company.name, "")
    if record == "contact":
        question = sa.select(Contact.id, Contact.name, company)
        return question.outerjoin(Company, Company.id == Contact.company_id)
    return sa.select(Deal.id, Deal.title, company).outerjoin(Company, Company.id == Deal.company_id)
