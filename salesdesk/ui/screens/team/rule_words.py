"""What rules and what they would do are called."""

from collections import defaultdict

from salesdesk.answers.territories import Assigning, RuleLine, TerritoryPlace
from salesdesk.translation import tr, trn
from salesdesk.ui.kit.format import number

_TOLD = 3
KINDS = {"territory": tr("Territory"), "branch": tr("Branch")}


def condition_words(rule: RuleLine) -> str:
    """ "Germany · 20 to 25 · 50 employees and more"; every company where nothing is asked."""
    return " · ".join(part for part in _parts(rule) if part) or tr("All companies that are left")


def _parts(rule: RuleLine) -> tuple[str, ...]:
    return (rule.country or "", _postcodes(rule), rule.industry or "", _employees(rule))


def _postcodes(rule: RuleLine) -> str:
    if rule.postcode_from is None:
        return ""
    if rule.postcode_from == rule.postcode_to:
        return tr("postcodes {first}").format(first=rule.postcode_from)
    return tr("postcodes {first} to {last}").format(first=rule.postcode_from, last=rule.postcode_to)


def _employees(rule: RuleLine) -> str:
    low, high = rule.employees_from, rule.employees_to
    if low is None and high is None:
        return ""
    if high is None:
        return tr("{n} employees and more").format(n=number(low or 0))
    if low is None:
        return tr("up to {n} employees").format(n=number(high))
    return tr("{low} to {high} employees").format(low=number(low), high=number(high))


def receiver_words(rule: RuleLine, place: TerritoryPlace | None) -> str:
    """Who gets the companies of a rule: "in turn: Jana Stein, Nina Albers"."""
    if rule.gives == "person":
        return rule.person
    if rule.gives == "nobody":
        return tr("without an owner")
    return turn_words(place)


def turn_words(place: TerritoryPlace | None) -> str:
    """Whose turns it are in a territory."""
    names = place.turns if place is not None else ()
    if not names:
        return tr("nobody works there yet")
    if len(names) == 1:
        return names[0]
    return tr("in turn: {names}").format(names=", ".join(names))


def clash_words(rule: RuleLine) -> tuple[str, str]:
    """The pill of a rule that gets in the way of earlier ones, and its colour; nothing else."""
    if rule.hidden_by is not None:
        return tr("{n} takes all").format(n=rule.hidden_by), "amber"
    if rule.shares:
        places = ", ".join(str(each) for each in rule.shares[:_TOLD])
        more = " …" if len(rule.shares) > _TOLD else ""
        return tr("after {places}").format(places=places) + more, "chip"
    return "", "chip"


def order_words(rules: tuple[RuleLine, ...]) -> str:
    """How the order decides, and what the pills say if there are any."""
    words = [tr("The first rule that fits decides. Nobody loses a company by a rule.")]
    if any(each.hidden_by is not None for each in rules):
        words.append(tr("“1 takes all” stands where a rule above leaves nothing to it."))
    elif any(each.shares for each in rules):
        words.append(tr("“after 1” stands where some companies fit a rule above too."))
    return " ".join(words)


def waiting_words(told: Assigning) -> str:
    """How many companies nobody owns."""
    return trn("{n} company has no owner", "{n} companies have no owner", told.waiting, number(told.waiting))


def share_words(told: Assigning) -> str:
    """ "Hamburg 8 (Jana Stein 4, Nina Albers 4) · Austria 2 (Emil Hartmann) · 3 fit no rule": what
    assigning would do."""
    people: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for each in told.shares:
        people[each.territory].append((each.person or tr("nobody"), each.companies))
    parts = [
        tr("{territory} {n} ({people})").format(
            territory=name, n=number(sum(count for _, count in shares)), people=_people(shares)
        )
        for name, shares in people.items()
    ]
    left = told.waiting - told.fitting
    if left and not told.more:
        parts.append(trn("{n} fits no rule", "{n} fit no rule", left, number(left)))
    if told.placed:
        parts.append(
            trn(
                "{n} that has an owner gets its territory",
                "{n} that have an owner get their territory",
                told.placed,
                number(told.placed),
            )
        )
    if told.more:
        parts.append(tr("there are more than can be assigned at once"))
    return " · ".join(parts)


def _people(shares: list[tuple[str, int]]) -> str:
    if len(shares) == 1:
        return shares[0][0]
    return ", ".join(f"{name} {number(count)}" for name, count in shares)


def assign_words(told: Assigning) -> str:
    """What the button says: "Assign 12 companies, set 14 territories", the second for those with an owner."""
    parts = []
    if told.fitting:
        count = number(told.fitting)
        parts.append(trn("Assign {n} company", "Assign {n} companies", told.fitting, count))
    if told.placed:
        count = number(told.placed)
        parts.append(
            trn("set {n} territory", "set {n} territories", told.placed, count)
            if parts
            else trn("Set {n} territory", "Set {n} territories", told.placed, count)
        )
    return ", ".join(parts)


def assigned_words(told: Assigning) -> str:
    """What is said when it is done: "12 companies assigned, 14 territories set"."""
    parts = []
    if told.fitting:
        count = number(told.fitting)
        parts.append(trn("{n} company assigned", "{n} companies assigned", told.fitting, count))
    if told.placed:
        parts.append(trn("{n} territory set", "{n} territories set", told.placed, number(told.placed)))
    return ", ".join(parts)
