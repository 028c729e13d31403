"""Row security: who reads and who writes which rows, for every table, by the server itself."""

from salesdesk.models.visibility import WIDENING, Visibility
from salesdesk.store.generated.postgres.functions import SAFE
from salesdesk.store.generated.tables import Declared, declared

MINE = "{person} IS NULL OR {person} = ANY (ARRAY(SELECT priv.visible_ids()))"
READ = (
    "{person} IS NULL OR {person} BETWEEN 0 AND (SELECT priv.last_of_all('{kind}'))"
    " OR {person} = ANY (ARRAY(SELECT priv.readable_ids('{kind}')))"
)
"""As MINE, and everybody's where the administrator let the viewer's function see this kind of record.

Who may read everybody's passes at the second question, which is no search through a list for each row; for
all others it is empty, and keeps no index from being used.
"""
SIGNED_IN = "(SELECT priv.me()) IS NOT NULL"
ADMINISTRATOR = "(SELECT priv.has_right('administrator'))"
"""Asked beside the group's membership, so that an open session loses what its person lost."""
PUBLIC_FUNCTIONS = (
    "me()",
    "visible_ids()",
    "granted(text)",
    "readable_ids(text)",
    "last_of_all(text)",
    "member_deal_ids()",
    "editor_deal_ids()",
    "has_right(text)",
    "is_owner()",
    "current_action()",
    "next_number(text, bigint)",
    "tell_presence(text, bigint)",
    "trim_changes()",
    "changes_missing(xid8)",
    "role_prefix()",
    "set_login(bigint, text)",
    "end_login(bigint)",
    "search_company(text, int)",
    "search_contact(text, int)",
    "search_deal(text, int)",
    "sees_all(text)",
    "seals()",
    "purge(text, bigint[])",
    "hanging(text, bigint)",
)


def policies(prefix: str) -> list[str]:
    """Row security on every table: `seen`, `made`, `changed` for people, `all` for administrators."""
    made = []
    for entry in declared():
        made.append(f"ALTER TABLE public.{entry.name} ENABLE ROW LEVEL SECURITY")
        made += _policies(entry, prefix)
    return made


def _policies(entry: Declared, prefix: str) -> list[str]:
    name, users = entry.name, f"{prefix}_users"
    # Who was deactivated, or is nobody of this database, gets nothing, whatever another policy says.
    made = [
        f"CREATE POLICY signed_in ON public.{name} AS RESTRICTIVE TO {users} USING ({SIGNED_IN})",
        f"CREATE POLICY seen ON public.{name} FOR SELECT TO {users} USING ({seen(entry)})",
    ]
    write = _written(entry)
    if write:
        made.append(f"CREATE POLICY made ON public.{name} FOR INSERT TO {users} WITH CHECK ({write})")
        if entry.visibility.changed != "append":
            made.append(
                f"CREATE POLICY changed ON public.{name} FOR UPDATE TO {users}"
                f" USING ({write}) WITH CHECK ({write})"
            )
    if entry.visibility.seen != "private" and entry.visibility.changed != "nobody":
        made.append(
            f"CREATE POLICY administered ON public.{name} TO {prefix}_admins"
            f" USING ({ADMINISTRATOR}) WITH CHECK ({_administered(entry)})"
        )
    elif entry.visibility.seen != "private":
        made.append(
            f"CREATE POLICY administered ON public.{name} FOR SELECT TO {prefix}_admins"
            f" USING ({_read_by_administrators(entry)})"
        )
    return made


def _read_by_administrators(entry: Declared) -> str:
    """Everything, but of what is private not even the past: of their own `seen` tells them."""
    if entry.visibility.seen != "record":
        return ADMINISTRATOR
    private = ", ".join(f"'{name}'" for name in private_tables())
    return f"{ADMINISTRATOR} AND tbl <> ALL (ARRAY[{private}])"


def private_tables() -> list[str]:
    """The tables of which each row is one person's own business."""
    return [entry.name for entry in declared() if entry.visibility.seen == "private"]


def _administered(entry: Declared) -> str:
    """An administrator writes everything, but no action in somebody else's name."""
    return "person_id = (SELECT priv.me())" if entry.visibility.changed == "append" else ADMINISTRATOR


