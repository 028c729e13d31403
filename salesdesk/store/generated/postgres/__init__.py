"""Triggers, functions, policies, grants and search indexes of a Postgres database, from the metadata."""

import hashlib
from functools import lru_cache

from salesdesk.store.generated.postgres.functions import functions
from salesdesk.store.generated.postgres.guards import guards
from salesdesk.store.generated.postgres.logins import logins
from salesdesk.store.generated.postgres.policies import grants, policies, visibility_function
from salesdesk.store.generated.postgres.references import references
from salesdesk.store.generated.postgres.seals import SEAL_ALL, seals
from salesdesk.store.generated.postgres.search import search
from salesdesk.store.generated.postgres.spans import spans
from salesdesk.store.generated.postgres.triggers import triggers

DROP = """
DO $$ DECLARE item record; BEGIN
  FOR item IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON public.%I', item.policyname, item.tablename);
  END LOOP;
  FOR item IN SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND NOT t.tgisinternal LOOP
    EXECUTE format('DROP TRIGGER %I ON public.%I', item.tgname, item.relname);
  END LOOP;
  FOR item IN SELECT indexname FROM pg_indexes WHERE schemaname = 'public'
    AND indexname LIKE '%\\_trigrams' LOOP
    EXECUTE format('DROP INDEX public.%I', item.indexname);
  END LOOP;
END $$;
DROP SCHEMA IF EXISTS priv CASCADE;
"""
"""Removes everything generated; the tables and their rows stay."""


@lru_cache(maxsize=4)
def statements(prefix: str) -> tuple[str, ...]:
    """All statements that make the generated objects, for a database whose roles begin with `prefix`."""
    return (
        *functions(prefix),
        *triggers(),
        *guards(),
        *references(),
        *spans(),
        *policies(prefix),
        *seals(),
        visibility_function(),
        *search(),
        *logins(prefix),
        *grants(prefix),
        SEAL_ALL,
        "SELECT priv.apply_visibility()",
    )


def fingerprint() -> str:
    """A hash of all generated text but the names of roles; differs when any of it differs."""
    return hashlib.sha256("\n".join(statements("sd")).encode()).hexdigest()
