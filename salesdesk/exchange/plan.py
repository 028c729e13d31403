"""What an import would do, row by row, without writing anything: the dry run is this plan."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import KnownError, RuleBroken
from salesdesk.exchange.mapping import RECORDS
from salesdesk.exchange.values import Problem, ReadRow, ReadTable
from salesdesk.models import (
    Base,
    Company,
    Contact,
    Deal,
    DealLine,
    LeadSource,
    LostReason,
    Person,
    Pipeline,
    Product,
    Segment,
    Stage,
    Territory,
)
from salesdesk.models.base import table_of
from salesdesk.models.person import POSITIONS
from salesdesk.queries.duplicates import looks_like
from salesdesk.rules.names import name_key
from salesdesk.rules.pipelines import StageTemplate, even_probabilities
from salesdesk.services.rows import chunked
from salesdesk.translation import tr

OnMatch = Literal["update", "fill", "skip", "create"]
Outcome = Literal["create", "update", "skip", "error"]
MODELS: dict[str, type[Base]] = {
    "products": Product,
    "people": Person,
    "companies": Company,
    "contacts": Contact,
    "deals": Deal,
}
_NAMED: dict[str, type[Base]] = {
    "territories": Territory,
    "segments": Segment,
    "lead_sources": LeadSource,
    "lost_reasons": LostReason,
}


@dataclass(frozen=True, slots=True)
class Ref:
    """A record that this import makes, named by its key, instead of an id."""

    record: str
    key: str


@dataclass(slots=True)
class Operation:
    """One record to make (`id` None) or to change."""

    record: str
    key: str
    values: dict[str, Any]
    id: int | None = None
    file: str = ""
    row: int = 0
    product: int | Ref | None = None
    product_name: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user decided about matches and about what is missing."""

    on_match: OnMatch = "update"
    create_missing: frozenset[str] = frozenset()
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """Everything an import would write, in the order of writing, and what it leaves out and why."""

    pipelines: list[tuple[str, tuple[StageTemplate, ...]]] = field(default_factory=list)
    territories: list[str] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    problems: list[tuple[ReadTable, ReadRow]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)

    def counts(self) -> dict[str, dict[str, int]]:
        """created, updated, skipped and errors per kind of record."""
        found: dict[str, dict[str, int]] = {}
        for operation in self.operations:
            counts = found.setdefault(operation.record, _nothing())
            counts["created" if operation.id is None else "updated"] += 1
        for record, count in self.skipped.items():
            found.setdefault(record, _nothing())["skipped"] = count
        for read, _ in self.problems:
            found.setdefault(read.mapping.record, _nothing())["errors"] += 1
        return found


def _nothing() -> dict[str, int]:
    return {"created": 0, "updated": 0, "skipped": 0, "errors": 0}


def make_plan(session: Session, tables: Sequence[ReadTable], options: Options) -> Plan:
    """Decide about every row of all tables; each may refer to records of any other table."""
    planner = _Planner(session, options)
    for read in sorted(tables, key=lambda each: RECORDS.index(each.mapping.record)):
        planner.add(read)
    return planner.finish()


class _Refused(Exception):
    """A row that cannot be imported: column, value, reason."""


