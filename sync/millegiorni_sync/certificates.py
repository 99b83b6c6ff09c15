"""Certificates: the signed entries that a roster is a chain of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from . import canonical
from .errors import Malformed
from .identity import public_key, sign, verifies

DOMAIN = b"millegiorni-sync roster 1\0"
SIGNATURE = 64
MOST_SIGNATURES = 20


@dataclass(frozen=True)
class Certificate:
    """One entry of the roster. ``signature``: one or more Ed25519 signatures of 64 bytes, joined, in hexadecimal."""

    n: int
    previous: str
    kind: str
    body: dict[str, Any]
    signature: str

    @property
    def message(self) -> bytes:
        """What is signed, and hashed for the chain."""
        fields = {"n": self.n, "previous": self.previous, "kind": self.kind, "body": self.body}
        return DOMAIN + canonical.encode(fields)

    @property
    def hash(self) -> str:
        """What the next certificate names as ``previous``."""
        return canonical.digest(self.message)

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "n": self.n, "previous": self.previous, "kind": self.kind, "body": self.body, "signature": self.signature,
        }  # fmt: skip

    @property
    def signatures(self) -> list[bytes]:
        """The signatures, each apart."""
        raw = bytes.fromhex(self.signature)
        return [raw[at : at + SIGNATURE] for at in range(0, len(raw), SIGNATURE)]

    def signed(self, *seeds: bytes) -> Certificate:
        """This certificate signed by *seeds*, in the order of their public keys."""
        ordered = sorted(set(seeds), key=public_key)
        return replace(self, signature=b"".join(sign(seed, self.message) for seed in ordered).hex())

    def signers(self, allowed: Iterable[str]) -> set[str]:
        """Which of the *allowed* public keys signed. Raises ``Malformed`` where a signature is by none of them.

        The signatures stand in the order of the keys, each key once: there is one way to write them.
        """
        left = sorted(set(allowed))
        found: set[str] = set()
        for signature in self.signatures:
            while left and not verifies(left[0], signature, self.message):
                left.pop(0)
            if not left:
                raise Malformed(detail="signature")
            found.add(left.pop(0))
        return found


def read(entry: object) -> Certificate:
    """A certificate from what JSON gave; raise ``Malformed``. Nothing is verified yet."""
    fields = canonical.members(entry, n=int, previous=str, kind=str, body=dict, signature=str)
    count, rest = divmod(len(fields["signature"]), 2 * SIGNATURE)
    if (
        rest
        or not 1 <= count <= MOST_SIGNATURES
        or not canonical.is_hash(fields["signature"], len(fields["signature"]))
    ):
        raise Malformed(detail="signature")
    return Certificate(**fields)
