"""Search by parts of words: trigram indexes, and functions that use them within what the caller may see."""

from salesdesk.store.generated.postgres.functions import SAFE
from salesdesk.store.generated.tables import SEARCHED


def search() -> list[str]:
    """An index per searched column, and one function per searched table."""
    made = ["CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public"]
    for table, columns in SEARCHED.items():
        made += [
            f"CREATE INDEX {table}_{column}_trigrams ON public.{table}"
            f" USING gin ({column} public.gin_trgm_ops)"
            for column in columns
        ]
        made.append(_search_function(table, columns))
    return made


def _search_function(table: str, columns: tuple[str, ...]) -> str:
    """Ids of live rows that hold the words; row security would keep the index from being used.

    A pattern that ends amid an escape finds nothing: the server would refuse it only on meeting a row that
    fits it so far, seen or not, and so tell that there is one.
    """
    # Keys are in small letters already; numbers and addresses are as somebody typed them.
    fits = " OR ".join(
        f"{column} {'LIKE' if column == 'name_key' else 'ILIKE'} pattern" for column in columns
    )
    kind = "deals" if table == "deal" else "companies"
    deals = " OR id = ANY (ARRAY(SELECT priv.member_deal_ids()))" if table == "deal" else ""
    return f"""
CREATE FUNCTION priv.search_{table}(pattern text, most int) RETURNS SETOF bigint
LANGUAGE sql STABLE {SAFE} AS $$
  WITH found AS MATERIALIZED (
    SELECT id, name_key, owner_id FROM public.{table} WHERE deleted_at IS NULL AND ({fits})
      AND pattern !~ '(^|[^\\\\])(\\\\\\\\)*\\\\$')
  SELECT id FROM found WHERE ((SELECT priv.sees_all('{table}')) OR owner_id IS NULL
      OR owner_id = ANY (ARRAY(SELECT priv.readable_ids('{kind}'))){deals})
    AND ((SELECT priv.me()) IS NOT NULL OR (SELECT priv.is_owner()))
  ORDER BY name_key, id LIMIT most $$"""
