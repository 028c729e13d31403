"""The fields of one record with their values, what can be chosen for them, and what refers where."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import Offer
from salesdesk.answers.records import Fact, FactKind
from salesdesk.models import (
    Campaign,
    Company,
    Competitor,
    Contact,
    Currency,
    CustomField,
    LeadSource,
    Person,
    Segment,
    Stage,
    Territory,
)
from salesdesk.queries.company_calendar import base_currency
from salesdesk.rules.fields import FIELDS, label_of
from salesdesk.rules.words import CATEGORIES, DEAL_KINDS
from salesdesk.translation import tr

_CHOSEN: dict[str, tuple[FactKind, Any]] = {
    "owner": ("person", Person),
    "segment": ("named", Segment),
    "territory": ("named", Territory),
    "lead_source": ("named", LeadSource),
    "campaign": ("named", Campaign),
    "competitor": ("named", Competitor),
    "parent": ("company", Company),
    "company": ("company", Company),
    "contact": ("contact", Contact),
}
_ORDER: dict[str, tuple[str, ...]] = {
    "company": (
        "owner",
        "segment",
        "territory",
        "industry",
        "phone",
        "email",
        "website",
        "street",
        "postcode",
        "city",
        "region",
        "country",
        "employees",
        "revenue",
        "year_established",
        "number",
        "parent",
    ),
    "contact": (
        "company",
        "job_title",
        "owner",
        "email",
        "phone",
        "mobile",
        "first_name",
        "last_name",
        "street",
        "postcode",
        "city",
        "country",
    ),
    "deal": (
        "owner",
        "company",
        "contact",
        "amount",
        "currency",
        "close_on",
        "probability",
        "category",
        "kind",
        "lead_source",
        "campaign",
        "segment",
        "territory",
        "competitor",
        "started_on",
    ),
}
_LISTS = {"company": "companies", "contact": "contacts", "deal": "deals"}
_OWN: dict[str, FactKind] = {
    "long_text": "long_text",
    "number": "number",
    "money": "money",
    "date": "day",
    "yes_no": "yes_no",
    "choice": "choice",
    "person": "person",
}


def facts_of(session: Session, record: str, row: Any) -> tuple[Fact, ...]:
    """The fields of a record in the order of its page, then the team's own, then the description."""
    kinds: dict[str, Any] = {field.key: field.kind for field in FIELDS[_LISTS[record]]}
    currency = getattr(row, "currency", None) or base_currency(session)
    facts = [_fact(session, record, row, key, kinds, currency) for key in _ORDER[record]]
    description = Fact("description", label_of("description"), "long_text", row.description)
    return (*facts, *_own_facts(session, record, row.custom or {}, currency), description)


def _fact(session: Session, record: str, row: Any, key: str, kinds: Mapping[str, Any], currency: str) -> Fact:
    if key in _CHOSEN:
        kind, model = _CHOSEN[key]
        value = getattr(row, f"{key}_id")
        offers = () if kind in ("company", "contact") else _rows(session, model, value)
        label = label_of(f"{key}_id")
        return Fact(f"{key}_id", label, kind, value, words=_name(session, model, value), offers=offers)
    value, label = getattr(row, key), label_of(key)
    if key == "kind":
        return Fact(key, label, "choice", value, offers=_offers(DEAL_KINDS), needed=True)
    if key == "category":
        return Fact(key, label, "choice", value, offers=_offers(CATEGORIES), instead=tr("by its stage"))
    if key == "currency":
        codes = session.scalars(sa.select(Currency.code).where(Currency.deleted_at.is_(None)))
        offers = tuple(Offer(code, code) for code in sorted(codes))
        return Fact(key, label, "choice", value, offers=offers, needed=True)
    if key == "probability":
        return Fact(key, label, "whole", value, instead=_usual_probability(session, row))
    return Fact(key, label, kinds[key], value, currency=currency if kinds[key] == "money" else "")


def _usual_probability(session: Session, row: Any) -> str:
    usual = session.scalar(sa.select(Stage.probability).where(Stage.id == row.stage_id))
    return tr("{n} % (default)").format(n=usual) if usual is not None else ""


def _offers(words: Mapping[str, str]) -> tuple[Offer, ...]:
    return tuple(Offer(value, name) for value, name in words.items())


def _rows(session: Session, model: Any, current: int | None) -> tuple[Offer, ...]:
    """The rows that can be chosen; the one chosen now is among them even if nobody can choose it any more."""
    question = sa.select(model.id, model.name).where(model.deleted_at.is_(None))
    if model is Person:
        question = question.where(sa.or_(Person.active, Person.id == (current or 0)))
    rows = session.execute(question.order_by(model.name_key, model.id))
    return tuple(Offer(str(key), name) for key, name in rows)


def _name(session: Session, model: Any, key: int | None) -> str:
    if key is None:
        return ""
    return session.scalar(sa.select(model.name).where(model.id == key)) or ""


def _own_facts(session: Session, record: str, custom: Mapping[str, Any], currency: str) -> Iterable[Fact]:
    rows = session.execute(
        sa.select(CustomField.key, CustomField.label, CustomField.kind, CustomField.choices)
        .where(CustomField.record == record, CustomField.deleted_at.is_(None))
        .order_by(CustomField.position, CustomField.id)
    )
    for key, label, kind, choices in rows:
        shown = _OWN.get(kind, "text")
        value = _own_value(shown, custom.get(key))
        offers: tuple[Offer, ...] = tuple(Offer(choice, choice) for choice in choices or ())
        words = ""
        if shown == "person":
            offers = _rows(session, Person, value)
            words = _name(session, Person, value)
        money = currency if shown == "money" else ""
        yield Fact(f"custom.{key}", label, shown, value, words=words, currency=money, offers=offers)


def _own_value(kind: str, value: Any) -> Any:
    """A value of the team's own field as Python has it; what does not fit its kind any more as a text."""
    if value is None:
        return None
    try:
        if kind in ("number", "money"):
            return Decimal(str(value))
        if kind == "day":
            return date.fromisoformat(str(value))
        if kind == "person":
            return int(value)
    except (InvalidOperation, ValueError):
        return None
    return bool(value) if kind == "yes_no" else value
