"""What the values of a column mean, by the evidence of all of them: dates, numbers, yes and no, blanks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Literal

from babel import Locale

from salesdesk.errors import RuleBroken
from salesdesk.exchange.sheet import Cell
from salesdesk.translation import tr

Order = Literal["dmy", "mdy", "ymd"]
BLANKS = frozenset({"", "null", "n/a", "na", "-", "–", "none", "#n/a"})
YES = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "wahr", "active"})
NO = frozenset({"no", "n", "false", "0", "nein", "falsch", "inactive"})
_LANGUAGES = ("en", "de", "fr", "es")
_THREE = re.compile(r"^\s*(\d{1,4})\s*([./-])\s*(\d{1,2})\s*[./-]\s*(\d{1,4})(?:[ T].*)?$")
_NAMED = re.compile(r"^\s*(?:(\d{1,2})[.\s-]*([^\W\d]+)|([^\W\d]+)[.\s]*(\d{1,2}),?)[.,\s-]+(\d{2,4})\s*$")


class AmbiguousDates(RuleBroken):
    """No value of this column decides which number is the day."""


def text_of(cell: Cell) -> str | None:
    """A cell as text, None where it says nothing (blank, NULL, N/A, a dash)."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat()
            if (cell.hour, cell.minute, cell.second) == (0, 0, 0)
            else cell.isoformat()
        )
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell).replace("\xa0", " ").strip()
    return None if text.casefold() in BLANKS else text


def date_order(column: str, cells: Iterable[Cell], told: Order | None = None) -> Order:
    """Which number of 03/04/2026 is the day, by all values of the column; AmbiguousDates if none decides."""
    if told:
        return told
    found, undecided = _orders(cells)
    if found is None and undecided:
        raise AmbiguousDates(
            tr(
                "In the column “{column}” every date can be read with the day or the month first; "
                "say which: --date-order dmy or mdy."
            ).format(column=column)
        )
    return found or "dmy"


def told_order(cells: Iterable[Cell]) -> Order | None:
    """Which number is the day as far as some value of the column says so."""
    return _orders(cells)[0]


def doubtful_day(cells: Iterable[Cell]) -> str:
    """The first date of a column that is another day when read the other way."""
    for cell in cells:
        match = _THREE.match(cell) if isinstance(cell, str) else None
        if match is not None and len(match[1]) < 4 and int(match[1]) != int(match[3]):
            return match[0].strip()
    return ""


def _orders(cells: Iterable[Cell]) -> tuple[Order | None, bool]:
    """The order that some value proves, the day first where they contradict; whether some prove nothing."""
    day_first = month_first = undecided = False
    for cell in cells:
        match = _THREE.match(cell) if isinstance(cell, str) else None
        if match is None or len(match[1]) == 4:
            continue
        first, second = int(match[1]), int(match[3])
        if match[2] == "." or first > 12:
            day_first = True
        elif second > 12:
            month_first = True
        else:
            undecided = True
    if not day_first and not month_first:
        return None, undecided
    return "dmy" if day_first else "mdy", undecided


