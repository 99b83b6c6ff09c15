"""Writing workbooks: text stays text, and nothing passes through a temporary file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from millegiorni_desk.errors import StorageFailed, reason
from millegiorni_desk.language import _

if TYPE_CHECKING:
    from openpyxl.cell import Cell


def write(path: Path, content: bytes) -> None:
    """Put *content* at *path*, or leave nothing there. Raises ``StorageFailed``."""
    try:
        path.write_bytes(content)
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise StorageFailed(
            _(
                "Non riesco a scrivere «{name}»: {reason}. Se è aperto in un altro programma chiudilo, "
                "oppure scegli un'altra cartella."
            ).format(name=path.name, reason=reason(error))
        ) from error


def put(cell: Cell, value: object) -> None:
    """Put *value* in a cell; text that looks like a formula stays text, also after someone edits the cell."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        cell.value = value
        return
    # What remains is judged: a character that no cell can hold may stand before the sign.
    kept = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767]
    cell.value = kept
    cell.data_type = "s"
    if kept[:1] in "=+-@\t\r" and kept:
        cell.quotePrefix = True
