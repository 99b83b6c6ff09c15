"""What is kept as it was sent, and signed so that a name can be taken out of it later (``docs/decisions/0015``).

The content is canonical JSON. What tells of a person stands in parts of their own, under a random salt; the digest is
made with the SHA-256 of each part in its place, so a part may be replaced by its SHA-256 and the signature still holds.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from millegiorni_sync import canonical
from millegiorni_sync.identity import Identity, verifies
from millegiorni_sync.roster import Roster, load

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault

INTACT, ALTERED, UNSIGNED, UNKNOWN = "intact", "altered", "unsigned", "unknown"
HERS = "hers"
"""The key of the part that tells of her in a row."""


@dataclass(frozen=True)
class Signed:
    """A digest, the ordinal of the device that signed it, and its signature; both empty outside a network."""

    digest: str
    signer: str
    signature: str


def identity(vault: Vault) -> Identity | None:
    """The keys of this device; none in a vault that belongs to no network yet."""
    kept = vault.local("identity")
    return Identity.from_json(kept) if kept else None


def roster(vault: Vault) -> Roster | None:
    """The devices of the network, as this vault knows them."""
    with vault.connection() as raw:
        return load(raw)


def salted(told: Mapping[str, Any]) -> dict[str, Any]:
    """What tells of her, as a part of its own: without the salt a name could be found again by trying names."""
    return {"salt": secrets.token_hex(16), **told}


def shut(part: Mapping[str, Any]) -> str:
    """What stands in the place of a part that was blanked."""
    return canonical.digest(canonical.encode(part))


def blanked(row: Mapping[str, Any]) -> bool:
    """Whether what told of her in *row* was blanked."""
    return isinstance(row.get(HERS), str)


def digest(content: Mapping[str, Any], lists: Sequence[str]) -> str:
    """The SHA-256 of *content*, in whose *lists* the part about her of each row stands as its own SHA-256."""
    closed = {
        name: [
            {**row, HERS: row[HERS] if blanked(row) else shut(row[HERS])} if HERS in row else row
            for row in content[name]
        ]
        for name in lists
    }
    return canonical.digest(canonical.encode({**content, **closed}))


def sign(vault: Vault, domain: bytes, made: str) -> Signed:
    """Sign a digest with this device's key, the one that signs its bundles; *domain* says what kind of thing it is."""
    own = identity(vault)
    if own is None:
        return Signed(made, "", "")
    return Signed(made, str(own.ordinal), own.sign(domain + bytes.fromhex(made)).hex())


def state(vault: Vault, domain: bytes, kept: Signed, found: str) -> tuple[str, str]:
    """What is to be said of a copy whose content has the digest *found*, and the name of the device that signed it."""
    known = roster(vault)
    devices = known.devices if known else {}
    device = devices.get(int(kept.signer)) if kept.signer.isdecimal() else None
    name = device.name if device else ""
    if found != kept.digest:
        return ALTERED, name
    if not kept.signature:
        return UNSIGNED, name
    if device is None:
        return UNKNOWN, name
    holds = verifies(device.sign_key, bytes.fromhex(kept.signature), domain + bytes.fromhex(found))
    return (INTACT if holds else ALTERED), name