def seen(entry: Declared) -> str:
    """Which rows somebody reads while nothing is opened to all."""
    rule = entry.visibility
    if rule.seen == "everyone":
        return "true"
    if rule.seen == "administrator":
        return "false"
    if rule.seen == "private":
        shared = " OR shared" if "shared" in entry.columns else ""
        return f"{rule.person} = (SELECT priv.me()){shared}"
    if rule.seen == "record":
        return _record(entry, frozenset())
    condition = (READ if rule.widened else MINE).format(person=rule.person, kind=rule.widened)
    if rule.seen == "line_above":
        condition = f"{rule.person} = ANY (ARRAY(SELECT priv.visible_ids()))"
    if rule.deal:
        condition += f" OR {rule.deal} = ANY (ARRAY(SELECT priv.member_deal_ids()))"
    return condition


def _record(entry: Declared, widened: frozenset[str]) -> str:
    """A row of the history is seen by whoever sees the record that it is about."""
    limited = [other for other in declared() if _is_limited(other.visibility, widened)]
    if not limited:
        return "true"
    names = ", ".join(f"'{other.name}'" for other in limited)
    if "owner_id" in entry.columns:
        private = ", ".join(f"'{name}'" for name in private_tables())
        mine = (
            f"(tbl <> ALL (ARRAY[{private}]) AND ({MINE.format(person='owner_id')}))"
            f" OR owner_id IS NULL OR owner_id = (SELECT priv.me())"
        )
        granted = "".join(_granted(kind, limited) for kind in WIDENING if kind not in widened)
        return (
            f"tbl <> ALL (ARRAY[{names}]) OR {mine}{granted}"
            " OR (tbl = 'deal' AND row_id = ANY (ARRAY(SELECT priv.member_deal_ids())))"
        )
    cases = " ".join(
        f"WHEN '{other.name}' THEN row_id IN (SELECT id FROM public.{other.name})"
        for other in limited
        if "id" in other.columns
    )
    return f"tbl <> ALL (ARRAY[{names}]) OR CASE tbl {cases} ELSE false END"


def _granted(kind: str, limited: list[Declared]) -> str:
    """The rows of a kind of record for those whose function the administrator let see it."""
    names = ", ".join(f"'{other.name}'" for other in limited if other.visibility.widened == kind)
    return f" OR (tbl = ANY (ARRAY[{names}]) AND (SELECT priv.granted('{kind}')))"


def _is_limited(rule: Visibility, widened: frozenset[str]) -> bool:
    return rule.seen not in ("everyone", "record") and rule.widened not in widened


def _written(entry: Declared) -> str:
    """Which rows somebody may write; nothing for those that only the store itself writes."""
    rule = entry.visibility
    if rule.changed in ("nobody", "administrator"):
        return ""
    if rule.changed == "process":
        # An import brings stages, products and sources with it.
        return "(SELECT priv.has_right('process')) OR (SELECT priv.has_right('import'))"
    if rule.changed == "import":
        return "(SELECT priv.has_right('import'))"
    if rule.changed == "everyone":
        return "true"
    if rule.changed in ("self", "append"):
        person = rule.person if rule.changed == "self" else "person_id"
        return f"{person} = (SELECT priv.me())"
    # Rows of a deal cannot lie about their owner: a trigger gives them the deal's before this is asked.
    condition = MINE.format(person=rule.person) + " OR (SELECT priv.has_right('import'))"
    if rule.changed == "owner" and rule.deal:
        condition += f" OR {rule.deal} = ANY (ARRAY(SELECT priv.editor_deal_ids()))"
    return condition


