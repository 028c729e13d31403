"""Every attack that is tried on a server with a login role of one's own and plain SQL, each with its name.

`{me}` is the attacker's person, `{otto}` a deal of Otto's, `{firm}` and `{client}` a company and a contact of
his, `{owner}` the role that owns the database, `{admins}` the administrators' group, `{batch}` an import of
the administrator's, `{dora}` the director.
"""

from dataclasses import dataclass

DENIED = "42501"
"""The server's code for what a role may not do."""


@dataclass(frozen=True, slots=True)
class Attack:
    """Statements of which none may find, change or tell anything.

    `code` names how the server may refuse; what is `alone` cannot stand in a transaction with others.
    """

    name: str
    sql: str
    code: str = DENIED
    alone: bool = False

    def __str__(self) -> str:
        return self.name


RECORD = "version, created_at, updated_at"
NOW = "1, now(), now()"
_HANGING = (
    ("deal_member", "person_id, access, credit", "{me}, 'edit', 0"),
    ("note", "author_id, text", "{me}, 'x'"),
    ("activity", "kind, state, subject, custom", "'call', 'planned', 'x', '{{}}'"),
    ("attachment", "record, record_id, name, size, sha256", "'deal', {otto}, 'x', 1, 'x'"),
    ("tagging", "tag_id, record, record_id", "1, 'deal', {otto}"),
    ("stakeholder", "contact_id", "1"),
    ("deal_line", "name, quantity, unit_price, position", "'x', 1, 1, 1"),
)
_SAID = {
    "nobody": "NULL",
    "oneself": "{me}",
    "the owner": "(SELECT owner_id FROM deal WHERE id = {otto})",
}
HANGING = tuple(
    Attack(
        f"hang a {table} on a deal of somebody else and say it is of {who}",
        f"INSERT INTO {table} (deal_id, owner_id, {RECORD}, {columns})"
        f" VALUES ({{otto}}, {owner}, {NOW}, {values})",
    )
    for who, owner in _SAID.items()
    for table, columns, values in _HANGING
)
"""Rows that hang on a deal which the writer may at most read, whoever they say it belongs to."""

ROWS = (
    Attack("rename a deal of somebody else", "UPDATE deal SET title = 'mine' WHERE title = 'otto'"),
    Attack("take a deal of somebody else", "UPDATE deal SET owner_id = {me} WHERE title = 'otto'"),
    Attack("take every deal", "UPDATE deal SET owner_id = {me} WHERE owner_id <> {me}"),
    Attack(
        "give a deal of one's own away",
        "UPDATE deal SET owner_id = (SELECT id FROM person WHERE login = 'otto') WHERE title = 'rita'",
    ),
    Attack(
        "make a deal in the name of somebody else",
        "INSERT INTO deal (number, title, name_key, kind, pipeline_id, stage_id, stage_entered_at, rank,"
        f" currency, category, custom, owner_id, {RECORD}) SELECT 'x', 'x', 'x', 'new', pipeline_id, id,"
        f" now(), 'a', 'EUR', 'pipeline', '{{{{}}}}', {{dora}}, {NOW} FROM stage LIMIT 1",
    ),
    Attack("delete deals", "DELETE FROM deal"),
    Attack("put the deals of others into the trash", "UPDATE deal SET deleted_at = now() WHERE id = {otto}"),
    Attack("delete a company and what hangs on it", "DELETE FROM company WHERE id = {firm}"),
    Attack("change a company of somebody else", "UPDATE company SET name = 'x' WHERE id = {firm}"),
    Attack("take a company of somebody else", "UPDATE company SET owner_id = {me} WHERE id = {firm}"),
    Attack("change a contact of somebody else", "UPDATE contact SET email = 'x' WHERE id = {client}"),
    Attack("lock a deal of somebody else", "SELECT 1 FROM deal WHERE title = 'otto' FOR UPDATE"),
    Attack(
        "move an activity of one's own to a deal of somebody else",
        "UPDATE activity SET deal_id = {otto}, owner_id = {me} WHERE subject = 'rita' RETURNING 1",
    ),
    Attack("change an activity of somebody else", "UPDATE activity SET subject = 'x' WHERE deal_id = {otto}"),
    Attack("take an activity of somebody else", "UPDATE activity SET owner_id = {me} WHERE deal_id = {otto}"),
    Attack(
        "sign a note of somebody else", "UPDATE note SET text = 'x', author_id = {me} WHERE deal_id = {otto}"
    ),
    Attack("write an amount into facts", "UPDATE deal_facts SET amount_base = 1 WHERE deal_id = {otto}"),
    Attack("let oneself edit as a member", "UPDATE deal_member SET access = 'edit' WHERE deal_id = {otto}"),
    Attack(
        "take a membership of one's own off its deal",
        "UPDATE deal_member SET access = 'edit', owner_id = NULL WHERE person_id = {me}",
    ),
    Attack(
        "write a note in the name of somebody else",
        f"INSERT INTO note (owner_id, author_id, text, {RECORD})"
        f" SELECT {{me}}, id, 'x', {NOW} FROM person WHERE login = 'dora'",
    ),
    Attack(
        "write a note on one's own deal in the name of somebody else",
        f"INSERT INTO note (deal_id, owner_id, author_id, text, {RECORD}) SELECT id, {{me}}, {{dora}}, 'x',"
        f" {NOW} FROM deal WHERE title = 'rita'",
    ),
    Attack(
        "say that somebody else did something",
        f"INSERT INTO activity (kind, state, subject, person_id, owner_id, custom, {RECORD})"
        f" SELECT 'call', 'done', 'x', id, {{me}}, '{{{{}}}}', {NOW} FROM person WHERE login = 'dora'",
    ),
    Attack(
        "take the version of a row back",
        "UPDATE deal SET version = 0 WHERE title IN ('rita', 'otto')",
    ),
    Attack("put the version of a row far ahead", "UPDATE deal SET version = version + 2"),
)
"""What belongs to somebody else, and what only looks as if it were one's own."""

