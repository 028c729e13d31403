"""Goes through the rows of an import and decides about each: make, change, leave, or refuse with a reason."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.errors import KnownError, RuleBroken
from salesdesk.exchange.known import MODELS, Known
from salesdesk.exchange.mapping import RECORDS
from salesdesk.exchange.plan import Operation, Options, Plan, Ref, Refused
from salesdesk.exchange.records import ADDERS
from salesdesk.exchange.stages import Stages
from salesdesk.exchange.values import Problem, ReadRow, ReadTable
from salesdesk.queries.duplicates import looks_like
from salesdesk.rules.fields import label_of
from salesdesk.rules.names import bare_key, name_key
from salesdesk.rules.texts import one_line
from salesdesk.services.activities import activity_values
from salesdesk.services.companies import company_values
from salesdesk.services.contacts import contact_values
from salesdesk.services.deals import deal_values
from salesdesk.services.products import product_values
from salesdesk.translation import tr

_CHECKS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "companies": company_values,
    "contacts": contact_values,
    "deals": deal_values,
    "products": product_values,
    "activities": lambda values: activity_values(
        {name: value for name, value in values.items() if name not in ("kind", "state")}
    ),
}
_CALLED = {"deals": "title", "activities": "subject"}


def make_plan(session: Session, tables: Sequence[ReadTable], options: Options) -> Plan:
    """Decide about every row of all tables; each may refer to records of any other table."""
    planner = Planner(session, options)
    for read in sorted(tables, key=lambda each: RECORDS.index(each.mapping.record)):
        planner.add(read)
    return planner.finish()


class Planner:
    """Holds what is known and what will be made while it goes through the rows."""

    def __init__(self, session: Session, options: Options) -> None:
        self.session = session
        self.options = options
        self.plan = Plan()
        self.known = Known(session)
        self.stages = Stages(session, self.plan, may_make=self.may_make("stages"))
        self.pending: dict[tuple[str, str], Operation] = {}
        self.seen: Counter[tuple[str, str]] = Counter()
        self.claimed: dict[str, set[int]] = defaultdict(set)
        self.logins: dict[str, str] = {}
        self._wanted: list[Operation] = []
        self._missing_products: list[str] = []

    def add(self, read: ReadTable) -> None:
        """Plan all rows of a table."""
        record = read.mapping.record
        self._require_names(read)
        self.plan.messages += [f"{read.table.file.name}: {notice}" for notice in read.table.notices]
        if read.mapping.ignored:
            self.plan.messages.append(
                tr("{file}: left out the columns {columns}.").format(
                    file=read.table.file.name, columns=", ".join(read.mapping.ignored)
                )
            )
        if record == "deals":
            self.stages.find(read)
        if record == "people":
            self._note_logins(read)
        for row in read.rows:
            self._add_row(read, row)

    def _require_names(self, read: ReadTable) -> None:
        record = read.mapping.record
        known = set(read.mapping.fields(record))
        needed = _CALLED.get(record, "name")
        enough = {"deals": {"company", "product"}, "contacts": {"first_name", "last_name", "email"}}
        if needed not in known and not known & enough.get(record, set()):
            raise KnownError(
                tr(
                    "{file}: no column says what each row is called. Say what the file holds with --as, and "
                    'map a column with --map "COLUMN={object}.{field}".'
                ).format(file=read.table.file.name, object=record, field=needed)
            )

    def _note_logins(self, read: ReadTable) -> None:
        """Somebody may report to a person who stands further down, by login."""
        named = [row.values["people"] for row in read.rows]
        self.logins |= {
            name_key(values["login"]): name_key(values["name"])
            for values in named
            if values.get("login") and values.get("name")
        }

    def _add_row(self, read: ReadTable, row: ReadRow) -> None:
        if row.problem is None:
            try:
                self._check(row)
                ADDERS[read.mapping.record](self, read, row)
                return
            except Refused as refused:
                column, value, reason = refused.args
                row.problem = Problem(read.table.file.name, row.number, column, str(value or ""), reason)
            except RuleBroken as broken:
                row.problem = Problem(read.table.file.name, row.number, "", "", str(broken))
        self.plan.problems.append((read, row))

    def _check(self, row: ReadRow) -> None:
        """Refuse a row now whose values nobody could save, before anything is made for it."""
        for record, values in row.values.items():
            told = {name: value for name, value in values.items() if value is not None}
            if record in _CHECKS:
                _CHECKS[record]({"id": 0, **told})
            currency = told.get("currency")
            if currency is not None and currency not in self.known.currencies:
                raise Refused("currency", currency, tr("the company does not deal in this currency"))

    def put(
        self, read: ReadTable, row: ReadRow, record: str, key: str, values: dict[str, Any], found: int | None
    ) -> Operation:
        """Note a record to make or to change; twice in the file is one record."""
        if found is not None:
            self.claimed[record].add(found)
        known = self.pending.get((record, key))
        if known is not None:
            known.values |= {name: value for name, value in values.items() if value is not None}
            known.row = known.row or row.number
            return known
        operation = Operation(record, key, values, found, read.table.file.name, row.number)
        self.pending[(record, key)] = operation
        self._wanted.append(operation)
        return operation

    def alias(self, operation: Operation, *names: str | None) -> None:
        """Let other rows name this record so, if no other record is called so already."""
        for name in names:
            if name:
                self.pending.setdefault((operation.record, name_key(name)), operation)

    def reference(self, record: str, name: str | None, column: str, *, make: bool = True) -> int | Ref | None:
        """The record that a cell names: known, planned, or made if that is allowed."""
        if name is None:
            return None
        one_line(name, label_of(column))
        key = self.logins.get(name_key(name), name_key(name)) if record == "people" else name_key(name)
        if (record, key) in self.pending:
            return self.pending[(record, key)].reference
        known = self.known.first(record, key)
        if known is not None:
            return known
        if record == "people" and key in self.logins.values():
            make = True
        if not make:
            raise Refused(column, name, tr("nothing of this name is known"))
        if record == "products":
            self._missing_products.append(name)
        return self.missing(record, key, {"name": name})

    def missing(self, record: str, key: str, values: dict[str, Any]) -> Ref:
        """Plan a record that no row of its own tells of (yet)."""
        operation = Operation(record, key, values)
        self.pending[(record, key)] = operation
        self._wanted.append(operation)
        return Ref(record, key)

    def may_make(self, what: str) -> bool:
        """Whether the user lets missing ones be made."""
        return what in self.options.create_missing

    def origin(self, read: ReadTable, values: dict[str, Any], record: str) -> int | None:
        """Find a record by its key in the other system, and note that key."""
        external = values.get("external_id")
        if external is None:
            values.pop("source", None)
            return None
        values["source"] = values.get("source") or read.source
        return self.known.origins(record).get((values["source"], external))

    def finish(self) -> Plan:
        """Compare with what is there: only what differs is changed."""
        existing: dict[tuple[str, int], dict[str, Any]] = {}
        for record in MODELS:
            existing |= self.known.rows(
                record, [op.id for op in self._wanted if op.record == record and op.id]
            )
        with_lines = self.known.deals_with_lines(
            op.id for op in self._wanted if op.record == "deals" and op.id
        )
        for operation in self._wanted:
            self._decide(operation, existing, with_lines)
        self._tell_likes()
        self.plan.operations.sort(key=lambda operation: RECORDS.index(operation.record))
        return self.plan

    def _decide(
        self, operation: Operation, existing: dict[tuple[str, int], dict[str, Any]], with_lines: set[int]
    ) -> None:
        if operation.id is None:
            self.plan.operations.append(operation)
            return
        before = existing[(operation.record, operation.id)]
        mode = self.options.on_match
        changed = {
            name: value
            for name, value in operation.values.items()
            if value is not None
            and not _same(before.get(name), value)
            and (mode != "fill" or before.get(name) is None)
        }
        if operation.id in with_lines or operation.product is None:
            operation.product = None
        if mode == "skip" or not (changed or operation.product):
            self.plan.skipped[operation.record] += 1
            return
        operation.values = changed
        self.plan.operations.append(operation)

    def _tell_likes(self) -> None:
        """Say which made products look like known ones, in the database or in this very import."""
        likes = looks_like(self.session, record="products", names=self._missing_products)
        planned = {
            bare_key(operation.values["name"]): operation.values["name"]
            for operation in self._wanted
            if operation.record == "products"
            and operation.values.get("name") not in (None, *self._missing_products)
        }
        for name in self._missing_products:
            like = likes.get(name) or planned.get(bare_key(name))
            if like:
                self.plan.messages.append(
                    tr(
                        "The product {name} is made as asked; it looks like {like}, which is there already."
                    ).format(name=name, like=like)
                )


def _same(before: Any, value: Any) -> bool:
    """Whether nothing changes; spreadsheets keep moments to the second."""
    if isinstance(before, datetime) and isinstance(value, datetime):
        return abs((before - value).total_seconds()) < 1
    return bool(before == value)
