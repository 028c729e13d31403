"""Login roles: made and given a password by administrators; what a role may do follows its person."""

from salesdesk.store.generated.postgres.functions import SAFE


def logins(prefix: str) -> list[str]:
    """The functions and the trigger that keep each role what its person's rights say."""
    return [
        _is_own_role(prefix),
        _set_login(prefix),
        _end_sessions(),
        _end_login(prefix),
        _apply_rights(prefix),
        f"CREATE FUNCTION priv.person_applied() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$"
        " BEGIN PERFORM priv.apply_rights(NEW.id); RETURN NULL; END $$",
        "CREATE TRIGGER person_applied AFTER UPDATE OF rights, active, deleted_at, role_name ON public.person"
        " FOR EACH ROW WHEN (NEW.role_name IS NOT NULL) EXECUTE FUNCTION priv.person_applied()",
        "SELECT priv.apply_rights(id) FROM public.person WHERE role_name IS NOT NULL",
    ]


def _is_own_role(prefix: str) -> str:
    """Whether a role is one of this database's people, so that nothing else on the server is touched."""
    return f"""
CREATE FUNCTION priv.is_own_role(named text) RETURNS boolean LANGUAGE sql STABLE {SAFE} AS $$
  SELECT starts_with(named, '{prefix}_') AND EXISTS (
    SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
    WHERE r.rolname = named AND g.rolname = '{prefix}_users') $$"""


def _set_login(prefix: str) -> str:
    """Only administrators do this, never with a name outside this database's own."""
    return f"""
CREATE FUNCTION priv.set_login(whom bigint, verifier text) RETURNS text LANGUAGE plpgsql {SAFE} AS $$
DECLARE role text; named text;
BEGIN
  IF NOT (priv.has_right('administrator') OR priv.is_owner()) THEN
    RAISE EXCEPTION 'only an administrator makes logins' USING ERRCODE = '42501';
  END IF;
  SELECT login, role_name INTO named, role FROM public.person WHERE id = whom AND deleted_at IS NULL;
  IF named IS NULL OR named !~ '^[A-Za-z0-9_.-]{{1,40}}$' THEN
    RAISE EXCEPTION 'this login cannot be a role' USING ERRCODE = '22023';
  END IF;
  IF verifier NOT LIKE 'SCRAM-SHA-256$%' THEN
    RAISE EXCEPTION 'only SCRAM verifiers are taken' USING ERRCODE = '22023';
  END IF;
  -- Who has a role keeps it; one that a former person of this login left behind is taken over.
  role := coalesce(role, '{prefix}_' || lower(named));
  IF priv.is_own_role(role)
    AND NOT EXISTS (SELECT 1 FROM public.person WHERE role_name = role AND id <> whom AND deleted_at IS NULL)
  THEN
    EXECUTE format('ALTER ROLE %I PASSWORD %L', role, verifier);
  ELSE
    EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', role, verifier);
    EXECUTE format('GRANT {prefix}_users TO %I', role);
    EXECUTE format('ALTER ROLE %I SET statement_timeout = ''60s''', role);
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''60s''', role);
    EXECUTE format('ALTER ROLE %I CONNECTION LIMIT 20', role);
  END IF;
  UPDATE public.person SET role_name = NULL WHERE role_name = role AND id <> whom;
  UPDATE public.person SET role_name = role WHERE id = whom;
  RETURN role;
END $$"""


def _end_login(prefix: str) -> str:
    """Take a person's role and its password out of use: they stay in the team, and cannot sign in."""
    return f"""
CREATE FUNCTION priv.end_login(whom bigint) RETURNS void LANGUAGE plpgsql {SAFE} AS $$
DECLARE role text;
BEGIN
  IF NOT (priv.has_right('administrator') OR priv.is_owner()) THEN
    RAISE EXCEPTION 'only an administrator ends logins' USING ERRCODE = '42501';
  END IF;
  SELECT role_name INTO role FROM public.person WHERE id = whom;
  IF role IS NULL THEN RETURN; END IF;
  UPDATE public.person SET role_name = NULL WHERE id = whom;
  IF NOT priv.is_own_role(role) THEN RETURN; END IF;
  EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', role);
  IF pg_has_role(role, '{prefix}_admins', 'MEMBER') THEN
    EXECUTE format('REVOKE {prefix}_admins FROM %I', role);
  END IF;
  PERFORM priv.end_sessions(role);
END $$"""


def _apply_rights(prefix: str) -> str:
    """Bring one person's role in line: LOGIN while they are active, in the administrators' group while they
    hold that right. A session that stands open under what was before is ended."""
    return f"""
CREATE FUNCTION priv.apply_rights(whom bigint) RETURNS void LANGUAGE plpgsql {SAFE} AS $$
DECLARE role text; may_enter boolean; administers boolean; changed boolean := false;
BEGIN
  SELECT p.role_name, p.active AND p.deleted_at IS NULL,
    p.active AND p.deleted_at IS NULL AND p.rights ? 'administrator'
    INTO role, may_enter, administers FROM public.person p WHERE p.id = whom;
  IF role IS NULL OR NOT priv.is_own_role(role) THEN RETURN; END IF;
  IF may_enter <> (SELECT rolcanlogin FROM pg_roles WHERE rolname = role) THEN
    EXECUTE format('ALTER ROLE %I ' || CASE WHEN may_enter THEN 'LOGIN' ELSE 'NOLOGIN' END, role);
    changed := true;
  END IF;
  IF administers <> pg_has_role(role, '{prefix}_admins', 'MEMBER') THEN
    IF administers THEN EXECUTE format('GRANT {prefix}_admins TO %I', role);
    ELSE EXECUTE format('REVOKE {prefix}_admins FROM %I', role); END IF;
    changed := true;
  END IF;
  IF changed THEN PERFORM priv.end_sessions(role); END IF;
END $$"""


def _end_sessions() -> str:
    """All but the caller's own; the database's owner takes part in the role for the moment that takes."""
    return f"""
CREATE FUNCTION priv.end_sessions(role text) RETURNS void LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE usename = role AND pid <> pg_backend_pid()) THEN
    RETURN;
  END IF;
  EXECUTE format('GRANT %I TO %I', role, current_user);
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = role AND pid <> pg_backend_pid();
  EXECUTE format('REVOKE %I FROM %I', role, current_user);
EXCEPTION WHEN insufficient_privilege THEN NULL; -- Row security shows them nothing from the commit on.
END $$"""
