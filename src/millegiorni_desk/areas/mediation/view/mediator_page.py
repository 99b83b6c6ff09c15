"""*Mediatrice*: one entry of the list, to read, and for whoever may, to put right."""

from __future__ import annotations

from datetime import date
from typing import Any

from millegiorni_desk.areas.mediation import mediators, rates
from millegiorni_desk.areas.mediation.records import Mediator
from millegiorni_desk.areas.people.view.choices import LanguagesField
from millegiorni_desk.areas.people.view.entry_page import EntryPage
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import DateField, Form, MoneyField, NoteField, TextField
from millegiorni_desk.ui.parsing import money
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_SINCE = "rate_from"


class MediatorPage(EntryPage):
    """Opened with a mediator's id, or with None for a new one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell, _("Mediatrice"), _form(), mediators.edit, "mediators")
        self._held: Mediator | None = None
        self.retire_button = Button(_("Non lavora più con noi"), self.retire)
        self.acts(self.retire_button)

    def load(self, argument: object) -> None:
        self._held = None
        self._held = held = mediators.mediator(self._vault, argument) if isinstance(argument, str) else None
        self.set_title(held.name if held is not None else _("Nuova mediatrice"))
        self.set_state(_("non più attiva") if held is not None and not held.active else "", "quiet")
        self.form.clear()
        self.retire_button.setVisible(held is not None)
        self.tell(())
        if held is None:
            return
        self.form.set_values({name: getattr(held, name) for name in self.form.fields if name != _SINCE})
        self.form.set_values({_SINCE: date.today()})
        self.retire_button.say(_("Non lavora più con noi") if held.active else _("Lavora di nuovo con noi"))
        cost = f"{money(held.cents_per_hour)} €" if held.cents_per_hour is not None else ""
        spoken = mediators.spoken(held.languages)
        self.tell((held.organisation, spoken, held.phone, held.email, cost, held.notes))

    def keep(self) -> None:
        given: dict[str, Any] = self.form.values()
        since = given.pop(_SINCE) or date.today()
        if self._held is None:
            new = mediators.add(self._vault, Mediator(**given))
            self.done(_("Mediatrice aggiunta"), new.id, {"active": False})
        else:
            if given["cents_per_hour"] != self._held.cents_per_hour:
                given |= rates.changed(self._held, given["cents_per_hour"], since)
            self.change(self._held, given, _("Mediatrice corretta"))

    def retire(self) -> None:
        """She no longer works with the network, or does again; undo turns it back."""
        held = self._held
        if held is None:
            return
        said = _("Mediatrice tolta da quelle attive") if held.active else _("Mediatrice di nuovo attiva")
        self.attempt(lambda: self.change(held, {"active": not held.active}, said))


def _form() -> Form:
    form = Form()
    form.add_row(name=TextField(_("Nome")), organisation=TextField(_("Ente o associazione")))
    form.add("languages", LanguagesField(_("Lingue in cui media")))
    form.add_row(phone=TextField(_("Telefono")), email=TextField(_("Posta elettronica")))
    form.add_row(
        cents_per_hour=MoneyField(_("Costo di un'ora"), most_cents=100_000),
        rate_from=DateField(
            _("Se cambia, vale dal"), hint=_("gli incontri di prima restano al costo di prima")
        ),
    )
    form.add("notes", NoteField(_("Note"), lines=2))
    return form
