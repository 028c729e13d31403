"""A pasted table of exchange rates: a day and a rate in each line, as spreadsheets and banks give them."""

import re
from datetime import date
from decimal import Decimal

from salesdesk.errors import RuleBroken
from salesdesk.exchange.columns import date_order, read_day
from salesdesk.translation import tr

_RATE = re.compile(r"[.,]?\d[.,\d]*")


def read_rate_table(text: str) -> list[tuple[date, Decimal]]:
    """The days and rates in `text`, in its order; a first line of names is left out.

    Columns are divided by tabs, semicolons or blanks; the decimal mark is a point or a comma (a rate has no
    groups of thousands worth guessing at). RuleBroken names the line that cannot be read.
    """
    lines = [(number, _parts(line)) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if lines and _is_head(lines[0][1]):
        lines = lines[1:]
    if not lines:
        raise RuleBroken(tr("There is no rate in it. Write a day and a rate in each line."))
    for number, parts in lines:
        if len(parts) != 2:
            raise RuleBroken(
                tr("Line {n} needs a day and a rate: {line}").format(n=number, line=" ".join(parts))
            )
    order = date_order(tr("Day"), [parts[0] for _, parts in lines])
    found = []
    for number, (first, second) in lines:
        try:
            found.append((read_day(first, order), read_rate(second)))
        except ValueError as error:
            raise RuleBroken(
                tr("Line {n} cannot be read as a day and a rate: {line}").format(
                    n=number, line=f"{first} {second}"
                )
            ) from error
    return found


def _parts(line: str) -> list[str]:
    for divider in ("\t", ";"):
        if divider in line:
            return [part.strip() for part in line.split(divider) if part.strip()]
    # "3 Jan 2026 1,0853": the rate is the last word.
    return line.strip().rsplit(maxsplit=1)


def _is_head(parts: list[str]) -> bool:
    return not any(re.search(r"\d", part) for part in parts)


def read_rate(text: str) -> Decimal:
    """A rate as written; its last point or comma is the decimal mark. ValueError for anything else."""
    bare = "".join(text.split()).replace("'", "")
    if not _RATE.fullmatch(bare):
        raise ValueError(text)
    mark = max(bare.rfind("."), bare.rfind(","))
    whole, part = (bare[:mark], bare[mark + 1 :]) if mark >= 0 else (bare, "")
    whole = whole.replace(".", "").replace(",", "")
    return Decimal(f"{whole or '0'}.{part or '0'}")
