"""What positions are called."""

from collections.abc import Mapping

from salesdesk.translation import tr

LABELS = "position_labels"
"""The setting with what a company calls positions its own way: {"sales_rep": "Account executive", ...}."""
SHIPPED = {
    "director": tr("Director"),
    "vice_president": tr("Vice president"),
    "sales_manager": tr("Sales manager"),
    "branch_manager": tr("Branch manager"),
    "team_lead": tr("Team lead"),
    "sales_rep": tr("Sales rep"),
}
FUNCTIONS = {
    "sales": tr("Sales"),
    "operations": tr("Operations"),
    "marketing": tr("Marketing"),
    "delivery": tr("Delivery"),
    "finance": tr("Finance"),
    "product": tr("Product"),
    "service": tr("Service"),
}


def position_words(position: str, own: Mapping[str, str] | None = None) -> str:
    """A position as people say it: "sales_rep" is "Sales rep", or what `own` calls it; one of the company's
    own as it is."""
    return (own or {}).get(position) or SHIPPED.get(position, position)
