"""The figures in the head of a company's or contact's page."""

from salesdesk.answers.lists import Value
from salesdesk.answers.records import RecordPage
from salesdesk.rules.words import ACTIVITY_KINDS
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.company_day import day_of
from salesdesk.ui.kit.format import day, distance, money, number
from salesdesk.ui.kit.record.header import Figure


def worth(value: Value, currency: str) -> str:
    """A sum of deals; a dash where there is an amount but none has a rate."""
    return "–" if value.amount is None else money(value.amount, currency)


def _of_deals(value: Value) -> str:
    """How many deals a sum is of, and how many of them are not in it."""
    if not value.deals:
        return ""
    deals = trn("{n} deal", "{n} deals", value.deals)
    if not value.without_rate:
        return deals
    missing = trn("{n} without a rate", "{n} without a rate", value.without_rate)
    return f"{deals}, {missing}"


def record_figures(page: RecordPage) -> tuple[Figure, ...]:
    """What is open and won, the last touch, the next step, and how many contacts."""
    figures = [Figure(tr("Open"), worth(page.open_value, page.currency), _of_deals(page.open_value))]
    if page.won_value.deals:
        since = tr("Won since {year}").format(year=page.won_since) if page.won_since else tr("Won")
        figures.append(Figure(since, worth(page.won_value, page.currency), _of_deals(page.won_value)))
    touch = page.last_touch
    if touch is not None:
        words = distance(day_of(touch.at), page.today)
        kind = ACTIVITY_KINDS.get(touch.kind, touch.kind).lower()
        figures.append(Figure(tr("Last touch"), words[:1].upper() + words[1:], kind))
    else:
        figures.append(Figure(tr("Last touch"), tr("Never"), colour="text_3"))
    step = page.next_step
    if step is None:
        figures.append(Figure(tr("Next step"), tr("None"), colour="amber"))
    elif step.on is None:
        figures.append(Figure(tr("Next step"), tr("No date")))
    else:
        late = step.on < page.today
        words = day(step.on, page.today) if abs((step.on - page.today).days) > 1 else ""
        words = words or distance(step.on, page.today)
        figures.append(
            Figure(
                tr("Next step"),
                words[:1].upper() + words[1:],
                ACTIVITY_KINDS.get(step.kind, step.kind).lower(),
                "red" if late else "text",
            )
        )
    if page.record == "company":
        figures.append(Figure(tr("Contacts"), number(len(page.contacts))))
    return tuple(figures)
