"""*Rete, fogli*: the three sheets that give the network back to whoever lost its computer, made and used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.network.announcing import announce
from millegiorni_desk.app.network.money import MoneySection
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import devices, network_sheets
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import Form, NoteField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.app.network.making_sheets import MakingSheets
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class SheetsSection(MoneySection):
    """Says whether there are sheets; makes a set; takes the network over with two of them."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.standing = Notice("")
        self.prepare_button = Button(_("Prepara i tre fogli"), self.prepare, kind="primary")
        self.card = Card(_("I fogli della rete"))
        self.card.add(self.standing)
        self.card.add(
            label(
                _(
                    "Tre fogli di carta, da dare a tre persone diverse. Con due di loro la rete va avanti anche se il "
                    "computer del coordinamento si perde, si rompe o viene rubato."
                ),
                "muted",
                wrap=True,
            )
        )
        self.card.add(Wrap(self.prepare_button))
        self.room = Stack()
        self.making: MakingSheets | None = None
        self.over = Card(_("Riprendi la rete"))
        self.over.add(
            label(
                _(
                    "Serve a chi ha rimesso una copia del coordinamento su un altro computer. Da qui in poi l'elenco "
                    "della rete lo tiene questo computer, e quello di prima non decide più nulla."
                ),
                "muted",
                wrap=True,
            )
        )
        self.words = Form()
        for key, name in (("first", _("Parole di un foglio")), ("second", _("Parole di un altro foglio"))):
            self.words.add(key, NoteField(name, lines=2))
        self.take_button = Button(_("Riprendi la rete con due fogli"), self.take_over)
        self.over.add(self.words)
        self.over.add(Wrap(self.take_button))
        for piece in (self.card, self.room, self.over, self.work):
            self.add(piece)

    def reload(self) -> None:
        now = network_sheets.standing(self._vault)
        if now.made:
            sentence, kind = (
                _("I fogli ci sono: ne servono {needed} su {of}.").format(needed=now.needed, of=now.of),
                "info",
            )
        else:
            sentence, kind = (
                _(
                    "I fogli non ci sono ancora: se questo computer si perde, nessuno può più far entrare una casa."
                ),
                "warning",
            )
        if not now.kept_here:
            sentence += " " + _("L'elenco della rete lo tiene un altro computer.")
        self.standing.say(sentence, kind)
        self.prepare_button.say(_("Fai tre fogli nuovi") if now.made else _("Prepara i tre fogli"))
        self.prepare_button.setVisible(now.kept_here)
        self.over.setVisible(now.made)
        self.told.emit(_("fatti") if now.made else _("da fare"), "" if now.made else "!", "warning")

    def first_focus(self) -> QWidget | None:
        return self.prepare_button if self.prepare_button.isVisibleTo(self) else None

    def prepare(self) -> None:
        """Make a set of sheets and show it; nothing holds until their words were read back."""
        self.leave()
        former = network_sheets.standing(self._vault).made
        from millegiorni_desk.app.network.making_sheets import MakingSheets

        self.making = MakingSheets(
            devices.network_name(self._vault),
            network_sheets.prepare(self._vault),
            former,
            self.entrust,
            self.leave,
        )
        layout = self.room.layout()
        if layout is not None:
            layout.addWidget(self.making)
        self.prepare_button.setEnabled(False)
        self.making.paper.print_button.setFocus()

    def entrust(self) -> None:
        """Make the sheets that are shown the network's, once their words were typed back right."""
        making = self.making
        if making is None:
            return

        def write() -> None:
            making.check()
            network_sheets.entrust(self._vault, making.sheets, making.former())

        if self._try(making.form, write):
            self.leave()
            self.reload()
            announce(self._vault, self._shell, self.work, _("I fogli della rete valgono da adesso"))

    def take_over(self) -> None:
        """Have this computer keep the network's roster, with the words of two sheets."""

        def write() -> None:
            given = {key: str(self.words.fields[key].value()) for key in self.words.fields}
            for key, words in given.items():
                if not words.strip():
                    raise InvalidValue(_("Scrivi le ventiquattro parole del foglio, nell'ordine."), key)
            network_sheets.take_over(self._vault, list(given.values()))

        if self._try(self.words, write):
            self.words.clear()
            self.reload()
            announce(
                self._vault, self._shell, self.work, _("Ora l'elenco della rete lo tiene questo computer")
            )

    def leave(self) -> None:
        """Forget the sheets that are shown."""
        self.work.clear()
        self.prepare_button.setEnabled(True)
        if self.making is not None:
            self.making.hide()
            self.making.deleteLater()
            self.making = None
            self.prepare_button.setFocus()
