"""Columns that a grouped query tells without grouping by them: SQLite takes them from the row of its min or max."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

_AGGREGATES = frozenset({"count", "sum", "min", "max", "avg", "total", "json_group_object", "group_concat"})


def ungrouped(select: exp.Select) -> None:
    """Rewrite *select*, if it tells columns that are not grouped.

    With one ``min`` or ``max`` among them, and with none, as ``DISTINCT ON``: one row of each group. Beside counts and
    sums the least of a group's values: our queries have one value there.
    """
    group = select.args.get("group")
    if group is None or not group.expressions:
        return
    told = select.expressions
    aggregates = [one for one in told if _aggregates(one)]
    bare = [
        one for at, one in enumerate(told, 1) if one not in aggregates and not _is_grouped(one, at, group)
    ]
    if not bare:
        return
    if not aggregates or (len(aggregates) == 1 and _extreme(aggregates[0])):
        _one_row_each(select, group, aggregates)
    else:
        for one in bare:
            inner = one.this if isinstance(one, exp.Alias) else one
            inner.replace(exp.Anonymous(this="min", expressions=[inner.copy()]))


def _one_row_each(select: exp.Select, group: exp.Group, aggregates: list[exp.Expr]) -> None:
    """First the row of each group is taken, then what is told of it worked out: an age is dear, and most rows go."""
    keys = [_key(select, one).copy() for one in group.expressions]
    order = [exp.Ordered(this=key.copy(), desc=False, nulls_first=True) for key in keys]
    for one in aggregates:
        if (call := _extreme(one)) is not None:
            value = call.expressions[0]
            order.append(exp.Ordered(this=value.copy(), desc=call.name.lower() == "max", nulls_first=False))
            call.replace(value.copy())
    picked = select if any(one.find(exp.Select) for one in select.expressions) else _within(select)
    picked.set("group", None)
    picked.set("distinct", exp.Distinct(on=exp.Tuple(expressions=[key.copy() for key in keys])))
    picked.set("order", exp.Order(expressions=order))


def _within(select: exp.Select) -> exp.Select:
    """Move *select* into a query of its own that gives the bare columns, and have *select* tell of those."""
    names: dict[str, exp.Expr] = {}
    for plain in [one for one in select.expressions if isinstance(one, exp.Column)]:
        plain.replace(exp.alias_(plain.copy(), plain.name))
    for told in select.expressions:
        for column in list(told.find_all(exp.Column)):
            name = f"_{column.table}_{column.name}"
            names[name] = exp.alias_(column.copy(), name)
            column.replace(exp.column(name))
    inner = exp.Select(expressions=list(names.values()) or [exp.Literal.number(1)])
    for part in ("from_", "joins", "where"):
        inner.set(part, select.args.get(part))
        select.set(part, None)
    select.set("group", None)
    select.set(
        "from_",
        exp.From(this=exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("picked")))),
    )
    return inner


def _key(select: exp.Select, one: exp.Expr) -> Any:
    """What is grouped by, where it is named by its place."""
    if isinstance(one, exp.Literal) and not one.is_string:
        named = select.expressions[int(one.this) - 1]
        return named.this if isinstance(named, exp.Alias) else named
    return one


def _aggregates(node: exp.Expr) -> bool:
    return any(
        one.name.lower() in _AGGREGATES
        and len(one.expressions) < 2
        and not isinstance(one.parent, exp.Window)
        for one in node.find_all(exp.Anonymous, exp.Count, bfs=False)
        if one.find_ancestor(exp.Select) is node.find_ancestor(exp.Select)
    )


def _extreme(node: exp.Expr) -> exp.Anonymous | None:
    """The call of ``min`` or ``max`` that *node* is."""
    inner: Any = node.this if isinstance(node, exp.Alias) else node
    if not isinstance(inner, exp.Anonymous) or len(inner.expressions) != 1:
        return None
    return inner if inner.name.lower() in ("min", "max") else None


def _is_grouped(node: exp.Expr, at: int, group: exp.Group) -> bool:
    inner = node.this if isinstance(node, exp.Alias) else node
    if isinstance(inner, exp.Literal | exp.Null):
        return True
    return any(
        one == inner
        or one.name == node.alias_or_name != ""
        or (isinstance(one, exp.Literal) and one.this == str(at))
        for one in group.expressions
    )
