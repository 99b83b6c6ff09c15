"""Requests to a relay, signed by the device that makes them (PROTOCOL.md §10)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from . import canonical
from .identity import sign, verifies

SCHEME = "Millegiorni-1"
DOMAIN = b"millegiorni-relay request 1\0"
ROOT = 0
"""The ordinal that stands for the key that keeps the network's roster."""

_FORM = re.compile(
    rf"{SCHEME} ([0-9]{{1,5}}) ([0-9]{{1,12}}) ([0-9a-f]{{32}}) ([0-9a-f]{{64}}) ([0-9a-f]{{128}})"
)


@dataclass(frozen=True)
class Question:
    """What is asked: of which network and server, how, and where (path from ``/v1/`` on, with its query)."""

    network: str
    host: str
    method: str
    target: str


@dataclass(frozen=True)
class Signed:
    """The ``Authorization`` header of a request. ``time`` is in Unix seconds, ``body`` the hash of the body."""

    ordinal: int
    time: int
    nonce: str
    body: str
    signature: str

    @classmethod
    def by(cls, seed: bytes, ordinal: int, question: Question, time: int, body: str) -> Signed:
        """Sign *question* with a device's key."""
        draft = cls(ordinal, time, secrets.token_hex(16), body, "")
        signature = sign(seed, draft._message(question)).hex()
        return cls(ordinal, time, draft.nonce, body, signature)

    @classmethod
    def from_header(cls, header: str) -> Signed | None:
        """Read a header; None for anything else."""
        match = _FORM.fullmatch(header)
        if match is None:
            return None
        return cls(int(match[1]), int(match[2]), match[3], match[4], match[5])

    @property
    def header(self) -> str:
        """The header's text."""
        return f"{SCHEME} {self.ordinal} {self.time} {self.nonce} {self.body} {self.signature}"

    def is_by(self, sign_key: str, question: Question) -> bool:
        """Whether *sign_key* signed exactly this *question*."""
        return verifies(sign_key, bytes.fromhex(self.signature), self._message(question))

    def _message(self, question: Question) -> bytes:
        return DOMAIN + canonical.encode(
            [
                question.network, self.ordinal, question.host, question.method, question.target, self.time,
                self.nonce, self.body,
            ]
        )  # fmt: skip
