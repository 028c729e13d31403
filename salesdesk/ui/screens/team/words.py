"""What the Team screen says of people, figures, and of what a move changes."""

from collections.abc import Sequence
from decimal import Decimal

from salesdesk.answers.team import LineFigures, MoveAhead, MovePreview, SightChange, Team, TeamMember
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import day, money, number, short_money

FIGURES: tuple[tuple[str, str], ...] = (
    ("open", tr("Open pipeline")),
    ("won", tr("Won this quarter")),
)
"""What stands beside each person: of themself and everybody below."""


def amount_of(figures: LineFigures | None, which: str) -> Decimal | None:
    """The figure chosen, None on another day than today."""
    if figures is None:
        return None
    return figures.open_value if which == "open" else figures.won_value


def figure_words(figures: LineFigures | None, which: str, currency: str) -> str:
    """The figure in few letters; a plus where open deals have an amount without a rate."""
    amount = amount_of(figures, which)
    if figures is None or amount is None:
        return ""
    deals = figures.open_deals if which == "open" else figures.won_deals
    if not deals:
        return "–"
    more = " +" if which == "open" and figures.unvalued else ""
    return short_money(amount, currency) + more


def line_words(figures: LineFigures, currency: str) -> tuple[str, ...]:
    """What somebody's line has to show, one sentence each, exact."""
    told = [
        trn(
            "{n} open deal: {sum}",
            "{n} open deals: {sum}",
            figures.open_deals,
            number(figures.open_deals),
            sum=money(figures.open_value, currency),
        ),
        trn(
            "{n} won this quarter: {sum}",
            "{n} won this quarter: {sum}",
            figures.won_deals,
            number(figures.won_deals),
            sum=money(figures.won_value, currency),
        ),
    ]
    if figures.unvalued:
        told.append(no_rate(figures.unvalued))
    return tuple(told)


def total_words(figures: LineFigures, which: str, currency: str) -> tuple[str, str]:
    """How many deals a total holds and what they are worth, exact; and how many of them are in no sum."""
    is_open = which == "open"
    deals = figures.open_deals if is_open else figures.won_deals
    value = figures.open_value if is_open else figures.won_value
    words = trn("{n} deal, {sum}", "{n} deals, {sum}", deals, number(deals), sum=money(value, currency))
    return words, no_rate(figures.unvalued) if is_open and figures.unvalued else ""


def unowned_words(figures: LineFigures, which: str, currency: str) -> str:
    """What stands beside the total of all owners: "and 2 deals that nobody owns (€81k)"."""
    deals = figures.open_deals if which == "open" else figures.won_deals
    if not deals:
        return ""
    return trn(
        "and {n} deal that nobody owns ({sum})",
        "and {n} deals that nobody owns ({sum})",
        deals,
        number(deals),
        sum=figure_words(figures, which, currency),
    )


def no_rate(count: int) -> str:
    """That some deals are in no sum."""
    return trn(
        "{n} open deal is in no sum: its currency has no rate.",
        "{n} open deals are in no sum: their currencies have no rate.",
        count,
    )


def people_words(count: int) -> str:
    """How many are below: "5 people"."""
    return trn("{n} person", "{n} people", count) if count else ""


def team_words(team: Team) -> str:
    """How large the team is: "12 people in 5 levels"."""
    count = sum(1 for each in team.people if each.active)
    people = trn("{n} person", "{n} people", count)
    return tr("{people} in {levels}").format(
        people=people, levels=trn("{n} level", "{n} levels", team.levels)
    )


def spoken(member: TeamMember, team: Team, which: str) -> str:
    """All that stands on a card, as a screen reader says it."""
    above = team.member(member.reports_to_id)
    parts = [member.name, member.position_words, member.territory]
    parts.append(tr("reports to {name}").format(name=above.name) if above is not None else "")
    parts.append(tr("{people} below").format(people=people_words(member.below)) if member.below else "")
    figure = figure_words(member.figures, which, team.currency)
    parts.append(f"{dict(FIGURES)[which]} {figure}" if figure else "")
    parts.append("" if member.active else tr("not active"))
    return ", ".join(part for part in parts if part)


