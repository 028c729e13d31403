"""Who would report to whom after an import: circles are found, and moves put in an order that makes none."""

from collections.abc import Mapping, Sequence

from salesdesk.exchange.plan import Operation, Ref

Node = int | Ref


class Tree:
    """The superiors as a plan would leave them: `held` are those of people who are there already."""

    def __init__(self, operations: Sequence[Operation], held: Mapping[int, int]) -> None:
        self._above: dict[Node, Node] = dict(held.items())
        self._operations = {op.reference: op for op in operations if op.record == "people"}
        for node, operation in self._operations.items():
            told = operation.values.get("reports_to_id")
            if isinstance(told, int | Ref):
                self._above[node] = told

    def circles(self) -> list[list[Node]]:
        """The people of each circle, each before whom they report to; no person is in two of them."""
        seen: set[Node] = set()
        found: list[list[Node]] = []
        for start in self._operations:
            way: list[Node] = []
            node: Node | None = start
            while node is not None and node not in seen:
                seen.add(node)
                way.append(node)
                node = self._above.get(node)
            if node in way:
                found.append(self._from_first(way[way.index(node) :]))
        return found

    def _from_first(self, circle: list[Node]) -> list[Node]:
        """A circle that begins with whom the files name first."""
        rows = [self._operations[node].row if node in self._operations else 0 for node in circle]
        first = rows.index(min(row for row in rows if row)) if any(rows) else 0
        return circle[first:] + circle[:first]

    def operation(self, node: Node) -> Operation | None:
        """What makes or changes a person, if anything does."""
        return self._operations.get(node)

    def depth(self, operation: Operation) -> int:
        """How many stand above somebody where there are no circles: who comes first is moved first."""
        count, node = 0, self._above.get(operation.reference)
        while node is not None:
            count, node = count + 1, self._above.get(node)
        return count
