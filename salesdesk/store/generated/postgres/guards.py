"""Triggers before a write: a row of a deal takes the deal's owner, and nobody writes in another's name."""

from salesdesk.store.generated.postgres.functions import SAFE
from salesdesk.store.generated.tables import declared

SIGNED = {"note": ("author_id",), "criterion_evidence": ("recorded_by_id", "skipped_by_id")}
"""Columns that say who wrote something down: only ever the writer, unless they may import."""


def guards() -> list[str]:
    """The functions and triggers; they run before the policies look at the row."""
    made = [_take_owner(), _plain_trigger("write_as_oneself", _SIGNED_BODY), _plain_trigger("done_by", _DONE)]
    made += [
        _plain_trigger("stamp_action", _STAMPED),
        "CREATE TRIGGER action_stamped BEFORE INSERT ON public.action FOR EACH ROW"
        " EXECUTE FUNCTION priv.stamp_action()",
    ]
    made += [
        _plain_trigger("version_rises", _RISES),
        _plain_trigger("stamp_export", "IF NOT priv.is_owner() THEN NEW.at := clock_timestamp(); END IF;"),
        "CREATE TRIGGER export_stamped BEFORE INSERT ON public.export FOR EACH ROW"
        " EXECUTE FUNCTION priv.stamp_export()",
    ]
    made += [_rises(entry.name) for entry in declared() if "version" in entry.columns]
    for entry in declared():
        if entry.follows_deal and entry.visibility.changed != "nobody":
            made.append(
                f"CREATE TRIGGER {entry.name}_takes_owner BEFORE INSERT OR UPDATE OF deal_id, owner_id"
                f" ON public.{entry.name} FOR EACH ROW WHEN (NEW.deal_id IS NOT NULL)"
                " EXECUTE FUNCTION priv.take_owner()"
            )
    for table, columns in SIGNED.items():
        made += [_signed(table, column) for column in columns]
    made.append(
        "CREATE TRIGGER activity_done_by BEFORE INSERT OR UPDATE OF person_id, state ON public.activity"
        " FOR EACH ROW WHEN (NEW.person_id IS NOT NULL AND NEW.state = 'done')"
        " EXECUTE FUNCTION priv.done_by()"
    )
    return made


def _plain_trigger(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION priv.{name}() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$ BEGIN {body}"
        " RETURN NEW; END $$"
    )


def _take_owner() -> str:
    return _plain_trigger(
        "take_owner",
        "SELECT d.owner_id INTO NEW.owner_id FROM public.deal d WHERE d.id = NEW.deal_id;"
        " IF NOT FOUND THEN RAISE EXCEPTION 'there is no such deal' USING ERRCODE = '42501'; END IF;",
    )


_MAY = "priv.has_right('import') OR priv.is_owner()"
# The column comes as the trigger's argument; what stays as it was may stay.
_SIGNED_BODY = (
    "IF (TG_OP = 'INSERT' OR to_jsonb(NEW) -> TG_ARGV[0] IS DISTINCT FROM to_jsonb(OLD) -> TG_ARGV[0])"
    " AND (to_jsonb(NEW) ->> TG_ARGV[0])::bigint IS DISTINCT FROM priv.me()"
    f" AND NOT ({_MAY}) THEN"
    " RAISE EXCEPTION 'this is written in the name of somebody else' USING ERRCODE = '42501'; END IF;"
)
# Anybody may plan something for a colleague and tick off what a colleague planned, not invent what they did.
_DONE = (
    "IF (TG_OP = 'INSERT' OR NEW.person_id IS DISTINCT FROM OLD.person_id)"
    " AND NEW.person_id IS DISTINCT FROM priv.me()"
    " AND NEW.person_id NOT IN (SELECT priv.visible_ids())"
    f" AND NOT ({_MAY}) THEN"
    " RAISE EXCEPTION 'somebody else is said to have done this' USING ERRCODE = '42501'; END IF;"
)
# Administrators write down a past as it was; everybody else acts now, by the server's clock.
_STAMPED = (
    "IF priv.has_right('administrator') OR priv.is_owner() THEN RETURN NEW; END IF;"
    " NEW.at := clock_timestamp();"
    " IF NEW.batch_id IS NOT NULL AND NOT priv.has_right('import') THEN"
    " RAISE EXCEPTION 'only who may import adds to an import' USING ERRCODE = '42501'; END IF;"
)
# Who takes a version back lets a colleague's save overwrite what they never saw.
_RISES = (
    "IF NOT priv.is_owner() THEN"
    " RAISE EXCEPTION 'a version only rises by one' USING ERRCODE = '42501'; END IF;"
)


def _rises(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_version_rises BEFORE UPDATE OF version ON public.{table} FOR EACH ROW"
        " WHEN (NEW.version NOT IN (OLD.version, OLD.version + 1)) EXECUTE FUNCTION priv.version_rises()"
    )


def _signed(table: str, column: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{column}_signed BEFORE INSERT OR UPDATE OF {column} ON public.{table}"
        f" FOR EACH ROW WHEN (NEW.{column} IS NOT NULL) EXECUTE FUNCTION"
        f" priv.write_as_oneself('{column}')"
    )
