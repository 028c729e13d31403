"""What of the sample company was made so far, for those who make the rest."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from salesdesk.services.actions import act
from salesdesk.services.sample.plan import DAYS


@dataclass
class World:
    """What was made so far, by the names of the plan."""

    as_of: date
    random: Random
    people: dict[str, int]
    until: datetime | None = None
    """Nothing that happened is later than this."""
    stages: list[int] = field(default_factory=list)
    renewal_stages: list[int] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    competitors: list[int] = field(default_factory=list)
    products: list[int] = field(default_factory=list)
    companies: list[int] = field(default_factory=list)
    swiss: set[int] = field(default_factory=set)
    contacts: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    deals: dict[int, int] = field(default_factory=dict)
    criteria: dict[int, list[int]] = field(default_factory=dict)

    @property
    def first_day(self) -> date:
        """When the two years begin."""
        return self.as_of - timedelta(days=DAYS)

    def past(self, moment: datetime) -> datetime:
        """A moment of what happened, not in the future."""
        return moment if self.until is None else min(moment, self.until)


def act_on(session: Session, world: World, day: date, kind: str, hour: int = 9, by: str = "petra") -> None:
    """Begin an action of a day at an hour of it (UTC), in somebody's name."""
    at = world.past(datetime.combine(day, time(hour), UTC))
    act(session, kind=kind, at=at, person_id=world.people.get(by))
