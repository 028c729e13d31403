"""What the user says of the values in a file beside what its columns mean: words, days, mended cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from salesdesk.exchange.columns import Order
from salesdesk.exchange.sheet import Cell

Target = tuple[str, str]
"""A kind of record and one of its fields: ("deals", "stage")."""
DecimalMark = Literal["", ".", ","]


@dataclass(frozen=True, slots=True)
class Ways:
    """How the values of one table are to be read; nothing said is found by the values.

    `order` is which number of a date is the day in all columns, `orders` in the column with a header.
    `words` says per field what a word of the file stands for, by its name key: another word, "" for blank, or
    None where its rows stay out. `constants` are texts for fields that a row leaves blank. Fields in `fill`
    are changed only where a record holds nothing. `mended` are cells by row number and place; rows in
    `left_out` are passed over.
    """

    order: Order | None = None
    orders: Mapping[str, Order] = field(default_factory=dict)
    decimal: DecimalMark = ""
    words: Mapping[Target, Mapping[str, str | None]] = field(default_factory=dict)
    constants: Mapping[Target, str] = field(default_factory=dict)
    fill: frozenset[Target] = frozenset()
    mended: Mapping[int, Mapping[int, Cell]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()

    def order_of(self, header: str) -> Order | None:
        """Which number is the day in the column of this name, where the user said."""
        return self.orders.get(header, self.order)


AS_FOUND = Ways()
"""Nothing is said."""
