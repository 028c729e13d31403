"""Territories and their rules, and what these would do with companies as they are now."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.answers.territories import Assigning, RuleLine, Share, Territories, TerritoryPlace, WouldGo
from salesdesk.models import AssignmentRule, Company, Person, Territory
from salesdesk.models import Counter as Number
from salesdesk.rules.territories import Assignment, Rulebook, Where, checked, clashes, in_turn, workers
from salesdesk.rules.tree import in_tree_order

AT_ONCE = 20_000
"""So many companies are looked at and assigned together at most."""
LISTED = 200
FIRST = 1_000
"""What a count stands at before its first number."""
_WORDS = 60
_WHERE = (
    Company.id, Company.country, Company.postcode, Company.industry, Company.employees, Company.territory_id,
    Company.owner_id,
)  # fmt: skip


def territories(session: Session) -> Territories:
    """The tree of territories, the rules in their order, and what they would do now."""
    rules = assignment_rules(session)
    people = _names(session)
    turns = turns_of(session)
    return Territories(
        places=_places(session, turns, people),
        rules=_lines(session, rules, people),
        assigning=would_assign(session, rules),
        industries=_words(session, Company.industry),
        countries=_words(session, Company.country),
    )


def assignment_rules(session: Session) -> tuple[Assignment, ...]:
    """The rules in their order, without those for territories that are out of use."""
    rows = session.scalars(
        sa.select(AssignmentRule)
        .join(Territory, Territory.id == AssignmentRule.territory_id)
        .where(AssignmentRule.deleted_at.is_(None), Territory.deleted_at.is_(None))
        .order_by(AssignmentRule.position, AssignmentRule.id)
    )
    return tuple(
        Assignment(
            each.id, each.territory_id, each.country, each.postcode_from, each.postcode_to, each.industry,
            each.employees_from, each.employees_to, each.gives, each.person_id,
        )
        for each in rows
    )  # fmt: skip


class Turns:
    """Who takes turns in each territory, and at which company of each it has come."""

    def __init__(
        self, people: Mapping[int, tuple[int, ...]], taken: Mapping[int, int], active: frozenset[int]
    ) -> None:
        self._people, self._active, self._before = people, active, taken
        self.taken: Counter[int] = Counter()

    def since(self, taken: Mapping[int, int]) -> "Turns":
        """The same people, begun again after so many companies."""
        return Turns(self._people, taken, self._active)

    def people(self, territory_id: int) -> tuple[int, ...]:
        """Those who get its companies, in the order of their turns."""
        return self._people.get(territory_id, ())

    def owner_of(self, company: Where, rule: Assignment | None) -> int | None:
        """Who gets a company by the rule that decides; the turn goes on. None where nobody does, or where
        somebody owns it already."""
        if rule is None or company.owner_id is not None:
            return None
        if rule.gives == "person":
            return rule.person_id if rule.person_id in self._active else None
        people = self.people(rule.territory_id)
        if rule.gives == "nobody" or not people:
            return None
        number = self._before.get(rule.territory_id, FIRST) + self.taken[rule.territory_id]
        self.taken[rule.territory_id] += 1
        return in_turn(people, number)


def turns_of(session: Session) -> Turns:
    """Whose turn it is in each territory, where the active people take turns by name."""
    inside: dict[int | None, list[int]] = defaultdict(list)
    for key, above in session.execute(_live(Territory.id, Territory.parent_id)):
        inside[above].append(key)
    rows = session.execute(
        sa.select(Person.id, Person.territory_id)
        .where(Person.deleted_at.is_(None), Person.active)
        .order_by(Person.name_key, Person.id)
    ).all()
    people: dict[int, list[int]] = defaultdict(list)
    for key, place in rows:
        if place is not None:
            people[place].append(key)
    known = {key for keys in inside.values() for key in keys}
    working = {key: workers(key, inside, people) for key in known}
    active = frozenset(key for key, _ in rows)
    return Turns(working, _counted(session), active)


def turn_name(territory_id: int) -> str:
    """What the counter of a territory's companies is called."""
    return f"territory:{territory_id}"


def _counted(session: Session) -> dict[int, int]:
    rows = session.execute(sa.select(Number.name, Number.value).where(Number.name.like("territory:%")))
    return {int(name.partition(":")[2]): value for name, value in rows}


def _live(*columns: Any) -> sa.Select[Any]:
    return sa.select(*columns).where(Territory.deleted_at.is_(None)).order_by(Territory.name_key)


def _names(session: Session) -> dict[int, str]:
    return {row[0]: row[1] for row in session.execute(sa.select(Person.id, Person.name))}


def _places(session: Session, turns: Turns, names: Mapping[int, str]) -> tuple[TerritoryPlace, ...]:
    rows = {each.id: each for each in session.scalars(_live(Territory))}
    counted = sa.select(Company.territory_id, sa.func.count()).where(
        Company.deleted_at.is_(None), Company.territory_id.is_not(None)
    )
    counts = {row[0]: row[1] for row in session.execute(counted.group_by(Company.territory_id))}
    people: dict[int | None, list[int]] = defaultdict(list)
    own = sa.select(Person.territory_id, Person.id).where(Person.deleted_at.is_(None), Person.active)
    for place, person in session.execute(own.order_by(Person.name_key, Person.id)):
        people[place].append(person)
    order = in_tree_order(
        rows, {key: each.parent_id for key, each in rows.items()}, lambda key: (rows[key].name_key, key)
    )
    return tuple(
        TerritoryPlace(
            key, rows[key].version, rows[key].name, rows[key].kind, rows[key].parent_id, depth,
            tuple(people[key]), counts.get(key, 0), tuple(names[each] for each in turns.people(key)),
        )
        for key, depth in order
    )  # fmt: skip


