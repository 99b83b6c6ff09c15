"""The texts of the interface and their catalogues; ``python -m tests.language.messages`` brings these up to date.

Read from the syntax tree: pybabel sees no text inside an f-string, and takes strings of nested calls for texts.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.architecture.sources import ROOT, Source, sources

KEYWORDS = {"_": 1, "N_": 1, "plural": 2, "in_context": 2}
CATALOGUES = ROOT / "resources" / "translations"
Text = tuple[str, ...]
"""A context, empty for most, and one form or two."""


def texts(source: Source) -> Iterator[Text]:
    """Every text that *source* passes to the catalogue."""
    for node in source.nodes:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS):
            continue
        count = KEYWORDS[node.func.id]
        said = [given.value for given in node.args[:count] if isinstance(given, ast.Constant)]
        if len(said) == count and all(isinstance(one, str) and one for one in said):
            yield tuple(said) if node.func.id == "in_context" else ("", *said)
    if source.path.startswith("millegiorni_desk/cli/"):
        yield from (("", said) for said in map(_help, source.functions()) if said)


def _help(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """What ``--help`` says of a command: the docstring of a function whose arguments typer reads."""
    return ast.get_docstring(function) or "" if "typer." in ast.unparse(function.args) else ""


def wanted() -> set[Text]:
    """Every text of every source."""
    return {text for source in sources() for text in texts(source)}


def read(path: Path) -> Catalog:
    """A catalogue as its file has it."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def translated(catalogue: Catalog) -> dict[Text, tuple[str, ...]]:
    """The catalogue's texts and what they are in its language."""
    known = {}
    for message in catalogue:
        if message.id:
            forms = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            said = (message.string,) if isinstance(message.string, str) else tuple(message.string)
            known[(message.context or "", *forms)] = said
    return known


def bring_up_to_date(path: Path) -> list[Text]:
    """Drop what nobody says any more, add what is new and empty; return what wants a translator."""
    known = translated(read(path))
    fresh = Catalog(
        locale=path.stem, fuzzy=False, header_comment=f"# {path.stem}: see src/millegiorni_desk/language.py"
    )
    lacking = []
    for text in sorted(wanted()):
        context, *forms = text
        said = known.get(text, tuple("" for _ in forms))
        if not all(said):
            lacking.append(text)
        alone = len(forms) == 1
        fresh.add(forms[0] if alone else tuple(forms), said[0] if alone else said, context=context or None)
    with path.open("wb") as file:
        file.write(_HEADER.format(language=path.stem).encode())
        write_po(file, fresh, width=0, omit_header=True, no_location=True)
    return lacking


_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""

if __name__ == "__main__":
    for one in sorted(CATALOGUES.glob("*.po")):
        for text in bring_up_to_date(one):
            print(one.stem, *text, sep=" | ")
