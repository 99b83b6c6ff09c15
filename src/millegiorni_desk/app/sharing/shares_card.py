"""*Altre case che leggono il fascicolo*: sharing it as she agreed, where it is read now, ending it."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.view.pile import Pile
from millegiorni_desk.areas.privacy.records import FileShare
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.flows import sharing
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, PartialDate
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


class SharesCard(Card):
    """What goes and what stays is said before; an end is final, and says what cannot be called back."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Altre case che leggono il fascicolo"))
        self._vault, self._shell, self._person = vault, shell, ""
        self.now = Pile()
        self.add(self.now)
        self.told = label("", "small", wrap=True)
        self.form = Form()
        self.house = self.form.add("to_house", ChoiceField(_("Quale casa")))
        self.form.add_row(
            agreed_on=DateField(_("Lei è d'accordo dal")),
            until=DateField(_("Fino al"), past=False, hint=_("vuoto: finché non finisce")),
            fold_under=420,
        )
        self.problem = Notice("", "warning")
        self.problem.hide()
        self.button = Button(_("Condividi il fascicolo"), self.share, icon="send")
        self.giving = Stack(self.told, self.form, Wrap(self.button))
        self.add(self.giving)
        self.add(self.problem)

    def show_person(self, person_id: str, house: str) -> None:
        """Read again who reads her file. It is given by a desk of the house that keeps it, and by nobody else."""
        if person_id != self._person:
            self.form.clear()
            self.problem.hide()
        self._person = person_id
        mine = bool(self._vault.house) and self._vault.house == house and sharing.possible(self._vault)
        self.setVisible(mine)
        if not mine:
            return
        shares = sharing.of_person(self._vault, person_id)
        held = {one.to_house for one in shares if sharing.holds(one)}
        chosen = self.house.value()
        houses = [one for one in network.houses(self._vault) if one.code != house and one.code not in held]
        self.house.set_options([(one.code, one.name) for one in houses])
        self.house.set_value(chosen if chosen in {one.code for one in houses} else "")
        self.giving.setVisible(bool(houses) and self._vault.may(Permission.EXPORT_PERSON))
        self.told.setText(_what_goes(sharing.preview(self._vault, person_id)))
        self._show_shares(shares)

    def _show_shares(self, shares: list[FileShare]) -> None:
        told = list[QWidget]()
        self.end_buttons: dict[str, Button] = {}
        names = {one.code: one.name for one in network.houses(self._vault)}
        for one in shares:
            name = names.get(one.to_house, one.to_house)
            if sharing.holds(one):
                told.append(Notice(_standing(one, name), "info"))
                button = Button(
                    _("Smetti di condividere con {house}").format(house=name), partial(self.end, one.id)
                )
                self.end_buttons[one.id] = button
                told.append(Wrap(button))
            else:
                told.append(label(_ended(one, name), "small", wrap=True))
        if not shares:
            told.append(label(_("Nessun'altra casa lo legge."), "muted", wrap=True))
        self.now.put(told)

    def share(self) -> None:
        """Share it; what is agreed to is written among her consents."""
        self.problem.hide()
        try:
            given = self.form.values()
            agreed, until = given["agreed_on"], given["until"]
            made = sharing.start(
                self._vault,
                self._person,
                str(given["to_house"] or ""),
                agreed.day if isinstance(agreed, PartialDate) else None,
                until.day if isinstance(until, PartialDate) else None,
            )
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self._tell(problem.message, "warning")
            return
        self.form.clear()
        self._again(made)
        self._tell(_("Il fascicolo parte alla prossima consegna."), "info")

    def end(self, share_id: str) -> None:
        """End a share. There is no way back but to share again."""
        try:
            made = sharing.end(self._vault, share_id)
        except DeskError as problem:
            self._tell(problem.message, "warning")
            return
        self._again(made)
        self._tell(
            _(
                "Finita. Alla prossima consegna il fascicolo sparisce dalle loro postazioni. Quello che hanno già "
                "stampato, scritto nelle loro schede o salvato in vecchie copie di riserva non si può richiamare: "
                "se serve, chiedilo a voce."
            ),
            "info",
        )

    def _again(self, share: FileShare) -> None:
        self.show_person(share.person_id, share.house)

    def _tell(self, sentence: str, kind: str) -> None:
        self.problem.say(sentence, kind)
        self.problem.show()


def _what_goes(told: sharing.Preview) -> str:
    said = [
        plural(
            "Va {n} registrazione, e da oggi ciò che si aggiunge.",
            "Vanno {n} registrazioni, e da oggi ciò che si aggiunge.",
            told.goes,
        ).format(n=told.goes),
        _(
            "Sono la scheda con figli, recapiti e famiglia, gli accessi, i percorsi, le mediazioni, gli invii, i "
            "consensi e le doti. L'altra casa legge soltanto: non cambia nulla, non lo conta e non lo passa ad altri."
        ),
        _("Non vanno i documenti allegati, i conti e le ricevute, le note riservate."),
    ]
    if told.reserved:
        said.append(
            plural(
                "Resta qui {n} registrazione: è riservata, o tocca qualcosa di riservato.",
                "Restano qui {n} registrazioni: sono riservate, o toccano qualcosa di riservato.",
                told.reserved,
            ).format(n=told.reserved)
        )
    return " ".join(said)


def _standing(one: FileShare, name: str) -> str:
    until = _(", fino al {day:%d/%m/%Y}").format(day=one.until) if one.until else ""
    return _("{house} lo legge dal {day:%d/%m/%Y}{until}. Lei è d'accordo dal {agreed:%d/%m/%Y}.").format(
        house=name, day=one.since, until=until, agreed=one.consent_on
    )


def _ended(one: FileShare, name: str) -> str:
    """When it ended, by whom or why."""
    day = one.ended_on or one.until or date.today()
    why = one.end_reason or one.ended_by
    told = _("{house} lo ha letto dal {since:%d/%m/%Y} al {day:%d/%m/%Y}").format(
        house=name, since=one.since, day=day
    )
    return f"{told} · {why}" if why else told
