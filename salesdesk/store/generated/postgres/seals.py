"""Seals: a hash of every policy and trigger as the server understands it, kept in its comment.

The server stores them rewritten in its own words, so their text cannot be compared with what was generated;
what somebody changes by hand no longer fits its seal.
"""

from salesdesk.store.generated.postgres.functions import SAFE

SEAL_ALL = """
DO $$ DECLARE item record; BEGIN
  FOR item IN SELECT kind, place, name, seal FROM priv.seals() LOOP
    EXECUTE format('COMMENT ON %s %I ON public.%I IS %L', item.kind, item.name, item.place, item.seal);
  END LOOP;
END $$"""


def seals() -> list[str]:
    """`priv.seals()`: each policy and trigger with the seal that fits it now and the one it bears."""
    return [
        f"""
CREATE FUNCTION priv.seals() RETURNS TABLE (kind text, place text, name text, seal text, borne text)
LANGUAGE sql STABLE {SAFE} AS $$
  SELECT 'POLICY', c.relname::text, p.polname::text, md5(concat_ws('|', p.polcmd, p.polpermissive,
      (SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles r WHERE r.oid = ANY (p.polroles)),
      coalesce(pg_get_expr(p.polqual, p.polrelid), '-'),
      coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '-'))), obj_description(p.oid, 'pg_policy')
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT 'TRIGGER', c.relname::text, t.tgname::text, md5(pg_get_triggerdef(t.oid)),
      obj_description(t.oid, 'pg_trigger')
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal $$""",
        f"""
CREATE FUNCTION priv.seal_policy(at text, named text) RETURNS void LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  EXECUTE format('COMMENT ON POLICY %I ON public.%I IS %L', named, at,
    (SELECT seal FROM priv.seals() WHERE kind = 'POLICY' AND place = at AND name = named));
END $$""",
    ]
