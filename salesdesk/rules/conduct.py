"""The rules by which the house sells: five to begin with, in the company's own words later, by version."""

from collections.abc import Sequence

from salesdesk.errors import RuleBroken
from salesdesk.rules.texts import one_line
from salesdesk.translation import tr

KEY = "conduct_rules"
"""The setting that holds a company's own wording: {"version": 2, "rules": ["...", ...]}."""
SHIPPED = (
    tr("We sell only what can be delivered."),
    tr("We hide no material risk."),
    tr("We call no weak deal strong."),
    tr("We give no discount in place of value."),
    tr("We treat no customer as a transaction."),
)
FIRST = 1
"""The version of the rules as they are shipped."""
MOST, LONGEST = 12, 300


def checked_rules(typed: Sequence[str]) -> list[str]:
    """The rules as they are kept: one line each, empty ones left out; RuleBroken where there is none."""
    rules = [line for each in typed if (line := one_line(each, tr("A rule")))]
    if not rules:
        raise RuleBroken(tr("Keep at least one rule."))
    if len(rules) > MOST:
        raise RuleBroken(tr("More than {n} rules nobody keeps in mind.").format(n=MOST))
    long = next((each for each in rules if len(each) > LONGEST), "")
    if long:
        raise RuleBroken(tr("A rule has at most {n} letters: “{rule} …”").format(n=LONGEST, rule=long[:40]))
    return rules
