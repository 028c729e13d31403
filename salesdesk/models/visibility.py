"""Who may see and who may change the rows of a table: one declaration per table, enforced by the store."""

from dataclasses import dataclass
from typing import Literal

from salesdesk.answers.sight import Widened

Seen = Literal["owner", "everyone", "private", "line_above", "administrator", "record"]
Changed = Literal[
    "owner", "line", "self", "everyone", "append", "administrator", "process", "import", "nobody"
]
WIDENING: dict[Widened, tuple[str, str, str]] = {
    "deals": ("visibility", "open_team", "tree"),
    "companies": ("companies_visible", "everybody", "tree"),
}
"""Settings that open a kind of record to everybody: which one, what it says then, and what it says else."""
GRANTS = "function_sees"
"""The setting with what each function sees beside its own: {"finance": ["deals", "companies"], ...}."""


@dataclass(frozen=True, slots=True)
class Visibility:
    """The declaration of one table.

    `seen`: owner = the owner, whoever is above the owner in today's tree, and everybody where nobody owns it;
    everyone; private = only the person it belongs to; line_above = the person and the line above;
    administrator; record = whoever sees the row that `tbl` and `row_id` name. `changed`: owner = whoever
    sees it by the tree or is an editing member; line = as owner, without the members; self = the person in
    `person`; append = written but never changed; administrator, process, import = holders of that right;
    nobody = only the store itself. `widened` names the setting that opens it to all. `person` is the column
    that names the owner; `deal` the column that holds the deal whose members see it too.
    """

    seen: Seen
    changed: Changed
    widened: Widened | None = None
    person: str = "owner_id"
    deal: str | None = None


DEAL = Visibility("owner", "owner", widened="deals", deal="id")
OF_DEAL = Visibility("owner", "owner", widened="deals", deal="deal_id")
MEMBERS = Visibility("owner", "line", widened="deals", deal="deal_id")
COMPANY = Visibility("owner", "owner", widened="companies")
COMMON = Visibility("everyone", "process")
SHARED = Visibility("everyone", "everyone")
ADMINISTRATION = Visibility("everyone", "administrator")
SYSTEM = Visibility("everyone", "nobody")
