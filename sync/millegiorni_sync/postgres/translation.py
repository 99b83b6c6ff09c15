"""Our SQL is written once, for SQLite; here it becomes PostgreSQL's: parsed, rewritten, and kept by its text.

What SQLite does and PostgreSQL does not is either rewritten in this module, or done by a function of ``functions`` with
``lite_`` before its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.dialects.sqlite import SQLite

from .grouping import ungrouped
from .recursion import one_part

_MARK = re.compile(r"('(?:[^']|'')*')|\?(\d*)")
_TABLE_ENDS = re.compile(
    r"\)\s*(?:STRICT|WITHOUT\s+ROWID)(?:\s*,\s*(?:STRICT|WITHOUT\s+ROWID))*\s*$", re.IGNORECASE
)
_SEARCH_TABLE = re.compile(
    r"CREATE VIRTUAL TABLE (\w+) USING fts5 \(\s*(\w+),.*\)\s*$", re.IGNORECASE | re.DOTALL
)
_SEARCH_OPTION = re.compile(r"INSERT INTO (\w+) \(\1, rank\)", re.IGNORECASE)

_BOOLEAN = (
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.And, exp.Or, exp.Not, exp.In, exp.Between, exp.Like,
    exp.Exists, exp.Is, exp.NullSafeEQ, exp.NullSafeNEQ, exp.RegexpLike, exp.Escape,
)  # fmt: skip
_TYPES = {"INT": "BIGINT", "BIGINT": "BIGINT", "BOOLEAN": "BIGINT", "FLOAT": "DOUBLE", "DOUBLE": "DOUBLE",
          "BLOB": "VARBINARY", "VARBINARY": "VARBINARY"}  # fmt: skip
_OURS = frozenset(
    "date unixepoch printf json_each json_extract json_type json_quote json_group_object json_array_length".split()
)


class _Lite(SQLite):
    """SQLite whose functions stay what they are called: which of them mean the same is said here, not guessed."""

    class Parser(SQLite.Parser):  # type: ignore[misc,valid-type]
        FUNCTIONS: dict[str, Any] = {}  # noqa: RUF012 - as sqlglot declares it
        FUNCTION_PARSERS: dict[str, Any] = {"CAST": SQLite.Parser.FUNCTION_PARSERS["CAST"]}  # noqa: RUF012


@dataclass(frozen=True)
class Insertion:
    """An ``INSERT … VALUES`` of nothing but marks: many rows of it can be copied in at once."""

    table: str
    columns: tuple[str, ...]
    after: str
    """What follows the rows (``ON CONFLICT …``)."""
    key: tuple[str, ...]
    """The columns that the conflict is about."""
    width: int
    """How many marks a row has; several rows may stand in one statement."""


@dataclass(frozen=True)
class Statement:
    """PostgreSQL's text with ``%(name)s`` marks, and how many of them are ``?``; empty: nothing to do here."""

    text: str
    insertion: Insertion | None = None


@lru_cache(maxsize=2_000)
def translate(sql: str) -> Statement:
    """The statement *sql* in PostgreSQL's words. Raises ``sqlglot.errors.ParseError``."""
    if _SEARCH_OPTION.match(sql):
        return Statement("")
    text = _prepared(sql)
    tree = sqlglot.parse_one(text, read=_Lite)
    return Statement(told(tree), _insertion(tree))


def statements(body: str) -> list[exp.Expr]:
    """The statements of a trigger's body, as trees."""
    return [tree for tree in sqlglot.parse(_marked(body), read=_Lite) if tree is not None]


def condition(text: str) -> str:
    """A condition of SQLite, such as a trigger's ``WHEN``, in PostgreSQL's words."""
    tree = sqlglot.parse_one(f"SELECT 1 WHERE {text}", read=_Lite)
    return told(tree).removeprefix("SELECT 1 WHERE ").replace("%%", "%")


def told(tree: exp.Expr) -> str:
    """A tree of SQLite's as PostgreSQL's text."""
    for select in list(tree.find_all(exp.Select)):
        ungrouped(select)
    one_part(tree)
    _tables(tree)
    _functions(tree)
    _conditions(tree)
    for one in list(tree.find_all(exp.Identifier)):
        one.set("this", one.this.lower())
    for mark in list(tree.find_all(exp.Placeholder)):
        mark.replace(exp.Var(this=f"\x01{mark.name}\x02"))
    text = tree.sql("postgres", identify=True, unsupported_level=sqlglot.ErrorLevel.RAISE)
    return text.replace("%", "%%").replace("\x01", "%(").replace("\x02", ")s")


