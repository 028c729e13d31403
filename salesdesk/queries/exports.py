"""Whole lists as people see them: every field of every record, ready for a workbook or a text file."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from salesdesk.errors import RuleBroken
from salesdesk.models import (
    Activity,
    Company,
    Contact,
    CustomField,
    Deal,
    DealFacts,
    DealLine,
    LeadSource,
    LostReason,
    Meta,
    Person,
    Pipeline,
    Product,
    Segment,
    Stage,
    Territory,
)
from salesdesk.queries.team import position_labels
from salesdesk.rules.coded import Words, code_of, coded_fields
from salesdesk.rules.fields import FIELDS, RECORD_ID, Field, FieldKind
from salesdesk.translation import tr

RECORDS = tuple(FIELDS)
_AT_ONCE = 2_000
_KEYS_AT_ONCE = 500
_Columns = dict[str, Any]
_CUSTOM_KINDS: dict[str, FieldKind] = {
    "long_text": "long_text",
    "number": "number",
    "money": "money",
    "date": "day",
    "yes_no": "yes_no",
}


def list_fields(session: Session, *, record: str) -> tuple[Field, ...]:
    """The fields of a kind of record ("deals") in the order of its list, the team's own ones last."""
    known = _known(record)
    own = session.execute(
        sa.select(CustomField.key, CustomField.label, CustomField.kind)
        .where(CustomField.record == _MODELS[record].__tablename__, CustomField.deleted_at.is_(None))
        .order_by(CustomField.position, CustomField.id)
    )
    return (
        *known,
        *(Field(f"custom.{key}", label, _CUSTOM_KINDS.get(kind, "text")) for key, label, kind in own),
    )


def list_rows(
    session: Session,
    *,
    record: str,
    where: Sequence[tuple[str, str]] = (),
    also: Sequence[sa.ColumnElement[Any]] = (),
) -> Iterator[tuple[Any, ...]]:
    """All live records of a kind, one tuple each in the order of `list_fields`, read as they are asked for.

    `where` holds pairs of a field's key or name and the value that it must have. Texts, numbers as Decimal or
    int, days as date, moments as datetime in UTC; what is kept as a key in the words of the screen. What is
    in `also` stands at the end.
    """
    fields = list_fields(session, record=record)
    coded = coded_fields(record, position_labels(session))
    columns, source = _SOURCES[record]()
    model = _MODELS[record]
    own = [field.key.removeprefix("custom.") for field in fields if field.key.startswith("custom.")]
    known = [columns[field.key] for field in _known(record)]
    question = (
        sa.select(*known, *([model.custom] if own else []), *also)
        .select_from(source)
        .where(model.deleted_at.is_(None), *_conditions(session, record, fields, columns, where))
        .order_by(model.id)
    )
    keyed = [(place, coded[field.key]) for place, field in enumerate(fields) if field.key in coded]
    rows = _read(session, question)
    if own:
        place = len(known)
        people = _member_fields(session, record)
        keyed += [(place + n, people[key]) for n, key in enumerate(own) if key in people]
        rows = (_spread(row, place, own) for row in rows)
    return (_in_words(row, keyed) for row in rows)


def _spread(row: Sequence[Any], place: int, own: Sequence[str]) -> tuple[Any, ...]:
    """A row with each of the team's own fields in a place of its own."""
    return (*row[:place], *((row[place] or {}).get(key) for key in own), *row[place + 1 :])


def _member_fields(session: Session, record: str) -> dict[str, dict[Any, str]]:
    """The team's own fields that name somebody, with what everybody is called: by login where two are
    called alike."""
    keys = session.scalars(
        sa.select(CustomField.key).where(
            CustomField.record == _MODELS[record].__tablename__,
            CustomField.kind == "person",
            CustomField.deleted_at.is_(None),
        )
    ).all()
    if not keys:
        return {}
    people = session.execute(sa.select(Person.id, Person.name, Person.name_key, Person.login)).all()
    alike = Counter(each.name_key for each in people)
    names = {each.id: each.login if alike[each.name_key] > 1 and each.login else each.name for each in people}
    return dict.fromkeys(keys, names | {str(key): name for key, name in names.items()})


def _in_words(row: Sequence[Any], keyed: Sequence[tuple[int, Words]]) -> tuple[Any, ...]:
    """A row with what its keys are called."""
    values = list(row)
    for place, words in keyed:
        found = values[place]
        if isinstance(found, list):
            values[place] = [words.get(key, key) for key in found]
        else:
            values[place] = words.get(found, found)
    return tuple(values)


