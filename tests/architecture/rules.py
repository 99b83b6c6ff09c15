"""The rules that import contracts cannot say; each takes one module and tells what is wrong with it."""

import ast
from collections.abc import Callable, Iterable

from tests.architecture.sources import Source

MOST_LINES = 400
MOST_FUNCTION_LINES = 60
ROOMS_FOR_ANYTHING = {"utils", "util", "common", "misc", "helpers", "helper"}

Rule = Callable[[Source], Iterable[str]]


def is_window(source: Source) -> bool:
    """Whether this module may know Qt: the composition root, the toolkit, and what is named a view."""
    return source.parts[0] in {"app", "ui"} or any(part.startswith("view") for part in source.parts)


def qt_stays_in_the_window(source: Source) -> Iterable[str]:
    """Only the window imports Qt: services run on a command line, in tests and without a screen."""
    for line, name in source.imported():
        if name.split(".")[0] in {"PySide6", "shiboken6"} and not is_window(source):
            yield f"line {line} imports {name}"


def toolkit_stays_in_the_window(source: Source) -> Iterable[str]:
    """Only the window imports the toolkit: importing it imports Qt."""
    for line, name in source.imported():
        if name.startswith("millegiorni_desk.ui") and not is_window(source):
            yield f"line {line} imports {name}"


def views_are_seen_by_the_window_only(source: Source) -> Iterable[str]:
    """A service that imported a view would bring Qt in by the back door."""
    for line, name in source.imported():
        parts = name.split(".")
        if (
            parts[0] == "millegiorni_desk"
            and any(p.startswith("view") for p in parts)
            and not is_window(source)
        ):
            yield f"line {line} imports {name}"


def files_stay_short(source: Source) -> Iterable[str]:
    """A file that outgrows a few screens has two subjects."""
    lines = source.text.count("\n")
    if lines > MOST_LINES:
        yield f"has {lines} lines, at most {MOST_LINES}"


def functions_stay_short(source: Source) -> Iterable[str]:
    """A function is read in one look."""
    for function in source.functions():
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > MOST_FUNCTION_LINES:
            yield f"line {function.lineno}: {function.name} has {lines} lines, at most {MOST_FUNCTION_LINES}"


def no_room_for_anything(source: Source) -> Iterable[str]:
    """A room named for everything collects everything."""
    for part in ROOMS_FOR_ANYTHING.intersection(source.parts):
        yield f"is in a room named {part}"


def modules_say_what_they_are(source: Source) -> Iterable[str]:
    """Every module opens with a sentence on what it is for."""
    if not ast.get_docstring(source.tree):
        yield "has no docstring"


def only_commands_print(source: Source) -> Iterable[str]:
    """Standard output belongs to the command line; anything else could leak there."""
    if source.parts[0] in {"cli", "demo", "__main__"} or source.path.endswith("ui/gallery.py"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield f"line {node.lineno} prints"


RULES: tuple[Rule, ...] = (
    qt_stays_in_the_window,
    toolkit_stays_in_the_window,
    views_are_seen_by_the_window_only,
    files_stay_short,
    functions_stay_short,
    no_room_for_anything,
    modules_say_what_they_are,
    only_commands_print,
)