class _Planner:
    """Holds what is known and what will be made while it goes through the rows."""

    def __init__(self, session: Session, options: Options) -> None:
        self.session = session
        self.options = options
        self.plan = Plan()
        self.pending: dict[tuple[str, str], Operation] = {}
        self.seen: Counter[tuple[str, str]] = Counter()
        self._names: dict[str, dict[str, int]] = {}
        self._origins: dict[str, dict[tuple[str | None, str], int]] = {}
        self._existing: dict[tuple[str, int], dict[str, Any]] = {}
        self._wanted: list[tuple[Operation, ReadTable]] = []
        self._stages: dict[str, int | Ref] = {}
        self._stage_types: dict[str, str] = {}
        self._missing_products: list[str] = []
        self._by_pipeline: dict[str, dict[str, tuple[int | Ref, str]]] = {}
        self._numbers: dict[str, int] = {}
        self.logins: dict[str, str] = {}

    def names(self, record: str) -> dict[str, int]:
        """Ids of live records by the key of their name; the oldest of several."""
        if record not in self._names:
            model = MODELS.get(record) or _NAMED[record]
            table = table_of(model)
            alive = table.c.deleted_at.is_(None)
            rows = self.session.execute(
                sa.select(table.c.name_key, table.c.id).where(alive).order_by(table.c.id.desc())
            )
            self._names[record] = {row[0]: row[1] for row in rows}
            if record == "people":
                self._names[record] = {**self._by_login(), **self._names[record]}
        return self._names[record]

    def _by_login(self) -> dict[str, int]:
        rows = self.session.execute(sa.select(Person.login, Person.id).where(Person.deleted_at.is_(None)))
        return {name_key(row[0]): row[1] for row in rows if row[0]}

    def origins(self, record: str) -> dict[tuple[str | None, str], int]:
        """Ids of live records by where they came from."""
        if record not in self._origins:
            table = table_of(MODELS[record])
            rows = self.session.execute(
                sa.select(table.c.source, table.c.external_id, table.c.id).where(
                    table.c.deleted_at.is_(None), table.c.external_id.is_not(None)
                )
            )
            self._origins[record] = {(row[0], row[1]): row[2] for row in rows}
        return self._origins[record]

    def add(self, read: ReadTable) -> None:
        """Plan all rows of a table."""
        record = read.mapping.record
        required = "title" if record == "deals" else "name"
        known = read.mapping.fields(record)
        if record == "activities":
            raise KnownError(
                tr("{file}: activities cannot be imported yet.").format(file=read.table.file.name)
            )
        if required not in known and not (record == "deals" and {"company", "product"} & set(known)):
            raise KnownError(
                tr(
                    "{file}: no column says what each row is called. Say what the file holds with --as, and "
                    'map a column with --map "COLUMN={object}.{field}".'
                ).format(file=read.table.file.name, object=record, field=required)
            )
        self.plan.messages += [f"{read.table.file.name}: {notice}" for notice in read.table.notices]
        if read.mapping.ignored:
            self.plan.messages.append(
                tr("{file}: left out the columns {columns}.").format(
                    file=read.table.file.name, columns=", ".join(read.mapping.ignored)
                )
            )
        if record == "deals":
            self._find_stages(read)
        if record == "people":
            # Somebody may report to a person who stands further down, by login.
            named = [row.values["people"] for row in read.rows]
            self.logins |= {
                name_key(values["login"]): name_key(values["name"])
                for values in named
                if values.get("login") and values.get("name")
            }
        for row in read.rows:
            self._add_row(read, row)

    def _add_row(self, read: ReadTable, row: ReadRow) -> None:
        if row.problem is None:
            try:
                _ADDERS[read.mapping.record](self, read, row)
                return
            except _Refused as refused:
                column, value, reason = refused.args
                row.problem = Problem(read.table.file.name, row.number, column, str(value or ""), reason)
        self.plan.problems.append((read, row))

    def put(
        self, read: ReadTable, row: ReadRow, record: str, key: str, values: dict[str, Any], found: int | None
    ) -> Operation:
        """Note a record to make or to change; twice in the file is one record."""
        known = self.pending.get((record, key))
        if known is not None:
            known.values |= {name: value for name, value in values.items() if value is not None}
            return known
        operation = Operation(record, key, values, found, read.table.file.name, row.number)
        self.pending[(record, key)] = operation
        self._wanted.append((operation, read))
        return operation

    def reference(self, record: str, name: str | None, column: str, *, make: bool = True) -> int | Ref | None:
        """The record that a cell names: known, planned, or made if that is allowed."""
        if name is None:
            return None
        key = self.logins.get(name_key(name), name_key(name)) if record == "people" else name_key(name)
        if (record, key) in self.pending:
            operation = self.pending[(record, key)]
            return operation.id if operation.id is not None else Ref(record, key)
        known = self.names(record).get(key)
        if known is not None:
            return known
        if record == "people" and key in self.logins.values():
            make = True
        if not make:
            raise _Refused(column, name, tr("nothing of this name is known"))
        self._make_missing(record, name, key)
        return Ref(record, key)

    def _make_missing(self, record: str, name: str, key: str) -> None:
        values: dict[str, Any] = {"name": name}
        if record == "products":
            self._missing_products.append(name)
        operation = Operation(record, key, values)
        self.pending[(record, key)] = operation
        self._wanted.append((operation, _NOWHERE))

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
        return self.origins(record).get((values["source"], external))

    def numbered(self, number: str) -> int | None:
        """The live deal with this number."""
        if not self._numbers:
            rows = self.session.execute(sa.select(Deal.number, Deal.id).where(Deal.deleted_at.is_(None)))
            self._numbers = {row[0]: row[1] for row in rows}
        return self._numbers.get(number)

    def _find_stages(self, read: ReadTable) -> None:
        """The stage of each value: of a known pipeline that has them all, else of one made for this file."""
        places = read.mapping.fields("deals")
        found = [row.values["deals"] for row in read.rows if row.problem is None]
        words = Counter(
            values["stage"]
            for values in found
            if values.get("stage") and not (values.get("pipeline") and self._stages_of(values["pipeline"]))
        )
        if "stage" not in places or not words:
            self._use_pipeline(self._first_pipeline())
            return
        pipeline = self._pipeline_for(read, set(words))
        if pipeline is not None:
            self._use_pipeline(pipeline)
        elif self.may_make("stages"):
            self._plan_pipeline(read, list(words))
        else:
            self._use_pipeline(self._first_pipeline())

    def _first_pipeline(self) -> int | None:
        question = sa.select(Pipeline.id).where(Pipeline.deleted_at.is_(None)).order_by(Pipeline.position)
        return self.session.scalar(question.limit(1))

    def _pipeline_for(self, read: ReadTable, words: set[str]) -> int | None:
        keys = {name_key(word) for word in words} - _DECIDED_WORDS.keys()
        rows = self.session.execute(
            sa.select(Stage.pipeline_id, Stage.name_key)
            .join(Pipeline, Pipeline.id == Stage.pipeline_id)
            .where(Stage.deleted_at.is_(None), Pipeline.deleted_at.is_(None))
            .order_by(Pipeline.name_key != name_key(read.source), Pipeline.position)
        )
        stages: dict[int, set[str]] = defaultdict(set)
        for pipeline_id, key in rows:
            stages[pipeline_id].add(key)
        return next((pipeline for pipeline, known in stages.items() if keys <= known), None)

    def _use_pipeline(self, pipeline_id: int | None) -> None:
        if pipeline_id is None:
            return
        rows = self.session.execute(
            sa.select(Stage.id, Stage.name_key, Stage.type)
            .where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None))
            .order_by(Stage.position)
        ).all()
        for word, kind in _DECIDED_WORDS.items():
            decided = next((row.id for row in rows if row.type == kind), None)
            if decided is not None:
                self._stages[word], self._stage_types[word] = decided, kind
        for row in rows:
            self._stages[row.name_key], self._stage_types[row.name_key] = row.id, row.type
        first = next((row for row in rows if row.type == "open"), rows[0] if rows else None)
        if first is not None:
            self._stages[""], self._stage_types[""] = first.id, first.type

    def _stages_of(self, pipeline: str) -> dict[str, tuple[int | Ref, str]]:
        """The stages of a pipeline by name, nothing if there is no such pipeline."""
        key = name_key(pipeline)
        if key not in self._by_pipeline:
            rows = self.session.execute(
                sa.select(Stage.name_key, Stage.id, Stage.type)
                .join(Pipeline, Pipeline.id == Stage.pipeline_id)
                .where(Pipeline.name_key == key, Stage.deleted_at.is_(None), Pipeline.deleted_at.is_(None))
            )
            self._by_pipeline[key] = {row[0]: (row[1], row[2]) for row in rows}
        return self._by_pipeline[key]

    def _plan_pipeline(self, read: ReadTable, words: list[str]) -> None:
        """Open stages in the order of the share of their deals that have begun; probabilities as defaults."""
        begun: dict[str, list[int]] = defaultdict(list)
        for row in read.rows:
            values = row.values.get("deals", {})
            if values.get("stage"):
                begun[values["stage"]].append(values.get("started_on") is not None)
        opened = [word for word in words if name_key(word) not in _DECIDED_WORDS]
        opened.sort(key=lambda word: (sum(begun[word]) / len(begun[word]), -len(begun[word])))
        shares = even_probabilities(len(opened))
        won = next((word for word in words if _DECIDED_WORDS.get(name_key(word)) == "won"), tr("Won"))
        lost = next((word for word in words if _DECIDED_WORDS.get(name_key(word)) == "lost"), tr("Lost"))
        stages = [StageTemplate(word, "open", share) for word, share in zip(opened, shares, strict=True)]
        stages += [StageTemplate(won, "won", 100), StageTemplate(lost, "lost", 0)]
        self.plan.pipelines.append((read.source, tuple(stages)))
        for word, kind in _DECIDED_WORDS.items():
            name = won if kind == "won" else lost
            self._stages[word], self._stage_types[word] = Ref("stages", name_key(name)), kind
        for stage in stages:
            key = name_key(stage.name)
            self._stages[key], self._stage_types[key] = Ref("stages", key), stage.type
        first = name_key(stages[0].name)
        self._stages[""], self._stage_types[""] = self._stages[first], self._stage_types[first]
        self.plan.messages.append(
            tr(
                "The pipeline {name} is made; the probabilities of its stages are defaults, not experience."
            ).format(name=read.source)
        )

    def stage(self, word: str | None, pipeline: str | None) -> tuple[int | Ref, str]:
        """The stage that a cell names, with its type; of the pipeline that another cell names, if it does."""
        key = name_key(word or "")
        of_pipeline = self._stages_of(pipeline) if pipeline else {}
        if key in of_pipeline:
            return of_pipeline[key]
        if key not in self._stages:
            raise _Refused(
                "stage", word, tr("this stage is unknown; make it first, or use --create-missing stages")
            )
        return self._stages[key], self._stage_types[key]

    def finish(self) -> Plan:
        """Compare with what is there: only what differs is changed."""
        self._load_existing()
        products = self._products_of_deals()
        for operation, _ in self._wanted:
            self._decide(operation, products)
        for product, like in looks_like(
            self.session, record="products", names=self._missing_products
        ).items():
            self._tell_like(product, like)
        self._tell_planned_likes()
        self.plan.operations.sort(key=lambda operation: RECORDS.index(operation.record))
        return self.plan

    def _tell_like(self, name: str, like: str) -> None:
        self.plan.messages.append(
            tr("The product {name} is made as asked; it looks like {like}, which is there already.").format(
                name=name, like=like
            )
        )

    def _tell_planned_likes(self) -> None:
        """Products of this very import that look alike."""
        from salesdesk.rules.names import bare_key

        named = {
            bare_key(operation.values["name"]): operation.values["name"]
            for operation in self.pending.values()
            if operation.record == "products" and operation.values["name"] not in self._missing_products
        }
        for name in self._missing_products:
            like = named.get(bare_key(name))
            if like:
                self._tell_like(name, like)

    def _load_existing(self) -> None:
        for record, model in MODELS.items():
            table = table_of(model)
            ids = [op.id for op, _ in self._wanted if op.record == record and op.id is not None]
            for part in chunked(ids):
                rows = self.session.execute(sa.select(table).where(table.c.id.in_(part))).mappings()
                self._existing |= {(record, row["id"]): dict(row) for row in rows}

    def _products_of_deals(self) -> set[int]:
        found: set[int] = set()
        for part in chunked(op.id for op, _ in self._wanted if op.record == "deals" and op.id is not None):
            found |= set(
                self.session.scalars(
                    sa.select(DealLine.deal_id).where(
                        DealLine.deal_id.in_(part), DealLine.deleted_at.is_(None)
                    )
                )
            )
        return found

    def _decide(self, operation: Operation, with_products: set[int]) -> None:
        if operation.id is None:
            self.plan.operations.append(operation)
            return
        existing = self._existing[(operation.record, operation.id)]
        mode = self.options.on_match
        changed = {
            name: value
            for name, value in operation.values.items()
            if value is not None
            and existing.get(name) != value
            and (mode != "fill" or existing.get(name) is None)
        }
        if operation.id in with_products or operation.product is None:
            operation.product = None
        if mode == "skip" or not (changed or operation.product):
            self.plan.skipped[operation.record] += 1
            return
        operation.values = changed
        self.plan.operations.append(operation)