def _prepared(sql: str) -> str:
    """What the parser does not read of SQLite, in words that it reads."""
    found = _SEARCH_TABLE.match(sql.strip())
    if found:
        # Words are looked for on a desk; here the table only says what the index holds of each person.
        return f"CREATE TABLE {found[1]} (rowid INTEGER PRIMARY KEY, {found[2]} TEXT)"
    if re.match(r"\s*CREATE\s+(?:TEMP\s+)?TABLE", sql, re.IGNORECASE):
        sql = _TABLE_ENDS.sub(")", sql)
    sql = re.sub(r"^(\s*CREATE INDEX )temp\.", r"\1", sql)
    return _marked(sql)


def _marked(sql: str) -> str:
    """``?`` and ``?3`` as ``:_1`` and ``:_3``."""
    count = 0

    def named(match: re.Match[str]) -> str:
        nonlocal count
        if match[1]:
            return match[1]
        count = int(match[2]) if match[2] else count + 1
        return f":_{count}"

    return _MARK.sub(named, sql)


def _tables(tree: exp.Expr) -> None:
    """Declarations, conflicts, joins and orders."""
    for table in tree.find_all(exp.Table):
        table.set("indexed", None)
        if table.db == "temp":
            table.set("db", exp.to_identifier("pg_temp"))
    if isinstance(tree, exp.Create) and isinstance(tree.this, exp.Schema):
        for name in tree.this.expressions:
            if isinstance(name, exp.Identifier):
                name.replace(exp.ColumnDef(this=name.copy()))
    for column in tree.find_all(exp.ColumnDef):
        kind = column.args.get("kind")
        column.set("kind", exp.DataType.build(_TYPES.get(kind.this.name if kind else "TEXT", "TEXT")))
    for join in tree.find_all(exp.Join):
        if join.args.get("on") is not None and join.kind == "CROSS":
            join.set("kind", None)
    for insert in tree.find_all(exp.Insert):
        if insert.args.get("alternative") == "IGNORE":
            insert.set("alternative", None)
            insert.set("conflict", exp.OnConflict(action=exp.var("DO NOTHING")))
    for conflict in tree.find_all(exp.OnConflict):
        keys = conflict.args.get("conflict_keys") or []
        conflict.set("conflict_keys", [key.this if isinstance(key, exp.Ordered) else key for key in keys])
    for limit in tree.find_all(exp.Limit):
        if not isinstance(limit.expression, exp.Literal):
            limit.set(
                "expression",
                exp.Anonymous(this="NULLIF", expressions=[limit.expression, exp.Literal.number(-1)]),
            )
    if isinstance(tree, exp.Create) and tree.kind == "VIEW":
        tree.set("exists", False)
        tree.set("replace", True)


def _functions(tree: exp.Expr) -> None:
    for node in list(tree.find_all(exp.Anonymous, exp.Cast, exp.Glob, exp.Collate, exp.Is, exp.Literal)):
        better = _better(node)
        if better is not None and better is not node:
            if node is tree:
                raise ValueError("a statement is expected")
            node.replace(better)


def _better(node: Any) -> exp.Expr | None:
    """What stands for *node* in PostgreSQL; None: itself."""
    if isinstance(node, exp.Literal):
        return exp.cast(exp.Literal.string("Infinity"), "double") if node.this == "9e999" else None
    if isinstance(node, exp.Cast):
        whole = node.to.this.name in ("INT", "BIGINT")
        return exp.Anonymous(this="lite_integer", expressions=[node.this]) if whole else None
    if isinstance(node, exp.Glob):
        return exp.RegexpLike(this=node.this, expression=exp.Literal.string(_regex(node.expression.name)))
    if isinstance(node, exp.Collate):
        return (
            exp.Anonymous(this="lower", expressions=[node.this]) if node.expression.name == "NOCASE" else None
        )
    if isinstance(node, exp.Is):
        plain = isinstance(node.expression, exp.Null | exp.Boolean)
        return None if plain else exp.NullSafeEQ(this=node.this, expression=node.expression)
    return _function(node.name.lower(), node)


