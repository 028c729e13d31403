"""The past of every deal, kept by triggers: a new span whenever something changes that figures depend on."""

from salesdesk.store.generated.postgres.functions import SAFE
from salesdesk.store.generated.postgres.triggers import trigger_function
from salesdesk.store.generated.sqlite import SPAN_SOURCES

COLUMNS = "deal_id, from_at, stage_id, owner_id, line, amount_base, close_on, category"


def spans() -> list[str]:
    """The functions and triggers on deal and deal_facts."""
    return [
        _line(),
        _next_span(),
        trigger_function("deal_span_opened", _opened()),
        "CREATE TRIGGER deal_span_opened AFTER INSERT ON public.deal REFERENCING NEW TABLE AS new_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION priv.deal_span_opened()",
        trigger_function("deal_span_valued", _valued()),
        "CREATE TRIGGER deal_span_valued AFTER INSERT ON public.deal_facts REFERENCING NEW TABLE AS new_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION priv.deal_span_valued()",
        trigger_function("deal_span_moved", _moved()),
        "CREATE TRIGGER deal_span_moved AFTER UPDATE ON public.deal FOR EACH ROW WHEN ("
        + " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in SPAN_SOURCES)
        + ") EXECUTE FUNCTION priv.deal_span_moved()",
        trigger_function("deal_span_revalued", _revalued()),
        "CREATE TRIGGER deal_span_revalued AFTER UPDATE OF amount_base ON public.deal_facts FOR EACH ROW"
        " WHEN (OLD.amount_base IS DISTINCT FROM NEW.amount_base)"
        " EXECUTE FUNCTION priv.deal_span_revalued()",
    ]


def _line() -> str:
    return (
        "CREATE FUNCTION priv.line_of(person bigint, moment timestamptz) RETURNS text LANGUAGE sql STABLE"
        f" {SAFE} AS $$ SELECT"
        " coalesce('/' || string_agg(ancestor_id::text, '/' ORDER BY depth DESC) || '/', '')"
        " FROM public.person_tree WHERE descendant_id = person AND from_at <= moment"
        " AND (to_at IS NULL OR to_at > moment) $$"
    )


def _opened() -> str:
    return (
        f"INSERT INTO public.deal_span ({COLUMNS}) SELECT n.id, n.stage_entered_at, n.stage_id, n.owner_id,"
        " priv.line_of(n.owner_id, n.stage_entered_at), NULL, n.close_on, n.category FROM new_rows n;"
    )


def _valued() -> str:
    return (
        "UPDATE public.deal_span s SET amount_base = n.amount_base FROM new_rows n"
        " WHERE s.deal_id = n.deal_id AND s.to_at IS NULL AND s.amount_base IS DISTINCT FROM n.amount_base;"
    )


def _moved() -> str:
    return (
        "PERFORM priv.next_span(NEW, CASE WHEN OLD.stage_id <> NEW.stage_id THEN NEW.stage_entered_at"
        " ELSE (SELECT at FROM public.action WHERE id = act) END,"
        " (SELECT amount_base FROM public.deal_facts WHERE deal_id = NEW.id));"
    )


def _revalued() -> str:
    return (
        "PERFORM priv.next_span(d, (SELECT at FROM public.action WHERE id = act), NEW.amount_base)"
        " FROM public.deal d WHERE d.id = NEW.deal_id;"
    )


def _next_span() -> str:
    """End the open span of a deal at a moment and open the next, or amend one that begins no earlier."""
    return f"""
CREATE FUNCTION priv.next_span(d public.deal, moment timestamptz, amount bigint) RETURNS void
LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  UPDATE public.deal_span s SET stage_id = d.stage_id, owner_id = d.owner_id,
    line = priv.line_of(d.owner_id, moment), amount_base = amount, close_on = d.close_on,
    category = d.category
    WHERE s.deal_id = d.id AND s.to_at IS NULL AND s.from_at >= moment AND d.deleted_at IS NULL;
  UPDATE public.deal_span s SET to_at = greatest(s.from_at, moment)
    WHERE s.deal_id = d.id AND s.to_at IS NULL AND (s.from_at < moment OR d.deleted_at IS NOT NULL);
  INSERT INTO public.deal_span ({COLUMNS})
    SELECT d.id, moment, d.stage_id, d.owner_id, priv.line_of(d.owner_id, moment), amount, d.close_on,
      d.category
    WHERE d.deleted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM public.deal_span s WHERE s.deal_id = d.id AND s.to_at IS NULL);
END $$"""