_DECIDED_WORDS = {
    "won": "won",
    "closed won": "won",
    "gewonnen": "won",
    "lost": "lost",
    "closed lost": "lost",
    "verloren": "lost",
}


def _add_product(planner: _Planner, read: ReadTable, row: ReadRow) -> None:
    values = dict(row.values["products"])
    name = _required(values, "name")
    key = name_key(name)
    found = planner.origin(read, values, "products") or planner.names("products").get(key)
    planner.put(read, row, "products", key, values, found)


def _required(values: dict[str, Any], field: str) -> str:
    if not values.get(field):
        raise _Refused(field, "", tr("this must not be blank"))
    return str(values[field])


def _add_person(planner: _Planner, read: ReadTable, row: ReadRow) -> None:
    values = dict(row.values["people"])
    name = _required(values, "name")
    key = name_key(name)
    position = values.get("position")
    if position is not None:
        values["position"] = _position(position)
    values["territory_id"] = _territory(planner, values.pop("territory", None))
    above = values.pop("reports_to", None)
    if above is not None:
        manager = planner.reference("people", above, "reports_to", make=planner.may_make("people"))
        values["reports_to_id"] = manager
        _raise_manager(planner, above, values["territory_id"])
    found = planner.origin(read, values, "people") or planner.names("people").get(key)
    planner.put(read, row, "people", key, values, found)