def _function(name: str, node: exp.Anonymous) -> exp.Expr | None:
    given = node.expressions
    if name in ("max", "min") and len(given) > 1:
        node.set("this", "greatest" if name == "max" else "least")
    elif name == "iif":
        return exp.Case(ifs=[exp.If(this=given[0], true=given[1])], default=given[2])
    elif name == "instr":
        node.set("this", "strpos")
    elif name == "substr" and not isinstance(given[1], exp.Literal):
        # PostgreSQL takes no larger whole number for a place. What is put inside is the tree's own, still to be told.
        place, whole = given[1], exp.cast(exp.null(), "int")
        place.replace(whole)
        whole.set("this", place)
    elif name == "raise":
        return exp.Anonymous(this="lite_raise", expressions=given[1:])
    elif name == "json_patch":
        return _json_of(given[1].expressions)
    elif name in _OURS:
        node.set("this", f"lite_{name}")
    return None


def _json_of(pairs: list[exp.Expr]) -> exp.Expr:
    """``json_patch('{}', json_object(…))``: an object without what is NULL, in SQLite's very letters."""
    parts: list[exp.Expr] = [
        exp.Case(
            ifs=[
                exp.If(
                    this=exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null())),
                    true=exp.DPipe(
                        this=exp.Literal.string(f',"{key.name}":'),
                        expression=exp.Anonymous(this="lite_json_quote", expressions=[value.copy()]),
                    ),
                )
            ],
            default=exp.Literal.string(""),
        )
        for key, value in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    joined = parts[0]
    for part in parts[1:]:
        joined = exp.DPipe(this=joined, expression=part)
    inner = exp.Anonymous(this="substr", expressions=[joined, exp.Literal.number(2)])
    return exp.DPipe(
        this=exp.DPipe(this=exp.Literal.string("{"), expression=inner), expression=exp.Literal.string("}")
    )


def _regex(pattern: str) -> str:
    """A ``GLOB`` pattern as a regular expression."""
    out = re.sub(r"[.+(){}|\\$]", lambda one: "\\" + one[0], pattern)
    return "^" + out.replace("*", ".*").replace("?", ".") + "$"


def _conditions(tree: exp.Expr) -> None:
    """SQLite's truth is a number: 1 where PostgreSQL says true, and ``<> 0`` where it wants to hear it."""
    # The innermost first: what stands around it is copied with it.
    for node in reversed(list(tree.find_all(*_BOOLEAN))):
        top: Any = node
        while isinstance(top.parent, exp.Paren):
            top = top.parent
        if not _is_condition(top) and not _assigns(top) and not isinstance(top.parent, exp.Escape):
            top.replace(exp.cast(exp.paren(top.copy()), "int"))
    for place in reversed(list(tree.walk())):
        if (
            _is_condition(place)
            and not isinstance(_inside(place), _BOOLEAN)
            and not isinstance(place, exp.Paren)
        ):
            place.replace(exp.NEQ(this=exp.paren(place.copy()), expression=exp.Literal.number(0)))


def _inside(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _is_condition(node: exp.Expr) -> bool:
    """Whether *node* stands where PostgreSQL wants a truth value."""
    parent: Any = node.parent
    place = node.arg_key
    while isinstance(parent, exp.Paren):
        parent, place = parent.parent, parent.arg_key
    if isinstance(parent, exp.And | exp.Or | exp.Not | exp.Where | exp.Having | exp.CheckColumnConstraint):
        return True
    if isinstance(parent, exp.Join):
        return place == "on"
    if isinstance(parent, exp.If):
        case = parent.parent
        return place == "this" and isinstance(case, exp.Case) and case.args.get("this") is None
    return False


def _assigns(node: exp.Expr) -> bool:
    """Whether an equation is an assignment of ``SET``."""
    return isinstance(node, exp.EQ) and isinstance(node.parent, exp.Update | exp.OnConflict)


def _insertion(tree: exp.Expr) -> Insertion | None:
    """What *tree* inserts, if it is rows of marks."""
    if not isinstance(tree, exp.Insert) or not isinstance(tree.expression, exp.Values):
        return None
    rows = tree.expression.expressions
    if not all(isinstance(one, exp.Var) for row in rows for one in row.expressions):
        return None
    target, table = tree.this, tree.find(exp.Table)
    columns = tuple(one.name for one in target.expressions) if isinstance(target, exp.Schema) else ()
    conflict = tree.args.get("conflict")
    after = conflict.sql("postgres", identify=True) if conflict else ""
    key = tuple(one.name for one in conflict.args.get("conflict_keys") or ()) if conflict else ()
    return Insertion(table.name if table else "", columns, after, key, len(rows[0].expressions))
