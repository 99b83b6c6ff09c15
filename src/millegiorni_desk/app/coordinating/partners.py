"""*Coordinamento, partner*: whom the project works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.coordinating.parts import Part, ReadCard, RecordCard, opens
from millegiorni_desk.language import _, in_context
from millegiorni_desk.network import partners
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import Partner
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, NoteField, TextField
from millegiorni_desk.ui.labels import reveal
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_FIELDS = ("name", "kind", "contact", "phone", "email", "website", "address", "since", "until", "notes")


class PartnersSection(Part):
    """The list, which meetings and training use too. Whoever runs meetings adds; the coordination corrects."""

    tables = ("partner",)

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        name = in_context("elenco", "Partner")
        self.table = Table(
            name,
            (
                Column("name", _("Partner")),
                Column("kind", _("Che cos'è"), width=170),
                Column("contact", _("Persona di riferimento"), width=210),
            ),
            empty=_("Ancora nessun partner."),
            most_rows=12,
        )
        opens(self.table, self)
        listed = Card(name)
        listed.add(self.table)
        self.agreements = Button(
            _("Apri accordi e reti"), lambda: shell.open("agreements"), icon="link", kind="quiet"
        )
        listed.add_row(self.agreements)
        self._build_form()
        self.void_button = Button(_("Togli dall'elenco"), self.void, kind="quiet")
        self.reading = ReadCard()
        self.card = RecordCard(
            self.form,
            (_("Nuovo partner"), _("Aggiungi il partner")),
            (_("Correggi il partner"), _("Salva il partner")),
            self.save,
            (self.void_button,),
        )
        reveal(self.card, vault.may(Permission.RUN_MEETINGS))
        for piece in (listed, self.reading, self.card, self.work):
            self.add(piece)

    def _build_form(self) -> None:
        self.form = Form()
        self.kind = ChoiceField(_("Che cos'è"))
        self.kind.set_options(list(network.terms(self._vault, "partner_kind").items()))
        self.form.add_row(name=TextField(_("Nome")), kind=self.kind)
        self.form.add_row(
            contact=TextField(_("Persona di riferimento")),
            phone=TextField(_("Telefono")),
            email=TextField(_("Posta elettronica")),
        )
        self.form.add_row(website=TextField(_("Sito")), address=TextField(_("Indirizzo")))
        self.form.add_row(
            since=DateField(_("Collabora dal"), past=False), until=DateField(_("Fino al"), past=False)
        )
        self.form.add("notes", NoteField(_("Note"), lines=2))

    def show_all(self) -> None:
        kinds = network.terms(self._vault, "partner_kind")
        known = partners.every(self._vault)
        self.table.show_rows(
            Source.of(
                [
                    {
                        "id": one.id,
                        "name": one.name,
                        "kind": kinds.get(one.kind, one.kind),
                        "contact": " · ".join(part for part in (one.contact, one.phone) if part),
                    }
                    for one in known
                ]
            )
        )
        self.agreements.setVisible(self._shell.knows("agreements"))
        self.told.emit(_("{n} partner").format(n=len(known)), "", "quiet")

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() or self.card.isHidden() else self.form.fields["name"]

    def take(self, key: str) -> None:
        one = partners.partner(self._vault, key)
        if self.may:
            self.card.take_up(key, {name: getattr(one, name) for name in _FIELDS})
            self.card.show_acts(self.void_button)
            return
        lines = {
            _("Che cos'è"): network.terms(self._vault, "partner_kind").get(one.kind, one.kind),
            _("Persona di riferimento"): one.contact,
            _("Telefono"): one.phone,
            _("Posta elettronica"): one.email,
            _("Sito"): one.website,
            _("Indirizzo"): one.address,
            _("Note"): one.notes,
        }
        self.reading.show_record(key, one.name, lines)

    def save(self) -> None:
        """Put the partner on the list, or keep what was corrected."""
        vault, key = self._vault, self.card.key

        def write() -> None:
            given = self.card.answers()
            if not key:
                made = partners.add(vault, Partner(**given))
                undo = lambda: partners.edit(vault, made.id, voided=True)  # noqa: E731
                self._shell.say(_("{name} è tra i partner").format(name=given["name"]), undo)
                return
            old = partners.partner(vault, key)
            before = {name: getattr(old, name) for name in given}
            partners.edit(vault, key, **given)
            self._shell.say(_("Partner corretto"), lambda: partners.edit(vault, key, **before))

        if self._try(self.form, write):
            self.card.leave()
            self.reload()

    def void(self) -> None:
        """Take the partner off the list; what it did keeps its name."""
        vault, key = self._vault, self.card.key
        undo = lambda: partners.edit(vault, key, voided=False)  # noqa: E731
        if self.act(lambda: partners.edit(vault, key, voided=True), _("Partner tolto dall'elenco"), undo):
            self.card.leave()
