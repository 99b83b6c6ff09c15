"""Queries that go on from what they found: SQLite lets several parts do so, PostgreSQL one."""

from __future__ import annotations

from typing import Any

from sqlglot import exp


def one_part(tree: exp.Expr) -> None:
    """Put the parts of each recursive query that go on from it into one: what any of them finds of each row found."""
    for table in list(tree.find_all(exp.CTE)):
        parts = _parts(table.this)
        onward = [part for part in parts if _reads(part, table.alias)]
        if len(onward) < 2:
            continue
        first = [part for part in parts if part not in onward]
        found = _union([_of_one_row(part) for part in onward], distinct=False)
        inner = exp.Lateral(
            this=exp.Subquery(this=found), alias=exp.TableAlias(this=exp.to_identifier("found"))
        )
        step = exp.select("found.*").from_(table.alias).join(inner, join_type="cross")
        table.set("this", _union([*first, step], distinct=True))


def _parts(tree: Any) -> list[Any]:
    """The queries that a union is made of."""
    return [*_parts(tree.this), *_parts(tree.expression)] if isinstance(tree, exp.Union) else [tree]


def _reads(part: exp.Expr, name: str) -> bool:
    return any(table.name == name for table in part.find_all(exp.Table))


def _of_one_row(part: Any) -> Any:
    """*part* for one row of the query that it goes on from: without that in its FROM, where it stands first."""
    joins = part.args["joins"]
    condition, where = joins[0].args["on"], part.args.get("where")
    part.set("from_", exp.From(this=joins[0].this))
    part.set("joins", joins[1:])
    part.set("where", exp.Where(this=exp.and_(condition, where.this) if where else condition))
    return part


def _union(parts: list[Any], *, distinct: bool) -> Any:
    whole = parts[0]
    for part in parts[1:]:
        whole = exp.Union(this=whole, expression=part, distinct=distinct)
    return whole
