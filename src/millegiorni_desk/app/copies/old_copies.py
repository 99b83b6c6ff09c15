"""The copies that still hold who was erased, told honestly, and one button that replaces them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStorageInfo

from millegiorni_desk.flows import old_copies
from millegiorni_desk.flows.old_copies import Replaced
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]


class OldCopiesCard(Card):
    """Takes no room while no copy within reach holds anyone who was erased."""

    def __init__(self, vault: Vault) -> None:
        super().__init__(_("Copie di riserva fatte prima"))
        self._vault = vault
        self.roots: Callable[[], list[Path]] = disks
        self.standing = Notice("", "warning")
        self.add(self.standing)
        self.add(
            label(
                _(
                    "Sostituirle vuol dire farne una nuova, rileggerla e buttare quelle vecchie: non si potrà più "
                    "tornare a com'era l'archivio prima di oggi. Le copie fatte a mano altrove vanno buttate a mano."
                ),
                "muted",
                wrap=True,
            )
        )
        self.button = Button(_("Sostituisci le copie"), self.replace, icon="shield")
        self.add(Wrap(self.button))
        self.work = TaskBar()
        self.add(self.work)
        self.hide()

    def reload(self) -> None:
        """Look where the copies lie, beside the window."""
        if not self._vault.may(Permission.BACK_UP) or not self._vault.may(Permission.ERASE_PERSON):
            return
        vault, roots = self._vault, self.roots()

        def work(progress: Progress) -> tuple[int, bool]:
            return len(old_copies.holding(vault, roots)), old_copies.second_missing(vault, roots)

        self.work.run(_("Guardo le copie"), work, self._tell)

    def _tell(self, found: tuple[int, bool]) -> None:
        held, missing = found
        told = plural(
            "{n} copia di riserva ha ancora i dati di chi è stata cancellata.",
            "{n} copie di riserva hanno ancora i dati di chi è stata cancellata.",
            held,
        ).format(n=held)
        self.standing.say(f"{told} {_not_there() if missing else ''}".strip(), "warning")
        self.button.setEnabled(held > 0)
        self.setVisible(held > 0)

    def replace(self) -> None:
        """Put a copy of today in place of the old ones, beside the window."""
        vault, roots = self._vault, self.roots()

        def work(progress: Progress) -> Replaced:
            return old_copies.replace(vault, roots, progress)

        self.work.run(_("Rifaccio la copia"), work, self._replaced, can_cancel=False)

    def _replaced(self, done: Replaced) -> None:
        told = [
            plural(
                "Copia nuova fatta; {n} vecchia tolta.", "Copia nuova fatta; {n} vecchie tolte.", done.dropped
            ).format(n=done.dropped)
        ]
        if done.left:
            told.append(
                plural(
                    "{n} non si lascia togliere: buttala a mano.",
                    "{n} non si lasciano togliere: buttale a mano.",
                    done.left,
                ).format(n=done.left)
            )
        if done.second_missing:
            told.append(_not_there())
        bad = bool(done.left) or done.second_missing
        self.standing.say(" ".join(told), "warning" if bad else "info")
        self.button.setEnabled(bad)


def disks() -> list[Path]:
    """The disks that are plugged in: a stick with copies may turn up under another name."""
    return [Path(volume.rootPath()) for volume in QStorageInfo.mountedVolumes() if volume.isReady()]


def _not_there() -> str:
    return _("Il secondo posto delle copie non è collegato: quando c'è, ripeti da Privacy, Conservazione.")
