"""What Today says at its head: a greeting, and the day in one sentence."""

from datetime import date, datetime, time

from salesdesk.answers.today import AgendaItem, MyDay
from salesdesk.rules.agenda import Later
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.company_day import day_of
from salesdesk.ui.kit.format import clock

_NUMBERS = (
    tr("no"),
    tr("one"),
    tr("two"),
    tr("three"),
    tr("four"),
    tr("five"),
    tr("six"),
    tr("seven"),
    tr("eight"),
    tr("nine"),
)
_FIRSTS = {
    "call": tr("Your first call is at {time}."),
    "meeting": tr("Your first meeting is at {time}."),
    "demo": tr("Your first demo is at {time}."),
    "visit": tr("Your first visit is at {time}."),
}


def greeting(name: str, now: time) -> str:
    """Good morning before noon, good afternoon before six, good evening later."""
    first = name.split()[0] if name.split() else ""
    part = tr("Good morning") if now.hour < 12 else tr("Good afternoon")
    part = tr("Good evening") if now.hour >= 18 or now.hour < 4 else part
    return f"{part}, {first}" if first else part


def due_of(way: Later, now: datetime) -> tuple[date, datetime | None]:
    """The day and the time to which something is put off: an hour from now may lie on the company's next day,
    or on another one than this computer's."""
    if way.after is not None:
        at = now.replace(second=0, microsecond=0) + way.after
        return day_of(at), at
    return way.on, datetime.combine(way.on, way.at).astimezone() if way.at else None


def sentence(shown: MyDay, now: datetime) -> str:
    """What is overdue and what is for today, and when the next of it begins."""
    late, due = shown.overdue_count, shown.due_count
    if not late and not due:
        coming = shown.coming_count
        if not coming:
            return tr("Nothing is planned for the next seven days.")
        words = trn("{n} thing comes", "{n} things come", coming, _number(coming))
        return _capital(tr("Nothing is due today. {words} within a week.").format(words=_capital(words)))
    parts = []
    if late:
        parts.append(trn("{n} thing is overdue", "{n} things are overdue", late, _number(late)))
    if due and late:
        parts.append(trn("{n} is for today", "{n} are for today", due, _number(due)))
    elif due:
        parts.append(trn("{n} thing is for today", "{n} things are for today", due, _number(due)))
    words = _capital(tr(" and ").join(parts)) + "."
    return f"{words} {_first(shown.due, now)}".rstrip()


def _first(items: tuple[AgendaItem, ...], now: datetime) -> str:
    """When the first meeting or call of the day begins, as long as it has not begun."""
    timed = [item for item in items if item.due_at is not None and item.kind in _FIRSTS]
    for item in timed[:1]:
        if item.due_at is not None and item.due_at >= now:
            return _FIRSTS[item.kind].format(time=clock(item.due_at))
    return ""


def _number(n: int) -> str:
    return _NUMBERS[n] if n < len(_NUMBERS) else str(n)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
