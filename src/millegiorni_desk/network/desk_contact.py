"""How this desk is reached, as it stands on the papers that women take along."""

from __future__ import annotations

from millegiorni_desk.vault.vault import Vault

_KEY = "slip_contact"


def desk_contact(vault: Vault) -> str:
    """The telephone or address at which this desk is found, as last written on a paper of this vault."""
    return str(vault.local(_KEY, ""))


def keep_desk_contact(vault: Vault, contact: str) -> None:
    """Remember it for the next paper."""
    vault.set_local(_KEY, " ".join(contact.split()))
