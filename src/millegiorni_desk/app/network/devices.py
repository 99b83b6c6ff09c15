"""*Rete, postazioni*: every computer of the network, when it last delivered, and taking one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.app.network.announcing import announce
from millegiorni_desk.app.network.money import MoneySection
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows import network_devices
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.confirm import TypedConfirm
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class DevicesSection(MoneySection):
    """The devices; Enter takes one up, and below stands what can be done with it."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.table = Table(
            _("Postazioni"),
            (
                Column("house", _("Casa")),
                Column("name", _("Computer")),
                Column("series", _("Serie"), width=64),
                Column("bundles", _("Pacchi"), "number", 70),
                Column("last", _("Ultima consegna"), "date", 132),
                Column("state", _("Stato"), width=150),
            ),
            empty=_("Ancora nessuna postazione."),
            most_rows=12,
        )
        self.table.opened.connect(self._take_up)
        listed = Card(_("Postazioni"))
        listed.add(self.table)
        listed.add(
            label(
                _("Con Invio si apre un computer, per esempio quando è perso o non si usa più."),
                "muted",
                wrap=True,
            )
        )
        self._room = Stack()
        self.confirm: TypedConfirm | None = None
        for piece in (listed, self._room, self.work):
            self.add(piece)

    def reload(self) -> None:
        found = network_devices.listed(self._vault)
        self.table.show_rows(
            Source.of(
                [
                    {
                        "id": str(one.ordinal),
                        "house": one.house,
                        "name": one.name,
                        "series": one.series,
                        "bundles": one.bundles,
                        "last": one.last_arrival.isoformat() if one.last_arrival else "",
                        "state": _state(one),
                    }
                    for one in found
                ]
            )
        )
        active = sum(not one.revoked for one in found)
        self.told.emit(
            _("{active} postazioni").format(active=active) if active != 1 else _("1 postazione"), "", "quiet"
        )

    def _take_up(self, row: Row) -> None:
        self._leave()
        one = next(d for d in network_devices.listed(self._vault) if str(d.ordinal) == row["id"])
        layout = self._room.layout()
        if layout is None:
            return
        if one.revoked or one.here:
            why = (
                _("{name} è già fuori dalla rete: quello che aveva consegnato resta.")
                if one.revoked
                else _("{name} è questo computer: si toglie da quello che prende il suo posto.")
            ).format(name=one.name)
            card = Card(one.name)
            card.add(label(why, wrap=True))
            card.add(Wrap(Button(_("Torna indietro"), self._leave)))
            layout.addWidget(card)
            return
        self.confirm = TypedConfirm(
            _("Togli dalla rete: {name} · {house}").format(name=one.name, house=one.house),
            _(
                "Da ora non riceve più nulla, e quello che consegnasse non entra più. Quello che è già arrivato resta. "
                "Quello che è già su quel computer ci resta: lo protegge solo la sua frase segreta. "
                "Il suo numero non si usa più: se torna, serve un invito nuovo."
            ),
            _("togli"),
            _("Togli dalla rete"),
            lambda: self.revoke(one.ordinal, one.name),
            self._leave,
        )
        layout.addWidget(self.confirm)
        self.confirm.field.setFocus()

    def revoke(self, ordinal: int, name: str) -> None:
        """Take the device out, then tell the others beside the window."""
        try:
            network_devices.revoke(self._vault, ordinal)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self._leave()
        self.reload()
        announce(self._vault, self._shell, self.work, _("{name} è fuori dalla rete").format(name=name))

    def _leave(self) -> None:
        self.work.clear()
        self.confirm = None
        layout = self._room.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.table.setFocus()


def _state(one: network_devices.NetworkDevice) -> str:
    if one.revoked:
        return _("fuori dalla rete")
    return _("questo computer") if one.here else _("nella rete")