def _read(session: Session, question: sa.Select[Any]) -> Iterator[Any]:
    """The rows as they come; whoever stops half-way leaves nothing open."""
    with session.execute(question, execution_options={"yield_per": _AT_ONCE}) as rows:
        yield from rows


def list_facts(
    session: Session,
    *,
    record: str,
    where: Sequence[tuple[str, str]] = (),
    also: Sequence[str] = (),
    ids: Sequence[int] | None = None,
) -> Iterator[dict[str, Any]]:
    """The records of `list_rows`, each as its facts by field; with further columns such as "due_at".

    With `ids` only these records, in this order.
    """
    fields = _known(record)
    columns, source = _SOURCES[record]()
    model = _MODELS[record]
    chosen = {field.key: columns[field.key] for field in fields}
    chosen |= {key: getattr(model, key) for key in ("id", *also)}
    question = (
        sa.select(*chosen.values())
        .select_from(source)
        .where(model.deleted_at.is_(None), *_conditions(session, record, fields, columns, where))
        .order_by(model.id)
    )
    if ids is None:
        yield from (dict(zip(chosen, row, strict=True)) for row in _read(session, question))
        return
    for start in range(0, len(ids), _KEYS_AT_ONCE):
        part = list(ids[start : start + _KEYS_AT_ONCE])
        found = (
            dict(zip(chosen, row, strict=True)) for row in session.execute(question.where(model.id.in_(part)))
        )
        by_id = {facts["id"]: facts for facts in found}
        yield from (by_id[key] for key in part if key in by_id)


def list_count(session: Session, *, record: str, where: Sequence[tuple[str, str]] = ()) -> int:
    """How many rows `list_rows` gives."""
    columns, source = _SOURCES[record]()
    model, fields = _MODELS[record], list_fields(session, record=record)
    question = sa.select(sa.func.count()).select_from(source)
    limits = _conditions(session, record, fields, columns, where)
    return session.scalar(question.where(model.deleted_at.is_(None), *limits)) or 0


def list_with_ids(
    session: Session, *, record: str, where: Sequence[tuple[str, str]] = ()
) -> tuple[tuple[Field, ...], Iterator[tuple[Any, ...]]]:
    """The fields and rows of a list, each with the RECORD_ID of its record at the end."""
    fields, home, model = list_fields(session, record=record), database_key(session), _MODELS[record]
    rows = list_rows(session, record=record, where=where, also=(model.id,))
    return (*fields, RECORD_ID), ((*row[:-1], f"{home}-{row[-1]}") for row in rows)


def database_key(session: Session) -> str:
    """What tells this database from every other one."""
    return session.scalars(sa.select(Meta.database_id)).one()


def _known(record: str) -> tuple[Field, ...]:
    if record not in FIELDS:
        raise RuleBroken(tr("There is no list of {word}.").format(word=record))
    return FIELDS[record]


def _conditions(
    session: Session,
    record: str,
    fields: Sequence[Field],
    columns: _Columns,
    where: Sequence[tuple[str, str]],
) -> list[sa.ColumnElement[bool]]:
    coded = coded_fields(record, position_labels(session)) if where else {}
    found = []
    for name, text in where:
        field = next((field for field in fields if name.casefold() in _names(field)), None)
        if field is None or field.key not in columns:
            raise RuleBroken(tr("This list cannot be limited by {field}.").format(field=name))
        if field.key in coded:
            text = code_of(text, coded[field.key]) or text
        found.append(_equals(columns[field.key], field, text))
    return found


def _names(field: Field) -> tuple[str, ...]:
    return field.key.casefold(), field.name.casefold(), field.label.casefold()


def _equals(column: Any, field: Field, text: str) -> sa.ColumnElement[bool]:
    if text == "":
        return column.is_(None)  # type: ignore[no-any-return]
    if field.kind in ("text", "long_text"):
        return sa.or_(column == text, sa.func.lower(column) == text.lower())
    try:
        return column == _VALUES[field.kind](text)  # type: ignore[no-any-return]
    except (ValueError, KeyError, InvalidOperation) as error:
        raise RuleBroken(
            tr("{value} is not a value of {field}.").format(value=text, field=field.label)
        ) from error


_VALUES: dict[str, Callable[[str], Any]] = {
    "day": date.fromisoformat,
    "whole": int,
    "number": Decimal,
    "money": Decimal,
    "share": Decimal,
    "yes_no": lambda text: {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}[
        text.lower()
    ],
}


