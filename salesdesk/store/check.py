"""Whether a database is sound: the file itself, its references, and what must always be true of its rows."""

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from salesdesk.models import Deal, DealFacts
from salesdesk.models.base import table_of
from salesdesk.queries.company_calendar import base_currency, base_digits, known_rates, today
from salesdesk.rules.money import amount_in_base
from salesdesk.store.generated.tables import declared
from salesdesk.store.session import Store
from salesdesk.translation import tr


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be: how often, and what to do."""

    what: str
    count: int
    advice: str


_TREE_ADVICE = tr("Move one of these people to their manager again; the tree is then rebuilt.")
_FACTS_ADVICE = tr("Save the deal once; its figures are then computed anew.")
_GUARDS_ADVICE = tr("Let the owner of the database run `salesdesk upgrade`; it makes them anew.")
_COPY_ADVICE = tr("Restore the newest backup, and keep this file for whoever looks into it.")
_OWNER_ADVICE = tr("Give the deal to somebody else and back again; what hangs on it then follows.")


def _strayed() -> str:
    """Counts the rows of a deal that belong to somebody else than the deal does."""
    tables = [entry.name for entry in declared() if entry.follows_deal and entry.name != "deal_span"]
    each = [
        f"(SELECT count(*) FROM {name} a JOIN deal d ON d.id = a.deal_id"
        " WHERE a.owner_id IS DISTINCT FROM d.owner_id)"
        for name in tables
    ]
    return "SELECT " + " + ".join(each)


# Each question counts rows that must not be there.
INVARIANTS: tuple[tuple[str, str, str], ...] = (
    (
        tr("people whose place in the tree does not follow from whom they report to"),
        "SELECT count(*) FROM person p WHERE p.reports_to_id IS NOT NULL AND p.deleted_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM person_tree t WHERE t.descendant_id = p.id"
        " AND t.ancestor_id = p.reports_to_id AND t.depth = 1 AND t.to_at IS NULL)",
        _TREE_ADVICE,
    ),
    (
        tr("people who do not stand in the tree"),
        "SELECT count(*) FROM person p WHERE p.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM person_tree t"
        " WHERE t.descendant_id = p.id AND t.ancestor_id = p.id AND t.to_at IS NULL)",
        _TREE_ADVICE,
    ),
    (
        tr("steps of the tree that skip a person"),
        "SELECT count(*) FROM person_tree a JOIN person_tree b ON b.ancestor_id = a.descendant_id"
        " AND b.to_at IS NULL WHERE a.to_at IS NULL AND NOT EXISTS (SELECT 1 FROM person_tree c"
        " WHERE c.ancestor_id = a.ancestor_id AND c.descendant_id = b.descendant_id AND c.to_at IS NULL)",
        _TREE_ADVICE,
    ),
    (
        tr("deals without their computed figures"),
        "SELECT count(*) FROM deal d WHERE d.deleted_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM deal_facts f WHERE f.deal_id = d.id)",
        _FACTS_ADVICE,
    ),
    (
        tr("deals whose past has a gap at its end"),
        "SELECT count(*) FROM deal d WHERE d.deleted_at IS NULL AND (SELECT count(*) FROM deal_span s"
        " WHERE s.deal_id = d.id AND s.to_at IS NULL AND s.stage_id = d.stage_id) <> 1",
        _FACTS_ADVICE,
    ),
    (
        tr("deals in a stage of another pipeline"),
        "SELECT count(*) FROM deal d JOIN stage s ON s.id = d.stage_id WHERE s.pipeline_id <> d.pipeline_id",
        _FACTS_ADVICE,
    ),
    (
        tr("deals whose stage, pipeline or company lies in the trash"),
        "SELECT count(*) FROM deal d JOIN stage s ON s.id = d.stage_id"
        " JOIN pipeline p ON p.id = d.pipeline_id"
        " LEFT JOIN company c ON c.id = d.company_id WHERE d.deleted_at IS NULL AND (s.deleted_at IS NOT NULL"
        " OR p.deleted_at IS NOT NULL OR c.deleted_at IS NOT NULL)",
        tr("Restore the stage or the company from the trash, then move the deal."),
    ),
    (tr("rows that hang on a deal and do not have its owner"), _strayed(), _OWNER_ADVICE),
)


def check(store: Store) -> list[Finding]:
    """Everything that is wrong with the database, by kind; an empty list when it is sound."""
    with store.everything() as connection:
        sqlite = store.dialect == "sqlite"
        found = _file_findings(connection) if sqlite else _server_findings(connection)
        for what, question, advice in INVARIANTS:
            if store.dialect == "sqlite":
                question = question.replace("IS DISTINCT FROM", "IS NOT")
            count = connection.execute(sa.text(question)).scalar_one()
            if count:
                found.append(Finding(what, count, advice))
        found += _wrong_sums(connection)
    return found


def _server_findings(connection: Connection) -> list[Finding]:
    from salesdesk.store.generated.postgres.compare import differences

    different = differences(connection)
    what = tr("guards of the server that are not as SalesDesk made them, the first: {name}")
    return [Finding(what.format(name=different[0]), len(different), _GUARDS_ADVICE)] if different else []


def _wrong_sums(connection: Connection) -> list[Finding]:
    """Deals whose stored amount in the base currency is not what their amount and the rates make."""
    with Session(connection) as session:
        base, rates, day = base_currency(session), known_rates(session), today(session)
        digits = base_digits(session)
    deal, facts = table_of(Deal).c, table_of(DealFacts).c
    question = sa.select(deal.amount, deal.currency, deal.won_on, facts.amount_base)
    rows = connection.execute(
        question.join_from(table_of(Deal), table_of(DealFacts), facts.deal_id == deal.id).where(
            deal.deleted_at.is_(None)
        )
    )
    wrong = sum(
        _differ(stored, amount_in_base(amount, currency, rates, base, won_on or day, digits), digits)
        for amount, currency, won_on, stored in rows
    )
    return [Finding(tr("deals whose amount is summed up wrongly"), wrong, _FACTS_ADVICE)] if wrong else []


def _differ(stored: Decimal | None, meant: Decimal | None, digits: int) -> bool:
    """Whether two amounts are not the same; one from before they were rounded may be a part of a cent off."""
    if stored is None or meant is None:
        return stored is not meant
    return abs(stored - meant) >= Decimal(1).scaleb(-digits)


def _file_findings(connection: Connection) -> list[Finding]:
    found = []
    problems = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    if problems != ["ok"]:
        what = tr("places where the file is damaged, the first: {problem}").format(problem=problems[0])
        found.append(Finding(what, len(problems), _COPY_ADVICE))
    loose = len(connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall())
    if loose:
        found.append(Finding(tr("references to rows that are not there"), loose, _COPY_ADVICE))
    return found