def visibility_function() -> str:
    """`priv.apply_visibility()`: rewrite the reading policies as the settings say, and the trigger for it.

    Rewriting waits for everybody who reads and keeps others waiting, so it is done only where a setting
    changes what is open, and given up after three seconds.
    """
    cases = []
    for kind, (key, open_to_all, _) in WIDENING.items():
        tables = [entry for entry in declared() if entry.visibility.widened == kind]
        opened = "".join(_rewritten(entry, "true") for entry in tables)
        closed = "".join(_rewritten(entry, seen(entry)) for entry in tables)
        cases.append(
            f"{kind} := coalesce((SELECT value #>> '{{}}' FROM public.setting WHERE key = '{key}'"
            f" AND deleted_at IS NULL), '{open_to_all}') = '{open_to_all}';"
            f" IF {kind} <> {_is_open(tables[0])} THEN differs := true;"
            f" IF {kind} THEN {opened} ELSE {closed} END IF; END IF;"
        )
    keys = ", ".join(f"'{key}'" for key, _, _ in WIDENING.values())
    return f"""
CREATE FUNCTION priv.apply_visibility() RETURNS void LANGUAGE plpgsql {SAFE} SET lock_timeout = '3s' AS $$
DECLARE differs boolean := false; {" ".join(f"{kind} boolean;" for kind in WIDENING)}
BEGIN {" ".join(cases)} IF differs THEN {_records_case()} END IF; END $$;
CREATE FUNCTION priv.setting_applied() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
BEGIN PERFORM priv.apply_visibility(); RETURN NULL; END $$;
CREATE TRIGGER setting_applied AFTER INSERT OR UPDATE ON public.setting FOR EACH ROW
  WHEN (NEW.key IN ({keys})) EXECUTE FUNCTION priv.setting_applied();
CREATE FUNCTION priv.sees_all(kind text) RETURNS boolean LANGUAGE sql STABLE {SAFE} AS $$
  SELECT priv.has_right('administrator') OR priv.is_owner() OR (SELECT qual = 'true' FROM pg_policies
    WHERE schemaname = 'public' AND tablename = kind AND policyname = 'seen') $$"""


def _rewritten(entry: Declared, condition: str) -> str:
    """Another reading policy with a seal of its own, so that it is told from what somebody else wrote."""
    return (
        f" ALTER POLICY seen ON public.{entry.name} USING ({condition});"
        f" PERFORM priv.seal_policy('{entry.name}', 'seen');"
    )


def _is_open(entry: Declared) -> str:
    return (
        "(SELECT qual = 'true' FROM pg_policies WHERE schemaname = 'public'"
        f" AND tablename = '{entry.name}' AND policyname = 'seen')"
    )


def _records_case() -> str:
    """The history and the change log follow, in each of the four ways the two settings can stand."""
    parts = []
    entries = [entry for entry in declared() if entry.visibility.seen == "record"]
    for deals in (True, False):
        for companies in (True, False):
            chosen = {kind for kind, on in (("deals", deals), ("companies", companies)) if on}
            changes = "".join(_rewritten(entry, _record(entry, frozenset(chosen))) for entry in entries)
            yes_deals, yes_companies = ("" if deals else "NOT "), ("" if companies else "NOT ")
            parts.append(f"IF {yes_deals}deals AND {yes_companies}companies THEN {changes} END IF;")
    return " ".join(parts)


def grants(prefix: str) -> list[str]:
    """What people may do at all: read, insert, update; nobody deletes, and the history only grows."""
    users, admins = f"{prefix}_users", f"{prefix}_admins"
    made = [
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public, priv TO {users}, {admins}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {users}, {admins}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {users}",
    ]
    for entry in declared():
        verbs = ["SELECT"]
        if entry.visibility.changed != "nobody":
            verbs.append("INSERT")
            if entry.visibility.changed != "append":
                verbs.append("UPDATE")
        made.append(f"GRANT {', '.join(verbs)} ON public.{entry.name} TO {users}")
    # A person moved back within one moment leaves no trace in the tree.
    made.append(f"GRANT DELETE ON public.person_tree TO {admins}")
    made.append(
        "DO $$ BEGIN"
        " EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());"
        f" EXECUTE format('GRANT CONNECT ON DATABASE %I TO {users}', current_database()); END $$"
    )
    made += ["REVOKE ALL ON ALL FUNCTIONS IN SCHEMA priv FROM PUBLIC"]
    made += [f"GRANT EXECUTE ON FUNCTION priv.{name} TO {users}" for name in PUBLIC_FUNCTIONS]
    return made
