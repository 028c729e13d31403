"""What the names in files stand for: records that are known, that the files bring, or that are to be made."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from salesdesk.exchange.known import Known
from salesdesk.exchange.plan import Operation, Plan, Ref, Refused
from salesdesk.exchange.values import ReadRow
from salesdesk.rules.fields import label_of
from salesdesk.rules.names import name_key
from salesdesk.rules.texts import one_line
from salesdesk.translation import tr


@dataclass(frozen=True, slots=True)
class Several:
    """Records of one name of which a cell means one, and does not tell which; `likely` the files bring it."""

    record: str
    name: str
    column: str
    options: frozenset[int | Ref]
    likely: Ref | None = None


Named = int | Ref | Several | None
"""What a cell names: a record, one that is to be made, one of several, nobody."""


def options_of(named: Named) -> frozenset[int | Ref | None]:
    """All that a cell may mean."""
    return frozenset(named.options) if isinstance(named, Several) else frozenset((named,))


@dataclass(slots=True)
class _OfRow:
    """What a row added, by key: `wanted` records were there before it."""

    wanted: int = 0
    pending: list[tuple[str, str]] = field(default_factory=list)
    called: list[tuple[str, str]] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)


class Names:
    """The records of an import by what rows call them."""

    def __init__(self, known: Known, plan: Plan, *, may_add_people: bool) -> None:
        self.known = known
        self.pending: dict[tuple[str, str], Operation] = {}
        self.wanted: list[Operation] = []
        self.missing_products: list[str] = []
        self._plan = plan
        self._may_add_people = may_add_people
        self._called: dict[tuple[str, str], list[Operation]] = defaultdict(list)
        self._further_down: dict[str, str] = {}
        self._row = _OfRow()

    def note_people(self, rows: Sequence[ReadRow]) -> None:
        """Somebody may report to a person who stands further down, by login or name."""
        named = [row.values["people"] for row in rows if row.problem is None]
        keys = [name_key(values["name"]) for values in named if values.get("name")]
        self._further_down |= dict(zip(keys, keys, strict=True))
        self._further_down |= {
            name_key(values["login"]): name_key(values["name"])
            for values in named
            if values.get("login") and values.get("name")
        }

    def begin_row(self) -> None:
        """What is added from now on belongs to the next row."""
        self._row = _OfRow(len(self.wanted))

    def forget_row(self) -> None:
        """Take back what the row added that turned out to be wrong: nobody else needs it."""
        for place in self._row.pending:
            del self.pending[place]
        for place in self._row.called:
            self._called[place].pop()
        for record, key in self._row.labels:
            del self._plan.labels[record][key]
        del self.wanted[self._row.wanted :]

    def keep(self, operation: Operation) -> None:
        """Note a record to make or to change, by its key."""
        self.pending[(operation.record, operation.key)] = operation
        self._row.pending.append((operation.record, operation.key))
        self.wanted.append(operation)

    def missing(self, record: str, key: str, values: dict[str, Any]) -> Ref:
        """Plan a record that no row of its own tells of (yet)."""
        operation = Operation(record, key, values)
        self.keep(operation)
        self._call(operation, key)
        return Ref(record, key)

    def alias(self, operation: Operation, *names: str | None) -> None:
        """Let other rows name this record so."""
        for name in names:
            if name and not any(each is operation for each in self.planned(operation.record, name_key(name))):
                self._call(operation, name_key(name))

    def _call(self, operation: Operation, key: str) -> None:
        self._called[(operation.record, key)].append(operation)
        self._row.called.append((operation.record, key))

    def planned(self, record: str, key: str) -> list[Operation]:
        """What the files bring that is called so."""
        return self._called.get((record, key), [])

    def reference(self, record: str, name: str | None, column: str, *, make: bool = True) -> Named:
        """The records that a cell names: known, planned, or made if that is allowed."""
        if name is None:
            return None
        one_line(name, label_of(column))
        key = name_key(name)
        found = self.meant(record, key, name, column)
        if found is None and record == "people" and key in self._further_down:
            key = self._further_down[key]
            found = self.meant(record, key, name, column)
        if found is None and record == "companies":
            found = self.known.numbered(record, name)
        if found is not None:
            return found
        if record == "people":
            make = self._may_add_people and (make or key in self._further_down)
        if not make:
            raise _unknown(column, name, record)
        if record == "products":
            self.missing_products.append(name)
        return self.missing(record, key, {"name": name})

    def member(self, name: str, column: str) -> int:
        """Somebody who is there already and whom an own field names."""
        found = self.known.named("people", name_key(name))
        if len(found) > 1:
            # Somebody's login may be what several are called: written as the login is, it is that.
            logins = self.known.held("people", "login")
            found = [each for each in found if logins.get(each) == name] or found
        if len(found) > 1:
            raise Refused(column, name, _WHICH["people"])
        if not found:
            raise Refused(column, name, tr("nobody of this name is there"))
        return found[0]

    def meant(self, record: str, key: str, name: str, column: str) -> Named:
        """The records that this key of a name stands for."""
        known = self.known.named(record, key)
        return self.one_of(record, name, column, known, self.planned(record, key))

    def one_of(
        self, record: str, name: str, column: str, known: Sequence[int], planned: Sequence[Operation]
    ) -> Named:
        """The record that is the only one of these; None if there is none."""
        if not planned and len(known) < 2:
            return known[0] if known else None
        options = frozenset((*known, *(operation.reference for operation in planned)))
        if len(options) == 1:
            return next(iter(options))
        new = [each for each in options if isinstance(each, Ref)]
        return Several(record, name, column, options, new[0] if len(new) == 1 else None)

    def settle(self, values: dict[str, Any], record: str, found: int | None) -> None:
        """Decide which of several a row means: that which the record names now, else that from the files.

        `found` is the record of the row, None if it is new. Refused where nothing decides.
        """
        for column, value in values.items():
            if isinstance(value, Several):
                now = self.known.held(record, column).get(found) if found is not None else None
                values[column] = self.settled(value, now)

    def settled(self, several: Several, now: int | None) -> int | Ref:
        """The one that is meant where `now` is the one at present."""
        if now is not None and now in several.options:
            return now
        if several.likely is not None:
            return several.likely
        raise Refused(several.column, several.name, _WHICH.get(several.record, _WHICH[""]))

    def label(self, record: str, name: str | None, column: str, *, make: bool) -> int | Ref | None:
        """The territory, lead source, segment or lost reason that a cell names: known, or to be made."""
        if name is None:
            return None
        key = name_key(one_line(name, label_of(column)) or "")
        known = self.known.named(record, key)
        if known:
            return known[0]
        if not make:
            raise _unknown(column, name, record)
        labels = self._plan.labels.setdefault(record, {})
        if key not in labels:
            labels[key] = name
            self._row.labels.append((record, key))
        return Ref(record, key)


_WHICH = {
    "companies": tr("several are called so; write the number of the one that is meant"),
    "people": tr("several are called so; write the login of the one who is meant"),
    "deals": tr("several are called so; write the number of the one that is meant"),
    "": tr("several are called so, and nothing says which is meant"),
}


def _unknown(column: str, name: str, record: str) -> Refused:
    hint = tr("make it first, or use --create-missing {record}").format(record=record)
    return Refused(column, name, tr("nothing of this name is known"), hint)
