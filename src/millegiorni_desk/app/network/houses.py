"""*Rete, case*: the houses of the network, a new one, and the invitation of a desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from millegiorni_desk.app.network.announcing import announce
from millegiorni_desk.app.sections import Section
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.flows import devices, joining, roads
from millegiorni_desk.flows.road_addresses import RELAY
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField, Form, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

# Okabe and Ito's colours, told apart by colour-blind eyes too; darkened where they stand on white.
_COLOURS = ("#2F6DB5", "#B5481F", "#0B7D5E", "#8A5A00", "#9A4E86", "#3C8BB3", "#6B6F00", "#5C6B73")


class CodeCard(Card):
    """The network's code: what whoever keeps a relay must enter, so that this network may meet there."""

    def __init__(self, code: str) -> None:
        super().__init__(_("Codice della rete"))
        self.code = label(code, "strong", wrap=True, selectable=True)
        self.code.setAccessibleName(_("Codice della rete: {code}").format(code=code))
        self.add(
            label(
                _(
                    "Serve solo a chi cura il relè: lo scrive tra le reti che accetta. Non è un segreto, e da solo "
                    "non fa entrare nessuno."
                ),
                "muted",
                wrap=True,
            )
        )
        self.add(self.code)
        self.copied = label("", "small")
        self.copied.hide()
        self.copy_button = Button(_("Copia il codice"), self.copy)
        self.add_row(self.copy_button, self.copied)

    def copy(self) -> None:
        """Put the code on the clipboard."""
        QGuiApplication.clipboard().setText(self.code.text())
        self.copied.setText(_("Copiato: ora si può incollare in un messaggio."))
        self.copied.show()


class HousesSection(Section):
    """The houses with their desks; one is added, and desks are invited."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.table = Table(
            _("Case"),
            (
                Column("name", _("Casa")),
                Column("code", _("Codice"), width=90),
                Column("address", _("Indirizzo")),
                Column("desks", _("Postazioni")),
            ),
            empty=_("Ancora nessuna casa: aggiungi qui sotto la prima."),
            key="code",
            most_rows=9,
        )
        listed = Card(_("Case"))
        listed.add(self.table)
        self.add(listed)
        self.add(self._invite_card())
        self.add(self._new_card())
        self.add(CodeCard(devices.identity(vault).network))
        self.work = TaskBar()
        self.add(self.work)

    def _invite_card(self) -> Card:
        self.invite_card = Card(_("Invita una postazione"))
        self.invite_card.add(
            label(
                _(
                    "L'invito è un file con dentro un segreto: si consegna di persona, vale per un solo computer "
                    "e per trenta giorni."
                ),
                "muted",
                wrap=True,
            )
        )
        self.invited = ChoiceField(_("Per quale casa"))
        self.invite_button = Button(_("Scrivi l'invito…"), self._ask_where)
        self.invited.beside_control.addWidget(self.invite_button)
        self.invited.changed.connect(lambda: self.invited.show_problem(""))
        self.invite_card.add(self.invited)
        return self.invite_card

    def _new_card(self) -> Card:
        card = Card(_("Nuova casa"))
        self.form = Form()
        self.form.add_row(
            name=TextField(_("Nome"), placeholder=_("per esempio Barrito")),
            code=TextField(_("Codice"), placeholder=_("per esempio BAR"), hint=_("Corto, e non cambia più.")),
        )
        self.form.add("address", TextField(_("Indirizzo")))
        card.add(self.form)
        self.add_button = Button(_("Aggiungi la casa"), self.add_house, kind="primary")
        last = self.form.fields["address"]
        if isinstance(last, TextField):
            last.line.then = self.add_house
        card.add(Wrap(self.add_button))
        return card

    def reload(self) -> None:
        houses = network.houses(self._vault)
        desks: dict[str, list[str]] = {}
        for device in devices.roster(self._vault).active:
            desks.setdefault(device.house or "", []).append(device.name)
        self.table.show_rows(
            Source.of(
                [
                    {
                        "code": house.code,
                        "name": house.name,
                        "address": house.address,
                        "desks": ", ".join(desks.get(house.code, [])) or _("nessuna ancora"),
                    }
                    for house in houses
                ]
            )
        )
        self.invited.set_options([(house.code, house.name) for house in houses])
        self.invite_card.setVisible(bool(houses))
        without = sum(house.code not in desks for house in houses)
        self.told.emit(
            _("{count} case").format(count=len(houses)) if len(houses) != 1 else _("1 casa"),
            _("{without} da invitare").format(without=without) if without else "",
            "quiet",
        )

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() else self.form.fields["name"]

    def add_house(self) -> None:
        """Add the house that was filled in."""
        name, code, address = (str(self.form.fields[key].value()) for key in ("name", "code", "address"))
        try:
            if not name:
                raise InvalidValue(_("Dai un nome alla casa."), "name")
            colour = _COLOURS[len(network.houses(self._vault)) % len(_COLOURS)]
            house = House(code=code.upper(), name=name, address=address, colour=colour)
            joining.add_house(self._vault, house)
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
            return
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self.work.clear()
        self.form.clear()
        self.reload()
        self.invited.set_value(house.code)
        self.form.fields["name"].setFocus()
        self._shell.say(_("{name} è nella rete: ora puoi invitare la sua postazione").format(name=house.name))

    def _ask_where(self) -> None:
        code = self.invited.value()
        if not code:
            self.invited.show_problem(_("Scegli prima la casa."))
            return
        suggested = str(Path.home() / f"invito-{code.lower()}.json")
        chosen, _unused = QFileDialog.getSaveFileName(
            self, _("Scrivi l'invito"), suggested, _("Invito (*.json)")
        )
        if chosen:
            self.write_invitation(Path(chosen))

    def write_invitation(self, path: Path) -> None:
        """Write an invitation for the house chosen to *path*."""
        from millegiorni_desk.ui.printing import SavedNotice

        try:
            joining.write_invitation(joining.invite(self._vault, self.invited.value()), path)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self.work.clear()
        self.invite_card.add(SavedNotice(path))
        written = _("Invito scritto: consegnalo di persona")
        if roads.road(self._vault).kind == RELAY:
            # A relay lets nobody leave a request whom it was not told of.
            unreached = _("Invito scritto. Il relè adesso non risponde: sincronizza prima che lo usino")
            announce(self._vault, self._shell, self.work, written, unreached)
        else:
            self._shell.say(written)
