"""Companies that nobody owns go to territories and people by rules; nobody loses one by them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.models import AssignmentRule, Company, Person, Territory
from salesdesk.models.base import now
from salesdesk.queries.territories import (
    AT_ONCE,
    assignment_rules,
    companies_to_assign,
    turn_name,
    turns_of,
)
from salesdesk.rules.territories import Assignment, Rulebook, Where, checked
from salesdesk.rules.texts import check_texts
from salesdesk.services.numbers import count_on
from salesdesk.services.order import place_among
from salesdesk.services.rights import require_active, require_right, writes_for_all
from salesdesk.services.rows import Row, chunked, edit_record, live_record, only_known, save, update_rows
from salesdesk.translation import tr

_CONDITIONS = frozenset(
    {
        "country",
        "postcode_from",
        "postcode_to",
        "industry",
        "employees_from",
        "employees_to",
        "gives",
        "person_id",
    }
)
_RULE = _CONDITIONS | {"territory_id"}


def add_rule(session: Session, *, territory_id: int, **conditions: Any) -> int:
    """Add a rule behind all others; its id. Without a condition it takes every company that is left."""
    require_right(session, "administrator")
    only_known(conditions, _CONDITIONS)
    values = _values(session, {"territory_id": territory_id, **conditions})
    last = session.scalar(sa.select(sa.func.max(AssignmentRule.position)))
    rule = AssignmentRule(position=(last or 0) + 1, **values)
    session.add(rule)
    save(session, tr("The rule"))
    return rule.id


def edit_rule(session: Session, *, rule_id: int, version: int | None = None, **fields: Any) -> None:
    """Change what a rule says. Companies that were assigned by it stay where they are.

    A rule for somebody who left may stay theirs; it gives its companies to nobody.
    """
    require_right(session, "administrator")
    only_known(fields, _RULE)
    rule = _live_rule(session, rule_id, version)
    told = {name: getattr(rule, name) for name in _RULE} | fields
    edit_record(session, rule, _values(session, told, rule.person_id))


def place_rule(session: Session, *, rule_id: int, position: int) -> None:
    """Put a rule at a place in the order, 0 the first; rules of territories out of use stand behind all."""
    require_right(session, "administrator")
    rule = _live_rule(session, rule_id)
    others = session.scalars(
        sa.select(AssignmentRule)
        .join(Territory, Territory.id == AssignmentRule.territory_id)
        .where(AssignmentRule.deleted_at.is_(None))
        .order_by(Territory.deleted_at.is_not(None), AssignmentRule.position, AssignmentRule.id)
    )
    place_among(session, record=rule, others=others, position=position)


def delete_rule(session: Session, *, rule_id: int) -> None:
    """Take a rule out; companies that were assigned by it stay where they are."""
    require_right(session, "administrator")
    edit_record(session, _live_rule(session, rule_id), {"deleted_at": now()})


def _live_rule(session: Session, rule_id: int, version: int | None = None) -> AssignmentRule:
    gone = tr("This rule is not there any more.")
    return live_record(session, AssignmentRule, rule_id, version=version, gone=gone)


def _values(session: Session, fields: Row, person_before: int | None = None) -> dict[str, Any]:
    values = dict(fields)
    check_texts(values, lines=("country", "industry"))
    live_record(session, Territory, values["territory_id"], gone=tr("This territory is not there any more."))
    values |= checked(values)
    if values["person_id"] is not None:
        live_record(session, Person, values["person_id"], gone=tr("This person is not there any more."))
        require_active(session, values["person_id"], person_before)
    return values


def assign_companies(session: Session, *, ids: Sequence[int] | None = None) -> int:
    """Give companies without an owner or a territory what the rules say, these or all; how many changed.

    At most 20,000 at once. RuleBroken for who may not change everybody's companies.
    """
    if not writes_for_all(session):
        require_right(session, "administrator")
    rules = assignment_rules(session)
    if not rules:
        raise RuleBroken(tr("There is no rule yet by which companies could be assigned."))
    listed = None if ids is None else list(ids)
    parts = [None] if listed is None else chunked(listed)
    companies = [each for part in parts for each in companies_to_assign(session, part)][:AT_ONCE]
    companies = _held(session, [each.id for each in companies])
    return update_rows(session, Company, list(_changes(_decided(session, rules, companies))))


def _held(session: Session, ids: Sequence[int]) -> list[Where]:
    """The same companies as they are now, nobody else's until the end of this save."""
    found: list[Where] = []
    for part in chunked(sorted(ids)):
        rows = sa.select(Company.id).where(Company.id.in_(part)).order_by(Company.id)
        session.execute(rows.with_for_update()).all()
        found += companies_to_assign(session, part)
    return found


def placed_by_rules(session: Session, rows: Sequence[Row]) -> list[Row]:
    """New companies with the territory and the owner that the rules give them, where they have none.

    Who may not give companies away leaves them without an owner.
    """
    rules = assignment_rules(session)
    if not rules:
        return list(rows)
    companies = [
        Where(place, *(row.get(name) for name in ("country", "postcode", "industry", "employees",
                                                  "territory_id", "owner_id")))
        for place, row in enumerate(rows)
    ]  # fmt: skip
    if not writes_for_all(session):
        rules = tuple(replace(each, gives="nobody", person_id=None) for each in rules)
    found = list(rows)
    for values in _changes(_decided(session, rules, companies)):
        place = values.pop("id")
        found[place] = {**rows[place], **values}
    return found


Decided = tuple[Where, Assignment | None, int | None]


def _decided(session: Session, rules: Sequence[Assignment], companies: Sequence[Where]) -> list[Decided]:
    """Each company with the rule that decides and who gets it; the turns taken are counted.

    Turns stay taken when the save is undone. They are numbers that only go up, so that two who save at the
    same time never give one turn twice; to go back would give again what somebody took meanwhile.
    """
    book, trial = Rulebook(rules), turns_of(session)
    chosen = [(each, book.first_for(each)) for each in companies]
    for each, rule in chosen:
        trial.owner_of(each, rule)
    before = {
        place: count_on(session, name=turn_name(place), count=count) - count
        for place, count in sorted(trial.taken.items())
    }
    turns = trial.since(before)
    return [(each, rule, turns.owner_of(each, rule)) for each, rule in chosen]


def _changes(decided: Iterable[Decided]) -> Iterator[dict[str, Any]]:
    """What changes of each company, with its id."""
    for company, rule, owner in decided:
        values: dict[str, Any] = {}
        if rule is not None and company.territory_id is None:
            values["territory_id"] = rule.territory_id
        if owner is not None:
            values["owner_id"] = owner
        if values:
            yield {"id": company.id, **values}