def _raise_manager(planner: _Planner, name: str, territory: Any) -> None:
    """Somebody made because others report to them is a manager in their territory."""
    operation = planner.pending.get(("people", name_key(name)))
    if operation is not None and operation.id is None and operation.row == 0:
        operation.values.setdefault("position", "sales_manager")
        operation.values.setdefault("territory_id", territory)


def _position(word: str) -> str:
    key = name_key(word).replace(" ", "_")
    if key not in POSITIONS:
        raise _Refused("position", word, tr("this position is unknown"))
    return key


def _territory(planner: _Planner, name: str | None) -> Any:
    if name is None:
        return None
    key = name_key(name)
    known = planner.names("territories").get(key)
    if known is not None:
        return known
    if name not in planner.plan.territories:
        planner.plan.territories.append(name)
    return Ref("territories", key)


def _add_company(planner: _Planner, read: ReadTable, row: ReadRow) -> None:
    values = _company_values(planner, dict(row.values["companies"]))
    name = _required(values, "name")
    key = name_key(name)
    parent = values.pop("parent", None)
    if parent is not None:
        values["parent_id"] = planner.reference("companies", parent, "parent")
    found = planner.origin(read, values, "companies") or planner.names("companies").get(key)
    _complete(planner, "companies", key, planner.put(read, row, "companies", key, values, found), row)


