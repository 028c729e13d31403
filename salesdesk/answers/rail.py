"""Who somebody is in the team, as far as the rail asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's position ("sales_rep", or one of the company's own) and function ("sales").

    `leads` says that somebody reports to them; `own` is what they chose themself, by page: {"team": True}.
    """

    position: str
    function: str
    leads: bool
    is_administrator: bool
    own: Mapping[str, bool] = field(default_factory=dict)
