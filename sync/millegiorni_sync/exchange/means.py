"""What it takes to go over the network: who we are there, through what, trusting whom, and with how much patience."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..identity import Identity
from .base import Login
from .patience import Patience


@dataclass(frozen=True)
class Means:
    """How a road over the network is travelled.

    ``proxy``: its address, with user and password if it wants them; without, what the environment names
    (``HTTPS_PROXY``, ``NO_PROXY``). ``trusted``: a PEM file of authorities instead of the system's.
    ``identity``: this device's keys, by which a relay knows it. ``timeout``: seconds without a single byte.
    """

    login: Login | None = None
    identity: Identity | None = field(default=None, repr=False)
    proxy: str = field(default="", repr=False)
    trusted: Path | None = None
    timeout: float = 30.0
    patience: Patience = field(default_factory=Patience, repr=False)
