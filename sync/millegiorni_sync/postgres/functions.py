"""What SQLite's functions do, as functions of the database; and the few tables that stand for its own."""

from __future__ import annotations

SCHEMA = "millegiorni"
"""Everything of ours is in this schema of the database."""

VERSION = 2
"""Goes up with every change of what is below."""

# Text holds what PostgreSQL's cannot (U+0000) behind a mark, and the mark behind itself: nothing is lost on the way.
MARK = "\ue000"
NUL, ITSELF = MARK + "0", MARK + "1"

_QUOTED = f"replace(to_json(value)::text, '{NUL}', '\\u0000')"

STATEMENTS = (
    f"CREATE SCHEMA {SCHEMA}",
    f"SET search_path = {SCHEMA}",
    "CREATE TABLE lite_about (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL)",
    f"INSERT INTO lite_about VALUES (1, {VERSION})",
    # What a column of another kind could not hold: the log has it, the field is empty.
    "CREATE TABLE lite_misfit (tbl TEXT, rid TEXT, col TEXT, PRIMARY KEY (tbl, rid, col))",
    "CREATE TABLE lite_trigger (name TEXT PRIMARY KEY, tbl TEXT NOT NULL, sql TEXT NOT NULL)",
    """CREATE VIEW sqlite_schema AS
        SELECT 'trigger' AS type, name, tbl AS tbl_name, sql FROM lite_trigger
        UNION ALL SELECT 'table', c.relname, c.relname, '' FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'""",
    """CREATE FUNCTION lite_raise(message TEXT) RETURNS BIGINT VOLATILE LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '%', message; END $$""",
    """CREATE FUNCTION lite_unixepoch(TEXT) RETURNS NUMERIC STABLE LANGUAGE sql AS
        $$ SELECT round(extract(epoch FROM statement_timestamp()), 3) $$""",
    """CREATE FUNCTION lite_integer(value BIGINT) RETURNS BIGINT IMMUTABLE LANGUAGE sql AS $$ SELECT value $$""",
    """CREATE FUNCTION lite_integer(value NUMERIC) RETURNS BIGINT IMMUTABLE LANGUAGE sql AS
        $$ SELECT trunc(value)::bigint $$""",
    """CREATE FUNCTION lite_integer(value DOUBLE PRECISION) RETURNS BIGINT IMMUTABLE LANGUAGE sql AS
        $$ SELECT trunc(value)::bigint $$""",
    # The number that a text begins with, else 0; beyond 64 bits the last of them.
    r"""CREATE FUNCTION lite_integer(value TEXT) RETURNS BIGINT IMMUTABLE LANGUAGE sql AS
        $$ SELECT CASE WHEN translate(value, '0123456789', '') = '' AND length(value) BETWEEN 1 AND 18
           THEN value::bigint WHEN value IS NULL THEN NULL
           ELSE least(greatest(coalesce(substring(value FROM '^\s*([-+]?\d+)')::numeric, 0),
             -9223372036854775808), 9223372036854775807)::bigint END $$""",
    # '%06d': a number with so many digits; the minus sign counts as one.
    r"""CREATE FUNCTION lite_printf(format TEXT, value BIGINT) RETURNS TEXT IMMUTABLE LANGUAGE sql AS
        $$ SELECT to_char(value, CASE WHEN value < 0 THEN 'FM' || repeat('0', substring(format, 3, 1)::int - 1)
           ELSE 'FM' || repeat('0', substring(format, 3, 1)::int) END) $$""",
    # A day moved by months or days. Of a month that has no such day, its last: SQLite's 'floor'.
    r"""CREATE FUNCTION lite_date(day TEXT, moved TEXT, VARIADIC more TEXT[]) RETURNS TEXT IMMUTABLE LANGUAGE sql AS
        $$ SELECT CASE WHEN day ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])'
           THEN to_char(make_date(substr(day, 1, 4)::int, substr(day, 6, 2)::int, 1) + (substr(day, 9, 2)::int - 1)
             + moved::interval + coalesce(nullif(more[2], 'floor')::interval, interval '0'), 'YYYY-MM-DD') END $$""",
    f"""CREATE FUNCTION lite_json_quote(value TEXT) RETURNS TEXT IMMUTABLE LANGUAGE sql AS
        $$ SELECT coalesce(CASE WHEN value ~ '^[ !#-\\[\\]-~]*$' THEN '"' || value || '"' ELSE {_QUOTED} END,
           'null') $$""",
    """CREATE FUNCTION lite_json_quote(value BIGINT) RETURNS TEXT IMMUTABLE LANGUAGE sql AS
        $$ SELECT coalesce(value::text, 'null') $$""",
    """CREATE FUNCTION lite_json_quote(value DOUBLE PRECISION) RETURNS TEXT IMMUTABLE LANGUAGE sql AS
        $$ SELECT coalesce(value::text || CASE WHEN value::text ~ '^-?[0-9]+$' THEN '.0' ELSE '' END, 'null') $$""",
    """CREATE FUNCTION lite_member(document TEXT, path TEXT) RETURNS JSON IMMUTABLE LANGUAGE sql AS
        $$ SELECT CASE WHEN left(path, 2) = '$[' THEN document::json -> trim('$[]' FROM path)::int
           ELSE document::json -> trim('"' FROM substr(path, 3)) END $$""",
    """CREATE FUNCTION lite_json_type(document TEXT, path TEXT) RETURNS TEXT IMMUTABLE LANGUAGE sql AS
        $$ SELECT json_typeof(lite_member(document, path)) $$""",
    """CREATE FUNCTION lite_json_extract(document TEXT, path TEXT) RETURNS TEXT IMMUTABLE LANGUAGE sql AS
        $$ SELECT lite_member(document, path) #>> '{}' $$""",
    """CREATE FUNCTION lite_json_array_length(document TEXT) RETURNS INTEGER IMMUTABLE LANGUAGE sql AS
        $$ SELECT CASE WHEN document IS NULL THEN NULL WHEN json_typeof(document::json) = 'array'
           THEN json_array_length(document::json) ELSE 0 END $$""",
    # The members of an array as text; of an object the keys alone are asked for.
    """CREATE FUNCTION lite_json_each(document TEXT) RETURNS TABLE (key TEXT, value TEXT) IMMUTABLE
        LANGUAGE plpgsql ROWS 200 AS $$ BEGIN
          IF json_typeof(document::json) = 'array' THEN
            RETURN QUERY SELECT (n - 1)::text, each FROM json_array_elements_text(document::json)
              WITH ORDINALITY AS found (each, n);
          ELSIF json_typeof(document::json) = 'object' THEN
            RETURN QUERY SELECT each, NULL FROM json_object_keys(document::json) AS each;
          END IF; END $$""",
    """CREATE FUNCTION lite_member_put(state TEXT, key TEXT, value BIGINT) RETURNS TEXT IMMUTABLE LANGUAGE sql AS
        $$ SELECT state || CASE state WHEN '' THEN '' ELSE ',' END || lite_json_quote(key) || ':' || value $$""",
    """CREATE FUNCTION lite_braced(state TEXT) RETURNS TEXT IMMUTABLE LANGUAGE sql AS
        $$ SELECT '{' || state || '}' $$""",
    """CREATE AGGREGATE lite_json_group_object(TEXT, BIGINT)
        (sfunc = lite_member_put, stype = TEXT, initcond = '', finalfunc = lite_braced)""",
)
