"""Lists of records: which columns there are, which rows in which order, and what they add up to.

The keys of a whole list come at once (`list_ids`), the rows of a page on demand (`list_rows_at`).
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.lists import Column, Group, ListView, Offer, Row, Totals
from salesdesk.errors import RuleBroken
from salesdesk.models import Deal
from salesdesk.queries.board import owner_choices
from salesdesk.queries.company_calendar import base_currency
from salesdesk.queries.keys import among, among_given, rows_given
from salesdesk.queries.lists.activities import activities_source
from salesdesk.queries.lists.companies import companies_source
from salesdesk.queries.lists.conditions import asked, held, needs_of
from salesdesk.queries.lists.contacts import contacts_source
from salesdesk.queries.lists.deals import deals_source
from salesdesk.queries.lists.expressions import unindexed
from salesdesk.queries.lists.source import Listed, Source, custom, is_custom
from salesdesk.queries.search import held_by_search
from salesdesk.rules.names import name_key
from salesdesk.translation import tr

PAGE = 256
MOST_NAMES = 500
_AT_ONCE = 500
_MOST_GROUPS = 2_000
_MOST_OFFERED = 200
_LOOKED_THROUGH = 20
"""Of how many names at the beginning a filter may leave one, for a page to be found among these alone."""
_SOURCES: dict[str, Callable[[], Source]] = {
    "company": companies_source,
    "contact": contacts_source,
    "deal": deals_source,
    "activity": activities_source,
}
RECORDS = tuple(_SOURCES)


def list_columns(session: Session, *, record: str) -> tuple[Column, ...]:
    """The columns that a list of this kind of record can show, the usual ones marked."""
    return tuple(listed.column for listed in _source(session, record).columns.values())


def list_ids(session: Session, view: ListView, *, limit: int | None = None) -> "array[int]":
    """The keys of the rows of a list in its order, all of them or the first `limit`.

    Rows without a value come last, upwards and downwards; equal ones by name. RuleBroken for a column that
    is not there or a condition that it cannot be asked.
    """
    source = _source(session, view.record)
    order, needs = _order(source, view)
    question = _limited(session, source, view, [source.model.id], needs)
    if limit is not None and (near := _among_first_names(session, source, view, question, limit)) is not None:
        return near
    return _keys(session, question.order_by(*order).limit(limit))


def _keys(session: Session, question: Any) -> "array[int]":
    if "action_id" in session.info:
        # A writing session sees what it may by its models only.
        return array("q", session.scalars(question))
    # A million keys: past the layers that make rows of them.
    found: Any = session.connection().execute(question).cursor
    return array("q", (key for (key,) in found))


def _among_first_names(
    session: Session, source: Source, view: ListView, question: Any, limit: int
) -> "array[int] | None":
    """The first `limit` keys of a filtered list by name, where so many stand near its beginning; else None.

    A file would read all rows to sort what a filter leaves of them. Postgres knows how many that may be and
    finds the shorter way by itself.
    """
    if not _is_weighed(source, view) or session.get_bind().dialect.name != "sqlite":
        return None
    model = source.model
    order = [column.desc() if view.descending else column.asc() for column in (model.name_key, model.id)]
    names = sa.select(model.name_key, model.id).where(_live(source)).order_by(*order)
    end = session.execute(names.offset(_LOOKED_THROUGH * limit).limit(1)).one_or_none()
    if end is None:
        return None
    place, last = sa.tuple_(model.name_key, model.id), sa.tuple_(*map(sa.literal, end))
    nearby = question.where(place >= last if view.descending else place <= last).order_by(*order)
    found = _keys(session, nearby.limit(limit))
    return found if len(found) == limit else None


def _is_weighed(source: Source, view: ListView) -> bool:
    """Whether a list is in the order of an index of names, of which a filter may leave few or many."""
    by_name = source.listed(view.sort).column.kind == "title" if view.sort else not source.worked_by[0]
    return bool(view.conditions) and by_name and not view.group and source.by_name is None


def matching(session: Session, view: ListView) -> Any:
    """The keys of the rows of a list as a question in no order, to ask something else about them."""
    source = _source(session, view.record)
    return _limited(session, source, view, [source.model.id], ())


def list_rows_at(session: Session, view: ListView, ids: Sequence[int]) -> tuple[Row, ...]:
    """The rows with these keys, in this order; those that are gone or out of sight are left out."""
    source = _source_of(session, view)
    keys = tuple(view.columns) or source.usual()
    found: dict[int, Row] = {}
    for start in range(0, len(ids), _AT_ONCE):
        found |= _rows(session, source, keys, list(ids[start : start + _AT_ONCE]))
    return tuple(found[key] for key in ids if key in found)


def list_page(session: Session, view: ListView, *, limit: int = PAGE) -> tuple[Row, ...]:
    """The first rows of a list: what is shown while its keys are still being read."""
    return list_rows_at(session, view, list_ids(session, view, limit=limit))


def list_totals(session: Session, view: ListView, *, ids: Sequence[int] | None = None) -> Totals:
    """How many rows a list holds and the sums of its columns; with `ids` of these rows only."""
    source = _source(session, view.record)
    summed = [listed for listed in source.columns.values() if listed.sums is not None]
    shown = set(view.columns or source.usual())
    summed = [listed for listed in summed if listed.column.key in shown]
    currency = base_currency(session)
    columns = [sa.func.count(), *(sa.func.sum(part) for each in summed for part in _parts(each))]
    needs = [name for listed in summed for name in listed.needs]
    if ids is None:
        rows = [session.execute(_limited(session, source, view, columns, needs)).one()]
    else:
        rows = [
            session.execute(
                source.select(columns, needs).where(_live(source), among(session, source.model.id, part))
            ).one()
            for part in (list(ids[start : start + _AT_ONCE]) for start in range(0, len(ids), _AT_ONCE))
        ]
    return _added(summed, rows, currency)


def list_groups(session: Session, view: ListView) -> tuple[Group, ...]:
    """The groups of a list in its order, with how many rows each holds; RuleBroken for too many of them."""
    source = _source(session, view.record)
    listed = _grouped(source, view.group)
    order, label = _group_order(listed), _label(listed)
    question = _limited(session, source, view, [sa.func.count(), label, listed.value], listed.needs)
    question = question.group_by(_sorted_by(listed), listed.value, label).order_by(*order)
    rows = session.execute(question.limit(_MOST_GROUPS + 1)).all()
    if len(rows) > _MOST_GROUPS:
        raise RuleBroken(
            tr("{field} has too many different values to group by.").format(field=listed.column.label)
        )
    return tuple(Group(_group_label(listed, name), count) for count, name, _ in rows)


def choices(
    session: Session,
    *,
    record: str,
    field: str,
    to_give: bool = False,
    text: str = "",
    values: Sequence[str] = (),
) -> tuple[Offer, ...]:
    """What a filter on this column can offer: people, segments, tags; of a text its most frequent values.

    With `to_give` what records can be given: nobody who left, whom a filter has to know. Of records
    there may be very many: the first MOST_NAMES by name that hold `text`, and those of `values`.
    """
    source = _source(session, record)
    listed = source.listed(field)
    if to_give and listed.column.kind == "person":
        return tuple(Offer(str(choice.id), choice.name) for choice in owner_choices(session))
    if listed.named_by is not None:
        return _named(session, listed.named_by, text, values)
    if listed.offers is not None:
        return tuple(listed.offers(session))
    if listed.column.kind != "text":
        return ()
    rows = session.execute(
        source.select([listed.value, sa.func.count()], ())
        .where(_live(source), listed.value.is_not(None))
        .group_by(listed.value)
        .order_by(sa.func.count().desc(), listed.value)
        .limit(_MOST_OFFERED)
    )
    values = [value for value, _ in rows if value]
    return tuple(Offer(value, value) for value in sorted(values, key=str.casefold))


def _named(session: Session, model: Any, text: str, values: Sequence[str]) -> tuple[Offer, ...]:
    """Records by their names, those chosen before among them wherever they stand."""
    title = model.title if model is Deal else model.name
    question = sa.select(model.id, title).where(model.deleted_at.is_(None))
    first = question.order_by(model.name_key, model.id).limit(MOST_NAMES)
    words = name_key(text).split()
    if words:
        first = first.where(*held_by_search(session, model.__tablename__, model, words))
    found: dict[int, str] = {}
    chosen = [int(value) for value in values if value.isdigit()]
    if chosen:
        found |= {row[0]: row[1] for row in session.execute(question.where(model.id.in_(chosen)))}
    found |= {row[0]: row[1] for row in session.execute(first)}
    return tuple(Offer(str(key), name) for key, name in found.items())


def rows_of_view(session: Session, view: ListView) -> Iterator[Row]:
    """All rows of a list in its order, read page by page as they are asked for."""
    ids = list_ids(session, view)
    for start in range(0, len(ids), _AT_ONCE):
        yield from list_rows_at(session, view, ids[start : start + _AT_ONCE])


def _source(session: Session, record: str) -> Source:
    if record not in _SOURCES:
        raise RuleBroken(tr("There is no list of {word}.").format(word=record))
    own = _SOURCES[record]()
    return replace(own, columns={**own.columns, **custom(session, record, own.model)})


def _source_of(session: Session, view: ListView) -> Source:
    """The kind of record with the columns that a view shows, at least."""
    if view.record in _SOURCES and not any(map(is_custom, view.columns)):
        return _SOURCES[view.record]()
    return _source(session, view.record)


def _live(source: Source) -> Any:
    return source.model.deleted_at.is_(None)


def _limited(
    session: Session, source: Source, view: ListView, columns: Sequence[Any], needs: Sequence[str]
) -> Any:
    """A question about the rows of a view."""
    wanted = [*needs, *(name for each in view.conditions for name in needs_of(source, each))]
    question = source.select(columns, wanted).where(_live(source))
    if view.text.strip():
        question = question.where(*held(session, source, view.text))
    for condition in view.conditions:
        question = question.where(asked(session, source, condition))
    return question


def _order(source: Source, view: ListView) -> tuple[list[Any], list[str]]:
    """What a list is sorted by, and the joins for it."""
    order: list[Any] = []
    needs: list[str] = []
    if view.group:
        grouped = _grouped(source, view.group)
        order += _group_order(grouped)
        needs += grouped.needs
    model = source.model
    first = source.listed(view.sort) if view.sort else None
    worked_by, joins = source.worked_by
    if first is None and worked_by:
        return [*order, *worked_by, source.name, model.id], [*needs, *joins]
    if first is not None and not first.column.sortable:
        raise RuleBroken(tr("This list cannot be sorted by {field}.").format(field=first.column.label))
    if first is None or first.column.kind == "title":
        # Both in one direction, so that the index of names can be walked either way.
        # A filter may leave few rows, and the index of names knows nothing of it.
        indexed = source.by_name is None
        keys = (unindexed(source.name) if view.conditions and indexed else source.name, model.id)
        return order + [key.desc() if view.descending else key.asc() for key in keys], needs
    by = _sorted_by(first)
    order.append(by.desc().nulls_last() if view.descending else by.asc().nulls_last())
    return [*order, source.name, model.id], [*needs, *first.needs]


def _grouped(source: Source, key: str) -> Listed:
    listed = source.listed(key)
    if not listed.column.groupable:
        raise RuleBroken(tr("This list cannot be grouped by {field}.").format(field=listed.column.label))
    return listed


def _sorted_by(listed: Listed) -> Any:
    return listed.value if listed.order is None else listed.order


def _group_order(listed: Listed) -> list[Any]:
    return [_sorted_by(listed).asc().nulls_last(), listed.value.asc().nulls_last()]


def _label(listed: Listed) -> Any:
    """What a group is called: the name of what its key means, else the value itself."""
    return listed.cells[1] if listed.make is not None and len(listed.cells) > 1 else listed.value


def _group_label(listed: Listed, value: Any) -> str:
    if value is None:
        return ""
    if listed.column.kind == "yes_no":
        return tr("Yes") if value else tr("No")
    if listed.make is not None and len(listed.cells) == 1:
        return str(listed.make(value))
    return str(value)


def _rows(session: Session, source: Source, keys: tuple[str, ...], ids: list[int]) -> dict[int, Row]:
    dialect = session.get_bind().dialect.name
    chosen = [source.listed(key) for key in keys]
    if any(map(is_custom, keys)):
        question = _page_question(source, chosen, dialect)
    else:
        question = _own_question(source.record, keys, dialect)
    rows = rows_given(session, question, ids)
    if not rows:
        return {}
    found, versions, *values = zip(*rows, strict=True)
    cells = _cells(session, chosen, found, values)
    return dict(zip(found, map(Row, found, versions, cells), strict=True))


@lru_cache(maxsize=64)
def _own_question(record: str, keys: tuple[str, ...], dialect: str) -> Any:
    """What a page of columns that every database has is read by; made once."""
    source = _SOURCES[record]()
    return _page_question(source, [source.listed(key) for key in keys], dialect)


def _page_question(source: Source, chosen: Sequence[Listed], dialect: str) -> Any:
    read = [listed for listed in chosen if listed.load is None]
    columns = [source.model.id, source.model.version, *(cell for listed in read for cell in listed.cells)]
    needs = [name for listed in read for name in listed.needs]
    question = source.select([column.label(f"c{n}") for n, column in enumerate(columns)], needs)
    return question.where(_live(source), among_given(dialect, source.model.id))


def _cells(
    session: Session, chosen: Sequence[Listed], ids: Sequence[int], values: Sequence[Any]
) -> Iterator[tuple[Any, ...]]:
    """The cells of the rows with these ids; made by column, which is faster than by row."""
    made: list[Any] = []
    left = iter(values)
    for listed in chosen:
        if listed.load is not None:
            made.append(map(listed.load(session, ids).get, ids))
            continue
        parts = [next(left) for _ in listed.cells]
        made.append(parts[0] if listed.make is None else map(listed.make, *parts))
    return zip(*made, strict=True)


def _parts(listed: Listed) -> list[Any]:
    """Amount, deals and those without a rate of a column that is summed."""
    amount, deals, missing = listed.sums or (sa.null(),) * 3
    return [amount, sa.literal(1) if deals is None else deals, missing]


def _added(summed: Sequence[Listed], rows: Sequence[Any], currency: str) -> Totals:
    count, deals = 0, 0
    sums = {listed.column.key: Decimal(0) for listed in summed}
    missing = dict.fromkeys(sums, 0)
    for row in rows:
        count += row[0]
        for place, key in enumerate(sums):
            amount, of_deals, without = row[1 + 3 * place : 4 + 3 * place]
            sums[key] += amount or 0
            missing[key] += int(without or 0)
            if key == "open_value":
                deals += int(of_deals or 0)
    return Totals(count, currency, sums, deals, missing)
