"""Writing workbooks: whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from millegiorni_desk.errors import StorageFailed, reason
from millegiorni_desk.language import _


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