def _complete(planner: _Planner, record: str, key: str, operation: Operation, row: ReadRow) -> None:
    """A record that another row named before its own row came."""
    if operation.row == 0:
        operation.row = row.number


def _company_values(planner: _Planner, values: dict[str, Any]) -> dict[str, Any]:
    _refer(planner, values, ("owner", "people"), ("segment", "segments"))
    if "territory" in values:
        values["territory_id"] = _territory(planner, values.pop("territory"))
    return values


def _refer(planner: _Planner, values: dict[str, Any], *references: tuple[str, str]) -> None:
    """Turn names in fields into references to records; only people are made where they are missing."""
    for name, record in references:
        if name in values:
            named = values.pop(name)
            make = record == "people" and planner.may_make("people")
            values[f"{name}_id"] = planner.reference(record, named, name, make=make) if named else None


def _add_contact(planner: _Planner, read: ReadTable, row: ReadRow) -> None:
    values = dict(row.values["contacts"])
    if not values.get("name"):
        parts = [values.get("first_name"), values.get("last_name")]
        values["name"] = " ".join(part for part in parts if part) or None
    name = _required(values, "name")
    company = values.pop("company", None)
    values["company_id"] = planner.reference("companies", company, "company")
    owner = values.pop("owner", None)
    if owner is not None:
        values["owner_id"] = planner.reference("people", owner, "owner", make=planner.may_make("people"))
    key = name_key(f"{name} {company or ''}")
    found = planner.origin(read, values, "contacts") or _contact_like(planner, values)
    planner.put(read, row, "contacts", key, values, found)


def _contact_like(planner: _Planner, values: dict[str, Any]) -> int | None:
    """A contact with the same e-mail, else with the same name at the same company."""
    question = sa.select(Contact.id).where(Contact.deleted_at.is_(None)).order_by(Contact.id).limit(1)
    if values.get("email"):
        found = planner.session.scalar(
            question.where(sa.func.lower(Contact.email) == values["email"].lower())
        )
        if found is not None:
            return found
    company_id = values.get("company_id")
    if isinstance(company_id, Ref):
        return None
    same = Contact.company_id == company_id if company_id is not None else Contact.company_id.is_(None)
    return planner.session.scalar(question.where(Contact.name_key == name_key(values["name"]), same))


