"""Functions that the server runs with the owner's rights: who am I, whom may I see, what is next."""

from salesdesk.models.visibility import GRANTS
from salesdesk.queries.merged import AT_LARGE, references_to
from salesdesk.store.backend import CHANGES_DAYS, TRIMMED_AT_ONCE
from salesdesk.store.generated.tables import declared

SAFE = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
"""Without it a temporary table could stand in for ours."""


def functions(prefix: str) -> list[str]:
    """The schema `priv` with its functions; nobody but the owner may run them until `grants` says so."""
    return [
        "CREATE SCHEMA priv",
        "REVOKE ALL ON SCHEMA priv FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA priv REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        *_who(),
        _current_action(),
        _next_number(),
        _trim_changes(),
        _tell_presence(),
        _changes_missing(),
        _prefix(prefix),
        _purge(),
        _hanging(),
    ]


def _sql(name: str, returns: str, body: str, kind: str = "STABLE") -> str:
    return f"CREATE FUNCTION priv.{name} RETURNS {returns} LANGUAGE sql {kind} {SAFE} AS $$ {body} $$"


def _who() -> list[str]:
    me = "SELECT id FROM public.person WHERE role_name = session_user AND active AND deleted_at IS NULL"
    return [
        _sql("me()", "bigint", me),
        _sql(
            "visible_ids()",
            "SETOF bigint",
            "SELECT descendant_id FROM public.person_tree WHERE ancestor_id = priv.me() AND to_at IS NULL",
        ),
        _sql(
            "granted(kind text)",
            "boolean",
            "SELECT EXISTS (SELECT 1 FROM public.person p JOIN public.setting s"
            f" ON s.key = '{GRANTS}' AND s.deleted_at IS NULL"
            " WHERE p.id = priv.me() AND s.value -> p.function ? kind)",
        ),
        _sql(
            "readable_ids(kind text)",
            "SETOF bigint",
            "SELECT descendant_id FROM public.person_tree WHERE ancestor_id = priv.me() AND to_at IS NULL"
            " UNION ALL SELECT id FROM public.person WHERE priv.granted(kind)",
        ),
        _sql(
            "last_of_all(kind text)",
            "bigint",
            # Everybody ever: what somebody who left owns is nobody else's to read unasked.
            "SELECT CASE WHEN priv.granted(kind) OR NOT EXISTS (SELECT 1 FROM public.person p"
            " WHERE NOT EXISTS (SELECT 1 FROM public.person_tree t WHERE t.descendant_id = p.id"
            f" AND t.ancestor_id = priv.me() AND t.to_at IS NULL)) THEN {2**63 - 1} END",
        ),
        _sql(
            "member_deal_ids()",
            "SETOF bigint",
            "SELECT deal_id FROM public.deal_member WHERE person_id = priv.me() AND deleted_at IS NULL",
        ),
        _sql(
            "editor_deal_ids()",
            "SETOF bigint",
            "SELECT deal_id FROM public.deal_member WHERE person_id = priv.me() AND access = 'edit'"
            " AND deleted_at IS NULL",
        ),
        _sql(
            "has_right(wanted text)",
            "boolean",
            "SELECT coalesce((SELECT rights ? wanted OR rights ? 'administrator' FROM public.person"
            " WHERE id = priv.me()), false)",
        ),
        _sql(
            "is_owner()",
            "boolean",
            "SELECT pg_get_userbyid(relowner) = session_user FROM pg_class"
            " WHERE oid = 'public.meta'::regclass",
        ),
    ]


def _current_action() -> str:
    """The action that this transaction named, if it is the caller's own: also of somebody who just said in
    it that they leave. One of an earlier transaction would tell of another time than now."""
    return f"""
CREATE FUNCTION priv.current_action() RETURNS bigint LANGUAGE plpgsql STABLE {SAFE} AS $$
DECLARE named bigint := nullif(current_setting('sd.action', true), '')::bigint;
BEGIN
  IF named IS NULL THEN RAISE EXCEPTION 'a write needs an action' USING ERRCODE = '42501'; END IF;
  IF NOT EXISTS (SELECT 1 FROM public.action a LEFT JOIN public.person p ON p.id = a.person_id
    WHERE a.id = named AND (p.role_name = session_user OR priv.is_owner())) THEN
    RAISE EXCEPTION 'this action belongs to somebody else' USING ERRCODE = '42501';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM public.action WHERE id = named AND xmin = pg_current_xact_id()::xid)
    AND NOT priv.is_owner() THEN
    RAISE EXCEPTION 'this action was of an earlier save' USING ERRCODE = '42501';
  END IF;
  RETURN named;
END $$"""


def _next_number() -> str:
    """Numbers are counted here, since nobody sees the highest one of all: of deals, and of companies that a
    territory gave in turn, which only those count who may give companies away."""
    return f"""
CREATE FUNCTION priv.next_number(kind text, count bigint) RETURNS bigint LANGUAGE plpgsql {SAFE} AS $$
DECLARE last bigint;
BEGIN
  IF count < 1 OR count > 1000000 OR (next_number.kind <> 'deal' AND NOT (EXISTS
    (SELECT 1 FROM public.territory AS t WHERE next_number.kind = 'territory:' || t.id)
    AND (priv.has_right('import') OR priv.is_owner())))
    THEN RAISE EXCEPTION 'no such numbers'; END IF;
  INSERT INTO public.counter AS c (name, value) VALUES (next_number.kind, 1000 + count)
    ON CONFLICT (name) DO UPDATE SET value = c.value + count RETURNING value INTO last;
  RETURN last;
END $$"""


