"""*Rete, finanziatori*: who gives the money, whom to write to, and where its account goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.network.money import EditorCard, MoneySection
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import Funder
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import Form, NoteField, TextField
from millegiorni_desk.ui.tables import Column, Row, Source, Table

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_FIELDS = ("name", "code", "contact", "email", "codice_fiscale", "address", "notes")


class FundersSection(MoneySection):
    """The funders; Enter takes one up to correct it."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.table = Table(
            _("Finanziatori"),
            (
                Column("name", _("Chi finanzia")),
                Column("code", _("Codice"), width=100),
                Column("contact", _("A chi scrivere")),
                Column("funds", _("Fondi")),
            ),
            empty=_("Ancora nessun finanziatore."),
            most_rows=7,
        )
        self.table.opened.connect(self._take_up)
        listed = Card(_("Finanziatori"))
        listed.add(self.table)
        self.form = Form()
        self.form.add_row(
            name=TextField(_("Nome")),
            code=TextField(_("Codice"), hint=_("Corto, e non cambia più.")),
            codice_fiscale=TextField(_("Codice fiscale")),
        )
        self.form.add_row(contact=TextField(_("A chi scrivere")), email=TextField(_("Posta elettronica")))
        self.form.add("address", TextField(_("Indirizzo")))
        self.form.add("notes", NoteField(_("Note"), lines=2))
        self.card = EditorCard(
            self.form,
            (_("Nuovo finanziatore"), _("Aggiungi il finanziatore")),
            (_("Correggi il finanziatore"), _("Salva il finanziatore")),
            self.save,
            fixed=("code",),
        )
        for piece in (listed, self.card, self.work):
            self.add(piece)

    def reload(self) -> None:
        known = doti.funders(self._vault)
        funds = doti.funds(self._vault)
        rows = [
            {
                "id": one.id,
                "name": one.name,
                "code": one.code,
                "contact": " · ".join(part for part in (one.contact, one.email) if part),
                "funds": ", ".join(fund.name for fund in funds if fund.funder_id == one.id),
            }
            for one in known
        ]
        self.table.show_rows(Source.of(rows))
        self.told.emit(
            _("{count} finanziatori").format(count=len(known)) if len(known) != 1 else _("1 finanziatore"),
            "",
            "quiet",
        )

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() else self.form.fields["name"]

    def _take_up(self, row: Row) -> None:
        one = next(each for each in doti.funders(self._vault) if each.id == row["id"])
        self.card.take_up(one.id, {name: getattr(one, name) for name in _FIELDS})

    def save(self) -> None:
        """Add the funder, or keep what was corrected."""
        vault, key = self._vault, self.card.key

        def write() -> None:
            given = self.card.answers()
            if not key:
                doti.add_funder(vault, Funder(**given))
                return
            old = next(each for each in doti.funders(vault) if each.id == key)
            before = {name: getattr(old, name) for name in given}
            doti.edit_funder(vault, key, **given)
            self._shell.say(_("Finanziatore corretto"), lambda: doti.edit_funder(vault, key, **before))

        if self._try(self.form, write):
            if not key:
                self._shell.say(
                    _("{name} è tra i finanziatori").format(name=self.form.fields["name"].value())
                )
            self.card.leave()
            self.reload()
