"""The project's Python sources, read and parsed once."""

import ast
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = (ROOT / "src", ROOT / "sync")


@dataclass(frozen=True)
class Source:
    """One module: its path from the source root (``millegiorni_desk/app.py``), its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of its tree."""
        return tuple(ast.walk(self.tree))

    @property
    def parts(self) -> tuple[str, ...]:
        """Folders and the module's own name, without the package: ``("areas", "doti", "view")``."""
        return (*Path(self.path).parts[1:-1], Path(self.path).stem)

    def imported(self) -> Iterator[tuple[int, str]]:
        """Line and full name of every import, those inside functions included."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = ".".join(filter(None, [self._package(node.level), node.module]))
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.Call) and _is_dynamic_import(node.func):
                yield from ((node.lineno, str(a.value)) for a in node.args[:1] if isinstance(a, ast.Constant))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, nested ones too."""
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def _package(self, level: int) -> str:
        return ".".join(Path(self.path).parent.parts[: 1 - level or None]) if level else ""


def _is_dynamic_import(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in {"import_module", "__import__"}


def read(path: Path, root: Path) -> Source:
    """One module; *root* is the source root it lives under."""
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(root).as_posix(), text, ast.parse(text, filename=str(path)))


@cache
def sources() -> tuple[Source, ...]:
    """Every module of every source root."""
    # They stay until the process ends: no search for dead objects need go through millions of nodes, now or later.
    left_to_python = gc.isenabled()
    gc.disable()
    found = tuple(read(path, root) for root in SOURCE_ROOTS for path in sorted(root.rglob("*.py")))
    assert all(source.nodes for source in found if source.text)
    gc.freeze()
    if left_to_python:
        gc.enable()
    return found
