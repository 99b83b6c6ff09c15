"""After the desk was closed: the vault's key is renewed, seen as it goes on; then the program begins again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from millegiorni_desk import settings
from millegiorni_desk.app.entrance.card import Entrance
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.labels import label

Progress = Callable[[int, int, str], None]


class RenewalPage(Entrance):
    """Renews the key of the vault in *folder* as *user*, whose passphrase is *secret*, then calls *again*.

    *again* replaces the process: neither the former key nor the new one stays in memory.
    """

    def __init__(self, folder: Path, user: str, secret: str, again: Callable[[], object]) -> None:
        super().__init__(
            _("Rinnovo la chiave"),
            _("Riscrivo l'archivio «{name}» con una chiave nuova.").format(name=folder.name),
            "key",
        )
        self._folder, self._again = folder, again
        self.card.add(
            label(
                _(
                    "Non spegnere il computer. Se succede lo stesso, alla prossima apertura l'archivio è intero: con "
                    "la chiave di prima o con quella nuova."
                ),
                wrap=True,
            )
        )
        self.back_button = Button(_("Torna all'ingresso"), self._again)
        self.card.add(self.back_button)
        self.back_button.hide()

        def work(progress: Progress) -> None:
            from millegiorni_desk.flows.desk import open_desk
            from millegiorni_desk.vault import renewal

            with open_desk(folder, user, secret) as vault:
                renewal.renew(vault, secret, progress)

        task = self.work.run(_("Riscrivo e rileggo"), work, self._done, self._failed)
        if task is not None:
            task.cancelled.connect(again)

    def _done(self, _unused: object) -> None:
        settings.put("renewed", str(self._folder))
        self._again()

    def _failed(self, problem: Exception) -> None:
        self.work.show_problem(problem)
        self.back_button.show()
        self.back_button.setFocus()
