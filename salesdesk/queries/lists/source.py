"""What a list is made of: a table, what can be joined to it, and the columns that come of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import Column, ColumnKind, Named, Offer
from salesdesk.errors import RuleBroken
from salesdesk.models import CustomField, Person, Tag, Tagging
from salesdesk.queries.lists.expressions import folded, own_field, own_number
from salesdesk.rules.fields import FIELDS, Field
from salesdesk.translation import tr

Load = Callable[[Session, Sequence[int]], Mapping[int, Any]]
Make = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A column with the SQL behind it.

    `value` is what conditions compare and `order` what the list is sorted by (`value` where nothing else is
    said), `present` is NULL where there is nothing, `words` is searched by "contains" where `value` is a key.
    `needs` names the joins of these. `offers` are all values to choose from; `named_by` is the model of the
    records that are the values (people, tags, companies), of which there may be very many. `cells` are read
    for a page and made into the cell by `make`; a column with `load` is read apart, for its keys. `sums` are
    what is added up for a total: the amount, how many deals it is of (None: each row is one), and how many of
    those have no rate. `asks` is what conditions compare where that depends on the day.
    """

    column: Column
    value: Any
    order: Any = None
    present: Any = None
    words: Any = None
    needs: tuple[str, ...] = ()
    cells: tuple[Any, ...] = ()
    make: Make | None = None
    load: Load | None = None
    sums: tuple[Any, Any, Any] | None = None
    offers: Callable[[Session], Iterable[Offer]] | None = None
    named_by: Any = None
    asks: Callable[[Session], Any] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of record with its columns by key, in the order of a chooser, and its joins by name.

    One without a `name_key` says what it is sorted by (`by_name`) and where its words are `searched`: in a
    column (with None), or in the names of a model to which a column of keys refers. `worked_by` is the order
    in which its rows want work, where that is another one than by name, with the joins it needs.
    """

    record: str
    model: Any
    columns: Mapping[str, Listed]
    joins: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    by_name: Any = None
    searched: tuple[tuple[Any, Any], ...] = ()
    worked_by: tuple[tuple[Any, ...], tuple[str, ...]] = ((), ())

    @property
    def name(self) -> Any:
        """What rows are sorted by where nothing else is said."""
        return self.model.name_key if self.by_name is None else self.by_name

    def listed(self, key: str) -> Listed:
        """A column; RuleBroken if the list has none of this name."""
        found = self.columns.get(key)
        if found is None:
            raise RuleBroken(tr("This list has no column {field}.").format(field=key))
        return found

    def usual(self) -> tuple[str, ...]:
        """The columns shown where nobody chose any."""
        return tuple(key for key, listed in self.columns.items() if listed.column.usual)

    def select(self, columns: Sequence[Any], needs: Iterable[str]) -> Any:
        """A question for these columns with the joins that it needs."""
        question = sa.select(*columns).select_from(self.model)
        wanted = set(needs)
        for name, (target, condition) in self.joins.items():
            if name in wanted:
                question = question.outerjoin(target, condition)
        return question


def plain(
    model: Any,
    record: str,
    *,
    but: Iterable[str] = (),
    usual: Iterable[str] = (),
    grouped: Iterable[str] = (),
) -> dict[str, Listed]:
    """The fields of a record (rules.fields) that are columns of its own table."""
    left, shown, together = set(but), set(usual), set(grouped)
    known = {attribute.key for attribute in sa.inspect(model).column_attrs}
    return {
        field_.key: own(
            field_,
            getattr(model, field_.key),
            usual=field_.key in shown,
            grouped=field_.key in together,
        )
        for field_ in FIELDS[record]
        if field_.key in known and field_.key not in left
    }


def own(field_: Field, column: Any, *, usual: bool = False, grouped: bool = False) -> Listed:
    """A field that is a column of the record's table."""
    texts = field_.kind in ("text", "long_text")
    return Listed(
        Column(
            field_.key,
            field_.label,
            field_.kind,
            usual=usual,
            sortable=field_.kind != "long_text",
            groupable=grouped,
            editable="" if field_.key in ("source", "external_id") else field_.key,
        ),
        value=column,
        order=folded(column) if texts else column,
        cells=(column,),
    )


def person(key: str, label: str, column: Any, alias: Any, join: str, *, usual: bool = False) -> Listed:
    """A column that names a person of the team."""
    return Listed(
        Column(key, label, "person", usual=usual, groupable=True, editable=f"{key}_id"),
        value=column,
        order=alias.name_key,
        words=alias.name_key,
        needs=(join,),
        cells=(column, alias.name),
        make=named,
        named_by=Person,
    )