def _plain(model: Any, record: str) -> _Columns:
    """The fields that are columns of the record itself."""
    names = {attribute.key for attribute in sa.inspect(model).column_attrs}
    return {field.key: getattr(model, field.key) for field in FIELDS[record] if field.key in names}


def _people() -> tuple[_Columns, Any]:
    above = aliased(Person)
    columns = _plain(Person, "people")
    columns |= {"reports_to": sa.func.coalesce(above.login, above.name), "territory": Territory.name}
    source = sa.join(Person, above, above.id == Person.reports_to_id, isouter=True)
    return columns, source.join(Territory, Territory.id == Person.territory_id, isouter=True)


def _companies() -> tuple[_Columns, Any]:
    parent = aliased(Company)
    columns = _plain(Company, "companies")
    columns |= {"parent": parent.name, "owner": Person.name}
    columns |= {"segment": Segment.name, "territory": Territory.name}
    source = (
        sa.join(Company, parent, parent.id == Company.parent_id, isouter=True)
        .join(Person, Person.id == Company.owner_id, isouter=True)
        .join(Segment, Segment.id == Company.segment_id, isouter=True)
        .join(Territory, Territory.id == Company.territory_id, isouter=True)
    )
    return columns, source


def _contacts() -> tuple[_Columns, Any]:
    columns = _plain(Contact, "contacts")
    columns |= {"company": Company.name, "owner": Person.name}
    source = sa.join(Contact, Company, Company.id == Contact.company_id, isouter=True)
    return columns, source.join(Person, Person.id == Contact.owner_id, isouter=True)


def _deals() -> tuple[_Columns, Any]:
    product = (
        sa.select(Product.name)
        .join(DealLine, DealLine.product_id == Product.id)
        .where(DealLine.deal_id == Deal.id, DealLine.deleted_at.is_(None))
        .order_by(DealLine.position, DealLine.id)
        .limit(1)
        .scalar_subquery()
    )
    columns = _plain(Deal, "deals")
    columns |= {"company": Company.name, "contact": Contact.name, "owner": Person.name, "product": product}
    columns |= {"pipeline": Pipeline.name, "stage": Stage.name, "lost_reason": LostReason.name}
    columns |= {"lead_source": LeadSource.name, "segment": Segment.name, "territory": Territory.name}
    columns |= {"next_step": DealFacts.next_step, "next_step_on": DealFacts.next_step_on}
    source = (
        sa.join(Deal, Stage, Stage.id == Deal.stage_id)
        .join(Pipeline, Pipeline.id == Deal.pipeline_id)
        .join(DealFacts, DealFacts.deal_id == Deal.id)
        .join(Company, Company.id == Deal.company_id, isouter=True)
        .join(Contact, Contact.id == Deal.contact_id, isouter=True)
        .join(Person, Person.id == Deal.owner_id, isouter=True)
        .join(LostReason, LostReason.id == Deal.lost_reason_id, isouter=True)
        .join(LeadSource, LeadSource.id == Deal.lead_source_id, isouter=True)
        .join(Segment, Segment.id == Deal.segment_id, isouter=True)
        .join(Territory, Territory.id == Deal.territory_id, isouter=True)
    )
    return columns, source


def _activities() -> tuple[_Columns, Any]:
    columns = _plain(Activity, "activities")
    columns |= {"person": Person.name, "deal": Deal.number, "company": Company.name, "contact": Contact.name}
    source = (
        sa.join(Activity, Person, Person.id == Activity.person_id, isouter=True)
        .join(Deal, Deal.id == Activity.deal_id, isouter=True)
        .join(Company, Company.id == Activity.company_id, isouter=True)
        .join(Contact, Contact.id == Activity.contact_id, isouter=True)
    )
    return columns, source


def _products() -> tuple[_Columns, Any]:
    return _plain(Product, "products"), sa.inspect(Product).local_table


_MODELS: dict[str, Any] = {
    "people": Person,
    "companies": Company,
    "contacts": Contact,
    "deals": Deal,
    "activities": Activity,
    "products": Product,
}
LIST_OF = {model.__tablename__: record for record, model in _MODELS.items()}
"""The kind of record ("deals") of each table that is a list."""
_SOURCES: dict[str, Callable[[], tuple[_Columns, Any]]] = {
    "people": _people,
    "companies": _companies,
    "contacts": _contacts,
    "deals": _deals,
    "activities": _activities,
    "products": _products,
}
