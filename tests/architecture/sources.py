"""The project's Python sources, read and parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = (ROOT / "src", ROOT / "sync")


@dataclass(frozen=True)
class Source:
    """One module: its path from the source root (``millegiorni_desk/app.py``), its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        """Folders and the module's own name, without the package: ``("areas", "doti", "view")``."""
        return (*Path(self.path).parts[1:-1], Path(self.path).stem)

    def imported(self) -> Iterator[tuple[int, str]]:
        """Line and full name of every import, those inside functions included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = ".".join(filter(None, [self._package(node.level), node.module]))
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.Call) and _is_dynamic_import(node.func):
                yield from ((node.lineno, str(a.value)) for a in node.args[:1] if isinstance(a, ast.Constant))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, nested ones too."""
        for node in ast.walk(self.tree):
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
    return tuple(read(path, root) for root in SOURCE_ROOTS for path in sorted(root.rglob("*.py")))
