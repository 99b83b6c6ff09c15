"""The network's sheets: keys on paper that give the roster to another computer when the coordinator's is lost."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from millegiorni_desk.flows import devices
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import root_keys

_LETTERS = 4
"""So many letters tell the words of the list apart."""


@dataclass(frozen=True)
class Sheet:
    """One sheet that is about to be written: its place in the set, its words, and what tells it from the others."""

    number: int
    of: int
    words: str = field(repr=False)
    mark: str

    def is_proved(self, at: int, word: str) -> bool:
        """Whether *word* was read from this sheet at place *at*, from 1; four letters are enough."""
        typed = unicodedata.normalize("NFKD", word).strip().lower()
        return len(typed) >= _LETTERS and self.words.split()[at - 1].startswith(typed[:_LETTERS])


@dataclass(frozen=True)
class Standing:
    """Whether the network has sheets, how many it takes, and whether this computer keeps the roster."""

    made: bool
    needed: int
    of: int
    kept_here: bool


def standing(vault: Vault) -> Standing:
    """How the network stands with its sheets."""
    vault.require(Permission.MANAGE_NETWORK)
    roster = devices.roster(vault)
    kept = roster.kept_by(devices.identity(vault).root_seed)
    if roster.roots is None:
        return Standing(False, root_keys.THRESHOLD, root_keys.SHEETS, kept)
    return Standing(True, roster.roots.threshold, len(roster.roots.keys), kept)


def prepare(vault: Vault) -> list[Sheet]:
    """A new set of sheets. Nothing is written yet: print them, have them read back, then :func:`entrust`."""
    vault.require(Permission.MANAGE_NETWORK)
    seeds = root_keys.new_sheets()
    return [
        Sheet(number, len(seeds), root_keys.words_of(seed), root_keys.mark(seed))
        for number, seed in enumerate(seeds, 1)
    ]


def entrust(vault: Vault, sheets: Sequence[Sheet], former: Sequence[str] = ()) -> None:
    """Make *sheets* the network's, in place of the former ones, of which *former* are the words of enough.

    The others hear of it by ``network_devices.announce``, or with the next synchronisation.
    """
    vault.require(Permission.MANAGE_NETWORK)
    with devices.in_our_words():
        seeds = [root_keys.seed_of(sheet.words) for sheet in sheets]
        before = [root_keys.seed_of(words) for words in former]
        with vault.save("network.sheets"), vault.connection() as raw:
            root_keys.entrust(raw, devices.identity(vault), seeds, before)


def take_over(vault: Vault, words: Sequence[str]) -> None:
    """Have this computer keep the roster from now on, by the words of so many sheets as it takes.

    Whatever computer kept it before decides nothing any more. The others
    hear of it as of new sheets.
    """
    vault.require(Permission.MANAGE_NETWORK)
    with devices.in_our_words():
        seeds = [root_keys.seed_of(one) for one in words]
        with vault.save("network.take_over"), vault.connection() as raw:
            renewed, _roster = root_keys.take_over(raw, devices.identity(vault), seeds)
            devices.keep(vault, renewed, vault.local("exchange", ""))
