"""What stands in a cell, as words: for tool tips, screen readers and the detail panel."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from salesdesk.answers.lists import Due, Named, Step, Title, Touch, Value
from salesdesk.translation import tr, trn
from salesdesk.ui.kit import company_day
from salesdesk.ui.kit.company_day import day_of
from salesdesk.ui.kit.format import day, distance, left_out, moment, number

COLD_DAYS, VERY_COLD_DAYS = 14, 28


def cell_words(kind: str, cell: Any, today: date | None = None) -> str:
    """A cell in words."""
    now = today or company_day.today()
    if cell is None:
        return ""
    if isinstance(cell, Title):
        return f"{cell.name}, {cell.detail}" if cell.detail else cell.name
    if isinstance(cell, Named):
        return cell.name
    if isinstance(cell, Value):
        deals = trn("{n} deal", "{n} deals", cell.deals)
        parts = ("" if cell.amount is None else number(cell.amount), deals, left_out(cell.without_rate))
        return ", ".join(part for part in parts if part)
    if isinstance(cell, Touch):
        return ago(cell.at, now)
    if isinstance(cell, Step):
        return f"{cell.subject}, {step_day(cell, now)}" if cell.on else cell.subject
    if isinstance(cell, Due):
        clock = f"{cell.at.astimezone():%H:%M}" if cell.at is not None else ""
        return ", ".join(filter(None, (day(cell.on), clock, cell.repeats)))
    if isinstance(cell, tuple):
        return ", ".join(cell)
    if isinstance(cell, bool):
        return tr("Yes") if cell else tr("No")
    if isinstance(cell, datetime):
        return moment(cell, now)
    if isinstance(cell, date):
        return day(cell)
    if isinstance(cell, Decimal):
        return number(cell)
    if isinstance(cell, int):
        return str(cell) if kind == "whole" else number(Decimal(cell))
    return " ".join(str(cell).split())


def ago(at: datetime, today: date) -> str:
    """How long ago something was: Today, 3 days ago."""
    words = distance(day_of(at), today)
    return words[:1].upper() + words[1:]


def days_since(at: datetime, today: date) -> int:
    """How many days ago something was."""
    return (today - day_of(at)).days


def overdue_days(step: Step, today: date) -> int:
    """How many days a step is late; 0 where it is not."""
    return max(0, (today - step.on).days) if step.on is not None else 0


def step_day(step: Step, today: date) -> str:
    """When a step is due: Today 14:00, Tomorrow, 26 Nov."""
    if step.on is None:
        return ""
    clock = f" {step.at.astimezone():%H:%M}" if step.at is not None else ""
    if step.on == today:
        return tr("Today{clock}").format(clock=clock)
    if (step.on - today).days == 1:
        return tr("Tomorrow{clock}").format(clock=clock)
    return day(step.on, today)
