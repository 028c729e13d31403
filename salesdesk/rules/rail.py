"""Which pages stand in the rail; the others are under "More" and in Ctrl+K."""

from salesdesk.answers.rail import Standing
from salesdesk.rules.positions import SHIPPED

SETTING = "rail_pages"
"""The setting of a person with what they chose: {"team": true, "exchange": false}."""
ALWAYS = frozenset({"today", "settings"})
"""Pages that nobody can put away: where one begins, and where one finds the others again."""
_LEADING = frozenset(SHIPPED) - {"sales_rep"}
_FUNCTIONS = {"team": frozenset({"operations"}), "exchange": frozenset({"operations", "marketing"})}


def in_rail(page: str, person: Standing) -> bool:
    """ALWAYS; else what the person chose; else what their position calls for.

    Team and Import / Export: administrators, positions that lead, whoever somebody reports to, operations,
    and Import / Export marketing as well. Every other page: everybody.
    """
    if page in ALWAYS:
        return True
    if page in person.own:
        return person.own[page]
    if page not in _FUNCTIONS:
        return True
    leads = person.leads or person.position in _LEADING
    return person.is_administrator or leads or person.function in _FUNCTIONS[page]
