"""Settings of this computer, declared once: key, default, what it does. No personal data goes here.

What belongs to one vault is kept inside it (``Vault.local``).
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Setting:
    """One setting: its key, its default and, in Italian, what it does."""

    key: str
    default: Any
    label: str
    help: str


SETTINGS = (
    Setting("theme", "system", "Aspetto", "Chiaro, scuro o come il sistema."),
    Setting("language", "it", "Lingua del programma", "it o en; vale dal prossimo avvio."),
    Setting("scale", 100, "Grandezza del testo", "Da 100 a 200 per cento."),
    Setting("lock_after", 15, "Si blocca da solo", "Dopo quanti minuti senza usarlo; 0: mai."),
    Setting("silent_days", 30, "Percorsi fermi", "Dopo quanti giorni senza passi un percorso è fermo."),
    Setting("training", "", "Prova", "enter, anew o discard: come comincia il prossimo avvio."),
    Setting("vault", "", "Ultimo archivio", "La cartella dell'archivio aperto per ultimo."),
    Setting(
        "renewed", "", "Chiave rinnovata", "L'archivio che l'ingresso saluta con questa notizia, una volta."
    ),
    Setting("refused", {}, "Aperture rifiutate", "Quante dall'ultima apertura, per archivio."),
    Setting("audit_seen", {}, "Registro visto", "L'ultima riga del registro delle operazioni, per archivio."),
)
DEFAULTS = {setting.key: setting.default for setting in SETTINGS}
"""What holds before anyone chose."""


def folder() -> Path:
    """Where this computer keeps the program's settings."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config"))
    return base / "millegiorni-desk"


def get(key: str) -> Any:
    """The value of a declared setting; its default where the file lacks it or cannot be read."""
    return _read().get(key, DEFAULTS[key])


def put(key: str, value: Any) -> None:
    """Keep a value; a folder that cannot be written costs only this setting."""
    values = {**_read(), key: value}
    if key not in DEFAULTS:
        raise KeyError(key)
    try:
        folder().mkdir(parents=True, exist_ok=True)
        fresh = folder() / "settings.json.new"
        fresh.write_text(json.dumps(values, indent=1), encoding="utf-8")
        os.replace(fresh, folder() / "settings.json")
    except OSError:
        return


def _read() -> dict[str, Any]:
    try:
        values = json.loads((folder() / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