def _add_deal(planner: _Planner, read: ReadTable, row: ReadRow) -> None:
    values = dict(row.values["deals"])
    company, product = values.pop("company", None), values.pop("product", None)
    if not values.get("title"):
        title = ", ".join(part for part in (company, product) if part)
        if not title:
            raise _Refused("title", "", tr("there is neither a title nor a company or product to name it by"))
        values["title"] = title
    values["company_id"] = planner.reference("companies", company, "company")
    _company_beside(planner, values["company_id"], row)
    _refer(planner, values, ("owner", "people"), ("segment", "segments"), ("lead_source", "lead_sources"))
    reason = values.pop("lost_reason", None)
    if reason is not None:
        values["lost_reason_id"] = planner.reference("lost_reasons", reason, "lost_reason", make=False)
    if "territory" in values:
        values["territory_id"] = _territory(planner, values.pop("territory"))
    # The next step is an activity of its own, and a contact is told apart only together with its company.
    for unread in ("contact", "next_step", "next_step_on"):
        values.pop(unread, None)
    _decide_stage(planner, values)
    made = planner.reference("products", product, "product", make=planner.may_make("products"))
    operation = _put_deal(planner, read, row, values)
    operation.product, operation.product_name = made, product or ""


def _company_beside(planner: _Planner, company: int | Ref | None, row: ReadRow) -> None:
    """Facts of the company that stand in the deal's row go to a company that is made here."""
    beside = row.values.get("companies")
    if beside and isinstance(company, Ref):
        operation = planner.pending[(company.record, company.key)]
        operation.values |= {name: value for name, value in beside.items() if value is not None}


def _decide_stage(planner: _Planner, values: dict[str, Any]) -> None:
    stage, kind = planner.stage(values.pop("stage", None), values.pop("pipeline", None))
    closed = values.pop("closed_on", None)
    values["stage_id"] = stage
    if kind == "won":
        values["won_on"] = values.get("won_on") or closed
    elif kind == "lost":
        values["lost_on"] = values.get("lost_on") or closed
    else:
        values["close_on"] = values.get("close_on") or closed
        values.pop("won_on", None)
        values.pop("lost_on", None)
    if kind != "lost":
        values.pop("lost_note", None)


def _put_deal(planner: _Planner, read: ReadTable, row: ReadRow, values: dict[str, Any]) -> Operation:
    found = planner.origin(read, values, "deals")
    number = values.pop("number", None)
    if number is not None and found is None:
        found = planner.numbered(number)
    if found is not None:
        key = f"id {found}"
    elif values.get("external_id"):
        key = f"{values['source']} {values['external_id']}"
    else:
        key, found = _deal_like(planner, values)
    if planner.options.on_match == "create":
        found = None
    return planner.put(read, row, "deals", key, values, found)


def _deal_like(planner: _Planner, values: dict[str, Any]) -> tuple[str, int | None]:
    """Without a key of its own a row is the n-th of its title, company and days; so is the deal it made."""
    company = values.get("company_id")
    days = (values.get("started_on"), values.get("won_on") or values.get("lost_on"))
    base = f"{name_key(values['title'])}|{company}|{days[0]}|{days[1]}"
    planner.seen[("deals", base)] += 1
    nth = planner.seen[("deals", base)]
    key = f"{base}|{nth}"
    if isinstance(company, Ref):
        return key, None
    question = sa.select(Deal.id).where(
        Deal.deleted_at.is_(None),
        Deal.name_key == name_key(values["title"]),
        Deal.company_id == company if company is not None else Deal.company_id.is_(None),
        Deal.started_on == days[0] if days[0] else Deal.started_on.is_(None),
        Deal.closed_on == days[1] if days[1] else sa.true(),
    )
    return key, planner.session.scalar(question.order_by(Deal.id).offset(nth - 1).limit(1))


_ADDERS = {
    "products": _add_product,
    "people": _add_person,
    "companies": _add_company,
    "contacts": _add_contact,
    "deals": _add_deal,
}
_NOWHERE: Any = None


def problem_lines(plan: Plan) -> Iterable[str]:
    """Every problem as a sentence."""
    return (str(row.problem) for _, row in plan.problems if row.problem is not None)


def refuse_empty(plan: Plan) -> None:
    """RuleBroken when there is nothing that could be imported."""
    if not plan.operations and not plan.skipped and plan.problems:
        raise RuleBroken(str(plan.problems[0][1].problem))