def preview_words(preview: MovePreview) -> tuple[str, str]:
    """One sentence of what a move changes, and a line of what it changes besides and what stays."""
    if preview.refused:
        return preview.refused, tr("Nothing would change.")
    stays = _stays(preview)
    if not preview.by_tree:
        return (
            tr("Everybody sees all deals, so nobody sees more or less"),
            " ".join(part for part in (_owned(preview), _may_change(preview), stays) if part),
        )
    if not preview.gaining and not preview.losing:
        return tr("Nobody sees more or fewer deals"), " ".join((_owned(preview), stays))
    first = preview.gaining[0] if preview.gaining else preview.losing[0]
    count = number(first.deals)
    if preview.gaining:
        head = trn(
            "{name} will see {n} more deal",
            "{name} will see {n} more deals",
            first.deals,
            count,
            name=first.name,
        )
    else:
        head = trn(
            "{name} no longer sees {n} deal",
            "{name} no longer sees {n} deals",
            first.deals,
            count,
            name=first.name,
        )
    more = [each.name for each in preview.gaining[1:]]
    parts = [_split(first, preview.currency) if first.deals else ""]
    if more:
        parts.append(tr("So will {names}.").format(names=_names(more)))
    if preview.gaining and preview.losing:
        parts.append(_no_longer(preview.losing))
    return head, " ".join(part for part in (*parts, stays) if part)


def _no_longer(losing: Sequence[SightChange]) -> str:
    names = _names([each.name for each in losing])
    return trn("{names} no longer sees them.", "{names} no longer see them.", len(losing), names=names)


def _owned(preview: MovePreview) -> str:
    whole = preview.whole
    if whole is None or not whole.deals:
        return tr("{name} has no deals.").format(name=preview.name)
    told = _split(whole, preview.currency).rstrip(".")
    return tr("{name} owns {deals}.").format(name=_moved(preview), deals=told)


def _may_change(preview: MovePreview) -> str:
    """In an open team, too, only the line above may change somebody's deals."""
    if preview.to_name and preview.from_name:
        return tr("{to} may change them then, {before} no longer.").format(
            to=preview.to_name, before=preview.from_name
        )
    return tr("{to} may change them then.").format(to=preview.to_name) if preview.to_name else ""


def _moved(preview: MovePreview) -> str:
    if preview.moving == 1:
        return preview.name
    below = preview.moving - 1
    return trn("{name} with {n} person", "{name} with {n} people", below, number(below), name=preview.name)


def _split(change: SightChange, currency: str) -> str:
    """ "4 open (€82k), 30 decided." """
    value = short_money(change.open_value, currency)
    worth = f" ({value})" if change.open_value else ""
    if change.unvalued:
        worth = tr(" ({value} and {n} without a rate)").format(value=value, n=number(change.unvalued))
    return tr("{open} open{worth}, {decided} decided.").format(
        open=number(change.open_deals), worth=worth, decided=number(change.decided)
    )


def _stays(preview: MovePreview) -> str:
    if not preview.from_name:
        return tr("What {name} won so far is counted as before.").format(name=preview.name)
    return tr("What {name} won so far stays in the figures of {before}.").format(
        name=preview.name, before=preview.from_name
    )


def _names(names: Sequence[str]) -> str:
    if len(names) < 3:
        return tr(" and ").join(names)
    return tr("{name} and {n} others").format(name=names[0], n=number(len(names) - 1))


def move_ahead_words(ahead: MoveAhead) -> str:
    """A move on a day to come: "Tom Lang to Jana Stein, 1 Dec 2026"."""
    to = ahead.to_name or tr("nobody")
    return tr("{name} to {to}, {day}").format(name=ahead.name, to=to, day=day(ahead.due_on))


def day_words(team: Team) -> str:
    """What is to be said while the tree of another day is shown."""
    if team.on == team.today:
        return ""
    return tr("As it stood on {day}: to look at. Figures are told of today only.").format(
        day=day(team.on, team.today)
    )
