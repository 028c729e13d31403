"""Every question that lists, screens, exports, reports and commands ask: who adds one joins it here.

A question is asked as each of several people, and its answer compared with that of a database in which only
the rows are left that the person may see. So it needs no answer of its own here, only how it is asked.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import FunctionType
from typing import Any, get_args

from sqlalchemy.orm import Session

import salesdesk.queries
from salesdesk.answers.audit import AuditFilter
from salesdesk.answers.board import BoardFilter
from salesdesk.answers.lists import Condition, ListView
from salesdesk.answers.reports import ReportFilter
from salesdesk.answers.timeline import TimelineKey
from salesdesk.errors import SalesDeskError
from salesdesk.queries import (
    activities,
    audit,
    beginnings,
    board,
    cards,
    closing,
    companies,
    deal_page,
    deal_timeline,
    duplicates,
    exports,
    files,
    funnel,
    history,
    imports,
    lanes,
    leads,
    lists,
    merge_history,
    merged,
    merging,
    news,
    parts,
    people,
    pipelines,
    presence,
    records,
    reminders,
    reports,
    search,
    settings_pages,
    sight,
    stage_age,
    taken,
    team,
    team_changes,
    team_day,
    territories,
    timeline,
    timeline_words,
    today,
    trash,
    views,
    week,
)
from salesdesk.queries.lists import taking
from salesdesk.rules.fields import FIELDS as EXPORTED

DAY = date(2026, 10, 20)
LONG_AGO = datetime(2026, 9, 1, tzinfo=UTC)
LISTED = lists.RECORDS


@dataclass(frozen=True, slots=True)
class Ground:
    """Ids by table, seen and unseen ones, and the login and pipeline that some questions name."""

    ids: Mapping[str, Sequence[int]]
    pipeline: int
    stages: Sequence[int]
    person: int
    login: str
    name: str


Ask = Callable[[Session, Ground], Any]


def _of_each(table: str, ask: Callable[[Session, int], Any]) -> Ask:
    """The same question about each of some records of a kind, refusals too."""

    def asked(session: Session, ground: Ground) -> list[Any]:
        return [_answer(ask, session, key) for key in ground.ids[table]]

    return asked


def _of_records(records: Sequence[str], ask: Callable[[Session, str, int], Any]) -> Ask:
    """The same question about each of some records of several kinds."""

    def asked(session: Session, ground: Ground) -> list[Any]:
        return [
            _answer(lambda s, what: ask(s, *what), session, (record, key))
            for record in records
            for key in ground.ids[record]
        ]

    return asked


def _answer(ask: Callable[[Session, Any], Any], session: Session, what: Any) -> Any:
    try:
        return ask(session, what)
    except SalesDeskError as error:
        return str(error)


def _of_lists(ask: Callable[[Session, ListView], Any], *, listed: Sequence[str] = LISTED) -> Ask:
    """The same question about each list, bare, searched and filtered."""

    def asked(session: Session, ground: Ground) -> list[Any]:
        owner = Condition("owner_id", "one_of", (str(ground.person),))
        shown = [ListView(record) for record in listed]
        shown += [ListView(record, text=ground.name) for record in listed]
        shown += [ListView(record, conditions=(owner,)) for record in listed]
        return [_answer(ask, session, view) for view in shown]

    return asked


def _on_board(ask: Callable[[Session, BoardFilter], Any]) -> Ask:
    def asked(session: Session, ground: Ground) -> list[Any]:
        shown = BoardFilter(pipeline_id=ground.pipeline)
        of_one = BoardFilter(pipeline_id=ground.pipeline, owner_ids=frozenset({ground.person}))
        return [ask(session, each) for each in (shown, of_one)]

    return asked


def _grouped(session: Session, view: ListView) -> Any:
    column = {"deal": "stage_id", "company": "country", "contact": "company_id"}.get(view.record, "owner_id")
    return lists.list_groups(session, ListView(view.record, view.text, view.conditions, group=column))


def _keys(ground: Ground, table: str) -> list[TimelineKey]:
    kind: Any = {"note": "note", "activity": "activity", "attachment": "file"}[table]
    return [TimelineKey(kind, table, key, LONG_AGO) for key in ground.ids[table]]


def _filters(ground: Ground) -> list[ReportFilter]:
    return [ReportFilter(), ReportFilter(person=ground.login)]


GROUPINGS = ("owner", "manager", "quarter", "source", "segment")
ASKED: dict[str, Ask] = {
    "activities.activity_form": _of_each("activity", lambda s, k: activities.activity_form(s, activity_id=k)),
    "activities.activity_facts": _of_each(
        "activity", lambda s, k: activities.activity_facts(s, activity_id=k)
    ),
    "audit.audit_choices": lambda s, g: _answer(lambda s, _: audit.audit_choices(s), s, None),
    "audit.audit_ids": lambda s, g: [
        _answer(audit.audit_ids, s, each) for each in (AuditFilter(), AuditFilter(text=g.name))
    ],
    "audit.audit_count": lambda s, g: [
        _answer(audit.audit_count, s, each) for each in (AuditFilter(), AuditFilter(text=g.name))
    ],
    "audit.audit_at": lambda s, g: _answer(audit.audit_at, s, g.ids["history"]),
    "audit.audit_entries": lambda s, g: _answer(
        lambda s, chosen: list(audit.audit_entries(s, chosen)), s, AuditFilter(person_id=g.person)
    ),
    "beginnings.beginnings": lambda s, g: beginnings.beginnings(s),
    "board.pipeline_board": _on_board(lambda s, f: board.pipeline_board(s, filters=f)),
    "board.board_columns": lambda s, g: board.board_columns(
        s, pipeline_id=g.pipeline, stage_ids=frozenset(g.stages), filters=BoardFilter()
    ),
    "board.stage_totals": lambda s, g: sorted(
        board.stage_totals(s, g.stages, BoardFilter()).items(), key=lambda pair: pair[0]
    ),
    "board.column_cards": lambda s, g: [
        board.column_cards(s, stage_id=key, filters=BoardFilter()) for key in g.stages
    ],
    "board.column_ids": lambda s, g: [
        board.column_ids(s, stage_id=key, filters=BoardFilter()) for key in g.stages
    ],
    "board.cards": lambda s, g: sorted(
        board.cards(s, deal_ids=g.ids["deal"], filters=BoardFilter()), key=lambda card: card.deal_id
    ),
    "board.owner_choices": lambda s, g: board.owner_choices(s),
    "board.deal_sheet": _of_each("deal", lambda s, k: board.deal_sheet(s, deal_id=k)),
    "cards.record_card": _of_records(
        ("deal", "company", "contact"), lambda s, r, k: cards.record_card(s, record=r, record_id=k)
    ),
    "closing.close_month": _on_board(lambda s, f: closing.close_month(s, month=DAY, filters=f)),
    "companies.company_named": lambda s, g: companies.company_named(s, name=g.name),
    "deal_page.deal_page": _of_each("deal", lambda s, k: deal_page.deal_page(s, deal_id=k)),
    "deal_timeline.deal_timeline": _of_each("deal", lambda s, k: deal_timeline.deal_timeline(s, k)),
    "duplicates.possible_duplicates": lambda s, g: [
        duplicates.possible_duplicates(s, record=record) for record in ("companies", "contacts")
    ],
    "duplicates.looks_like": lambda s, g: duplicates.looks_like(s, record="companies", names=[g.name]),
    "duplicates.records_alike": lambda s, g: duplicates.records_alike(s, record="company", name=g.name),
    "duplicates.likely_pairs": lambda s, g: duplicates.likely_pairs(s, record="contact"),
    "exports.list_rows": lambda s, g: [list(exports.list_rows(s, record=each)) for each in EXPORTED],
    "exports.list_facts": lambda s, g: [list(exports.list_facts(s, record=each)) for each in EXPORTED],
    "exports.list_count": lambda s, g: [exports.list_count(s, record=each) for each in EXPORTED],
    "exports.list_with_ids": lambda s, g: [
        list(exports.list_with_ids(s, record=each)[1]) for each in EXPORTED
    ],
    "files.files_with": lambda s, g: [
        files.files_with(s, record=record, record_id=key)
        for record in ("deal", "company")
        for key in g.ids[record]
    ],
    "files.file_content": _of_each("attachment", lambda s, k: files.file_content(s, attachment_id=k)),
    "funnel.pipeline_funnel": _on_board(lambda s, f: funnel.pipeline_funnel(s, filters=f)),
    "history.record_history": lambda s, g: [
        history.record_history(s, table=table, row_id=key)
        for table in ("deal", "company", "activity", "note")
        for key in g.ids[table]
    ],
    "history.told_changes": lambda s, g: history.told_changes(
        s, "deal", g.ids["deal"], ["stage_id", "amount"]
    ),
    "history.changes_in_words": lambda s, g: history.changes_in_words(s, "deal", g.ids["history"]),
    "history.values_as_read": lambda s, g: [
        history.values_as_read(s, table="deal", row_id=key, column="company_id", values=g.ids["company"])
        for key in g.ids["deal"]
    ],
    "imports.import_batches": lambda s, g: imports.import_batches(s),
    "imports.pipeline_of_import": _of_each(
        "import_batch", lambda s, k: imports.pipeline_of_import(s, batch_id=k)
    ),
    "lanes.board_lanes": _on_board(
        lambda s, f: [lanes.board_lanes(s, filters=f, by=by) for by in ("owner", "segment")]
    ),
    "leads.lead_inbox": _on_board(lambda s, f: leads.lead_inbox(s, filters=f)),
    "lists.list_ids": _of_lists(lambda s, v: lists.list_ids(s, v)),
    "lists.list_rows_at": lambda s, g: [
        lists.list_rows_at(s, ListView(record), g.ids[record]) for record in ("deal", "company", "activity")
    ],
    "lists.list_page": _of_lists(lambda s, v: lists.list_page(s, v)),
    "lists.list_totals": _of_lists(lambda s, v: lists.list_totals(s, v)),
    "lists.list_groups": _of_lists(_grouped),
    "lists.choices": lambda s, g: [
        lists.choices(s, record=record, field=column.key)
        for record in LISTED
        for column in lists.list_columns(s, record=record)
    ],
    "lists.rows_of_view": _of_lists(lambda s, v: list(lists.rows_of_view(s, v))),
    "lists.taking.taken_rows": _of_lists(lambda s, v: list(taking.taken_rows(s, v))),
    "lists.taking.taken_list": _of_lists(lambda s, v: list(taking.taken_list(s, v, with_ids=True)[1])),
    "merge_history.merges_into": _of_each(
        "company", lambda s, k: merge_history.merges_into(s, table="company", row_id=k)
    ),
    "merged.standing": _of_each("company", lambda s, k: merged.standing(s, record="company", record_id=k)),
    "merging.merge_pair": lambda s, g: [
        _answer(lambda s, k: merging.merge_pair(s, record="company", first_id=k[0], second_id=k[1]), s, pair)
        for pair in zip(g.ids["company"], g.ids["company"][1:], strict=False)
    ],
    "news.my_news": lambda s, g: news.my_news(s),
    "news.news_since": lambda s, g: news.news_since(s, LONG_AGO),
    "parts.parts_of": lambda s, g: parts.parts_of(s, g.ids["action"]),
    "people.people_list": lambda s, g: people.people_list(s),
    "pipelines.shown_first": lambda s, g: pipelines.shown_first(s, [g.pipeline]),
    "pipelines.holding_deals": lambda s, g: pipelines.holding_deals(s, "open"),
    "presence.others_at": _of_each("deal", lambda s, k: presence.others_at(s, record="deal", record_id=k)),
    "records.record_page": _of_records(
        ("company", "contact"), lambda s, r, k: records.record_page(s, record=r, record_id=k)
    ),
    "records.deal_cards": lambda s, g: records.deal_cards(s, list(g.ids["deal"])),
    "records.tags_of": _of_each("deal", lambda s, k: records.tags_of(s, "deal", k)),
    "records.files_of": _of_each("company", lambda s, k: records.files_of(s, "company", k, [])),
    "records.deal_start": lambda s, g: records.deal_start(s),
    "reminders.open_reminders": lambda s, g: reminders.open_reminders(
        s, at=datetime(2026, 11, 2, tzinfo=UTC)
    ),
    "reports.report_pipeline": lambda s, g: [
        reports.report_pipeline(s, person=login) for login in (None, g.login)
    ],
    "reports.missing_rates": lambda s, g: [reports.missing_rates(s, filters=each) for each in _filters(g)],
    "reports.report_win_loss": lambda s, g: [
        reports.report_win_loss(s, by=by, filters=each) for by in (None, *GROUPINGS) for each in _filters(g)
    ],
    "search.search": lambda s, g: [search.search(s, text=text) for text in (g.name, "a", "ing", g.login)],
    "search.hits_of": lambda s, g: search.hits_of(
        s, [(record, key) for record in ("deal", "company", "contact") for key in g.ids[record]]
    ),
    "settings_pages.pipeline_settings": lambda s, g: settings_pages.pipeline_settings(s),
    "settings_pages.choice_settings": lambda s, g: [
        settings_pages.choice_settings(s, record=record) for record in ("lost_reason", "lead_source", "tag")
    ],
    "sight.sight_setting": lambda s, g: sight.sight_setting(s),
    "stage_age.usual_days_by_stage": lambda s, g: stage_age.usual_days_by_stage(s, pipeline_id=g.pipeline),
    "taken.exports_made": lambda s, g: taken.exports_made(s),
    "team.team": lambda s, g: [team.team(s), team.team(s, on=DAY)],
    "team.line_figures": lambda s, g: team.line_figures(s, {g.person: None}, "2026-Q4"),
    "team_changes.move_preview": lambda s, g: team_changes.move_preview(
        s, person_id=g.person, reports_to_id=None
    ),
    "team_changes.leaving": lambda s, g: team_changes.leaving(s, person_id=g.person),
    "team_day.team_day": lambda s, g: team_day.team_day(s),
    "territories.territories": lambda s, g: territories.territories(s),
    "territories.would_assign": lambda s, g: territories.would_assign(s, territories.assignment_rules(s)),
    "territories.preview_rule": lambda s, g: territories.preview_rule(
        s, rule_id=0, territory_id=g.ids["territory"][0], country="DE"
    ),
    "territories.companies_to_assign": lambda s, g: territories.companies_to_assign(s),
    "timeline.timeline": _of_records(
        ("deal", "company", "contact"), lambda s, r, k: timeline.timeline(s, record=r, record_id=k)
    ),
    "timeline.timeline_entries": lambda s, g: [
        timeline.timeline_entries(s, _keys(g, table)) for table in ("note", "activity")
    ],
    "timeline_words.words_of": lambda s, g: [
        timeline_words.words_of(s, _keys(g, table)) for table in ("note", "activity")
    ],
    "today.my_day": lambda s, g: today.my_day(s),
    "today.people_below": lambda s, g: today.people_below(s),
    "today.agenda": lambda s, g: today.agenda(s, []),
    "today.agenda_items": lambda s, g: today.agenda_items(s, []),
    "today.without_step": lambda s, g: today.without_step(s, [], DAY),
    "today.cold_with_step": lambda s, g: today.cold_with_step(s, [], DAY),
    "today.how_many": lambda s, g: today.how_many(s, []),
    "trash.trash": lambda s, g: trash.trash(s),
    "trash.trash_group": _of_each("action", lambda s, k: trash.trash_group(s, action_id=k)),
    "views.list_views": lambda s, g: views.list_views(s, record="deal"),
    "views.view_named": lambda s, g: _answer(
        lambda s, name: views.view_named(s, record="deal", name=name), s, "Kept to oneself"
    ),
    "week.week_shown": lambda s, g: [
        week.week_shown(s, day=DAY, person_id=person) for person in (None, g.person)
    ],
}

OF_NOBODY: dict[str, str] = {
    **dict.fromkeys(
        (
            "board.conditions", "cold.is_cold", "keys.among", "lists.matching", "lists.conditions.asked",
            "lists.conditions.held", "lists.source.custom", "search.held_by_search", "search.narrowed",
        ),
        "a condition that other questions ask with",
    ),
    **dict.fromkeys(
        (
            "company_calendar.time_zone", "company_calendar.today", "company_calendar.holidays",
            "company_calendar.fiscal_year_start", "company_calendar.base_currency",
            "company_calendar.known_rates", "company_calendar.base_digits",
            "company_calendar.work_hours", "exports.list_fields", "exports.database_key",
            "lists.list_columns", "lists.taking.taken_fields", "settings_pages.field_settings",
            "settings_pages.currency_settings", "settings_pages.calendar_setting", "settings_pages.setting",
            "team.position_labels", "team.is_by_tree", "team.granted_functions", "records.known_tags",
            "reports.pipeline_id_of", "conduct.conduct",
            "territories.assignment_rules", "audit.may_audit",
            "territories.turns_of",
        ),
        "how the company works: everybody reads it",
    ),
    **dict.fromkeys(
        (
            "people.person_id_of", "people.role_of", "rail.standing", "logins.login_facts",
            "portraits.portraits", "portraits.portrait_ids",
            "team.reports_to_on", "reports.people_under",
        ),
        "people and the tree: everybody reads them",
    ),
    **dict.fromkeys(
        (
            "settings.own_setting", "reminders.usual_reminder", "passwords.has_own_password",
            "passwords.has_password",
        ),
        "a setting of one's own, or whether there is a password",
    ),
    **dict.fromkeys(("keys.rows_given", "record_facts.facts_of"), "works on what is given"),
}  # fmt: skip
"""Functions of the queries that tell of no record by themselves, each with the reason."""


def asking() -> Iterator[tuple[str, FunctionType]]:
    """Every public function of the queries that asks the database."""
    for module in pkgutil.walk_packages(salesdesk.queries.__path__, "salesdesk.queries."):
        loaded = importlib.import_module(module.name)
        for name, found in vars(loaded).items():
            if not isinstance(found, FunctionType) or found.__module__ != module.name or name[0] == "_":
                continue
            first = next(iter(inspect.signature(found).parameters.values()), None)
            if first is not None and (first.annotation is Session or Session in get_args(first.annotation)):
                yield f"{module.name.removeprefix('salesdesk.queries.')}.{name}", found
