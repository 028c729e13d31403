"""What a company that begins tells about itself, and what is usual until it does."""

from dataclasses import dataclass, field

CURRENCIES = (
    "EUR", "USD", "GBP", "CHF", "AUD", "BRL", "CAD", "CNY", "CZK", "DKK", "HUF", "ILS", "INR", "JPY",
    "MXN", "NOK", "NZD", "PLN", "SEK", "SGD", "TRY", "ZAR",
)  # fmt: skip
"""The currencies offered first; others can be added in the settings."""
COMPANY_NAME = "company_name"
"""The setting with the name of the company."""


@dataclass(frozen=True, slots=True)
class NewCompany:
    """A company that begins: `fiscal_year_start` is a month 1 to 12, `week_start` a day with 0 Monday.

    `steps` is the length of the sales process, 5, 7 or 9; `administrator` is who begins, `people` the others.
    `login` and `password` are the administrator's on a server; a file has no use for them.
    """

    name: str = ""
    administrator: str = ""
    currency: str = "EUR"
    fiscal_year_start: int = 1
    week_start: int = 0
    time_zone: str = "UTC"
    steps: int = 5
    people: tuple[str, ...] = ()
    login: str = ""
    password: str = field(default="", repr=False)


def names_typed(text: str) -> tuple[str, ...]:
    """The names in a text, one per line or divided by commas or semicolons, each once, in their order."""
    parts = (" ".join(part.split()) for part in text.replace(";", "\n").replace(",", "\n").splitlines())
    return tuple(dict.fromkeys(part for part in parts if part))
