"""*Rete, richieste*: the desks that ask to come in, and the words that both sides read aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from millegiorni_desk.app.sections import Section
from millegiorni_desk.errors import SyncRefused
from millegiorni_desk.flows import joining
from millegiorni_desk.flows.joining import Waiting
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.tasks import TaskBar, stoppable
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]
Found = tuple[list[Waiting], list[SyncRefused]]
"""Who asks to come in, and what keeps the road from being taken now, if anything does."""


class RequestsSection(Section):
    """Looks for requests where bundles meet, beside the window, and lets a desk in."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.card = Card(_("Chiedono di entrare"))
        self.card.add(
            label(
                _(
                    "Telefona alla casa e fatti leggere le parole: se sono le stesse, approva. "
                    "Se sono diverse, qualcun altro sta provando a entrare."
                ),
                "muted",
                wrap=True,
            )
        )
        self.list = Stack()
        self.list.hide()
        self.none = label("", "muted", wrap=True)
        self.again_button = Button(_("Cerca le richieste"), self.look, icon="sync")
        self.card.add(self.list)
        self.card.add(self.none)
        self.card.add(Wrap(self.again_button))
        self.work = TaskBar()
        self.add(self.card)
        self.add(self.work)
        self.buttons: list[Button] = []
        self._look_again = False
        self._wanted: list[Waiting] = []

    def reload(self) -> None:
        self.look()

    def look(self) -> None:
        """Look for requests where bundles meet."""

        def work(progress: Progress) -> Found:
            silent: list[SyncRefused] = []
            return joining.requests(self._vault, stoppable(progress), silent.append), silent

        task = self.work.run(_("Cerco le richieste"), work, self._show, can_cancel=False)
        self._look_again = task is None
        if task is not None:
            task.finished.connect(self._looked)

    def _looked(self) -> None:
        # What was asked for meanwhile: approvals first, then what may have come after this look.
        if self._wanted:
            self.approve(self._wanted.pop(0))
        elif self._look_again:
            self.look()

    def _show(self, found: Found) -> None:
        waiting, silent = found
        self.show_requests(waiting, looked=not silent)
        if silent:
            # There may be more where bundles meet: what keeps it from being seen stands beside what is at hand.
            self.work.show_problem(silent[-1], self.look)

    def show_requests(self, waiting: list[Waiting], *, looked: bool = True) -> None:
        """Show the desks that ask, each with its words and its button; not *looked*: there may be others."""
        layout = self.list.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.buttons = []
        self.list.setVisible(bool(waiting))
        for each in waiting:
            if layout is not None:
                layout.addWidget(self._request(each))
        lone = not self._vault.local("exchange", "")
        self.none.setText(
            _(
                "Nessuna richiesta, per ora. In «Sincronizza» scegli dove ci si incontra, o leggi il file arrivato."
            )
            if lone
            else _("Nessuna richiesta, per ora.")
        )
        self.none.setVisible(not waiting and looked)
        count = _("{count} in attesa").format(count=len(waiting)) if waiting else ""
        nobody = _("nessuna") if looked else _("non si è potuto guardare")
        self.told.emit(_("postazioni che chiedono di entrare") if waiting else nobody, count, "warning")

    def _request(self, waiting: Waiting) -> Card:
        card = Card()
        card.add(label(f"{waiting.house} · {waiting.name}", "strong", wrap=True))
        words = label(waiting.fingerprint, "section", wrap=True)
        words.setAccessibleName(
            _("Parole da confrontare: {fingerprint}").format(fingerprint=waiting.fingerprint)
        )
        card.add(words)
        button = Button(_("Le parole sono uguali: approva"), lambda: self.approve(waiting), kind="primary")
        button.setAccessibleDescription(f"{waiting.house}, {waiting.name}")
        card.add(Wrap(button))
        self.buttons.append(button)
        return card

    def approve(self, waiting: Waiting) -> None:
        """Let the desk in and prepare what it has to receive, beside the window."""
        if self.work.busy:
            self._wanted.append(waiting)
            return

        def work(progress: Progress) -> Found:
            silent: list[SyncRefused] = []
            joining.approve(self._vault, waiting, silent.append)
            return joining.requests(self._vault, stoppable(progress), silent.append), silent

        def done(found: Found) -> None:
            self._show(found)
            said = _("{house}, «{name}»: approvata")
            if waiting.posted or not self._vault.local("exchange", ""):
                said = _("{house}, «{name}»: approvata. In «Sincronizza» prepara il file da spedirle")
            elif found[1]:
                said = _("{house}, «{name}»: approvata. Lo saprà alla prossima sincronizzazione")
            self._shell.say(said.format(house=waiting.house, name=waiting.name))

        task = self.work.run(_("Approvo {name}").format(name=waiting.name), work, done, can_cancel=False)
        if task is not None:
            task.finished.connect(self._looked)
