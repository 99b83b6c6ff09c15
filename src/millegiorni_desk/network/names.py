"""Whether names are to be seen here at all."""

from __future__ import annotations

from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import roster


def are_hidden(vault: Vault) -> bool:
    """Whether this vault is of a coordination that sees no names (PROTOCOL.md §12)."""
    if vault.house:
        return False
    with vault.connection() as raw:
        known = roster.load(raw)
    return known is not None and known.pseudonymous
