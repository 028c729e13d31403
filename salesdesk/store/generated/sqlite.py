"""Triggers and full text of an SQLite file, written from the metadata."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache

from salesdesk.store.generated.tables import SEARCHED, Declared, declared

NOW = "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')"
ACTION = "(SELECT action_id FROM ctx)"
ACTION_AT = "(SELECT at FROM action WHERE id = (SELECT action_id FROM ctx))"
SPAN_SOURCES = ("stage_id", "owner_id", "close_on", "category", "deleted_at")


@cache
def objects() -> Mapping[str, str]:
    """Every generated object by name with the statement that makes it, in the order of making."""
    made = {"ctx": "CREATE TABLE ctx (id INTEGER PRIMARY KEY CHECK (id = 1), action_id INTEGER) STRICT"}
    for entry in declared():
        if entry.history:
            made |= _history(entry)
        if entry.name in SEARCHED:
            made |= _search(entry)
    made |= _spans()
    made |= _owner_follows_deal()
    made["facts_logged"] = _facts_logged()
    made["import_batch_logged"] = _batch_logged()
    return made


def after() -> Iterator[str]:
    """Statements that fill the generated objects from the rows there are."""
    yield "INSERT INTO ctx (id) VALUES (1)"
    for name in SEARCHED:
        yield f"INSERT INTO {name}_search ({name}_search) VALUES ('rebuild')"


def drops(existing: list[tuple[str, str]]) -> Iterator[str]:
    """Statements that remove the generated ones among `existing` (type, name) objects."""
    for kind, name in existing:
        if kind in ("trigger", "view"):
            yield f'DROP {kind.upper()} "{name}"'
    for kind, name in existing:
        if kind == "table" and (name == "ctx" or name in {f"{table}_search" for table in SEARCHED}):
            yield f'DROP TABLE "{name}"'


def fingerprint() -> str:
    """A hash of all generated text; differs when any of it differs."""
    text = "\n".join(f"{name}: {statement}" for name, statement in objects().items())
    return hashlib.sha256(text.encode()).hexdigest()


def _differs(columns: tuple[str, ...]) -> str:
    return " OR ".join(f'old."{name}" IS NOT new."{name}"' for name in columns)


def _log(entry: Declared, op: str, row: str = "new") -> str:
    owner = entry.heard_by(row) or "NULL"
    return f"VALUES ({ACTION}, '{entry.name}', {row}.{entry.key}, {owner}, '{op}', {NOW})"


_INTO_LOG = "INSERT INTO change_log (action_id, tbl, row_id, owner_id, op, at)"
_INTO_HISTORY = "INSERT INTO history (action_id, tbl, row_id, op, changes)"


def _history(entry: Declared) -> dict[str, str]:
    name = entry.name
    logged = (*entry.tracked, "owner_id") if entry.follows_deal else entry.tracked
    gone = ""
    before, after = entry.heard_by("old"), entry.heard_by("new")
    if before:
        gone = (
            f"{_INTO_LOG} SELECT {ACTION}, '{name}', new.id, {before}, 'gone', {NOW}"
            f" WHERE {before} IS NOT {after};"
        )
    return {
        f"{name}_created": (
            f"CREATE TRIGGER {name}_created AFTER INSERT ON {name} BEGIN"
            f" {_INTO_HISTORY} VALUES ({ACTION}, '{name}', new.id, 'created', NULL);"
            f" {_INTO_LOG} {_log(entry, 'created')}; END"
        ),
        f"{name}_updated": (
            f"CREATE TRIGGER {name}_updated AFTER UPDATE ON {name} WHEN {_differs(logged)} BEGIN"
            f" {_INTO_HISTORY} SELECT {ACTION}, '{name}', new.id, 'updated', json_group_object(k, json(c))"
            f" FROM ({_changes(entry)}) HAVING count(*) > 0;"
            f" {gone} {_INTO_LOG} {_log(entry, 'updated')}; END"
        ),
        f"{name}_removed": (
            f"CREATE TRIGGER {name}_removed AFTER DELETE ON {name} BEGIN"
            f" {_INTO_LOG} {_log(entry, 'removed', 'old')}; END"
        ),
    }


def _changes(entry: Declared) -> str:
    """A query of (field, [old, new] as JSON) for every changed field; `custom` gives one row per key."""
    rows = [
        f'SELECT \'{name}\' AS k, json_array(old."{name}", new."{name}") AS c'
        f' WHERE old."{name}" IS NOT new."{name}"'
        for name in entry.tracked
        if name != "custom"
    ]
    if "custom" in entry.tracked:
        rows.append(
            f"SELECT 'custom.' || keys.key, json_array({_json('o')}, {_json('n')}) FROM"
            " (SELECT key FROM json_each(old.custom) UNION SELECT key FROM json_each(new.custom)) AS keys"
            " LEFT JOIN json_each(old.custom) AS o ON o.key = keys.key"
            " LEFT JOIN json_each(new.custom) AS n ON n.key = keys.key"
            " WHERE o.value IS NOT n.value OR o.type IS NOT n.type"
        )
    return " UNION ALL ".join(rows)


def _json(side: str) -> str:
    """The value of a key as JSON: json_each gives yes and no as 1 and 0."""
    return (
        f"CASE {side}.type WHEN 'true' THEN json('true') WHEN 'false' THEN json('false')"
        f" ELSE {side}.value END"
    )


def _search(entry: Declared) -> dict[str, str]:
    name, columns = entry.name, SEARCHED[entry.name]
    listed = ", ".join(columns)
    old, new = (", ".join(f"{side}.{column}" for column in columns) for side in ("old", "new"))
    table = f"{name}_search"
    remove = f"INSERT INTO {table} ({table}, rowid, {listed}) VALUES ('delete', old.id, {old});"
    add = f"INSERT INTO {table} (rowid, {listed}) VALUES (new.id, {new});"
    return {
        table: (
            f"CREATE VIRTUAL TABLE {table} USING fts5 ({listed},"
            f" content='{name}', content_rowid='id', tokenize='trigram')"
        ),
        f"{name}_searchable": f"CREATE TRIGGER {name}_searchable AFTER INSERT ON {name} BEGIN {add} END",
        f"{name}_search_again": (
            f"CREATE TRIGGER {name}_search_again AFTER UPDATE OF {listed} ON {name}"
            f" WHEN {_differs(columns)} BEGIN {remove} {add} END"
        ),
        f"{name}_unsearchable": (
            f"CREATE TRIGGER {name}_unsearchable AFTER DELETE ON {name} BEGIN {remove} END"
        ),
    }


def _line(owner: str, at: str) -> str:
    """The ids of the people above `owner` at a moment, root first, as '/1/4/9/'."""
    return (
        "coalesce((SELECT '/' || group_concat(ancestor_id, '/') || '/' FROM (SELECT ancestor_id"
        f" FROM person_tree WHERE descendant_id = {owner} AND from_at <= {at}"
        f" AND (to_at IS NULL OR to_at > {at}) ORDER BY depth DESC)), '')"
    )


def _spans() -> dict[str, str]:
    columns = "deal_id, from_at, stage_id, owner_id, line, amount_base, close_on, category"
    opened = (
        f"INSERT INTO deal_span ({columns}) VALUES (new.id, new.stage_entered_at, new.stage_id, new.owner_id,"
        f" {_line('new.owner_id', 'new.stage_entered_at')}, NULL, new.close_on, new.category);"
    )
    moved = f"CASE WHEN old.stage_id <> new.stage_id THEN new.stage_entered_at ELSE {ACTION_AT} END"
    facts = "(SELECT amount_base FROM deal_facts WHERE deal_id = new.id)"
    return {
        "deal_span_opened": f"CREATE TRIGGER deal_span_opened AFTER INSERT ON deal BEGIN {opened} END",
        "deal_span_valued": (
            "CREATE TRIGGER deal_span_valued AFTER INSERT ON deal_facts BEGIN UPDATE deal_span"
            " SET amount_base = new.amount_base WHERE deal_id = new.deal_id AND to_at IS NULL; END"
        ),
        "deal_span_moved": (
            f"CREATE TRIGGER deal_span_moved AFTER UPDATE OF {', '.join(SPAN_SOURCES)} ON deal"
            f" WHEN {_differs(SPAN_SOURCES)} BEGIN {_next_span('new', moved, facts, columns)} END"
        ),
        "deal_span_revalued": (
            "CREATE TRIGGER deal_span_revalued AFTER UPDATE OF amount_base ON deal_facts"
            " WHEN old.amount_base IS NOT new.amount_base BEGIN"
            f" {_next_span('deal', ACTION_AT, 'new.amount_base', columns, key='new.deal_id')} END"
        ),
    }


def _next_span(row: str, at: str, amount: str, columns: str, key: str = "new.id") -> str:
    """Statements that end the open span of a deal at a moment and open the next, or amend one just opened.

    `row` is where the deal's columns stand: the trigger's new row, or the deal table itself.
    """

    def field(name: str) -> str:
        return f"new.{name}" if row == "new" else f"(SELECT {name} FROM deal WHERE id = {key})"

    line = _line(field("owner_id"), at)
    values = f"{field('stage_id')}, {field('owner_id')}, {line}, {amount}"
    values += f", {field('close_on')}, {field('category')}"
    open_span = f"deal_id = {key} AND to_at IS NULL"
    return (
        "UPDATE deal_span SET (stage_id, owner_id, line, amount_base, close_on, category) ="
        f" (SELECT {values}) WHERE {open_span} AND from_at >= {at} AND {field('deleted_at')} IS NULL;"
        f" UPDATE deal_span SET to_at = max(from_at, {at}) WHERE {open_span}"
        f" AND (from_at < {at} OR {field('deleted_at')} IS NOT NULL);"
        f" INSERT INTO deal_span ({columns}) SELECT {key}, {at}, {values} WHERE {field('deleted_at')} IS NULL"
        f" AND NOT EXISTS (SELECT 1 FROM deal_span WHERE {open_span});"
    )


def _owner_follows_deal() -> dict[str, str]:
    updates = " ".join(
        f"UPDATE {entry.name} SET owner_id = new.owner_id WHERE deal_id = new.id;"
        for entry in declared()
        if entry.follows_deal and entry.name != "deal_span"
    )
    return {
        "deal_owner_followed": (
            "CREATE TRIGGER deal_owner_followed AFTER UPDATE OF owner_id ON deal"
            f" WHEN old.owner_id IS NOT new.owner_id BEGIN {updates} END"
        )
    }


def _facts_logged() -> str:
    columns = ("amount_base", "last_touch_at", "next_step", "next_step_on", "score", "warnings")
    return (
        f"CREATE TRIGGER facts_logged AFTER UPDATE ON deal_facts WHEN {_differs(columns)} BEGIN"
        f" {_INTO_LOG} VALUES ({ACTION}, 'deal', new.deal_id, new.owner_id, 'updated', {NOW}); END"
    )


def _batch_logged() -> str:
    return (
        "CREATE TRIGGER import_batch_logged AFTER UPDATE OF state ON import_batch BEGIN"
        f" {_INTO_LOG} VALUES ({ACTION}, 'import_batch', new.id, NULL, 'updated', {NOW}); END"
    )