def _lines(session: Session, rules: Sequence[Assignment], people: Mapping[int, str]) -> tuple[RuleLine, ...]:
    names = {row[0]: row[1] for row in session.execute(sa.select(Territory.id, Territory.name))}
    versions = {
        row[0]: row[1] for row in session.execute(sa.select(AssignmentRule.id, AssignmentRule.version))
    }
    numbers = {rule.id: place for place, rule in enumerate(rules, start=1)}
    shared = clashes(rules)
    lines = []
    for rule in rules:
        whole, some = shared.get(rule.id, (None, ()))
        lines.append(
            RuleLine(
                rule.id, versions[rule.id], rule.territory_id, names[rule.territory_id], rule.country,
                rule.postcode_from, rule.postcode_to, rule.industry, rule.employees_from, rule.employees_to,
                rule.gives, rule.person_id, people.get(rule.person_id or 0, ""),
                numbers.get(whole or 0), tuple(numbers[each] for each in some),
            )
        )  # fmt: skip
    return tuple(lines)


def would_assign(session: Session, rules: Sequence[Assignment]) -> Assigning:
    """What these rules, saved or not, would do with the companies that have no owner or no territory.

    An owner is never taken from anybody, nor a territory: where one of the two stands, it stays.
    """
    waiting = session.scalar(_unowned(sa.func.count())) or 0
    found = companies_to_assign(session) if rules else []
    more = len(found) > AT_ONCE
    turns, book = turns_of(session), Rulebook(rules)
    chosen = [(each, book.first_for(each)) for each in found[:AT_ONCE]]
    decided = [(each, rule, turns.owner_of(each, rule)) for each, rule in chosen]
    changing = [
        (each, rule, owner) for each, rule, owner in decided
        if rule is not None and (each.territory_id is None or owner is not None)
    ]  # fmt: skip
    shares = Counter((rule.territory_id, owner) for each, rule, owner in changing if each.owner_id is None)
    names, people = dict(_ids_and_names(session)), _names(session)
    return Assigning(
        waiting=waiting,
        fitting=sum(shares.values()),
        placed=sum(1 for each, _, _ in changing if each.owner_id is not None),
        shares=tuple(
            Share(names[place], people.get(owner or 0, ""), count)
            for (place, owner), count in sorted(
                shares.items(), key=lambda item: (names[item[0][0]], people.get(item[0][1] or 0, ""))
            )
        ),
        by_rule=dict(Counter(rule.id for each, rule, _ in changing if each.owner_id is None)),
        listed=_listed(session, rules, decided, names, people),
        ids=tuple(each.id for each, _, _ in changing),
        more=more,
    )


def preview_rule(session: Session, *, rule_id: int, territory_id: int, **conditions: Any) -> Assigning:
    """What the rules would do if one of them said this, or with a new one (0) behind them; nothing is saved.

    RuleBroken for what cannot be a rule.
    """
    told: dict[str, Any] = {name: conditions.get(name) for name in ("country", "industry")}
    drafted = Assignment(rule_id, territory_id, **told, **checked(conditions))
    rules = assignment_rules(session)
    if rule_id:
        changed = tuple(drafted if each.id == rule_id else each for each in rules)
        return would_assign(session, changed)
    return would_assign(session, (*rules, drafted))


def companies_to_assign(session: Session, ids: Sequence[int] | None = None) -> list[Where]:
    """Companies without an owner or a territory, those that nobody owns first; of these ids, if told."""
    question = sa.select(*_WHERE).where(
        Company.deleted_at.is_(None), sa.or_(Company.owner_id.is_(None), Company.territory_id.is_(None))
    )
    if ids is not None:
        question = question.where(Company.id.in_(ids))
    question = question.order_by(Company.owner_id.is_not(None), Company.id).limit(AT_ONCE + 1)
    return [Where(*row) for row in session.execute(question)]


def _unowned(*columns: Any) -> sa.Select[Any]:
    return sa.select(*columns).where(Company.deleted_at.is_(None), Company.owner_id.is_(None))


def _ids_and_names(session: Session) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in session.execute(sa.select(Territory.id, Territory.name))]


def _listed(
    session: Session,
    rules: Sequence[Assignment],
    decided: Sequence[tuple[Where, Assignment | None, int | None]],
    names: Mapping[int, str],
    people: Mapping[int, str],
) -> tuple[WouldGo, ...]:
    """The first companies that nobody owns, by name, each with where it would go."""
    numbers = {rule.id: place for place, rule in enumerate(rules, start=1)}
    found = {each.id: (rule, owner) for each, rule, owner in decided}
    question = _unowned(
        Company.id, Company.name, Company.postcode, Company.city, Company.country, Company.industry,
        Company.employees, Company.territory_id,
    )  # fmt: skip
    lines = []
    for key, name, postcode, city, country, industry, employees, stands in session.execute(
        question.order_by(Company.name_key, Company.id).limit(LISTED)
    ):
        rule, owner = found.get(key, (None, None))
        place = rule.territory_id if rule is not None else stands
        where = ", ".join(part for part in (" ".join(filter(None, (postcode, city))), country) if part)
        lines.append(
            WouldGo(
                key, name, where, industry or "", employees, names.get(place or 0, ""),
                people.get(owner or 0, ""), numbers[rule.id] if rule is not None else None,
            )
        )  # fmt: skip
    return tuple(lines)


def _words(session: Session, column: Any) -> tuple[str, ...]:
    """What stands in a column most often, to choose from."""
    question = (
        sa.select(column)
        .where(Company.deleted_at.is_(None), column.is_not(None), column != "")
        .group_by(column)
        .order_by(sa.func.count().desc(), column)
        .limit(_WORDS)
    )
    return tuple(sorted(session.scalars(question)))