def _tell_presence() -> str:
    """Somebody says where they are themselves; the owner of the database is nobody."""
    return f"""
CREATE FUNCTION priv.tell_presence(kind text, record bigint) RETURNS void LANGUAGE plpgsql {SAFE} AS $$
DECLARE mine bigint := priv.me();
BEGIN
  IF mine IS NULL THEN RETURN; END IF;
  IF kind IS NULL THEN UPDATE public.presence SET at = NULL WHERE person_id = mine; RETURN; END IF;
  IF kind <> ALL (ARRAY['deal', 'company', 'contact']) OR record IS NULL THEN
    RAISE EXCEPTION 'nobody can be there';
  END IF;
  INSERT INTO public.presence (person_id, tbl, row_id, at) VALUES (mine, kind, record, clock_timestamp())
    ON CONFLICT (person_id) DO UPDATE SET tbl = excluded.tbl, row_id = excluded.row_id, at = excluded.at;
END $$"""


def _trim_changes() -> str:
    old = f"at < now() - interval '{CHANGES_DAYS} days'"
    first = f"SELECT seq, at FROM public.change_log ORDER BY seq LIMIT {TRIMMED_AT_ONCE}"
    return _sql(
        "trim_changes()",
        "void",
        f"WITH old AS (SELECT seq FROM ({first}) AS f WHERE {old}) DELETE FROM public.change_log"
        " WHERE seq IN (SELECT seq FROM old) AND seq < (SELECT max(seq) FROM old)",
        "VOLATILE",
    )


def _changes_missing() -> str:
    """Whether the log may have lost rows since a place: its oldest row is old, and of a later transaction."""
    return _sql(
        "changes_missing(place xid8)",
        "boolean",
        f"SELECT coalesce((SELECT txn >= place AND at < now() - interval '{CHANGES_DAYS} days'"
        " FROM public.change_log ORDER BY seq LIMIT 1), false)",
    )


def _prefix(prefix: str) -> str:
    return _sql("role_prefix()", "text", f"SELECT '{prefix}'::text", "IMMUTABLE")


def _purge() -> str:
    """Nobody deletes rows but through here: only an administrator, only what lies in the trash, and its past
    with it."""
    names = ", ".join(f"'{entry.name}'" for entry in declared() if "deleted_at" in entry.columns)
    return f"""
CREATE FUNCTION priv.purge(kind text, ids bigint[]) RETURNS bigint LANGUAGE plpgsql {SAFE} AS $$
DECLARE removed bigint;
BEGIN
  IF NOT (priv.has_right('administrator') OR priv.is_owner()) THEN
    RAISE EXCEPTION 'only an administrator empties the trash' USING ERRCODE = '42501';
  END IF;
  IF kind <> ALL (ARRAY[{names}]) THEN RAISE EXCEPTION 'there is no trash of this kind'; END IF;
  IF kind = 'deal' THEN
    DELETE FROM public.deal_span WHERE deal_id IN
      (SELECT id FROM public.deal WHERE id = ANY (ids) AND deleted_at IS NOT NULL);
    DELETE FROM public.deal_facts WHERE deal_id IN
      (SELECT id FROM public.deal WHERE id = ANY (ids) AND deleted_at IS NOT NULL);
  ELSIF kind = 'attachment' THEN
    DELETE FROM public.attachment_content WHERE attachment_id IN
      (SELECT id FROM public.attachment WHERE id = ANY (ids) AND deleted_at IS NOT NULL);
  END IF;
  EXECUTE format('DELETE FROM public.%I WHERE id = ANY ($1) AND deleted_at IS NOT NULL', kind) USING ids;
  GET DIAGNOSTICS removed = ROW_COUNT;
  EXECUTE format('DELETE FROM public.history WHERE tbl = $1 AND row_id = ANY ($2) AND row_id NOT IN'
    ' (SELECT id FROM public.%I WHERE id = ANY ($2))', kind) USING kind, ids;
  RETURN removed;
END $$"""


def _hanging() -> str:
    """How much hangs on a company or contact, seen or not: nobody merges away what they do not see. Told of
    those only that the caller may change, for nobody else merges them."""
    parts = {
        kind: [
            f"(SELECT count(*) FROM public.{column.table.name} WHERE {column.name} = key"
            " AND deleted_at IS NULL)"
            for column in references_to(kind)
        ]
        + [
            f"(SELECT count(*) FROM public.{table} WHERE record = kind AND record_id = key"
            " AND deleted_at IS NULL)"
            for table in AT_LARGE
        ]
        for kind in ("company", "contact")
    }
    return f"""
CREATE FUNCTION priv.hanging(kind text, key bigint) RETURNS bigint LANGUAGE plpgsql STABLE {SAFE} AS $$
BEGIN
  IF kind = 'company' AND {_changeable("company")} THEN RETURN {" + ".join(parts["company"])};
  ELSIF kind = 'contact' AND {_changeable("contact")} THEN RETURN {" + ".join(parts["contact"])};
  END IF;
  RETURN 0;
END $$"""


def _changeable(table: str) -> str:
    """Whether the caller may change the row of this table whose id is `key`."""
    return (
        f"EXISTS (SELECT 1 FROM public.{table} WHERE id = key AND (owner_id IS NULL"
        " OR owner_id IN (SELECT priv.visible_ids()) OR priv.has_right('import') OR priv.is_owner()))"
    )
