"""Frozen vaults: one archive for each version of the schema, kept for ever, and what was in them."""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault.vault import Vault

FOLDER = Path(__file__).parent
DESKS = {"coordinator": "marta", "barrito": "lucia"}
MANIFEST = "manifest.json"


def archives() -> list[Path]:
    """Every frozen vault, oldest first."""
    return sorted(FOLDER.glob("[0-9]*.tar.gz"))


def unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Unpack into *folder*; gives the manifest: desk → table → its rows when it was frozen."""
    with tarfile.open(archive) as packed:
        # Some Python 3.11 know no filters; where there are any, 3.12 and 3.13 want one to be named.
        packed.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    held: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return held


def rows(vault: Vault, columns: dict[str, list[str]] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Every row of every synced table, in a stable order; only some columns where they are given."""
    return {
        table: vault.query(f"SELECT {', '.join(columns[table]) if columns else '*'} FROM {table} ORDER BY id")
        for table in (columns or _tables())
    }


def _tables() -> Iterator[str]:
    return (table.name for table in SCHEMA.synced_tables())
