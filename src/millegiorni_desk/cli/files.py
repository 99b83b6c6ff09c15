"""Writing what a command makes, whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from millegiorni_desk.errors import InvalidValue, StorageFailed, reason
from millegiorni_desk.language import _


def write(path: Path, content: bytes) -> None:
    """Put *content* at *path*, through a file beside it. Raises ``StorageFailed``; what was there then stays."""
    if not path.name:
        raise InvalidValue(_("Scrivi anche il nome del file, non solo la cartella."), "out")
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(content)
        os.replace(fresh, path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise StorageFailed(
            _("Non riesco a scrivere {name}: {reason}. Scegli un'altra cartella e riprova.").format(
                name=path.name, reason=reason(error)
            )
        ) from error
