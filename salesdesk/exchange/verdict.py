"""What becomes of every record and row of an import, when all rows are read: changed, left as it is, why."""

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy.orm import Session

from salesdesk.exchange.known import MODELS, Known
from salesdesk.exchange.likeness import is_same
from salesdesk.exchange.mapping import RECORDS
from salesdesk.exchange.naming import Names
from salesdesk.exchange.plan import OnMatch, Operation, Plan, RowFate
from salesdesk.exchange.values import ReadRow, ReadTable
from salesdesk.queries.duplicates import looks_like
from salesdesk.rules.names import bare_key
from salesdesk.translation import tr, trn

_ROWS_SHOWN = 10


class Verdict:
    """Keeps of every row what it became, and what is worth saying, and at the end writes it into the plan."""

    def __init__(self, session: Session, plan: Plan, names: Names, on_match: OnMatch) -> None:
        self.of_rows: list[tuple[ReadTable, ReadRow, Operation | None]] = []
        self.again: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.beside: Counter[tuple[str, str]] = Counter()
        self.steps_left_out = 0
        self._session = session
        self._plan = plan
        self._names = names
        self._on_match = on_match

    def give(self, known: Known) -> None:
        """Compare with what is there: only what differs is changed."""
        existing: dict[tuple[str, int], dict[str, Any]] = {}
        for record in MODELS:
            existing |= known.rows(record, self._known_of(record))
        with_lines = known.deals_with_lines(self._known_of("deals"))
        for operation in self._names.wanted:
            self._decide(operation, existing, with_lines)
        self._tell_likes()
        self._tell_left_out()
        self._tell_rows()
        self._plan.operations.sort(key=lambda operation: RECORDS.index(operation.record))

    def _known_of(self, record: str) -> list[int]:
        return [op.id for op in self._names.wanted if op.record == record and op.id]

    def _decide(
        self, operation: Operation, existing: dict[tuple[str, int], dict[str, Any]], with_lines: set[int]
    ) -> None:
        if operation.id is None:
            self._plan.operations.append(operation)
            return
        before = existing[(operation.record, operation.id)]
        mode = self._on_match
        told_key = operation.values.get("external_id")
        led_to = self._names.known.origins(operation.record) if told_key is not None else {}
        leads_here = led_to.get((operation.values.get("source"), told_key or "")) == operation.id
        if operation.values.get("custom"):
            # Only what the file tells: what others write into the same document meanwhile stays.
            operation.values["custom"] = _own_changes(before["custom"] or {}, operation, mode == "fill")

        def keeps(name: str) -> bool:
            """Whether what stands in a column stays."""
            if leads_here and name in ("source", "external_id"):
                return True  # the record may have a key of its own, this one be of another merged into it
            return (
                name != "custom"
                and before.get(name) is not None
                and (mode == "fill" or operation.fills(name))
            )

        changed = {
            name: value
            for name, value in operation.values.items()
            if value not in (None, {}) and not is_same(before.get(name), value) and not keeps(name)
        }
        if operation.id in with_lines or operation.product is None:
            operation.product = None
        # Under "create" only what may not be there twice was looked for, and it stays as it is.
        if mode in ("skip", "create") or not (changed or operation.product):
            self._plan.skipped[operation.record] += 1
            return
        operation.values = changed
        self._plan.operations.append(operation)

    def _tell_rows(self) -> None:
        """Every row with what becomes of it."""
        told: set[int] = set()
        kept = {id(operation) for operation in self._plan.operations}
        for read, row, operation in self.of_rows:
            if row.problem is not None or operation is None:
                fate = RowFate(read, row, "problem")
            elif id(operation) in told:
                fate = RowFate(read, row, "again")
            elif operation.id is None:
                fate = RowFate(read, row, "created")
            elif id(operation) in kept:
                fate = RowFate(read, row, "updated", len(operation.values))
            else:
                fate = RowFate(read, row, "same")
            told.add(id(operation))
            self._plan.rows.append(fate)
            self._plan.tally[fate.fate] += 1

    def _tell_left_out(self) -> None:
        """What the rows hold that has no place, and rows that are one record."""
        say = self._plan.messages.append
        if self.steps_left_out:
            words = trn(
                "The next step of {n} decided deal was left out; it needs none.",
                "The next step of {n} decided deals was left out; they need none.",
                self.steps_left_out,
            )
            say(words)
        for (file, record), rows in self.again.items():
            shown = ", ".join(str(row) for row in rows[:_ROWS_SHOWN]) + (
                " …" if len(rows) > _ROWS_SHOWN else ""
            )
            words = trn(
                "{file}: {n} row names one of the {record} of an earlier row and was put together with it"
                " (row {rows}).",
                "{file}: {n} rows name one of the {record} of an earlier row and were put together with it"
                " (rows {rows}).",
                len(rows),
                file=file,
                record=record,
                rows=shown,
            )
            say(words)
        for (file, record), count in self.beside.items():
            words = trn(
                "{file}: {n} row tells other facts of one of the {record} than an earlier row; those told"
                " first stay.",
                "{file}: {n} rows tell other facts of one of the {record} than an earlier row; those told"
                " first stay.",
                count,
                file=file,
                record=record,
            )
            say(words)

    def _tell_likes(self) -> None:
        """Say which made products look like known ones, in the database or in this very import."""
        missing = self._names.missing_products
        likes = looks_like(self._session, record="products", names=missing)
        planned = {
            bare_key(operation.values["name"]): operation.values["name"]
            for operation in self._names.wanted
            if operation.record == "products" and operation.values.get("name") not in (None, *missing)
        }
        for name in missing:
            like = likes.get(name) or planned.get(bare_key(name))
            if like:
                self._plan.messages.append(
                    tr(
                        "The product {name} is made as asked; it looks like {like}, which is there already."
                    ).format(name=name, like=like)
                )


def _own_changes(before: dict[str, Any], operation: Operation, only_blank: bool) -> dict[str, Any]:
    """The own fields of a record that a row would change."""
    told: dict[str, Any] = operation.values["custom"]
    return {
        name: value
        for name, value in told.items()
        if before.get(name) != value
        and not (before.get(name) is not None and (only_blank or f"custom.{name}" in operation.fill))
    }
