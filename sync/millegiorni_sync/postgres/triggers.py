"""A trigger of SQLite's as a function and a trigger of PostgreSQL's: the same refusals, the same log, by one text."""

from __future__ import annotations

import re
from functools import cache

from sqlglot import exp

from .translation import condition, statements, told

_TRIGGER = re.compile(
    r"CREATE TRIGGER (?P<name>\w+) (?P<when>AFTER|BEFORE|INSTEAD OF) (?P<event>INSERT|UPDATE|DELETE)"
    r"(?: OF (?P<columns>[\w, ]+?))? ON (?P<table>\w+)(?:\s+WHEN (?P<condition>.*?))?"
    r"\s+BEGIN\s(?P<body>.*?);?\s*END\s*$",
    re.DOTALL,
)
_DROP = re.compile(r"DROP TRIGGER IF EXISTS (\w+)\s*$")


@cache
def created(sql: str) -> list[str] | None:
    """What makes the trigger that *sql* says; None where it says something else."""
    found = _TRIGGER.match(sql.strip())
    if found is None:
        return None
    name, when, event = found["name"], found["when"], found["event"]
    lines = [_body(one) for one in statements(found["body"])]
    if found["condition"]:
        lines = [f"IF {condition(found['condition'])} THEN", *lines, "END IF;"]
    back = "NULL" if when == "AFTER" else "OLD" if event == "DELETE" else "NEW"
    columns = ", ".join(f'"{one.strip()}"' for one in (found["columns"] or "").split(",") if one.strip())
    of = f" OF {columns}" if columns else ""
    text = sql.replace("'", "''")
    return [
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS TRIGGER LANGUAGE plpgsql AS '
        f"$trigger$ BEGIN {' '.join(lines)} RETURN {back}; END $trigger$",
        f'CREATE TRIGGER "{name}" {when} {event}{of} ON "{found["table"]}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
        f"INSERT INTO lite_trigger VALUES ('{name}', '{found['table']}', '{text}') "
        "ON CONFLICT (name) DO UPDATE SET tbl = excluded.tbl, sql = excluded.sql",
    ]


def dropped(sql: str) -> list[str] | None:
    """What takes away the trigger that *sql* names; None where it says something else."""
    found = _DROP.match(sql.strip())
    if found is None:
        return None
    return [
        f'DROP FUNCTION IF EXISTS "{found[1]}"() CASCADE',
        f"DELETE FROM lite_trigger WHERE name = '{found[1]}'",
    ]


def _body(tree: exp.Expr) -> str:
    text = told(tree).replace("%%", "%")
    # A query whose answer nobody reads: it is there for what it refuses.
    return f"PERFORM {text.removeprefix('SELECT ')};" if isinstance(tree, exp.Select) else f"{text};"
