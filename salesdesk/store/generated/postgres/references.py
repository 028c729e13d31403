"""Triggers against rows that point at what their writer does not see: a foreign key would accept them.

What a deal or a contact that somebody sees points at may be pointed at beside it: who works on a deal writes
an activity for its company, whoever owns that. An import matches what the importer does not see.
"""

from collections.abc import Iterator

from salesdesk.store.generated.tables import Declared, declared

PATH = "SET search_path = pg_catalog, pg_temp"
"""These run with the rights of whoever writes, so that the row security of the other table answers."""
AT_LARGE = ("company", "contact", "deal")
"""The kinds of record that attachments and tags name by kind and key."""
_REFUSED = "RAISE EXCEPTION 'this points at something that belongs to somebody else' USING ERRCODE = '42501';"
_TRUSTED = "priv.has_right('import') OR priv.is_owner()"


def references() -> list[str]:
    """The functions and triggers of every table that people write and that points at what may be hidden."""
    made: list[str] = []
    for entry in declared():
        pointing = [] if entry.visibility.changed == "nobody" else list(_pointing(entry))
        if pointing:
            made += _inserted(entry, pointing)
            made += [part for column, target in pointing for part in _redirected(entry, column, target)]
        if {"record", "record_id"} <= set(entry.columns):
            made += _at_large(entry)
    return made


def _pointing(entry: Declared) -> Iterator[tuple[str, str]]:
    """Each column that names a row of a table of which not everybody sees all, with that table."""
    limited = {other.name for other in declared() if other.visibility.seen == "owner"}
    for column in entry.table.columns:
        targets = {key.column.table.name for key in column.foreign_keys} & limited
        # A row of a deal takes the owner of its deal, and its policy asks for that one.
        if targets and not (column.name == "deal_id" and entry.follows_deal):
            yield column.name, targets.pop()


def _is_seen(entry: Declared, column: str, target: str, row: str) -> str:
    """Whether the writer sees what `row` points at, itself or as what a record beside it points at."""
    ways = [f"EXISTS (SELECT 1 FROM public.{target} t WHERE t.id = {row}.{column})"]
    if target in ("company", "contact") and "deal_id" in entry.columns:
        ways.append(
            f"EXISTS (SELECT 1 FROM public.deal d WHERE d.id = {row}.deal_id"
            f" AND d.{target}_id = {row}.{column})"
        )
    if target == "company" and "contact_id" in entry.columns:
        ways.append(
            f"EXISTS (SELECT 1 FROM public.contact c WHERE c.id = {row}.contact_id"
            f" AND c.company_id = {row}.{column})"
        )
    if target == "contact" and "deal_id" in entry.columns and entry.name != "stakeholder":
        ways.append(
            f"EXISTS (SELECT 1 FROM public.stakeholder s WHERE s.deal_id = {row}.deal_id"
            f" AND s.contact_id = {row}.{column})"
        )
    return f"({row}.{column} IS NULL OR {' OR '.join(ways)})"


def _inserted(entry: Declared, pointing: list[tuple[str, str]]) -> list[str]:
    """One look per statement, however many rows it brings."""
    name = f"{entry.name}_points"
    all_seen = " AND ".join(_is_seen(entry, column, target, "n") for column, target in pointing)
    return [
        f"CREATE FUNCTION priv.{name}() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$ BEGIN"
        f" IF EXISTS (SELECT 1 FROM new_rows n WHERE NOT ({all_seen})) AND NOT ({_TRUSTED}) THEN {_REFUSED}"
        " END IF; RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER INSERT ON public.{entry.name} REFERENCING NEW TABLE AS new_rows"
        f" FOR EACH STATEMENT EXECUTE FUNCTION priv.{name}()",
    ]


def _redirected(entry: Declared, column: str, target: str) -> list[str]:
    name = f"{entry.name}_{column}_points"
    return [
        f"CREATE FUNCTION priv.{name}() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$ BEGIN"
        f" IF NOT ({_is_seen(entry, column, target, 'NEW')}) AND NOT ({_TRUSTED}) THEN {_REFUSED}"
        " END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE UPDATE OF {column} ON public.{entry.name} FOR EACH ROW"
        f" WHEN (NEW.{column} IS DISTINCT FROM OLD.{column}) EXECUTE FUNCTION priv.{name}()",
    ]


def _at_large(entry: Declared) -> list[str]:
    """What names its record by kind and key; before the index of its own says that there is such a row."""
    name = f"{entry.name}_record_points"
    cases = " ".join(
        f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM public.{kind} t WHERE t.id = NEW.record_id)"
        for kind in AT_LARGE
    )
    return [
        f"CREATE FUNCTION priv.{name}() RETURNS trigger LANGUAGE plpgsql {PATH} AS $$ BEGIN"
        f" IF NOT ({_TRUSTED}) AND NOT (CASE NEW.record {cases} ELSE true END) THEN {_REFUSED}"
        " END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF record, record_id ON public.{entry.name}"
        f" FOR EACH ROW EXECUTE FUNCTION priv.{name}()",
    ]
