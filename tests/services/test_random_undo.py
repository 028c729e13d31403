"""Whatever people do to the process and in bulk, undone step by step, leaves what was before each step."""

import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from salesdesk.errors import RuleBroken
from salesdesk.exchange.mapping import map_columns
from salesdesk.exchange.plan import Options
from salesdesk.exchange.run import Outcome, run_import
from salesdesk.exchange.table import read_table
from salesdesk.exchange.values import read_values
from salesdesk.models import Company, Contact, CustomField, Deal, LostReason, Pipeline, Stage, Tag
from salesdesk.queries.trash import trash
from salesdesk.services.bulk import delete_records, edit_records, tag_records
from salesdesk.services.choices import add_choice, edit_choice, place_lost_reason, retire_choice
from salesdesk.services.companies import create_company
from salesdesk.services.contacts import create_contact
from salesdesk.services.currencies import put_rates
from salesdesk.services.custom_fields import (
    define_field,
    place_field,
    rename_field_choice,
    retire_field,
)
from salesdesk.services.members import name_stakeholder
from salesdesk.services.merge import merge_records
from salesdesk.services.notes import write_note
from salesdesk.services.pipelines import add_stage, edit_stage, place_pipeline, place_stage
from salesdesk.services.retiring import retire_pipeline, retire_stage
from salesdesk.services.settings import add_currency, change_calendar
from salesdesk.services.tags import delete_tag, put_tag, rename_tag
from salesdesk.services.trash import restore_deleted
from salesdesk.services.undo import undo_batch
from salesdesk.store.check import check
from tests.office import Office, day, money
from tests.services.test_undo import rows, saved, undo

STEPS = 14
Step = Callable[[Session, random.Random], Any]
Undo = Callable[[], Any]


def live(session: Session, model: Any, *conditions: Any) -> Sequence[int]:
    """The ids of live rows, in their order."""
    return session.scalars(
        sa.select(model.id).where(model.deleted_at.is_(None), *conditions).order_by(model.id)
    ).all()


def several(session: Session, chance: random.Random, model: Any) -> list[int]:
    """Some ids."""
    ids = list(live(session, model))
    return chance.sample(ids, k=chance.randint(1, min(4, len(ids))))


def retire_a_stage(session: Session, chance: random.Random) -> None:
    stage = session.get_one(Stage, chance.choice(live(session, Stage)))
    undecided = ("lead", "open")
    types = undecided if stage.type in undecided else (stage.type,)
    targets = live(session, Stage, Stage.type.in_(types), Stage.id != stage.id)
    retire_stage(session, stage_id=stage.id, target_id=chance.choice(targets))


def retire_a_pipeline(session: Session, chance: random.Random) -> None:
    pipeline_id = chance.choice(live(session, Pipeline))
    targets = live(session, Stage, Stage.type == "open", Stage.pipeline_id != pipeline_id)
    retire_pipeline(session, pipeline_id=pipeline_id, target_id=chance.choice(targets))


def merge_two(record: str, model: Any) -> Step:
    """Makes one of two of these records."""

    def act(session: Session, chance: random.Random) -> None:
        kept, other = chance.sample(list(live(session, model)), k=2)
        merge_records(session, record=record, kept_id=kept, other_id=other)

    return act


def restore_something(session: Session, chance: random.Random) -> None:
    groups = [group for group in trash(session) if group.action_id is not None]
    restore_deleted(session, action_id=chance.choice(groups).action_id or 0)