POINTING = (
    Attack(
        "add a contact to a company that one does not see",
        f"INSERT INTO contact (company_id, name, name_key, owner_id, custom, {RECORD})"
        f" VALUES ({{firm}}, 'x', 'x', {{me}}, '{{{{}}}}', {NOW})",
    ),
    Attack(
        "put a company below one that one does not see",
        f"INSERT INTO company (parent_id, name, name_key, owner_id, custom, {RECORD})"
        f" VALUES ({{firm}}, 'x', 'x', {{me}}, '{{{{}}}}', {NOW})",
    ),
    Attack(
        "write an activity about a contact that one does not see",
        f"INSERT INTO activity (contact_id, kind, state, subject, owner_id, custom, {RECORD})"
        f" VALUES ({{client}}, 'call', 'planned', 'x', {{me}}, '{{{{}}}}', {NOW})",
    ),
    Attack(
        "write a note about a company that one does not see",
        f"INSERT INTO note (company_id, author_id, owner_id, text, {RECORD})"
        f" VALUES ({{firm}}, {{me}}, {{me}}, 'x', {NOW})",
    ),
    Attack(
        "tag a company that one does not see",
        f"INSERT INTO tagging (tag_id, record, record_id, owner_id, {RECORD})"
        f" SELECT id, 'company', {{firm}}, {{me}}, {NOW} FROM tag",
    ),
    Attack(
        "attach a file to a company that one does not see",
        f"INSERT INTO attachment (record, record_id, name, size, sha256, owner_id, {RECORD})"
        f" VALUES ('company', {{firm}}, 'x', 1, 'x', {{me}}, {NOW})",
    ),
    Attack(
        "let a deal of one's own point at a company that one does not see",
        "UPDATE deal SET company_id = {firm} WHERE owner_id = {me} RETURNING 1",
    ),
    Attack(
        "ask how much hangs on a company that one does not see",
        "SELECT 1 WHERE priv.hanging('company', {firm}) > 0",
    ),
)
"""A foreign key accepts what its writer does not see; only where companies follow the tree too."""

