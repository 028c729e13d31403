"""Settings of the whole database, currencies and their rates."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, get_args
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.sight import Widened
from salesdesk.errors import RuleBroken
from salesdesk.models import Calendar, Currency, PersonSetting, Rate, Setting
from salesdesk.models.person import FUNCTIONS
from salesdesk.models.visibility import GRANTS, WIDENING
from salesdesk.rules.positions import LABELS, SHIPPED
from salesdesk.rules.texts import one_line
from salesdesk.rules.week import HOURS_SETTING, are_hours
from salesdesk.services.facts import deals_in_currencies, refresh_facts
from salesdesk.services.rights import require_right, viewer_of
from salesdesk.services.rows import edit_record, insert_rows
from salesdesk.translation import tr

SMALLEST_RATE, LARGEST_RATE = Decimal("0.000001"), Decimal(1_000_000)


def change_setting(session: Session, *, key: str, value: Any) -> None:
    """Store a setting of the database under its key."""
    require_right(session, "administrator")
    setting = session.scalars(
        sa.select(Setting).where(Setting.key == key, Setting.deleted_at.is_(None))
    ).first()
    if setting is None:
        session.add(Setting(key=key, value=value))
    else:
        setting.value = value
    session.flush()


def change_sight(session: Session, *, kind: Widened, to_all: bool) -> None:
    """Let everybody see all "deals" or all "companies" (contacts with them), or each person by the tree: what
    is theirs, what belongs to those below, and what nobody owns. Who may change what stays as it is."""
    key, opened, closed = WIDENING[kind]
    change_setting(session, key=key, value=opened if to_all else closed)


def grant_to_function(session: Session, *, function: str, kinds: Sequence[Widened]) -> None:
    """Let the people of a function other than sales read all "deals" and/or "companies", or nothing beside
    their own; what they may change stays as it is."""
    if function == "sales" or function not in FUNCTIONS:
        others = ", ".join(name for name in FUNCTIONS if name != "sales")
        raise RuleBroken(
            tr("{word} is not a function that can be granted something; those are {functions}.").format(
                word=function, functions=others
            )
        )
    unknown = set(kinds) - set(get_args(Widened))
    if unknown:
        raise RuleBroken(
            tr("{word} cannot be granted; deals and companies can.").format(word=", ".join(sorted(unknown)))
        )
    known = session.scalars(
        sa.select(Setting.value).where(Setting.key == GRANTS, Setting.deleted_at.is_(None))
    ).first()
    change_setting(session, key=GRANTS, value={**(known or {}), function: sorted(set(kinds))})


def name_position(session: Session, *, position: str, words: str) -> None:
    """Call a position the company's own way; no words, or the shipped ones, call it as shipped."""
    if position not in SHIPPED:
        raise RuleBroken(tr("{word} is not a position.").format(word=position))
    words = one_line(words, tr("The position")) or ""
    known = session.scalars(
        sa.select(Setting.value).where(Setting.key == LABELS, Setting.deleted_at.is_(None))
    ).first()
    others = {key: label for key, label in (known or {}).items() if key != position}
    own = {position: words} if words and words != SHIPPED[position] else {}
    change_setting(session, key=LABELS, value={**others, **own})


def change_own_setting(session: Session, *, key: str, value: Any) -> None:
    """Store a setting of the person who acts, the same on every machine."""
    person_id = viewer_of(session).person_id
    mine = sa.select(PersonSetting).where(PersonSetting.person_id == person_id, PersonSetting.key == key)
    setting = session.scalars(mine).first()
    if setting is None:
        session.add(PersonSetting(person_id=person_id, key=key, value=value))
    else:
        setting.value = value
    session.flush()


def change_calendar(session: Session, **fields: Any) -> None:
    """Change the calendar: `time_zone`, `week_start` (0 Monday), `fiscal_year_start` (month),
    `holidays` (days)."""
    require_right(session, "administrator")
    if not 1 <= fields.get("fiscal_year_start", 1) <= 12 or not 0 <= fields.get("week_start", 0) <= 6:
        raise RuleBroken(tr("A year begins with a month from 1 to 12, a week with a day from 0 to 6."))
    if "time_zone" in fields and fields["time_zone"] not in available_timezones():
        raise RuleBroken(
            tr("{zone} is not a time zone; write one such as Europe/Berlin.").format(zone=fields["time_zone"])
        )
    if "holidays" in fields:
        fields["holidays"] = sorted({day.isoformat() for day in fields["holidays"]})
    edit_record(session, session.scalars(sa.select(Calendar).limit(1)).one(), fields)


def change_work_hours(session: Session, *, begin: int, until: int) -> None:
    """Say from when until when people work, Monday to Friday, in minutes after midnight."""
    if not are_hours(begin, until):
        raise RuleBroken(tr("The working hours have to end after they begin, on the same day."))
    change_setting(session, key=HOURS_SETTING, value=[begin, until])


def add_currency(session: Session, *, code: str, digits: int = 2) -> None:
    """Let amounts be in another currency; nothing happens if they may already."""
    require_right(session, "administrator")
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise RuleBroken(
            tr("{code} is not a currency; write its three letters, such as USD.").format(code=code)
        )
    known = session.scalar(sa.select(Currency.id).where(Currency.code == code, Currency.deleted_at.is_(None)))
    if known is None:
        session.add(Currency(code=code, digits=digits))
        session.flush()


def insert_rates(session: Session, *, currency: str, rates: Sequence[tuple[date, Decimal]]) -> list[int]:
    """Add what one unit of `currency` is worth in the base currency from each day on; deals' sums follow."""
    require_right(session, "administrator")
    rows = [{"currency": currency, "on": day, "rate": check_rate(rate)} for day, rate in rates]
    ids = insert_rows(session, Rate, rows)
    refresh_facts(session, deal_ids=deals_in_currencies(session, rate_ids=ids[:1]))
    return ids


def check_rate(rate: Decimal) -> Decimal:
    """The rate itself; RuleBroken where it is none."""
    if not rate.is_finite() or not SMALLEST_RATE <= rate <= LARGEST_RATE:
        raise RuleBroken(tr("{rate} is not a rate; it must lie above 0.").format(rate=rate))
    return rate
