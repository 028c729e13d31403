"""Records that look like one another, so that nobody keeps two of the same."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import Hit, Likeness
from salesdesk.answers.merging import LikelyPair
from salesdesk.errors import RuleBroken
from salesdesk.models import Company, Contact, DistinctPair, Product
from salesdesk.queries.search import hits_of
from salesdesk.rules.names import bare_key, name_key
from salesdesk.translation import tr

_MODELS: dict[str, Any] = {"companies": Company, "contacts": Contact, "products": Product}


def possible_duplicates(session: Session, *, record: str) -> tuple[Likeness, ...]:
    """Groups of live records whose names are alike but for blanks, signs and legal forms."""
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for key, name in _names(session, record):
        groups[bare_key(name)].append((key, name))
    return tuple(
        Likeness(record, tuple(key for key, _ in group), tuple(name for _, name in group))
        for bare, group in sorted(groups.items())
        if bare and len(group) > 1
    )


def looks_like(session: Session, *, record: str, names: Iterable[str]) -> dict[str, str]:
    """For each of these names that is not there but looks like one that is: which one."""
    known: dict[str, str] = {}
    exact = set()
    for _, name in _names(session, record):
        known.setdefault(bare_key(name), name)
        exact.add(name_key(name))
    return {
        name: known[bare_key(name)]
        for name in names
        if name_key(name) not in exact and bare_key(name) and bare_key(name) in known
    }


_CANDIDATES, _LEAST = 500, 4
_LAST = "\U0010ffff"
_ENTERED: dict[str, Any] = {"company": Company, "contact": Contact}


def records_alike(
    session: Session, *, record: str, name: str, email: str = "", limit: int = 3
) -> tuple[Hit, ...]:
    """Live records ("company", "contact") that may be the one about to be entered.

    Those whose names are the same, or begin the same from four letters on, but for blanks, signs and legal
    forms; contacts with the same e-mail address, companies with its domain too.
    """
    model = _ENTERED[record]
    found: list[int] = []
    address = email.strip().lower()
    if "@" in address:
        same = sa.func.lower(Contact.email) == address
        if record == "company":
            same = Company.domain == address.split("@")[-1]
        found += session.scalars(sa.select(model.id).where(model.deleted_at.is_(None), same).limit(limit))
    found += _beginning_alike(session, model, name)
    return hits_of(session, [(record, key) for key in list(dict.fromkeys(found))[:limit]])


def _beginning_alike(session: Session, model: Any, name: str) -> list[int]:
    bare, begin = bare_key(name), name_key(name)[:_LEAST].strip()
    if len(begin) < 2 or not bare:
        return []
    rows = session.execute(
        sa.select(model.id, model.name)
        .where(model.deleted_at.is_(None), model.name_key >= begin, model.name_key < begin + _LAST)
        .order_by(model.name_key, model.id)
        .limit(_CANDIDATES)
    )
    keys = [(key, bare_key(known)) for key, known in rows]
    same = [key for key, known in keys if known == bare]
    longer = [key for key, known in keys if known != bare and known.startswith(bare)]
    return [*same, *(longer if len(bare) >= _LEAST else [])]


def _names(session: Session, record: str) -> Iterable[tuple[int, str]]:
    model = _MODELS.get(record)
    if model is None:
        raise RuleBroken(tr("There is no list of {word}.").format(word=record))
    rows = session.execute(
        sa.select(model.id, model.name).where(model.deleted_at.is_(None)).order_by(model.id)
    )
    return ((row[0], row[1]) for row in rows)


_MOST_NAMES, _MOST_PAIRS, _DIGITS = 200_000, 500, 6


def likely_pairs(session: Session, *, record: str, most: int = _MOST_PAIRS) -> tuple[LikelyPair, ...]:
    """Pairs of live companies or contacts that look like one, without those that somebody told apart.

    They are alike in their names but for blanks, signs and legal forms (among more than 200,000 records only
    names that are the same but for case and accents), or share an e-mail address, a domain (companies) or a
    phone number of at least six digits. Of more than two alike each is paired with the oldest.
    """
    model = _ENTERED[record]
    why: dict[tuple[int, int], list[str]] = defaultdict(list)
    for reason, groups in _alike(session, model, record):
        for first, *others in groups:
            for other in others:
                why[(first, other)].append(reason)
    apart = session.execute(
        sa.select(DistinctPair.first_id, DistinctPair.second_id).where(
            DistinctPair.record == record, DistinctPair.deleted_at.is_(None)
        )
    )
    for row in apart:
        why.pop((row[0], row[1]), None)
    wanted = dict(sorted(why.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:most])
    told = {hit.id: hit for hit in hits_of(session, [(record, key) for pair in wanted for key in pair])}
    return tuple(
        LikelyPair(record, a, told[a].title, told[a].detail, b, told[b].title, told[b].detail, tuple(reasons))
        for (a, b), reasons in wanted.items()
        if a in told and b in told
    )


def _alike(session: Session, model: Any, record: str) -> Iterable[tuple[str, Iterable[list[int]]]]:
    """Groups of keys by what is the same about them, each from the oldest."""
    count = session.scalar(sa.select(sa.func.count()).select_from(model).where(model.deleted_at.is_(None)))
    yield (
        "name",
        _bare_names(session, model)
        if (count or 0) <= _MOST_NAMES
        else _same(session, model, [model.name_key]),
    )
    if record == "company":
        yield "domain", _same(session, model, [model.domain])
    yield "email", _same(session, model, [sa.func.lower(sa.func.trim(model.email))])
    phones = [model.phone] if record == "company" else [model.phone, model.mobile]
    yield "phone", _same(session, model, [_digits(phone) for phone in phones], least=_DIGITS)


def _bare_names(session: Session, model: Any) -> Iterable[list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for key, name in session.execute(
        sa.select(model.id, model.name).where(model.deleted_at.is_(None)).order_by(model.id)
    ):
        groups[bare_key(name)].append(key)
    return [group for bare, group in groups.items() if bare and len(group) > 1]


def _digits(column: Any) -> Any:
    """A phone number without the signs that people put between its digits."""
    plain = column
    for sign in " -/().+":
        plain = sa.func.replace(plain, sign, "")
    return plain


def _same(session: Session, model: Any, columns: list[Any], least: int = 3) -> Iterable[list[int]]:
    """The keys that share a value of one of these columns; values shorter than `least` say nothing."""
    parts = [
        sa.select(model.id.label("id"), column.label("value")).where(
            model.deleted_at.is_(None), sa.func.length(column) >= least
        )
        for column in columns
    ]
    values = sa.union(*parts).subquery() if len(parts) > 1 else parts[0].subquery()
    shared = sa.select(values.c.value).group_by(values.c.value).having(sa.func.count() > 1)
    rows = session.execute(
        sa.select(values.c.value, values.c.id)
        .where(values.c.value.in_(shared))
        .order_by(values.c.value, values.c.id)
    )
    groups: dict[str, list[int]] = defaultdict(list)
    for value, key in rows:
        groups[value].append(key)
    return groups.values()