PEOPLE = (
    Attack("make oneself an administrator", "UPDATE person SET rights = '[\"administrator\"]'"),
    Attack("give oneself the right to import", "UPDATE person SET rights = '[\"import\"]' WHERE id = {me}"),
    Attack("be the director's role", "UPDATE person SET role_name = session_user WHERE login = 'dora'"),
    Attack("take the director's login", "UPDATE person SET login = 'dora2' WHERE login = 'dora'"),
    Attack("report to nobody", "UPDATE person SET reports_to_id = NULL WHERE id = {me}"),
    Attack("let everybody report to oneself", "UPDATE person SET reports_to_id = {me} WHERE id <> {me}"),
    Attack("promote oneself", "UPDATE person SET position = 'director' WHERE id = {me}"),
    Attack("change to a function that sees more", "UPDATE person SET function = 'finance' WHERE id = {me}"),
    Attack("raise one's own limit", "UPDATE person SET discount_limit = 100 WHERE id = {me}"),
    Attack("deactivate the director", "UPDATE person SET active = false WHERE login = 'dora'"),
    Attack(
        "come in as another person",
        "INSERT INTO person (name, name_key, position, function, active, rights, version, created_at,"
        " updated_at, role_name)"
        " VALUES ('x', 'x', 'director', 'sales', true, '[]', 1, now(), now(), 'x')",
    ),
    Attack(
        "stand above everybody in the tree",
        "INSERT INTO person_tree (ancestor_id, descendant_id, from_at, depth)"
        " SELECT {me}, id, now(), 1 FROM person",
    ),
    Attack("end one's place in the tree", "UPDATE person_tree SET to_at = now()"),
    Attack("take the tree down", "DELETE FROM person_tree"),
    Attack(
        "plan a move for the director",
        f"INSERT INTO planned_move (person_id, reports_to_id, due_on, {RECORD})"
        f" VALUES ({{dora}}, {{me}}, '2020-01-01', {NOW})",
    ),
    Attack("open the team", "UPDATE setting SET value = '\"open_team\"' WHERE key = 'visibility'"),
    Attack(
        "grant one's function everything",
        f"INSERT INTO setting (key, value, {RECORD})"
        f" VALUES ('function_sees', '{{{{\"sales\": [\"deals\"]}}}}', {NOW})",
    ),
    Attack("change the calendar", "UPDATE calendar SET time_zone = 'UTC'"),
    Attack("change a rate", "UPDATE currency SET is_base = true"),
    Attack("raise what a stage is worth", "UPDATE stage SET probability = 100"),
    Attack("make a pipeline", "INSERT INTO pipeline (name, name_key, position) VALUES ('x', 'x', 1)"),
    Attack("read what somebody keeps for themself", "SELECT 1 FROM person_setting WHERE person_id <> {me}"),
    Attack(
        "keep something for somebody else",
        "INSERT INTO person_setting (person_id, key, value) VALUES ({dora}, 'x', '1')",
    ),
    Attack("read a view of somebody else", "SELECT 1 FROM saved_view WHERE person_id <> {me}"),
    Attack("change a view of somebody else", "UPDATE saved_view SET shared = true WHERE person_id <> {me}"),
    Attack("read what the director took out", "SELECT 1 FROM export WHERE person_id = {dora}"),
)
"""People, the tree, rights, settings, the process, and what is private."""

PAST = (
    Attack("delete the history", "DELETE FROM history"),
    Attack("rewrite the history", "UPDATE history SET op = 'created'"),
    Attack(
        "invent a history",
        "INSERT INTO history (action_id, tbl, row_id, op) VALUES (1, 'deal', 1, 'created')",
    ),
    Attack("delete from the change log", "DELETE FROM change_log"),
    Attack(
        "invent a change",
        "INSERT INTO change_log (tbl, row_id, op, at) VALUES ('deal', 1, 'created', now())",
    ),
    Attack(
        "act as somebody else",
        "INSERT INTO action (person_id, at, kind) VALUES ({dora}, now(), 'x')",
    ),
    Attack("act as nobody", "INSERT INTO action (at, kind) VALUES (now(), 'x')"),
    Attack("take an action over", "UPDATE action SET person_id = {me}"),
    Attack("delete an action", "DELETE FROM action"),
    Attack(
        "stamp a change with an action of somebody else",
        "SELECT set_config('sd.action', (SELECT min(id)::text FROM action WHERE person_id <> {me}), true)"
        " WHERE false; SET LOCAL sd.action = '1'; UPDATE deal SET title = 'x' WHERE owner_id = {me};"
        " INSERT INTO tag (name, name_key, version, created_at, updated_at)"
        " VALUES ('x', 'x', 1, now(), now())",
    ),
    Attack(
        "stamp a change with an earlier action of one's own",
        "DO $$ BEGIN PERFORM set_config('sd.action',"
        " (SELECT min(id)::text FROM action WHERE person_id = {me} AND kind = 'earlier'), true); END $$;"
        " INSERT INTO tag (name, name_key, version, created_at, updated_at)"
        " VALUES ('x', 'x', 1, now(), now())",
    ),
    Attack(
        "change something without an action",
        "SET LOCAL sd.action = ''; INSERT INTO tag (name, name_key, version, created_at, updated_at)"
        " VALUES ('x', 'x', 1, now(), now())",
    ),
    Attack(
        "join the import of somebody else",
        "INSERT INTO action (person_id, at, kind, batch_id) VALUES ({me}, now(), 'attack', {batch})",
    ),
    Attack("say that an import never was", "UPDATE import_batch SET state = 'undone'"),
    Attack("rewrite what deals were", "UPDATE deal_span SET owner_id = {me}"),
    Attack("take an export out of the list", "DELETE FROM export"),
    Attack("say that somebody else took data out", "UPDATE export SET person_id = {dora}"),
    Attack("count deals anew", "UPDATE counter SET value = 1"),
    Attack("take every number", "SELECT priv.next_number('deal', 9223372036854775807)", "P0001"),
    Attack("count what is not counted", "SELECT priv.next_number('meta', 1)", "P0001"),
    Attack(
        "choose who is next in a territory",
        "SELECT priv.next_number('territory:' || id, 7) FROM territory",
        "P0001",
    ),
    Attack("begin the ids anew", "SELECT setval('deal_id_seq', 1)"),
    Attack("lock every program out", "UPDATE meta SET schema = 99"),
    Attack("forge the seals", "UPDATE meta SET generated = 'x'"),
)
"""What was done, by whom and when; what the database says of itself."""

