"""Carries out a plan in small saves, so that nobody waits for an import; broken off, it goes on later."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import partial
from time import sleep
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.exchange.known import MODELS
from salesdesk.exchange.plan import Operation, Options, Plan, Ref
from salesdesk.exchange.planner import Halt, make_plan
from salesdesk.exchange.values import ReadTable
from salesdesk.models import Action, History, ImportBatch, Person, Stage
from salesdesk.models.base import now
from salesdesk.queries.company_calendar import time_zone
from salesdesk.rules.lost_reasons import lost_kind
from salesdesk.rules.periods import local_time
from salesdesk.services.activities import insert_activities, update_activities
from salesdesk.services.companies import insert_companies, update_companies
from salesdesk.services.contacts import insert_contacts, update_contacts
from salesdesk.services.deals import insert_deals, update_deals
from salesdesk.services.own_fields import with_own_fields
from salesdesk.services.people import insert_people, insert_territories, update_people
from salesdesk.services.pipelines import (
    add_pipeline,
    insert_lead_sources,
    insert_lost_reasons,
    insert_segments,
)
from salesdesk.services.products import insert_deal_lines, insert_products, update_products
from salesdesk.services.rights import require_right
from salesdesk.store import Store
from salesdesk.translation import tr

AT_ONCE = 250
PAUSE = 0.005


@dataclass(slots=True)
class Progress:
    """How far an import has come: saves done, of how many."""

    done: int
    steps: int


@dataclass(slots=True)
class Outcome:
    """What an import did: its batch (None: nothing was written), counts per record, what is worth saying."""

    batch_id: int | None
    counts: dict[str, dict[str, int]]
    messages: list[str]
    plan: Plan
    ids: dict[Ref, int] = field(default_factory=dict)
    stopped: bool = False
    done: "Done" = field(default_factory=lambda: defaultdict(lambda: (0, 0)))

    def counts_done(self) -> dict[str, dict[str, int]]:
        """The counts of what was saved before it was stopped; the rows after that count nowhere."""
        found = {}
        for record, counts in self.counts.items():
            made, changed = self.done[record]
            found[record] = {**counts, "created": made, "updated": changed}
        return found


Done = defaultdict[str, tuple[int, int]]


def fingerprint(tables: Sequence[ReadTable], options: Options) -> str:
    """The same for the same files read in the same way."""
    made = hashlib.sha256()
    for read in tables:
        made.update(read.table.file.read_bytes())
        made.update(json.dumps(sorted((k, *v) for k, v in read.mapping.columns.items())).encode())
    told = (options.on_match, sorted(options.create_missing), sorted(options.keys.items()))
    made.update(repr(told).encode())
    return made.hexdigest()


def plan_import(store: Store, tables: Sequence[ReadTable], options: Options) -> Plan:
    """The dry run."""
    with store.read() as session:
        return plan_in(session, tables, options)


def plan_in(
    session: Session, tables: Sequence[ReadTable], options: Options, halt: Halt | None = None
) -> Plan:
    """The dry run in an open session; `halt` may end it by raising. RuleBroken for who may not import."""
    require_right(session, "import")
    made = _made_so_far(session, tables, options) if options.on_match == "create" else {}
    plan = make_plan(session, tables, options, made, halt)
    plan.imported = _newest(session, fingerprint(tables, options))
    return plan


def _newest(session: Session, print_: str) -> tuple[int, int] | None:
    """The newest import of these files: its number, and how many saves it has done."""
    question = sa.select(ImportBatch.id, ImportBatch.steps_done).where(ImportBatch.fingerprint == print_)
    row = session.execute(question.order_by(ImportBatch.id.desc()).limit(1)).first()
    return (row[0], row[1]) if row else None


def _made_so_far(
    session: Session, tables: Sequence[ReadTable], options: Options
) -> dict[str, frozenset[int]]:
    """What a broken-off import of the same files made: with "create" nothing else tells it apart."""
    batch = session.scalars(_unfinished(fingerprint(tables, options))).first()
    if batch is None:
        return {}
    rows = session.execute(
        sa.select(History.tbl, History.row_id)
        .join(Action, Action.id == History.action_id)
        .where(Action.batch_id == batch.id, History.op == "created")
    )
    made: dict[str, set[int]] = defaultdict(set)
    for name, row_id in rows:
        made[name].add(row_id)
    return {record: frozenset(made[model.__tablename__]) for record, model in MODELS.items()}


def _unfinished(print_: str) -> sa.Select[ImportBatch]:
    return (
        sa.select(ImportBatch)
        .where(ImportBatch.fingerprint == print_, ImportBatch.state == "running")
        .order_by(ImportBatch.id.desc())
        .limit(1)
    )


def run_import(
    store: Store,
    tables: Sequence[ReadTable],
    options: Options,
    *,
    plan: Plan | None = None,
    into: int | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Progress | Outcome]:
    """Carry out an import: a Progress after each save, at last the Outcome.

    All its saves carry one batch, so that it can be undone as a whole. An import of the same files that was
    broken off is taken up again: what it made is found and left as it is. `plan` is what was decided just
    now, if it was; `into` an earlier batch, to which mended rows are added; once `stopped` says so no further
    save is begun, and what is in stays.
    """
    if plan is None:
        plan = plan_import(store, tables, options)
    outcome = Outcome(None, plan.counts(), plan.messages, plan)
    steps = list(_steps(plan))
    if not steps:
        yield outcome
        return
    if into is None:
        outcome.batch_id, saves = _batch(store, tables, options, plan.imported)
    else:
        outcome.batch_id, saves = into, None
    for done, step in enumerate(steps, start=1):
        outcome.stopped = stopped()
        with store.write("import", batch_id=outcome.batch_id) as session:
            saves = _take_turn(session, outcome.batch_id, saves)
            if not outcome.stopped:
                step.work(session, outcome.ids)
                made, changed = outcome.done[step.record]
                outcome.done[step.record] = made + step.made, changed + step.changed
            _note_progress(session, outcome, done, len(steps))
        if outcome.stopped:
            break
        sleep(PAUSE)
        yield Progress(done, len(steps))
    yield outcome


def _take_turn(session: Session, batch_id: int, saves: int | None) -> int:
    """Hold the batch for this save and count it; RuleBroken if somebody else has saved for it meanwhile.

    `saves` is the count that this run left there, None before its first save.
    """
    batch = session.get_one(ImportBatch, batch_id, with_for_update=True)
    if saves is not None and batch.steps_done != saves:
        raise _doubled(session, batch)
    batch.steps_done += 1
    return batch.steps_done


def _doubled(session: Session, batch: ImportBatch) -> RuleBroken:
    person = session.get(Person, batch.person_id) if batch.person_id else None
    return RuleBroken(
        tr(
            "{file} is being imported by {name} or was just now; what they brought in stays. Read the file"
            " again to see what is still missing."
        ).format(file=batch.file_name, name=person.name if person else tr("somebody else"))
    )


def _note_progress(session: Session, outcome: Outcome, done: int, steps: int) -> None:
    """Keep with the batch how far it came, and at its end what it did."""
    batch = session.get_one(ImportBatch, outcome.batch_id)
    if outcome.stopped:
        outcome.counts = outcome.counts_done()
        batch.state, batch.finished_at = "stopped", now()
    elif done == steps:
        batch.state, batch.finished_at = "done", now()
    if outcome.stopped or done == steps:
        batch.outcome = _added(batch.outcome or {}, outcome.counts)


def _added(before: dict[str, Any], counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    """The counts of a batch with those of rows that were mended later, which are problems no more."""
    if not before:
        return dict(counts)
    found = {record: dict(known) for record, known in before.items()}
    for record, new in counts.items():
        known = found.setdefault(record, dict.fromkeys(new, 0))
        for name in ("created", "updated", "skipped"):
            known[name] += new[name]
        mended = new["created"] + new["updated"] + new["skipped"]
        known["errors"] = max(0, known["errors"] - mended)
    return found


@dataclass(frozen=True, slots=True)
class Step:
    """One save of an import: what it does, and how many records of a kind it makes and changes."""

    record: str
    work: Callable[[Session, dict[Ref, int]], None]
    made: int = 0
    changed: int = 0


def _batch(
    store: Store, tables: Sequence[ReadTable], options: Options, planned_on: tuple[int, int] | None
) -> tuple[int, int]:
    """The batch of this run and how many saves it has done; one that was broken off is taken up again.

    RuleBroken if these files were imported, or went on being imported, since the plan was made: what it
    would make may be there by now.
    """
    print_ = fingerprint(tables, options)
    with store.write("import") as session:
        if session.get_bind().dialect.name == "postgresql":
            # Two who begin at the same moment come one after the other, as they do in a file.
            turn = sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(print_, 0))
            session.execute(sa.select(turn))
        newest = _newest(session, print_)
        if newest is not None and newest != planned_on:
            raise _doubled(session, session.get_one(ImportBatch, newest[0]))
        batch = session.scalars(_unfinished(print_)).first()
        if batch is None:
            batch = ImportBatch(
                person_id=store.viewer.person_id,
                file_name=", ".join(read.table.file.name for read in tables),
                fingerprint=print_,
                mapping={
                    read.table.file.name: {read.table.headers[place]: ".".join(meant) for place, meant in
                                           read.mapping.columns.items()}
                    for read in tables
                },
            )  # fmt: skip
            session.add(batch)
        batch.steps_done = (batch.steps_done or 0) + 1
        session.flush()
        return batch.id, batch.steps_done


def _steps(plan: Plan) -> Iterator[Step]:
    """The saves, in order: process, territories, then the records that others refer to, then these."""
    for name, stages in plan.pipelines:
        yield Step("stages", partial(_make_pipeline, name=name, stages=stages))
    for record, names in plan.labels.items():
        yield Step(record, partial(_make_labels, record=record, names=names))
    for record in ("products", "people", "companies", "contacts", "deals", "activities"):
        mine = [operation for operation in plan.operations if operation.record == record]
        new = [operation for operation in mine if operation.id is None]
        if record == "people":
            yield from _people_steps(new)
        else:
            for part in _parts(new):
                yield Step(record, partial(_insert, record=record, operations=part), made=len(part))
        for part in _parts([operation for operation in mine if operation.id is not None]):
            yield Step(record, partial(_update, record=record, operations=part), changed=len(part))
        if record == "companies":
            for part in _parts([op for op in new if op.values.get("parent_id") is not None]):
                yield Step(record, partial(_set_parents, operations=part))


def _parts(operations: list[Operation]) -> Iterator[list[Operation]]:
    for start in range(0, len(operations), AT_ONCE):
        yield operations[start : start + AT_ONCE]


def _people_steps(new: list[Operation]) -> Iterator[Step]:
    """Superiors before those who report to them."""
    left, made = list(new), set[Ref]()
    while left:
        ready = [op for op in left if not _waits(op, {Ref("people", o.key) for o in left} - made)]
        ready = ready or left
        for part in _parts(ready):
            yield Step("people", partial(_insert, record="people", operations=part), made=len(part))
        made |= {Ref("people", op.key) for op in ready}
        left = [op for op in left if op not in ready]


def _waits(operation: Operation, unmade: set[Ref]) -> bool:
    return operation.values.get("reports_to_id") in unmade


def _make_pipeline(session: Session, ids: dict[Ref, int], name: str, stages: Any) -> None:
    pipeline_id = add_pipeline(session, name=name, stages=stages)
    for stage_id, key in session.execute(
        sa.select(Stage.id, Stage.name_key).where(Stage.pipeline_id == pipeline_id)
    ):
        ids[Ref("stages", key)] = stage_id


def _make_labels(session: Session, ids: dict[Ref, int], record: str, names: dict[str, str]) -> None:
    made = _LABELS[record](session, list(names.values()))
    for key, row_id in zip(names, made, strict=True):
        ids[Ref(record, key)] = row_id


_LABELS: dict[str, Callable[[Session, Sequence[str]], list[int]]] = {
    "territories": insert_territories,
    "lead_sources": insert_lead_sources,
    "segments": insert_segments,
    "lost_reasons": lambda session, names: insert_lost_reasons(
        session, [(name, lost_kind(name)) for name in names]
    ),
}

_INSERT = {
    "products": insert_products,
    "people": insert_people,
    "companies": insert_companies,
    "contacts": insert_contacts,
    "deals": insert_deals,
    "activities": insert_activities,
}
_UPDATE = {
    "products": update_products,
    "people": update_people,
    "companies": update_companies,
    "contacts": update_contacts,
    "deals": update_deals,
    "activities": update_activities,
}


def _resolved(values: dict[str, Any], ids: dict[Ref, int]) -> dict[str, Any]:
    return {name: ids[value] if isinstance(value, Ref) else value for name, value in values.items()}


def _insert(session: Session, ids: dict[Ref, int], record: str, operations: list[Operation]) -> None:
    rows, zone = [], time_zone(session)
    for operation in operations:
        values = {name: value for name, value in operation.values.items() if value is not None}
        if record == "companies":
            values.pop("parent_id", None)
        row = _resolved(values, ids)
        rows.append(_with_moment(row, zone) if record == "deals" else row)
    keys = _INSERT[record](session, rows)
    for operation, key in zip(operations, keys, strict=True):
        ids[Ref(record, operation.key)] = key
    if record == "deals":
        _add_lines(session, ids, list(zip(operations, keys, strict=True)))


def _with_moment(row: dict[str, Any], zone: str) -> dict[str, Any]:
    """A deal stood in its stage since the day that the file tells: its decision, else its beginning. Noon of
    that day where the company does business."""
    day = row.get("won_on") or row.get("lost_on") or row.get("started_on")
    if day is not None:
        noon = datetime.combine(day, time(12), local_time(now(), zone).tzinfo).astimezone(UTC)
        if noon < now():
            row["stage_entered_at"] = noon
    return row


def _add_lines(session: Session, ids: dict[Ref, int], deals: list[tuple[Operation, int]]) -> None:
    lines = []
    for operation, deal_id in deals:
        product = operation.product
        if product is None:
            continue
        product_id = ids[product] if isinstance(product, Ref) else product
        amount = operation.values.get("amount")
        lines.append(
            {
                "deal_id": deal_id,
                "product_id": product_id,
                "name": operation.product_name,
                "quantity": Decimal(1),
                "unit_price": amount,
            }
        )
    if lines:
        insert_deal_lines(session, lines)


def _update(session: Session, ids: dict[Ref, int], record: str, operations: list[Operation]) -> None:
    rows = [{**_resolved(op.values, ids), "id": op.id} for op in operations if op.values]
    if record == "deals":
        zone = time_zone(session)
        rows = [_with_moment(row, zone) if "stage_id" in row else row for row in rows]
    if rows:
        _UPDATE[record](session, with_own_fields(session, MODELS[record], rows))
    if record == "deals":
        _add_lines(session, ids, [(op, op.id) for op in operations if op.id is not None])


def _set_parents(session: Session, ids: dict[Ref, int], operations: list[Operation]) -> None:
    rows = [
        {"id": ids[Ref("companies", op.key)], **_resolved({"parent_id": op.values["parent_id"]}, ids)}
        for op in operations
    ]
    update_companies(session, rows)
