"""What positions are called."""

from salesdesk.translation import tr

_WORDS = {
    "director": tr("Director"),
    "vice_president": tr("Vice president"),
    "sales_manager": tr("Sales manager"),
    "branch_manager": tr("Branch manager"),
    "team_lead": tr("Team lead"),
    "sales_rep": tr("Sales rep"),
}


def position_words(position: str) -> str:
    """A position as people say it: "sales_rep" is "Sales rep"; one of the company's own as it is."""
    return _WORDS.get(position, position)
