"""Records that look like one another, so that nobody keeps two of the same."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import Hit, Likeness
from salesdesk.errors import RuleBroken
from salesdesk.models import Company, Contact, Product
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
