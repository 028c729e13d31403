"""Fields that the team adds to companies, contacts, deals, activities, products and people."""

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import Activity, Company, Contact, CustomField, Deal, Person, Product
from salesdesk.models.base import now, table_of
from salesdesk.models.setting import CUSTOM_FIELD_KINDS
from salesdesk.rules.fields import FIELDS
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import one_line
from salesdesk.services.order import place_among
from salesdesk.services.pipelines import require_process
from salesdesk.services.rights import require_right
from salesdesk.services.rows import edit_record, live_record, update_rows
from salesdesk.translation import tr

FIELD_OWNERS: dict[str, Any] = {
    "company": Company,
    "contact": Contact,
    "deal": Deal,
    "activity": Activity,
    "product": Product,
    "person": Person,
}
_LISTS = {
    "company": "companies",
    "contact": "contacts",
    "deal": "deals",
    "activity": "activities",
    "product": "products",
    "person": "people",
}
MOST_CHOICES = 200


def define_field(session: Session, *, record: str, label: str, kind: str, choices: Sequence[str] = ()) -> int:
    """Add a field of a `kind` (text, long_text, number, money, date, yes_no, choice, person) to a kind of
    record, behind those there are; its id. A choice field needs its `choices`."""
    require_process(session)
    if record not in FIELD_OWNERS:
        raise RuleBroken(tr("{word} has no fields of its own.").format(word=record))
    if kind not in CUSTOM_FIELD_KINDS:
        raise RuleBroken(tr("{word} is not a kind of field.").format(word=kind))
    fields = session.scalars(sa.select(CustomField).where(CustomField.record == record)).all()
    live = [each for each in fields if each.deleted_at is None]
    made = CustomField(
        record=record,
        key=_key(label, {each.key for each in fields}),
        label=_label(record, label, live),
        kind=kind,
        choices=_choices(choices) if kind == "choice" else [],
        position=max((each.position for each in live), default=0) + 1,
    )
    session.add(made)
    session.flush()
    return made.id


def edit_field(
    session: Session, *, field_id: int, label: str | None = None, choices: Sequence[str] | None = None
) -> None:
    """Rename a field, or give a choice field other choices; what records hold stays. Its kind stays too."""
    require_process(session)
    field = _live_field(session, field_id)
    values: dict[str, Any] = {}
    if label is not None:
        others = [each for each in session.scalars(_live_fields(field.record)) if each.id != field_id]
        values["label"] = _label(field.record, label, others)
    if choices is not None:
        if field.kind != "choice":
            raise RuleBroken(tr("{name} is not a choice.").format(name=field.label))
        values["choices"] = _choices(choices)
    edit_record(session, field, values)


def rename_field_choice(session: Session, *, field_id: int, old: str, new: str) -> int:
    """Rename one choice of a field, in the records that hold it too; how many these are. It touches
    everybody's records, so it takes an administrator."""
    require_right(session, "administrator")
    field = _live_field(session, field_id)
    if old not in field.choices:
        raise RuleBroken(tr("{name} is not among the choices any more.").format(name=old))
    renamed = [new if choice == old else choice for choice in field.choices]
    edit_record(session, field, {"choices": _choices(renamed)})
    model, key = FIELD_OWNERS[field.record], field.key
    table = table_of(model)
    # Narrowed by the text of the document first, then read: both databases write it their own way.
    holds = sa.cast(table.c.custom, sa.Text()).contains(f'"{key}"', autoescape=True)
    rows = session.connection().execute(
        sa.select(table.c.id, table.c.custom).where(holds).order_by(table.c.id).with_for_update()
    )
    changed = [
        {"id": row.id, "custom": {**row.custom, key: _label_text(new)}}
        for row in rows
        if row.custom.get(key) == old
    ]
    return update_rows(session, model, changed, trashed=True)


def place_field(session: Session, *, field_id: int, position: int) -> None:
    """Put a field at a place among its record's fields, 0 the first."""
    require_process(session)
    field = _live_field(session, field_id)
    others = session.scalars(_live_fields(field.record))
    place_among(session, record=field, others=others, position=position)


def retire_field(session: Session, *, field_id: int) -> None:
    """Put a field into the trash: forms, lists and files are without it, records keep what they hold."""
    require_process(session)
    edit_record(session, _live_field(session, field_id), {"deleted_at": now()})


def _live_field(session: Session, field_id: int) -> CustomField:
    return live_record(session, CustomField, field_id, gone=tr("This field is not there any more."))


def _live_fields(record: str) -> sa.Select[CustomField]:
    question = sa.select(CustomField).where(CustomField.record == record, CustomField.deleted_at.is_(None))
    return question.order_by(CustomField.position, CustomField.id)


def _label_text(given: str) -> str:
    text = one_line(given, tr("The name"))
    if not text:
        raise RuleBroken(tr("This needs a name."))
    return text


def _label(record: str, given: str, others: Sequence[CustomField]) -> str:
    label = _label_text(given)
    shipped = {name_key(word) for field in FIELDS[_LISTS[record]] for word in (field.label, field.name)}
    if name_key(label) in shipped | {name_key(each.label) for each in others}:
        raise RuleBroken(tr("There is a field named {name} already.").format(name=label))
    return label


def _key(label: str, taken: set[str]) -> str:
    """The name under which records hold the values: never one that a retired field left values under."""
    stem = re.sub(r"[^a-z0-9]+", "_", name_key(label)).strip("_")[:40] or "field"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key


def _choices(given: Sequence[str]) -> list[str]:
    choices = list(dict.fromkeys(filter(None, (one_line(each, tr("The choice")) for each in given))))
    if not choices:
        raise RuleBroken(tr("A choice needs something to choose from."))
    if len(choices) > MOST_CHOICES:
        raise RuleBroken(tr("A field takes up to {most} choices.").format(most=MOST_CHOICES))
    if len({name_key(choice) for choice in choices}) < len(choices):
        raise RuleBroken(tr("Two of the choices are the same."))
    return choices
