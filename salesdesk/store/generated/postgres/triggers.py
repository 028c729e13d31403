"""Statement-level triggers that write history and change log from what a statement inserted or changed."""

from salesdesk.store.generated.postgres.functions import SAFE
from salesdesk.store.generated.tables import Declared, declared

LOG = "INSERT INTO public.change_log (txn, action_id, tbl, row_id, owner_id, op, at)"
TOLD = "PERFORM pg_notify('salesdesk', '');"
FACTS = ("amount_base", "last_touch_at", "next_step", "next_step_on", "score", "warnings")


def triggers() -> list[str]:
    """History and change log of every table that keeps one, and the owner that follows its deal."""
    made: list[str] = []
    for entry in declared():
        if entry.history:
            made += [*_created(entry), *_updated(entry), *_removed(entry)]
    made += _deal_owner()
    made += _logged_only("deal_facts", "deal", "deal_id", "owner_id", FACTS)
    made += _logged_only("import_batch", "import_batch", "id", "NULL::bigint", ("state",))
    return made


def trigger_function(name: str, body: str) -> str:
    """A trigger function that runs with the owner's rights and knows the action as `act`."""
    return (
        f"CREATE FUNCTION priv.{name}() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$"
        f" DECLARE act bigint := priv.current_action(); BEGIN {body} RETURN NULL; END $$"
    )


def _owner(entry: Declared, row: str) -> str:
    return entry.heard_by(row) or "NULL::bigint"


def _log(entry: Declared, owner: str, op: str, source: str) -> str:
    return (
        f"{LOG} SELECT pg_current_xact_id(), act, '{entry.name}', n.{entry.key}, {owner}, '{op}',"
        f" clock_timestamp() FROM {source};"
    )


def _created(entry: Declared) -> list[str]:
    name = entry.name
    body = (
        "IF NOT EXISTS (SELECT 1 FROM new_rows) THEN RETURN NULL; END IF;"
        " INSERT INTO public.history (action_id, tbl, row_id, op)"
        f" SELECT act, '{name}', n.id, 'created' FROM new_rows n;"
        f" {_log(entry, _owner(entry, 'n'), 'created', 'new_rows n')} {TOLD}"
    )
    return [
        trigger_function(f"{name}_created", body),
        f"CREATE TRIGGER {name}_created AFTER INSERT ON public.{name} REFERENCING NEW TABLE AS new_rows"
        f" FOR EACH STATEMENT EXECUTE FUNCTION priv.{name}_created()",
    ]


def _updated(entry: Declared) -> list[str]:
    name = entry.name
    both = "new_rows n JOIN old_rows o ON o.id = n.id"
    logged = (*entry.tracked, "owner_id") if entry.follows_deal else entry.tracked
    differs = " OR ".join(f'o."{column}" IS DISTINCT FROM n."{column}"' for column in logged)
    gone = ""
    if entry.heard_by("n"):
        before, after = entry.heard_by("o"), entry.heard_by("n")
        gone = _log(entry, before, "gone", f"{both} WHERE {before} IS DISTINCT FROM {after}")
    body = (
        f"IF NOT EXISTS (SELECT 1 FROM {both} WHERE {differs}) THEN RETURN NULL; END IF;"
        " INSERT INTO public.history (action_id, tbl, row_id, op, changes)"
        f" SELECT act, '{name}', n.id, 'updated', d.changes FROM {both}"
        f" CROSS JOIN LATERAL ({_changes(entry)}) d WHERE d.changes IS NOT NULL;"
        f" {gone} {_log(entry, _owner(entry, 'n'), 'updated', f'{both} WHERE {differs}')} {TOLD}"
    )
    return [
        trigger_function(f"{name}_updated", body),
        f"CREATE TRIGGER {name}_updated AFTER UPDATE ON public.{name}"
        " REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
        f" FOR EACH STATEMENT EXECUTE FUNCTION priv.{name}_updated()",
    ]


def _removed(entry: Declared) -> list[str]:
    name = entry.name
    body = (
        "IF NOT EXISTS (SELECT 1 FROM old_rows) THEN RETURN NULL; END IF;"
        f" {_log(entry, _owner(entry, 'n'), 'removed', 'old_rows n')} {TOLD}"
    )
    return [
        trigger_function(f"{name}_removed", body),
        f"CREATE TRIGGER {name}_removed AFTER DELETE ON public.{name} REFERENCING OLD TABLE AS old_rows"
        f" FOR EACH STATEMENT EXECUTE FUNCTION priv.{name}_removed()",
    ]


def _changes(entry: Declared) -> str:
    """The changed fields as {field: [old, new]}; `custom` gives one entry per key."""
    values = ", ".join(
        f'(\'{column}\', to_jsonb(o."{column}"), to_jsonb(n."{column}"))'
        for column in entry.tracked
        if column != "custom"
    )
    parts = [f"SELECT k, was, now FROM (VALUES {values}) AS f (k, was, now) WHERE was IS DISTINCT FROM now"]
    if "custom" in entry.tracked:
        parts.append(
            "SELECT 'custom.' || keys.key, o.custom -> keys.key, n.custom -> keys.key FROM"
            " (SELECT jsonb_object_keys(o.custom) AS key UNION SELECT jsonb_object_keys(n.custom)) AS keys"
            " WHERE o.custom -> keys.key IS DISTINCT FROM n.custom -> keys.key"
        )
    return (
        "SELECT jsonb_object_agg(c.k, jsonb_build_array(c.was, c.now)) AS changes"
        f" FROM ({' UNION ALL '.join(parts)}) AS c"
    )


def _deal_owner() -> list[str]:
    updates = " ".join(
        f"UPDATE public.{entry.name} SET owner_id = NEW.owner_id WHERE deal_id = NEW.id;"
        for entry in declared()
        if entry.follows_deal and entry.name != "deal_span"
    )
    return [
        trigger_function("deal_owner_followed", updates),
        "CREATE TRIGGER deal_owner_followed AFTER UPDATE OF owner_id ON public.deal FOR EACH ROW"
        " WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id)"
        " EXECUTE FUNCTION priv.deal_owner_followed()",
    ]


def _logged_only(table: str, told_as: str, key: str, owner: str, columns: tuple[str, ...]) -> list[str]:
    """A table without a history whose changes others still have to hear of."""
    primary = "deal_id" if table == "deal_facts" else "id"
    differs = " OR ".join(f"o.{column} IS DISTINCT FROM n.{column}" for column in columns)
    owned = f"n.{owner}" if owner == "owner_id" else owner
    body = (
        f"{LOG} SELECT pg_current_xact_id(), act, '{told_as}', n.{key}, {owned}, 'updated', clock_timestamp()"
        f" FROM new_rows n JOIN old_rows o ON o.{primary} = n.{primary} WHERE {differs};"
        f" IF FOUND THEN {TOLD} END IF;"
    )
    return [
        trigger_function(f"{table}_logged", body),
        f"CREATE TRIGGER {table}_logged AFTER UPDATE ON public.{table}"
        " REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
        f" FOR EACH STATEMENT EXECUTE FUNCTION priv.{table}_logged()",
    ]