def word(
    key: str,
    label: str,
    column: Any,
    alias: Any,
    join: str,
    *,
    kind: ColumnKind = "named",
    usual: bool = False,
    groupable: bool = True,
) -> Listed:
    """A column that names another record: a segment, a territory, a company."""
    return Listed(
        Column(key, label, kind, usual=usual, groupable=groupable, editable=f"{key}_id"),
        value=column,
        order=alias.name_key,
        words=alias.name_key,
        needs=(join,),
        cells=(column, alias.name),
        make=named,
        named_by=alias_of(alias),
    )


def alias_of(entity: Any) -> Any:
    """The model behind an alias, or the model itself."""
    return sa.inspect(entity).mapper.class_


def named(key: int | None, name: str | None) -> Named | None:
    """The other record, or nothing; one out of sight is nothing."""
    return None if key is None or name is None else Named(key, name)


def tags(record: str, model: Any) -> Listed:
    """The tags of a record."""
    mine = sa.and_(Tagging.record == record, Tagging.record_id == model.id, Tagging.deleted_at.is_(None))
    one = sa.select(Tagging.id).where(mine).limit(1).correlate(model).scalar_subquery()

    def load(session: Session, ids: Sequence[int]) -> Mapping[int, Any]:
        rows = session.execute(
            sa.select(Tagging.record_id, Tag.name)
            .join(Tag, Tag.id == Tagging.tag_id)
            .where(Tagging.record == record, Tagging.record_id.in_(ids), Tagging.deleted_at.is_(None))
            .order_by(Tag.name_key, Tag.id)
        )
        found: dict[int, list[str]] = {}
        for record_id, name in rows:
            found.setdefault(record_id, []).append(name)
        return {record_id: tuple(names) for record_id, names in found.items()}

    column = Column("tags", tr("Tags"), "tags", sortable=False)
    return Listed(column, value=None, present=one, load=load, named_by=Tag)


def tag_condition(record: str, model: Any, tag_ids: Sequence[int]) -> Any:
    """That a record bears one of these tags."""
    return (
        sa.select(Tagging.id)
        .where(
            Tagging.record == record,
            Tagging.record_id == model.id,
            Tagging.deleted_at.is_(None),
            Tagging.tag_id.in_(tag_ids),
        )
        .correlate(model)
        .exists()
    )


def is_custom(key: str) -> bool:
    """Whether a column shows a field that the team added."""
    return key.startswith("custom.")


def custom(session: Session, record: str, model: Any) -> dict[str, Listed]:
    """The fields that the team added, in its order."""
    rows = session.execute(
        sa.select(CustomField.key, CustomField.label, CustomField.kind, CustomField.choices)
        .where(CustomField.record == record, CustomField.deleted_at.is_(None))
        .order_by(CustomField.position, CustomField.id)
    )
    return {f"custom.{key}": _custom(model, key, label, kind, choices) for key, label, kind, choices in rows}


_CUSTOM: dict[str, ColumnKind] = {
    "long_text": "long_text",
    "number": "number",
    "money": "money",
    "date": "day",
    "yes_no": "yes_no",
    "choice": "choice",
    "person": "person",
}


def _custom(model: Any, key: str, label: str, kind: str, choices: Sequence[str] | None) -> Listed:
    name, text = f"custom.{key}", own_field(model.custom, key)
    shown = _CUSTOM.get(kind, "text")
    column = Column(
        name,
        label,
        shown,
        sortable=shown != "long_text",
        groupable=shown in ("choice", "person", "yes_no"),
        editable=name,
    )
    if shown in ("number", "money"):
        return Listed(column, value=own_number(model.custom, key), present=text, cells=(text,), make=_number)
    if shown == "person":
        name_key = (
            sa.select(Person.name_key)
            .where(sa.cast(Person.id, sa.Text()) == text)
            .correlate(model)
            .scalar_subquery()
        )
        return Listed(
            column,
            value=text,
            order=name_key,
            words=name_key,
            load=_own_people(model, key),
            named_by=Person,
        )
    if shown == "yes_no":
        yes = sa.case((folded(text).in_(("true", "1")), 1), (folded(text).in_(("false", "0")), 0))
        return Listed(column, value=yes, cells=(yes,), make=_yes)
    offers = [Offer(choice, choice) for choice in choices or ()]
    return Listed(
        column,
        value=text,
        order=text if shown == "day" else folded(text),
        cells=(text,),
        make=_day if shown == "day" else None,
        offers=(lambda _: offers) if shown == "choice" else None,
    )


def _number(text: str | None) -> Any:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return text


def _day(text: str | None) -> Any:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return text


def _yes(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _own_people(model: Any, key: str) -> Load:
    def load(session: Session, ids: Sequence[int]) -> Mapping[int, Any]:
        text = own_field(model.custom, key)
        rows = session.execute(
            sa.select(model.id, Person.id, Person.name)
            .join(Person, sa.cast(Person.id, sa.Text()) == text)
            .where(model.id.in_(ids))
        )
        return {row[0]: Named(row[1], row[2]) for row in rows}

    return load
