"""Who a device is: its ordinal, its keys, its network."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from . import canonical


@dataclass(frozen=True)
class Identity:
    """A device with its secrets; they are kept in the vault and passed in.

    ``house`` is None for a coordinator. ``sign_seed`` and ``root_seed`` are Ed25519 private keys (RFC 8032,
    32 bytes), ``age_key`` is an ``AGE-SECRET-KEY-1…`` text; ``root_seed`` is None but on the coordinator's
    device that may change the roster. ``former_age_keys`` open what was sealed for the ordinals that this
    vault had before a restore. ``user`` is written into the bundles that are sealed. ``introduction`` tells a relay
    that the device was invited, until it is approved (``door.introduction``).
    """

    network: str
    ordinal: int
    house: str | None
    series: str
    name: str
    sign_seed: bytes = field(repr=False)
    age_key: str = field(repr=False)
    root_seed: bytes | None = field(default=None, repr=False)
    former_age_keys: tuple[str, ...] = field(default=(), repr=False)
    user: str = ""
    introduction: str = ""

    def to_json(self) -> str:
        """Everything, secrets included, for the vault to keep."""
        fields = asdict(self) | {
            "sign_seed": self.sign_seed.hex(),
            "root_seed": self.root_seed and self.root_seed.hex(),
        }
        return json.dumps(fields)

    @classmethod
    def from_json(cls, text: str) -> Identity:
        """The inverse of :meth:`to_json`."""
        fields = json.loads(text)
        fields["sign_seed"] = bytes.fromhex(fields["sign_seed"])
        fields["root_seed"] = bytes.fromhex(fields["root_seed"]) if fields["root_seed"] else None
        fields["former_age_keys"] = tuple(fields["former_age_keys"])
        return cls(**fields)

    @property
    def sign_key(self) -> str:
        """The public signing key, hexadecimal."""
        return public_key(self.sign_seed)

    @property
    def recipient(self) -> str:
        """The ``age1…`` recipient of this device."""
        return recipient_of(self.age_key)

    @property
    def fingerprints(self) -> frozenset[str]:
        """How headers name this device, by its present and its former keys."""
        return frozenset(fingerprint(recipient_of(key)) for key in (self.age_key, *self.former_age_keys))

    def sign(self, message: bytes) -> bytes:
        """Sign with the device's key."""
        return sign(self.sign_seed, message)


def new_seed() -> bytes:
    """A new Ed25519 private key."""
    return os.urandom(32)


def new_age_key() -> str:
    """A new age identity."""
    import pyrage

    return str(pyrage.x25519.Identity.generate())


def recipient_of(age_key: str) -> str:
    """The ``age1…`` recipient of an age identity."""
    import pyrage

    return str(pyrage.x25519.Identity.from_str(age_key).to_public())


def public_key(seed: bytes) -> str:
    """The public key of an Ed25519 private key, hexadecimal."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def sign(seed: bytes, message: bytes) -> bytes:
    """An Ed25519 signature (64 bytes)."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def verifies(key: str, signature: bytes, message: bytes) -> bool:
    """Whether *signature* over *message* is by the hexadecimal public *key*."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(recipient: str) -> str:
    """How a bundle's header names an age recipient: 16 hexadecimal digits."""
    return canonical.digest(recipient.encode())[:16]


def spoken(sign_key: str, recipient: str) -> str:
    """Six Italian words that stand for a device's two keys, to be compared aloud: 66 bits of their hash.

    The words are those of BIP 39 in Italian, chosen to be told apart by their first four letters.
    """
    from mnemonic import Mnemonic

    words = Mnemonic("italian").wordlist
    value = int.from_bytes(hashlib.sha256(f"{sign_key} {recipient}".encode()).digest()[:9], "big")
    return " ".join(words[value >> shift & 2047] for shift in range(55, -1, -11))