def read_day(cell: Cell, order: Order) -> date:
    """The day that a cell names; ValueError if it names none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip()
    match = _THREE.match(text)
    if match:
        parts = [int(match[1]), int(match[3]), int(match[4])]
        if len(match[1]) == 4:
            return date(*parts)
        day, month = (parts[0], parts[1]) if order == "dmy" else (parts[1], parts[0])
        return date(_year(parts[2]), month, day)
    named = _NAMED.match(text)
    if named:
        month = _months().get((named[2] or named[3]).casefold().rstrip("."), 0)
        return date(_year(int(named[5])), month, int(named[1] or named[4]))
    return datetime.fromisoformat(text).date()


def _year(number: int) -> int:
    return number if number > 99 else number + (2000 if number < 70 else 1900)


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        months = Locale(language).months["format"]
        for width in ("wide", "abbreviated"):
            found |= {name.casefold().rstrip("."): number for number, name in months[width].items()}
    return found


@dataclass(frozen=True, slots=True)
class Marks:
    """How numbers are written in a column: the decimal mark."""

    decimal: str = "."


_BLANK = re.compile(r"[\s'’]")
_CURRENCY = r"(?:[^\W\d_]{0,3}[$€£¥₣₹]|[^\W\d_]{2,3}|%)?"
_AMOUNT = re.compile(
    rf"(?P<first>[-−+]?)(?P<left>{_CURRENCY})(?P<bracket>\(?)(?P<sign>[-−+]?)(?P<inner>{_CURRENCY})"
    rf"(?P<digits>[0-9.,]+)(?P<right>{_CURRENCY})\)?(?P<last>[-−]?)(?P<outer>{_CURRENCY})"
)
_NO_CENTS = re.compile(r"[.,][-–—]{1,2}(?=\D*$)")
_MORE_MONEY = frozenset({"%", "KR", "FR", "SFR", "ZŁ", "KČ", "RS", "FT", "LEI"})


def _bare(text: str) -> str:
    """An amount without the blanks in it and without dashes in place of cents."""
    return _BLANK.sub("", _NO_CENTS.sub("", text))


def number_marks(cells: Iterable[Cell]) -> Marks:
    """The decimal mark by all values: the last of two signs, or the one not followed by three digits.

    Where every value could be read both ways (1.500), the sign stands for thousands.
    """
    votes, weak = {".": 0, ",": 0}, {".": 0, ",": 0}
    for cell in cells:
        if not isinstance(cell, str):
            continue
        bare = re.sub(r"[^0-9.,]", "", cell)
        point, comma = bare.rfind("."), bare.rfind(",")
        if max(point, comma) < 0 or _AMOUNT.fullmatch(_bare(cell)) is None:
            continue
        if point >= 0 and comma >= 0:
            votes["." if point > comma else ","] += 1
            continue
        for sign, place in ((".", point), (",", comma)):
            if place >= 0:
                other = "," if sign == "." else "."
                if bare.count(sign) > 1:
                    votes[other] += 1
                elif len(bare) - place - 1 != 3 or not 1 <= place <= 3 or bare[0] == "0":
                    votes[sign] += 1
                else:
                    weak[other] += 1
    if votes[","] == votes["."]:
        votes = weak
    return Marks("," if votes[","] > votes["."] else ".")


def read_number(cell: Cell, marks: Marks) -> Decimal:
    """The number in a cell, whatever stands around it: €, EUR, (350.00), 12-; ValueError if there is none.

    Letters that are no currency are refused: 12k and 5 Mio. are not 12 and 5.
    """
    if isinstance(cell, bool):
        raise ValueError(cell)
    if isinstance(cell, int | float):
        number = Decimal(str(cell))
        if not number.is_finite():
            raise ValueError(cell)
        return number
    found = _AMOUNT.fullmatch(_bare(str(cell)))
    if found is None or not all(_is_currency(found[name]) for name in ("left", "inner", "right", "outer")):
        raise ValueError(cell)
    grouping = "," if marks.decimal == "." else "."
    bare = found["digits"].replace(grouping, "").replace(marks.decimal, ".")
    if not re.fullmatch(r"[0-9]*\.?[0-9]+|[0-9]+\.", bare):
        raise ValueError(cell)
    signs = found["first"] + found["bracket"] + found["sign"] + found["last"]
    return -Decimal(bare) if set(signs) & set("-−(") else Decimal(bare)


def _is_currency(text: str) -> bool:
    """Whether this may stand beside an amount: nothing, a symbol, a code such as EUR."""
    word = text.upper().rstrip("$€£¥₣₹")
    return word != text.upper() or not word or word in _MORE_MONEY or word in _currencies()


@cache
def _currencies() -> frozenset[str]:
    return frozenset(Locale("en").currencies)


def read_yes(cell: Cell) -> bool:
    """Yes or no; ValueError for anything else."""
    word = (text_of(cell) or "").casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError(cell)
