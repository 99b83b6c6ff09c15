"""The cryptography of what is sealed to chosen users: key pairs, and one key for each sealed record.

The values of a record are closed with a random key of their own (ChaCha20-Poly1305, RFC 8439), and that key is wrapped
once for each reader (HPKE in base mode, RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305). Both are bound to the
record, so that neither can be put in the place of another's. Who closed it is not proved.
"""

from __future__ import annotations

import base64
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from millegiorni_desk.errors import UserError
from millegiorni_desk.language import _

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_PURPOSE = "millegiorni seal 1"
_NONCE = 12
_MOST_UNWRAPPED = 10_000
# The length of a note is not told: what is closed is filled with spaces to a multiple of this many bytes.
_PADDING = 256


class SealBroken(UserError):
    """A sealed record, or the key of it, is not what was sealed."""


class KeyPair:
    """Whoever is sealed to. ``public`` is what others need, in hexadecimal; the seed stays inside.

    So do the keys that were unwrapped: taking one out is most of what opening a record takes (decision 0041).
    """

    def __init__(self, seed: bytes) -> None:
        self._unwrapped: dict[tuple[str, bytes], bytes] = {}
        self._private = X25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw().hex()

    def unwrap(self, wrapped: str, bound: bytes) -> bytes:
        """The key of a record that was wrapped to this pair. Raises ``SealBroken``."""
        found = self._unwrapped.get((wrapped, bound))
        if found is not None:
            return found
        try:
            key = _SUITE.decrypt(base64.b64decode(wrapped, validate=True), self._private, bound)
        except (InvalidTag, ValueError):
            raise SealBroken(_broken()) from None
        if len(self._unwrapped) >= _MOST_UNWRAPPED:
            self._unwrapped.clear()
        self._unwrapped[wrapped, bound] = key
        return key


def new_seed() -> bytes:
    """The seed of a new key pair."""
    return secrets.token_bytes(32)


def new_key() -> bytes:
    """The key of a new sealed record."""
    return ChaCha20Poly1305.generate_key()


def bound(sealed_id: str, house: str, table: str, subject_id: str) -> bytes:
    """What a seal holds to: its own id, and the record that it belongs to."""
    return json.dumps([_PURPOSE, sealed_id, house, table, subject_id], separators=(",", ":")).encode()


def wrap(key: bytes, reader: str, holds_to: bytes) -> str:
    """*key* for the public key *reader* (hexadecimal). Raises ``ValueError`` for what is no key."""
    public = X25519PublicKey.from_public_bytes(bytes.fromhex(reader))
    return base64.b64encode(_SUITE.encrypt(key, public, holds_to)).decode()


def close(values: dict[str, Any], key: bytes, holds_to: bytes) -> str:
    """*values* sealed with *key*."""
    plain = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    padded = plain + b" " * (-len(plain) % _PADDING)
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + ChaCha20Poly1305(key).encrypt(nonce, padded, holds_to)).decode()


def disclose(sealed: str, key: bytes, holds_to: bytes) -> dict[str, Any]:
    """The values that :func:`close` sealed. Raises ``SealBroken``."""
    try:
        content = base64.b64decode(sealed, validate=True)
        plain = ChaCha20Poly1305(key).decrypt(content[:_NONCE], content[_NONCE:], holds_to)
        values: dict[str, Any] = json.loads(plain)
    except (InvalidTag, ValueError):
        raise SealBroken(_broken()) from None
    return values


def _broken() -> str:
    return _(
        "Una registrazione riservata è rovinata o è stata cambiata: non la mostro. "
        "Chiedi a chi altra poteva leggerla, o rimetti una copia di prima."
    )
