"""The public keys of the slots' own pairs, as they were when each slot was made or last opened.

The new data key of a renewal is wrapped to them. They are kept in this vault only and do not travel: what another desk
says of a user must never decide who gets it. Each is kept with its slot's salt, so that it is taken for no other's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.vault.seal_keys import KeyPair

if TYPE_CHECKING:
    from millegiorni_desk.vault.key_slots import SlotFile
    from millegiorni_desk.vault.vault import Vault

KEPT = "slot_keys"


def remember(vault: Vault, kind: str, user: str, seal_seed: bytes) -> None:
    """Keep the public key of the pair whose seed *user*'s slot holds, in the transaction that is under way if any."""
    fresh = told(vault, vault.slots, kind, user, seal_seed)
    if fresh != vault.local(KEPT):
        vault.set_local(KEPT, fresh)


def told(vault: Vault, slots: SlotFile, kind: str, user: str, seal_seed: bytes) -> dict[str, list[str]]:
    """What is to be kept for *slots*: what is known already, and the key of *user*'s slot."""
    names = {f"{slot.kind}:{slot.user}": slot.salt.hex() for slot in slots.slots}
    kept = {name: list(key) for name, key in vault.local(KEPT, {}).items() if name in names}
    name = f"{kind}:{user}"
    return {**kept, name: [names[name], KeyPair(seal_seed).public]}


def known(vault: Vault, kind: str, user: str) -> str:
    """The public key of *user*'s slot; empty where it was made by an older program and has not been opened since."""
    slot = vault.slots.slot(kind, user)
    salt, public = vault.local(KEPT, {}).get(f"{kind}:{user}", ["", ""])
    return str(public) if slot is not None and slot.salt.hex() == salt else ""
