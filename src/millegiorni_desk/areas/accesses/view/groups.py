"""The questions of an access as chips: words of the vocabularies, and a long list folded to its first line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from PySide6.QtCore import Qt

from millegiorni_desk.network import service as network
from millegiorni_desk.ui.chips import ChipGroup, Options
from millegiorni_desk.vault.vault import Vault

_MORE = "…"


def options(
    vault: Vault, vocabulary: str, on: date, keep: Sequence[str] = (), only: Collection[str] = ()
) -> list[tuple[str, str]]:
    """The words in use on a day, and those of *keep* that are chosen already, without what is in parentheses.

    With *only*, no others than these and those of *keep*.
    """
    everything = network.terms(vault, vocabulary)
    current = [
        code for code in network.terms(vault, vocabulary, on) if not only or code in only or code in keep
    ]
    codes = [*current, *(code for code in keep if code not in current)]
    return [(code, everything.get(code, code).split(" (")[0]) for code in codes]


def offer(group: ChipGroup, answers: Options) -> None:
    """Show other answers; the same ones stay as they are, which is quicker, and so does what is chosen."""
    if [(chip.code, chip.words) for chip in group.chips] != list(answers):
        group.set_options(answers)


class FoldedChips(ChipGroup):
    """Several of many answers: the first *shown* and those chosen, the others behind a last chip or its key."""

    def __init__(self, words: str, rest: str, *, shown: int, number: int) -> None:
        self._rest, self._shown = rest, shown
        self._all: Options = ()
        self._unfolded = False
        super().__init__(words, (), multiple=True, number=number)
        self.changed.connect(self._perhaps_unfold)

    def offer(self, answers: Options, *, unfolded: bool = False) -> None:
        """Show other answers, folded again."""
        self._all, self._unfolded = answers, unfolded
        offer(self, self._listed(self.chosen()))

    def set_value(self, value: object) -> None:
        wanted = set(value) if isinstance(value, (list, tuple)) else set()
        hidden = wanted - {chip.code for chip in self.chips}
        if hidden and not self._unfolded:
            self.set_options(self._listed(wanted))
        super().set_value(value)

    def take_focus(self) -> None:
        """Show every answer and put the keyboard there."""
        self._unfold()
        super().take_focus()

    def _listed(self, chosen: Collection[str]) -> list[tuple[str, str]]:
        if self._unfolded or len(self._all) <= self._shown:
            return list(self._all)
        kept = [pair for at, pair in enumerate(self._all) if at < self._shown or pair[0] in chosen]
        return [*kept, (_MORE, self._rest)]

    def _refill(self) -> None:
        self.set_options(self._listed(self.chosen()))

    def _unfold(self) -> None:
        if not self._unfolded and len(self._all) > self._shown:
            self._unfolded = True
            self._refill()

    def _perhaps_unfold(self) -> None:
        if _MORE in self.chosen():
            known = {chip.code for chip in self.chips}
            self._unfold()
            first = next((chip for chip in self.chips if chip.code not in known), None)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)
