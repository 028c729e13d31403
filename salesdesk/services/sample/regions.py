"""Where the sample company works: its territories inside each other, and the rules by which they fill."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.models import Territory
from salesdesk.services.assigning import add_rule
from salesdesk.services.companies import update_companies
from salesdesk.services.sample.world import World
from salesdesk.services.territories import edit_territory

INSIDE = {
    "North": ("All regions", "territory"),
    "South": ("All regions", "territory"),
    "Hamburg": ("North", "branch"),
    "Bremen": ("North", "branch"),
    "Munich": ("South", "branch"),
    "Austria": ("South", "territory"),
}
"""Per territory in which one it lies, and of which kind it is."""
UNOWNED = (7, 19, 33, 48, 62, 77, 91, 104, 118, 126, 133, 147)
"""Companies that nobody looks after at the end, by their numbers."""


def make_regions(session: Session, world: World) -> None:
    """Put the territories inside each other, and say which companies fall to which."""
    ids = {row[0]: row[1] for row in session.execute(sa.select(Territory.name, Territory.id))}
    for name, (above, kind) in INSIDE.items():
        edit_territory(session, territory_id=ids[name], parent_id=ids[above], kind=kind)
    german = {"country": "Germany"}
    henrik, miriam = world.people["henrik"], world.people["miriam"]
    add_rule(session, territory_id=ids["All regions"], employees_from=500, gives="person", person_id=henrik)
    add_rule(session, territory_id=ids["Hamburg"], **german, postcode_from="20", postcode_to="25")
    add_rule(session, territory_id=ids["Bremen"], **german, postcode_from="26", postcode_to="31")
    add_rule(session, territory_id=ids["Munich"], **german, postcode_from="80", postcode_to="97")
    add_rule(session, territory_id=ids["Austria"], country="Austria")
    add_rule(
        session, territory_id=ids["South"], **german, industry="Health care", gives="person",
        person_id=miriam,
    )  # fmt: skip


def leave_unowned(session: Session, world: World) -> None:
    """Some companies belong to nobody any more, so that there is something to assign."""
    rows = [{"id": world.companies[n], "owner_id": None, "territory_id": None} for n in UNOWNED]
    update_companies(session, rows)
