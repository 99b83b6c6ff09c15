"""*Rete, enti*: the managing bodies that sign the receipts of one or more houses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.sections import Section
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import ManagingBody
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import Form, TextField
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class BodiesSection(Section):
    """The bodies, and a new one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.table = Table(
            _("Enti gestori"),
            (
                Column("name", _("Ente")),
                Column("code", _("Codice"), width=72),
                Column("houses", _("Firma per"), width=162),
                Column("seat", _("Sede")),
            ),
            empty=_("Ancora nessun ente: senza, una casa non può fare ricevute."),
            key="code",
            most_rows=9,
        )
        listed = Card(_("Enti gestori"))
        listed.add(self.table)
        self.add(listed)
        card = Card(_("Nuovo ente"))
        self.form = Form()
        self.form.add_row(
            name=TextField(_("Nome"), placeholder=_("per esempio Barrito APS")),
            code=TextField(_("Codice"), hint=_("Sta nel numero delle ricevute, e non cambia più.")),
        )
        self.houses = self.form.add("houses", ChipGroup(_("Firma le ricevute di"), multiple=True))
        self.form.add_row(
            seat=TextField(_("Sede"), placeholder=_("via Tepice 23, Torino")),
            codice_fiscale=TextField(_("Codice fiscale")),
        )
        self.form.add(
            "stamp_duty", TextField(_("Imposta di bollo"), hint=_("La riga che va in fondo a ogni ricevuta."))
        ).set_value(ManagingBody.model_fields["stamp_duty"].default)
        card.add(self.form)
        self.add_button = Button(_("Aggiungi l'ente"), self.add_body, kind="primary")
        card.add(Wrap(self.add_button))
        self.add(card)
        self.work = TaskBar()
        self.add(self.work)

    def reload(self) -> None:
        names = {house.code: house.name for house in network.houses(self._vault)}
        bodies = network.bodies(self._vault)
        self.table.show_rows(
            Source.of(
                [
                    {
                        "code": body.code,
                        "name": body.name,
                        "houses": ", ".join(names.get(code, code) for code in body.houses),
                        "seat": body.seat,
                    }
                    for body in bodies
                ]
            )
        )
        self.houses.set_options(list(names.items()))
        lacking = sum(all(code not in body.houses for body in bodies) for code in names)
        lacks = _("1 casa senza") if lacking == 1 else _("{lacking} case senza").format(lacking=lacking)
        self.told.emit(
            _("{count} enti").format(count=len(bodies)) if len(bodies) != 1 else _("1 ente"),
            lacks if lacking else "",
            "warning",
        )

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() else self.form.fields["name"]

    def add_body(self) -> None:
        """Add the body that was filled in."""
        try:
            answers = self.form.values()
            if not answers["name"]:
                raise InvalidValue(_("Dai un nome all'ente."), "name")
            if not answers["houses"]:
                raise InvalidValue(_("Scegli almeno una casa."), "houses")
            body = network.add_body(
                self._vault,
                ManagingBody(
                    code=str(answers["code"]).upper(),
                    name=str(answers["name"]),
                    houses=list(self.houses.chosen()),
                    seat=str(answers["seat"]),
                    codice_fiscale=str(answers["codice_fiscale"]).upper(),
                    stamp_duty=str(answers["stamp_duty"]),
                ),
            )
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
            return
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self.work.clear()
        duty = self.form.fields["stamp_duty"].value()
        self.form.clear()
        self.form.fields["stamp_duty"].set_value(duty)
        self.reload()
        self.form.fields["name"].setFocus()
        self._shell.say(_("{name} è tra gli enti").format(name=body.name))
