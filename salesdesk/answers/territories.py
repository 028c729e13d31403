"""Territories with their rules, and what the rules would do with the companies that nobody owns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TerritoryPlace:
    """A territory or branch at its place in the tree, how deep, with who works there.

    `companies` counts those in it, `turns` names the people who get its companies one after the other.
    """

    id: int
    version: int
    name: str
    kind: str
    parent_id: int | None
    depth: int
    people: tuple[int, ...]
    companies: int
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as it stands in the order. `hidden_by` is the place of an earlier rule that takes all it would
    take, `shares` are the places of earlier ones that take some; places count from 1."""

    id: int
    version: int
    territory_id: int
    territory: str
    country: str | None
    postcode_from: str | None
    postcode_to: str | None
    industry: str | None
    employees_from: int | None
    employees_to: int | None
    gives: str
    person_id: int | None
    person: str
    hidden_by: int | None
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many companies a territory and one person (nobody: "") would get."""

    territory: str
    person: str
    companies: int


@dataclass(frozen=True, slots=True)
class WouldGo:
    """A company that nobody owns, and where it would go: to no `person` where nobody gets it.

    `rule` is the place of the rule that decides, None where no rule fits.
    """

    id: int
    name: str
    place: str
    industry: str
    employees: int | None
    territory: str
    person: str
    rule: int | None


@dataclass(frozen=True, slots=True)
class Assigning:
    """What the rules would do now. `waiting` companies have no owner, `fitting` of them would get an owner or
    a territory; `placed` have an owner and would get a territory only. `shares` tell who would get how many,
    `listed` shows the first of those that nobody owns. `ids` are all that would change.

    `more` says that there are more than could be looked at at once.
    """

    waiting: int
    fitting: int
    placed: int
    shares: tuple[Share, ...]
    by_rule: dict[int, int]
    listed: tuple[WouldGo, ...]
    ids: tuple[int, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Territories:
    """Everything that the Territories tab shows. Companies are those that whoever looks may see."""

    places: tuple[TerritoryPlace, ...]
    rules: tuple[RuleLine, ...]
    assigning: Assigning
    industries: tuple[str, ...]
    countries: tuple[str, ...]

    def place(self, territory_id: int | None) -> TerritoryPlace | None:
        """The territory with this id, if it is there."""
        return next((each for each in self.places if each.id == territory_id), None)

    def rule(self, rule_id: int | None) -> RuleLine | None:
        """The rule with this id, if it is there."""
        return next((each for each in self.rules if each.id == rule_id), None)
