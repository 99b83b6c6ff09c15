"""*Rete o accordo*: one entry of the list, to read, and for the coordination to put right."""

from __future__ import annotations

from typing import Any

from millegiorni_desk.areas.people.view.entry_page import EntryPage
from millegiorni_desk.areas.training import agreements
from millegiorni_desk.areas.training.records import Agreement
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import partners
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import Partner
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, NoteField, TextField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_NEW = "new_partner"


class AgreementPage(EntryPage):
    """Opened with an id, or with None for a new one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(
            vault, shell, _("Rete o accordo"), _form(vault), agreements.edit, "agreements", Permission.COORDINATE
        )  # fmt: skip
        self._held: Agreement | None = None
        self.off_button = Button(_("Togli dall'elenco"), self.take_off, icon="trash")
        self.acts(self.off_button)

    def first_focus(self) -> Any:
        return self.form.fields["kind"] if self.may and self._held is None else self.form.fields["title"]

    def load(self, argument: object) -> None:
        self._held = None
        self._held = held = agreements.agreement(self._vault, argument) if isinstance(argument, str) else None
        self.set_title(held.title if held is not None else _("Nuova rete o accordo"))
        self.form.clear()
        self._offer(held)
        self.off_button.setVisible(held is not None)
        self.tell(())
        if held is None:
            return
        self.form.set_values({name: getattr(held, name) for name in self.form.fields if name != _NEW})
        kind = network.terms(self._vault, "agreement_kind").get(held.kind, held.kind)
        partner = ", ".join(partners.names(self._vault, [held.partner_id] if held.partner_id else []))
        since = _("dal {day:%d/%m/%Y}").format(day=held.since) if held.since else ""
        until = _("al {day:%d/%m/%Y}").format(day=held.until) if held.until else ""
        facts = {
            _("Che cosa è"): kind,
            _("Con chi"): partner,
            _("Quando"): f"{since} {until}".strip(),
            _("A chi rivolgersi"): held.contact,
            _("Telefono"): held.phone,
            _("Posta elettronica"): held.email,
            _("Note"): held.notes,
        }
        self.tell(f"{title}: {fact}" for title, fact in facts.items() if fact)

    def _offer(self, held: Agreement | None) -> None:
        listed = {one.id: one.name for one in partners.every(self._vault)}
        if held is not None and held.partner_id and held.partner_id not in listed:
            listed[held.partner_id] = partners.partner(self._vault, held.partner_id).name
        field = self.form.fields["partner_id"]
        if isinstance(field, ChoiceField):
            field.set_options(list(listed.items()))

    def keep(self) -> None:
        with self._vault.save("agreement.edit" if self._held else "agreement.add"):
            given = self._given()
            made = None if self._held else agreements.add(self._vault, Agreement(**given))
            if self._held is not None:
                agreements.edit(self._vault, self._held.id, **given)
        if made is not None:
            self.done(_("Aggiunto all'elenco"), made.id, {"voided": True})
        elif self._held is not None:
            self.done(_("Corretto"), self._held.id, {name: getattr(self._held, name) for name in given})

    def _given(self) -> dict[str, Any]:
        given: dict[str, Any] = self.form.values()
        name = given.pop(_NEW)
        if name and given["partner_id"]:
            raise InvalidValue(_("Scegli un partner dell'elenco, o scrivine uno nuovo."), _NEW)
        if name:
            known = partners.find(self._vault, name)
            given["partner_id"] = (known or partners.add(self._vault, Partner(name=name))).id
        for at in ("since", "until"):
            given[at] = given[at].day if given[at] is not None else None
        return given

    def take_off(self) -> None:
        """Off the list; undo puts it back."""
        held = self._held
        if held is not None:
            self.attempt(lambda: self.change(held, {"voided": True}, _("Tolto dall'elenco")))


def _form(vault: Vault) -> Form:
    form = Form()
    form.add("kind", ChipGroup(_("Che cosa è"), list(network.terms(vault, "agreement_kind").items())))
    form.add("title", TextField(_("Come si chiama")))
    form.add_row(
        partner_id=ChoiceField(_("Con chi"), none=_("nessun partner")),
        new_partner=TextField(
            _("Un partner che non è ancora nell'elenco"), hint=_("Salvando entra nell'elenco della rete.")
        ),
    )
    form.add_row(
        since=DateField(_("Dal"), year_alone=False),
        until=DateField(_("Al"), past=False, hint=_("Vuoto: non ha una fine.")),
    )
    form.add_row(
        contact=TextField(_("A chi rivolgersi")),
        phone=TextField(_("Telefono")),
        email=TextField(_("Posta elettronica")),
    )
    form.add("notes", NoteField(_("Note"), lines=2))
    return form
