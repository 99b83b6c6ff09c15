"""Writing what a command makes, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from millegiorni_desk.errors import StorageFailed


def write(path: Path, content: bytes) -> None:
    """Put *content* at *path*, through a file beside it. Raises ``StorageFailed``."""
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(content)
        os.replace(fresh, path)
    except OSError as error:
        fresh.unlink(missing_ok=True) if fresh.parent.exists() else None
        raise StorageFailed(
            f"Non riesco a scrivere {path.name}: {error.strerror}. Scegli un'altra cartella e riprova."
        ) from error
