"""*Sincronizza*, where the coordination sees no names: the other computers of the house, to be confirmed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.flows import house_devices
from millegiorni_desk.flows.house_devices import HouseDevice
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class HouseCard(Card):
    """Hidden while there is no other computer, or the network is a usual one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Gli altri computer della Casa"))
        self._vault, self._shell = vault, shell
        self.buttons: list[Button] = []
        self._rows = column(spacing=tokens.TIGHT)
        self.body.addLayout(self._rows)
        self.hide()

    def show_devices(self) -> None:
        """Show what stands now."""
        found = house_devices.listed(self._vault)
        while (item := self._rows.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.buttons = []
        self.setVisible(bool(found.waiting or found.confirmed))
        self._say(
            _(
                "In questa rete i nomi restano nella Casa. Un altro computer li riceve solo dopo che qualcuno, qui, ha "
                "confrontato le parole. Se nessuno di voi lo conosce, non confermare e chiama il coordinamento."
            ),
            "muted",
        )
        self._say(_("Le parole di questo computer: {words}").format(words=found.words))
        for one in found.waiting:
            self._ask(one)
        for one in found.confirmed:
            self._say(_("«{name}»: confermato").format(name=one.name))

    def _say(self, words: str, role: str = "") -> None:
        self._rows.addWidget(label(words, role, wrap=True) if role else label(words, wrap=True))

    def _ask(self, one: HouseDevice) -> None:
        self._say(_("«{name}» aspetta. Sul suo schermo si legge:").format(name=one.name), "strong")
        self._say(one.words, "section")
        if not self._vault.may(Permission.MANAGE_USERS):
            self._say(_("Lo conferma chi gestisce gli utenti di questo computer."), "muted")
            return
        button = Button(_("Le parole sono uguali: conferma"), lambda: self.confirm(one), icon="check")
        button.setAccessibleDescription(one.name)
        self._rows.addWidget(Wrap(button))
        self.buttons.append(button)

    def confirm(self, one: HouseDevice) -> None:
        """Its words are the same."""
        house_devices.confirm(self._vault, one.ordinal)
        self._shell.say(
            _("«{name}» confermato: riceve i dati con la prossima consegna").format(name=one.name)
        )
        self.show_devices()
