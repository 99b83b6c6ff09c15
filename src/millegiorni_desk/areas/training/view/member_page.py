"""*Scheda di chi lavora con noi*: who she is, and what she was at in the days chosen."""

from __future__ import annotations

from datetime import date
from typing import Any

from millegiorni_desk.areas.people.view.entry_page import EntryPage
from millegiorni_desk.areas.training import hours, scope, staff
from millegiorni_desk.areas.training.records import StaffMember
from millegiorni_desk.areas.training.view import words
from millegiorni_desk.areas.training.view.double_card import DoubleCard
from millegiorni_desk.areas.training.view.period import PeriodForm, this_year
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField, Form, NoteField, TextField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


class MemberPage(EntryPage):
    """Opened with an id, or with None for someone new. Who works at another house is read here."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(
            vault, shell, _("Scheda di chi lavora con noi"), _form(), staff.edit, "staff",
            Permission.RECORD_TRAINING,
        )  # fmt: skip
        self._held: StaffMember | None = None
        self.retire_button = Button(_("Non lavora più con noi"), self.retire)
        self.certificate_button = Button(_("Attestato del periodo"), self._certificate, icon="document")
        self.double = DoubleCard(vault, shell)
        self.double_button = Button(_("È scritta due volte…"), self._double)
        self._joins = vault.may(Permission.COORDINATE)
        self.acts(self.retire_button, self.double_button, self.certificate_button)
        self.period = PeriodForm()
        self.period.take(this_year(date.today()))
        self.period.changed.connect(lambda _name: self._list())
        self.table = Table(
            _("Incontri"),
            [
                Column("on_date", _("Giorno"), "date", width=105),
                Column("title", _("Titolo")),
                Column("kind", _("Che cosa"), width=130),
                Column("minutes", _("Ore"), "number", width=80, words=words.figure),
            ],
            empty=_("In questi giorni nessun incontro."),
            most_rows=12,
        )
        self.table.opened.connect(lambda row: shell.open("training", row["training"]) if row else None)
        self.attended = Card(_("A che cosa c'era"))
        self.attended.add(self.period)
        self.attended.add(self.table)
        for piece in (self.double, self.attended):
            self.body.insertWidget(self.body.count() - 1, piece)

    def load(self, argument: object) -> None:
        self._held = None
        if isinstance(argument, dict):
            self.period.take((argument["first"], argument["last"]))
            argument = argument["id"]
        self._held = held = staff.member(self._vault, argument) if isinstance(argument, str) else None
        self.set_title(held.name if held is not None else _("Nuova persona"))
        self.set_state(_("non più con noi") if held is not None and not held.active else "", "quiet")
        ours = self.may and (held is None or scope.ours(self._vault, held.house_code))
        self.questions.setVisible(ours)
        self.about.setVisible(not ours)
        self.save_button.setVisible(ours)
        self.retire_button.setVisible(ours and held is not None)
        self.certificate_button.setVisible(held is not None)
        self.double_button.setVisible(self._joins and held is not None)
        self.double.hide()
        self.attended.setVisible(held is not None)
        self.form.clear()
        self._offer(held)
        self.tell(())
        if held is None:
            self.form.set_values({"house_code": self._vault.house})
            return
        self.form.set_values({name: getattr(held, name) for name in self.form.fields})
        self.retire_button.say(_("Non lavora più con noi") if held.active else _("Lavora di nuovo con noi"))
        where = words.workplace(self._vault, held.house_code)
        body = {one.code: one.name for one in network.bodies(self._vault)}.get(held.body, held.body)
        self.tell((where, body, held.role, held.email, held.notes))
        self._list()

    def _offer(self, held: StaffMember | None) -> None:
        vault = self._vault
        own = held is not None and bool(vault.house)
        houses = [(one.code, one.name) for one in network.houses(vault) if not own or one.code == vault.house]
        options = {
            "house_code": houses,
            "body": [(one.code, one.name) for one in network.bodies(vault)],
        }
        for name, offered in options.items():
            field = self.form.fields[name]
            if isinstance(field, ChoiceField):
                field.set_options(offered)

    def refresh(self, changes: Changes) -> None:
        if self._held is None:
            return
        if changes.touches("staff_member") and self._as_kept():
            self.attempt(lambda: self.load(self._held.id if self._held is not None else None))
        elif changes.touches("training", "training_presence"):
            self._list()

    def _as_kept(self) -> bool:
        """Whether nothing is written that is not saved yet."""
        return all(field.value() == getattr(self._held, name) for name, field in self.form.fields.items())

    def _list(self) -> None:
        held, span = self._held, self.period.span()
        found = hours.attended(self._vault, *span, held.id) if held is not None and span else []
        names = network.terms(self._vault, "training_kind")
        self.table.show_rows(
            Source.of(
                [
                    {
                        "id": one.training_id,
                        "training": one.training_id,
                        "on_date": one.on_date.isoformat(),
                        "title": one.title,
                        "kind": names.get(one.kind, one.kind),
                        "minutes": one.minutes,
                    }
                    for one in reversed(found)
                ]
            )
        )
        minutes = sum(one.minutes or 0 for one in found)
        self.table.show_sums({"title": _("In tutto"), "minutes": minutes} if found else None)
        self.certificate_button.setEnabled(bool(found))

    def keep(self) -> None:
        given: dict[str, Any] = self.form.values()
        if self._held is None:
            new = staff.add(self._vault, StaffMember(**given))
            self.done(_("{name} è nell'elenco").format(name=new.name), new.id, {"voided": True})
        else:
            self.change(self._held, given, _("Scheda corretta"))

    def retire(self) -> None:
        """She no longer works with the project, or does again; undo turns it back."""
        held = self._held
        if held is None:
            return
        said = _("Tolta da chi lavora con noi") if held.active else _("Di nuovo tra chi lavora con noi")
        self.attempt(lambda: self.change(held, {"active": not held.active}, said))

    def _double(self) -> None:
        if self._held is not None:
            self.double.begin(self._held)

    def _certificate(self) -> None:
        span = self.period.span()
        if self._held is not None and span is not None:
            self._shell.open("certificates", {"staff": [self._held.id], "first": span[0], "last": span[1]})


def _form() -> Form:
    form = Form()
    form.add_row(name=TextField(_("Nome e cognome")), role=TextField(_("Ruolo")))
    form.add_row(
        house_code=ChoiceField(_("Dove lavora"), none=_("coordinamento")),
        body=ChoiceField(_("Ente"), none="–"),
    )
    form.add_row(
        email=TextField(_("Posta elettronica")),
        user_name=TextField(
            _("Nome con cui entra"), hint=_("Se entra da una postazione: così non è proposta due volte.")
        ),
    )
    form.add("notes", NoteField(_("Note"), lines=2))
    return form