ACTS: tuple[Step, ...] = (
    retire_a_stage,
    retire_a_pipeline,
    restore_something,
    lambda session, chance: add_stage(
        session, pipeline_id=chance.choice(live(session, Pipeline)), name=f"Step {chance.random()}"
    ),
    lambda session, chance: edit_stage(
        session, stage_id=chance.choice(live(session, Stage)), name=f"Stage {chance.random()}"
    ),
    lambda session, chance: place_stage(
        session, stage_id=chance.choice(live(session, Stage)), position=chance.randint(0, 5)
    ),
    lambda session, chance: place_pipeline(
        session, pipeline_id=chance.choice(live(session, Pipeline)), position=0
    ),
    lambda session, chance: add_choice(
        session, record="lost_reason", name=f"Reason {chance.random()}", kind="price"
    ),
    lambda session, chance: edit_choice(
        session, record="lost_reason", choice_id=chance.choice(live(session, LostReason)), kind="fit"
    ),
    lambda session, chance: place_lost_reason(
        session, reason_id=chance.choice(live(session, LostReason)), position=chance.randint(0, 6)
    ),
    lambda session, chance: retire_choice(
        session, record="lost_reason", choice_id=chance.choice(live(session, LostReason))
    ),
    lambda session, chance: rename_tag(
        session, tag_id=chance.choice(live(session, Tag)), name=chance.choice(("Fleet", "Vans", "New"))
    ),
    lambda session, chance: delete_tag(session, tag_id=chance.choice(live(session, Tag))),
    lambda session, chance: define_field(
        session, record="company", label=f"Field {chance.random()}", kind="text"
    ),
    lambda session, chance: place_field(
        session, field_id=chance.choice(live(session, CustomField)), position=0
    ),
    lambda session, chance: rename_field_choice(
        session, field_id=live(session, CustomField)[0], old="A", new=f"A {chance.random()}"
    ),
    lambda session, chance: retire_field(session, field_id=chance.choice(live(session, CustomField))),
    lambda session, chance: put_rates(
        session, currency="USD", rates=[(day(f"2026-0{chance.randint(1, 6)}-01"), Decimal(2))]
    ),
    lambda session, chance: change_calendar(session, week_start=chance.randint(0, 6)),
    lambda session, chance: edit_records(
        session, record="deal", ids=several(session, chance, Deal), field="description",
        value=f"Note {chance.random()}",
    ),
    lambda session, chance: edit_records(
        session, record="company", ids=several(session, chance, Company), field="custom.class", value="B"
    ),
    lambda session, chance: tag_records(
        session, record="company", ids=several(session, chance, Company), name=f"Tag {chance.random()}"
    ),
    merge_two("company", Company),
    merge_two("contact", Contact),
    lambda session, chance: delete_records(session, record="deal", ids=several(session, chance, Deal)),
    lambda session, chance: delete_records(session, record="company", ids=several(session, chance, Company)),
)  # fmt: skip


def furnish(office: Office) -> None:
    """Deals in several stages, companies with tags and a field."""
    with office.write() as session:
        add_currency(session, code="USD")
        put_rates(session, currency="USD", rates=[(day("2025-12-01"), Decimal("0.9"))])
        define_field(session, record="company", label="Class", kind="choice", choices=["A", "B"])
        for name in ("Halden", "Brandt", "Corvin"):
            company = create_company(session, name=name, custom={"class": "A"})
            put_tag(session, record="company", record_id=company, name="Fleet")
            contact = create_contact(session, name=f"Somebody at {name}", company_id=company)
            write_note(session, text=f"About {name}", company_id=company, contact_id=contact)
        put_tag(session, record="company", record_id=company, name="Vans")
    for place, stage in enumerate(("Qualified", "Qualified", "Closing", "New lead")):
        currency = "USD" if place % 2 else "EUR"
        deal = office.deal(
            stage, amount=money("10"), currency=currency, company_id=company, contact_id=contact
        )
        with office.write() as session:
            name_stakeholder(session, deal_id=deal, contact_id=contact, role="champion")
    office.deal("Won", amount=money("3"))
    office.deal("Lost", lost_reason_id=office.reasons["price"])


def act_once(office: Office, chance: random.Random) -> Undo:
    """One of the acts as one save; how it is undone."""
    with saved(office) as (session, number):
        chance.choice(ACTS)(session, chance)
    return lambda: undo(office, number[0])


def import_a_file(office: Office, chance: random.Random, folder: Path) -> Undo:
    """A file with a new company and changes of an old one; how the import is undone."""
    path = folder / f"import {chance.random()}.csv"
    path.write_text(f"Name,City\nNew {chance.random()},Oslo\nHalden,Town {chance.random()}\n", "utf-8")
    table = read_table(path)
    read = read_values(table, map_columns(table.headers, "companies"))
    *_, outcome = run_import(office.store, [read], Options(on_match="update"))
    assert isinstance(outcome, Outcome) and outcome.batch_id is not None
    batch_id = outcome.batch_id

    def take_back() -> None:
        with office.write() as session:
            undo_batch(session, batch_id=batch_id)

    return take_back


@pytest.mark.parametrize("seed", range(4))
def test_a_random_walk_is_undone_step_by_step(office: Office, seed: int, tmp_path: Path) -> None:
    furnish(office)
    chance = random.Random(seed)
    done: list[tuple[Undo, Any]] = []
    while len(done) < STEPS:
        before = rows(office)
        imports = len(done) in (3, 9)
        try:
            take_back = import_a_file(office, chance, tmp_path) if imports else act_once(office, chance)
        except (RuleBroken, IndexError):
            # There is nothing to do it to, or a rule forbids it: then nothing may have happened.
            assert rows(office) == before
            continue
        if rows(office) != before:
            done.append((take_back, before))
    assert check(office.store) == []
    for take_back, before in reversed(done):
        take_back()
        assert rows(office) == before
    assert check(office.store) == []
