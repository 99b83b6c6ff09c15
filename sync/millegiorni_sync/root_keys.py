"""The keys on paper: who keeps the network's roster is decided by some of their holders together.

The everyday key lies in the coordinator's vault and signs houses, devices and revocations. It can be lost or stolen
with the computer. The keys on paper never lie in a vault: they are made, written on sheets as words, and forgotten. So
many of them as the network has fixed (two of three) give the roster to another everyday key, or to new sheets.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from . import roster as rosters
from .connection import Connection, transaction
from .errors import N_, RootKeyRefused, RootWordUnknown, RosterError
from .identity import Identity, new_seed, public_key
from .joining import as_coordinator
from .roster import Roster

SHEETS = 3
THRESHOLD = 2


def words_of(seed: bytes) -> str:
    """A paper key as 24 Italian words, the last one a check (BIP 39)."""
    return str(_language().to_mnemonic(seed))


def seed_of(words: str) -> bytes:
    """The paper key that *words* write; raise :class:`RootKeyRefused` for what no sheet says."""
    typed = unicodedata.normalize("NFKD", words).lower().split()
    if len(typed) != 24:
        raise RootKeyRefused(detail=N_("le parole devono essere ventiquattro"))
    language = _language()
    known = {word[:4]: word for word in language.wordlist}
    for number, word in enumerate(typed, 1):
        # Four letters tell the words of the list apart; who reads a sheet aloud may write the rest as she hears it.
        if word[:4] not in known:
            raise RootWordUnknown(at=number)
    text = " ".join(known[word[:4]] for word in typed)
    if not language.check(text):
        raise RootKeyRefused(detail=N_("le parole non stanno insieme: una è scritta male o scambiata"))
    return bytes(language.to_entropy(text))


def new_sheets() -> list[bytes]:
    """Keys for a set of sheets, kept nowhere: the caller writes them down, checks them, and forgets them."""
    return [new_seed() for _ in range(SHEETS)]


def entrust(
    connection: Connection, identity: Identity, seeds: Sequence[bytes], former: Sequence[bytes] = ()
) -> Roster:
    """Make *seeds* the network's keys on paper; *former* are the sheets that they take the place of.

    The first time the everyday key of *identity* vouches for them; later only so many former sheets as it takes.
    """
    known, daily = as_coordinator(connection, identity)
    if known.roots is not None:
        _enough(known, former)
    by = former if known.roots is not None else [daily]
    return rosters.store(connection, known.with_roots(seeds, THRESHOLD, by))


def take_over(connection: Connection, identity: Identity, seeds: Sequence[bytes]) -> tuple[Identity, Roster]:
    """Give the roster to this coordinator's device, under a new everyday key; the former one signs nothing more.

    Raises :class:`RootKeyRefused` where the sheets are too few or not this network's. The identity with its new key
    is the caller's to keep, in the same transaction.
    """
    with transaction(connection):
        known = rosters.load(connection)
        if known is None or identity.house is not None:
            raise RosterError(detail=N_("solo un computer del coordinamento può tenere l'elenco"))
        _enough(known, seeds)
        renewed = replace(identity, root_seed=new_seed())
        return renewed, rosters.store(connection, known.with_key(renewed.root_seed or b"", seeds))


def mark(seed: bytes) -> str:
    """What tells a sheet from the others without giving it away: eight digits of the hash of its public key."""
    return hashlib.sha256(public_key(seed).encode()).hexdigest()[:8]


def _enough(known: Roster, seeds: Sequence[bytes]) -> None:
    if known.roots is None:
        raise RootKeyRefused(detail=N_("questa rete non ha ancora i suoi fogli"))
    keys = {public_key(seed) for seed in seeds}
    if not keys <= known.roots.keys:
        raise RootKeyRefused(detail=N_("un foglio è di un'altra rete, o è stato sostituito da fogli nuovi"))
    if len(keys) < known.roots.threshold:
        raise RootKeyRefused(detail=N_("servono due fogli diversi"))


def _language() -> Any:
    from mnemonic import Mnemonic

    return Mnemonic("italian")
