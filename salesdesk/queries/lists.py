"""Lists of companies, contacts and deals by name: the first page at once, any other place on demand."""

from array import array
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import ListRow
from salesdesk.errors import RuleBroken
from salesdesk.models import Company, Contact, Deal, Person
from salesdesk.rules.names import name_key
from salesdesk.translation import tr

PAGE = 1_000
_MODELS: dict[str, Any] = {"companies": Company, "contacts": Contact, "deals": Deal}


def list_page(
    session: Session,
    *,
    record: str,
    text: str = "",
    after: tuple[str, int] | None = None,
    limit: int = PAGE,
) -> tuple[ListRow, ...]:
    """Up to `limit` records by name, from behind the one with (name_key, id) `after` on."""
    model = _model(record)
    question = _rows(record).where(*_conditions(model, text))
    if after is not None:
        question = question.where(sa.tuple_(model.name_key, model.id) > sa.tuple_(*map(sa.literal, after)))
    question = question.order_by(model.name_key, model.id).limit(limit)
    return tuple(ListRow(*row) for row in session.execute(question))


def list_ids(session: Session, *, record: str, text: str = "") -> "array[int]":
    """The keys of all records of the list in its order: what a scroll bar needs to jump anywhere."""
    model = _model(record)
    question = sa.select(model.id).where(*_conditions(model, text)).order_by(model.name_key, model.id)
    return array("q", session.scalars(question))


def list_rows_at(session: Session, *, record: str, ids: Sequence[int]) -> tuple[ListRow, ...]:
    """The records with these keys, in this order; those that are gone or out of sight are left out."""
    model = _model(record)
    question = _rows(record).where(model.id.in_(list(ids)), model.deleted_at.is_(None))
    found = {row[0]: ListRow(*row) for row in session.execute(question)}
    return tuple(found[key] for key in ids if key in found)


def _model(record: str) -> Any:
    if record not in _MODELS:
        raise RuleBroken(tr("There is no list of {word}.").format(word=record))
    return _MODELS[record]


def _conditions(model: Any, text: str) -> list[Any]:
    """Live records; with a text those whose name holds it."""
    key = name_key(text)
    held = [model.name_key.contains(key, autoescape=True)] if key else []
    return [model.deleted_at.is_(None), *held]


def _rows(record: str) -> sa.Select[int, str, str, str, str, str, str]:
    nothing = sa.literal("")
    owner = sa.func.coalesce(Person.name, "")
    if record == "companies":
        columns = (Company.id, Company.name_key, Company.name, sa.func.coalesce(Company.city, ""), owner)
        reach = (sa.func.coalesce(Company.email, ""), sa.func.coalesce(Company.phone, ""))
        source: Any = sa.join(Company, Person, Person.id == Company.owner_id, isouter=True)
        return sa.select(*columns, *reach).select_from(source)
    company = sa.func.coalesce(Company.name, "")
    if record == "contacts":
        reach = (sa.func.coalesce(Contact.email, ""), sa.func.coalesce(Contact.phone, Contact.mobile, ""))
        source = sa.join(Contact, Company, Company.id == Contact.company_id, isouter=True)
        source = source.join(Person, Person.id == Contact.owner_id, isouter=True)
        columns = (Contact.id, Contact.name_key, Contact.name, company, owner)
        return sa.select(*columns, *reach).select_from(source)
    source = sa.join(Deal, Company, Company.id == Deal.company_id, isouter=True)
    source = source.join(Person, Person.id == Deal.owner_id, isouter=True)
    return sa.select(Deal.id, Deal.name_key, Deal.title, company, owner, nothing, nothing).select_from(source)
