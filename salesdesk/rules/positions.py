"""What positions are called."""

from salesdesk.translation import tr

_WORDS = {
    "director": "Director",
    "vice_president": "Vice president",
    "sales_manager": "Sales manager",
    "branch_manager": "Branch manager",
    "team_lead": "Team lead",
    "sales_rep": "Sales rep",
}


def position_words(position: str) -> str:
    """A position as people say it: "sales_rep" is "Sales rep"; one of the company's own as it is."""
    return tr(_WORDS.get(position, position))