FUNCTIONS = (
    Attack("set the password of somebody else", "SELECT priv.set_login({dora}, 'SCRAM-SHA-256$4096:x')"),
    Attack("apply rights", "SELECT priv.apply_rights({me})"),
    Attack("end the sessions of others", "SELECT priv.end_sessions(session_user::text)"),
    Attack("apply the visibility", "SELECT priv.apply_visibility()"),
    Attack("seal a policy of one's own", "SELECT priv.seal_policy('deal', 'seen')"),
    Attack("empty the trash", "SELECT priv.purge('deal', ARRAY[{otto}])"),
    Attack("empty a table that has no trash", "SELECT priv.purge('history; DROP TABLE deal', ARRAY[1])"),
    Attack("write a span", "SELECT priv.next_span(NULL, now(), 1)"),
    Attack("ask for somebody's line", "SELECT priv.line_of({dora}, now())"),
    Attack("call a trigger by hand", "SELECT priv.deal_created()"),
    Attack("trim what is not old", "DO $$ BEGIN PERFORM priv.trim_changes(); END $$"),
    Attack("ask about a role of the server", "SELECT priv.is_own_role('postgres')"),
    Attack(
        "stand in for a table with a temporary one",
        "CREATE TEMP TABLE person (id bigint, role_name text, active bool, deleted_at timestamptz)",
    ),
    Attack(
        "put a function before the server's",
        "CREATE FUNCTION pg_temp.now() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ),
    Attack(
        "lead the owner's functions astray by the search path",
        "SET search_path = pg_temp, public; SELECT 1 FROM deal WHERE priv.has_right('administrator')",
    ),
    Attack("rewrite a function", "ALTER FUNCTION priv.me() SECURITY INVOKER"),
    Attack("make a function", "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
    Attack(
        "make a function beside the owner's",
        "CREATE FUNCTION priv.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ),
)
"""Functions that run with the owner's rights, called directly, with what nobody should give them."""

SERVER = (
    Attack("switch row security off", "ALTER TABLE deal DISABLE ROW LEVEL SECURITY"),
    Attack("rewrite a policy", "ALTER POLICY seen ON deal USING (true)"),
    Attack("drop a policy", "DROP POLICY seen ON deal"),
    Attack("add a policy", "CREATE POLICY mine ON deal USING (true)"),
    Attack("drop a trigger", "DROP TRIGGER deal_updated ON deal"),
    Attack("switch triggers off", "ALTER TABLE deal DISABLE TRIGGER ALL"),
    Attack("add a trigger", "CREATE TRIGGER mine AFTER INSERT ON deal EXECUTE FUNCTION priv.deal_created()"),
    Attack("add a rule", "CREATE RULE mine AS ON SELECT TO note DO INSTEAD SELECT * FROM deal"),
    Attack("empty a table", "TRUNCATE deal"),
    Attack("drop a table", "DROP TABLE deal"),
    Attack("take a table over", "ALTER TABLE deal OWNER TO CURRENT_USER"),
    Attack("let everybody read", "GRANT SELECT ON deal TO PUBLIC"),
    Attack("let oneself delete", "GRANT DELETE ON deal TO CURRENT_USER"),
    Attack("let triggers rest", "SET session_replication_role = replica"),
    Attack("become the owner", "SET ROLE {owner}"),
    Attack("become an administrator", "SET ROLE {admins}"),
    Attack("sign in as the owner", "SET SESSION AUTHORIZATION {owner}"),
    Attack("join the administrators", "GRANT {admins} TO CURRENT_USER"),
    Attack("read the passwords", "SELECT rolpassword FROM pg_authid"),
    Attack("read the passwords in another way", "SELECT passwd FROM pg_shadow"),
    Attack("make a role", "CREATE ROLE another LOGIN"),
    Attack("change the owner's password", "ALTER ROLE {owner} PASSWORD 'x'"),
    Attack("make oneself a superuser", "ALTER ROLE CURRENT_USER SUPERUSER"),
    Attack("let oneself make roles", "ALTER ROLE CURRENT_USER CREATEROLE"),
    Attack("let oneself pass row security", "ALTER ROLE CURRENT_USER BYPASSRLS"),
    Attack("open more connections than one may", "ALTER ROLE CURRENT_USER CONNECTION LIMIT -1"),
    Attack("make a table", "CREATE TABLE public.mine (x int)"),
    Attack("make a schema", "CREATE SCHEMA mine"),
    Attack("make a view that shows everything", "CREATE VIEW public.everything AS SELECT * FROM deal"),
    Attack("keep a copy", "CREATE MATERIALIZED VIEW public.kept AS SELECT * FROM deal"),
    Attack("reach out to another server", "CREATE EXTENSION dblink", "0A000 42501"),
    Attack("reach out by a foreign table", "CREATE EXTENSION postgres_fdw", "0A000 42501"),
    Attack("run a program", "COPY deal TO PROGRAM 'cat'"),
    Attack("let a program fill a table", "COPY note (text) FROM PROGRAM 'id'"),
    Attack("write a file on the server", "COPY deal TO '/tmp/deals'"),
    Attack("read a file of the server into a table", "COPY note (text) FROM '/etc/passwd'"),
    Attack("read a file of the server", "SELECT pg_read_file('/etc/passwd')"),
    Attack("list the files of the server", "SELECT pg_ls_dir('.')"),
    Attack("read a file as a large object", "SELECT lo_import('/etc/passwd')"),
    Attack("write a large object to a file", "SELECT lo_export(1, '/tmp/x')"),
    Attack("load a library", "LOAD 'dblink'", "42501 58P01"),
    Attack("change the server", "ALTER SYSTEM SET log_statement = 'all'", alone=True),
    Attack("write into the server's catalogue", "UPDATE pg_class SET relrowsecurity = false"),
    Attack("follow the write-ahead log", "SELECT pg_create_logical_replication_slot('x', 'test_decoding')"),
    Attack("publish the tables", "CREATE PUBLICATION mine FOR TABLE deal"),
    Attack(
        "end the session of the owner",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{owner}'",
    ),
    Attack(
        "read the queries of others",
        "SELECT query FROM pg_stat_activity WHERE usename <> session_user"
        " AND query NOT IN ('<insufficient privilege>', '')",
    ),
    Attack("make another database", "CREATE DATABASE mine", alone=True),
    Attack("rename the database", "ALTER DATABASE {database} RENAME TO mine"),
    Attack("bring rows in behind row security", "COPY deal FROM STDIN", "0A000"),
)
"""The server itself: its tables' guards, its roles, its files."""

ON_RECORDS = (*ROWS, *HANGING, *PEOPLE, *PAST)
"""What depends on what the attacker may read."""
ATTACKS = (*ON_RECORDS, *FUNCTIONS, *SERVER)

SIGHTS = (
    Attack("switch row security off and read", "SET row_security = off; SELECT 1 FROM deal"),
    Attack("read a deal of somebody else", "SELECT title FROM deal WHERE title = 'otto'"),
    Attack("read the activities of others", "SELECT 1 FROM activity WHERE subject = 'otto'"),
    Attack("read the notes of others", "SELECT 1 FROM note WHERE deal_id = {otto}"),
    Attack("read the facts of others", "SELECT 1 FROM deal_facts WHERE deal_id = {otto}"),
    Attack("read what deals of others were", "SELECT 1 FROM deal_span WHERE deal_id = {otto}"),
    Attack("search by the owner's function", "SELECT priv.search_deal('%otto%', 10)"),
    Attack("search for an end amid an escape", r"SELECT priv.search_deal('ott\', 10)"),
    Attack("search for a longer end amid an escape", r"SELECT priv.search_deal('%ott\\\', 10)"),
    Attack("follow the change log", "SELECT row_id FROM change_log WHERE tbl = 'deal' AND row_id = {otto}"),
    Attack("read the history of others", "SELECT 1 FROM history WHERE tbl = 'deal' AND row_id = {otto}"),
    Attack(
        "let a failing condition look first",
        "SELECT 1 FROM deal WHERE title <> 'rita' AND title::int = 1",
    ),
    Attack(
        "let a costless failing condition look first",
        "SELECT 1 FROM deal WHERE 1 / (CASE title WHEN 'otto' THEN 0 ELSE 1 END) > 0 AND title <> 'rita'",
    ),
    Attack("read what the planner learned", "SELECT 1 FROM pg_stats WHERE tablename IN ('deal', 'company')"),
    Attack("read what the planner keeps", "SELECT stavalues1 FROM pg_statistic"),
    Attack("read a company of somebody else", "SELECT 1 FROM company WHERE id = {firm}"),
    Attack("search for a company", "SELECT priv.search_company('%secret%', 10)"),
    Attack("read a contact of somebody else", "SELECT 1 FROM contact WHERE id = {client}"),
)
"""What only somebody tries who does not see the deal."""


@dataclass(frozen=True, slots=True)
class Oracle:
    """Two statements, one about something hidden and one about nothing: the server's answers are alike."""

    name: str
    hit: str
    miss: str

    def __str__(self) -> str:
        return self.name


def _company(name: str) -> str:
    return (
        f"INSERT INTO company (name, name_key, domain, owner_id, custom, {RECORD})"
        f" VALUES ('{name}', lower('{name}'), 'secret.example', {{me}}, '{{{{}}}}', {NOW})"
    )


def _deal_note(key: str) -> str:
    return (
        f"INSERT INTO note (deal_id, author_id, owner_id, text, {RECORD})"
        f" VALUES ({key}, {{me}}, {{me}}, 'x', {NOW})"
    )


def _tagged(key: str) -> str:
    return (
        f"INSERT INTO tagging (tag_id, record, record_id, owner_id, {RECORD})"
        f" SELECT id, 'company', {key}, {{me}}, {NOW} FROM tag"
    )


ORACLES = (
    Oracle("a company's name is taken", _company("Secret Corp"), _company("Nothing of this name")),
    Oracle("a deal is there to hang something on", _deal_note("{otto}"), _deal_note("999999")),
    Oracle("a company bears a tag", _tagged("{firm}"), _tagged("999999")),
    Oracle(
        "something hangs on a company",
        "SELECT priv.hanging('company', {firm})",
        "SELECT priv.hanging('company', 999999)",
    ),
    Oracle(
        "a deal's title begins so",
        r"SELECT priv.search_deal('otto%\', 1)",
        r"SELECT priv.search_deal('nothing%\', 1)",
    ),
    Oracle(
        "a deal changed",
        "UPDATE deal SET title = 'x' WHERE id = {otto}",
        "UPDATE deal SET title = 'x' WHERE id = 999999",
    ),
)

POSSIBLE = (
    Attack("estimate rows that one does not see", "EXPLAIN SELECT 1 FROM deal"),
    Attack("hold an advisory lock", "SELECT pg_advisory_xact_lock(1)"),
    Attack("say that something changed", "NOTIFY salesdesk"),
    Attack("use numbers up", "SELECT nextval('deal_id_seq')"),
    Attack("keep others waiting for a table", "LOCK TABLE note IN ACCESS EXCLUSIVE MODE"),
    Attack("keep a large object", "SELECT lo_unlink(lo_create(0))"),
    Attack("lift one's own time limit", "SET statement_timeout = 0"),
)
"""What a login with plain SQL can do all the same: it tells and changes nothing of the records, at worst it
keeps others waiting. The guide says so (`docs/team.md`)."""
