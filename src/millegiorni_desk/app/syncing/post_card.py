"""By e-mail: the file to send is prepared, the one that came is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from millegiorni_desk.flows import devices, posting
from millegiorni_desk.flows.syncing import Outcome
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.vault.vault import Vault

_KIND = "Millegiorni (*.mgpost)"


class PostCard(Card):
    """Two buttons; *taken_in* is told of what a file brought."""

    def __init__(self, vault: Vault, work: TaskBar, taken_in: Callable[[Outcome], object]) -> None:
        super().__init__(_("Per posta elettronica"))
        self._vault, self._work, self._taken_in = vault, work, taken_in
        self.add(
            label(
                _(
                    "Dove non c'è una strada comune: prepara un file con quello che agli altri può mancare, spediscilo "
                    "a tutti, e leggi quelli che arrivano. È cifrato anche lui."
                ),
                "muted",
                wrap=True,
            )
        )
        self.prepare_button = Button(_("Prepara il file da spedire…"), self._ask_where, icon="download")
        self.read_button = Button(_("Leggi un file ricevuto…"), self._ask_which, icon="upload")
        self.add_row(self.prepare_button, self.read_button)
        self.ready = label("", wrap=True)
        self.ready.hide()
        self.add(self.ready)

    def prepare(self, file: Path) -> None:
        """Write *file*, beside the window."""
        self.ready.hide()
        vault = self._vault
        self._work.run(
            _("Preparo il file"), lambda progress: posting.prepare(vault, file, progress), self._prepared
        )

    def take_in(self, file: Path) -> None:
        """Read *file*, beside the window."""
        vault = self._vault
        self._work.run(
            _("Leggo il file"), lambda progress: posting.take_in(vault, file, progress), self._taken_in
        )

    def _prepared(self, files: list[Path]) -> None:
        names = ", ".join(file.name for file in files)
        if len(files) == 1:
            words = _("Pronto: allega {names} a un messaggio per le altre case e il coordinamento.").format(
                names=names
            )
        else:
            words = _("Pronti: spedisci tutti questi file, anche in messaggi diversi: {names}.").format(
                names=names
            )
        self.ready.setText(words)
        self.ready.show()

    def _ask_where(self) -> None:
        name = f"{devices.desk_name(self._vault)} {date.today().isoformat()}.mgpost"
        start = str(Path.home() / "".join("-" if sign in '/\\:*?"<>|' else sign for sign in name))
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Prepara il file da spedire"), start, _KIND)
        if chosen:
            self.prepare(Path(chosen))

    def _ask_which(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Leggi un file ricevuto"), str(Path.home()), _KIND
        )
        if chosen:
            self.take_in(Path(chosen))
