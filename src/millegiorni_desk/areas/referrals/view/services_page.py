"""*Servizi*: the directory, narrowed while one types; what nobody made sure of for a year says so."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.referrals import directory
from millegiorni_desk.areas.referrals.records import Service
from millegiorni_desk.areas.referrals.view import words
from millegiorni_desk.areas.referrals.wording import kind_words
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.forms import ChoiceField, SearchField, TickField
from millegiorni_desk.ui.page import Page, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


class ServicesPage(Page):
    """Type to narrow, down to go into the list, Enter to open the first."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Servizi"))
        self._vault, self._shell = vault, shell
        self._may = vault.may(Permission.EDIT_DIRECTORY)
        self.search = SearchField(
            _("Cerca un servizio"), placeholder=_("Nome, tipo, via, quartiere o lingua"), large=False
        )
        self.kind = ChoiceField(_("Tipo"), none=_("tutti"))
        self.stale = TickField(_("Solo da ricontrollare"))
        self.table = Table(
            _("Servizi"),
            [
                Column("name", _("Nome")),
                Column("kind", _("Tipo"), width=150),
                Column("where", _("Dove")),
                Column("phone", _("Telefono"), width=115),
                Column("languages", _("Lingue"), width=190),
                Column("checked", _("Controllato"), width=125),
            ],
            empty=_("Nessun servizio risponde a quello che hai scritto."),
        )
        self.card = Card()
        self.kind.hide_label()
        self.card.add(Columns(Stack(self.search), self.kind, self.stale, stretch=(3, 2, 0), spacing=tokens.NEAR,
                              fold_under=700, same_height=False))  # fmt: skip
        self.card.add(self.table, 1)
        self.add(self.card, 1)
        new = (_("Aggiungi un servizio"), self._new) if self._may else None
        self.nothing = EmptyState(
            _("La rubrica è vuota"),
            _("Scrivi i servizi a cui mandate le donne: ASL, consultori, nidi, associazioni."),
            new,
            icon="home",
        )
        self.add(self.nothing)
        if self._may:
            self.foot.add(
                Button(_("Aggiungi un servizio"), self._new, kind="primary", keys="Ctrl+N", icon="add")
            )
        self._connect()
        self._show()

    def _connect(self) -> None:
        self.search.searched.connect(lambda _text: self._show())
        self.search.entered.connect(lambda _text: self._open_first())
        self.search.left_down.connect(self.table.setFocus)
        self.kind.changed.connect(self._show)
        self.stale.changed.connect(self._show)
        self.table.opened.connect(lambda row: self._shell.open("service", row["id"]))

    def arrived(self, argument: object = None) -> None:
        # What was typed stays, but Ctrl+Z now takes back what was changed in a service, not the typing.
        self.search.set_text(self.search.text())

    def first_focus(self) -> QWidget | None:
        return self.search

    def refresh(self, changes: Changes) -> None:
        if changes.touches("service", "term"):
            self._show()

    def _show(self) -> None:
        vault, today = self._vault, date.today()
        known = directory.find(vault)
        held = directory.kinds(vault)
        self.kind.set_options(
            [
                (code, words_.split(" (")[0])
                for code, words_ in network.terms(vault, "referral").items()
                if code in held
            ]
        )
        found = directory.find(vault, self.search.text(), kind=self.kind.value())
        if self.stale.value():
            found = [one for one in found if directory.needs_checking(one, today)]
        self.table.show_rows(Source.of([self._row(one, today) for one in found]))
        self.card.setVisible(bool(known))
        self.nothing.setVisible(not known)
        old = directory.count_to_check(vault, today)
        many = _("{n} da ricontrollare").format(n=old)
        self.set_state(many if old else "", "warning")

    def _row(self, one: Service, today: date) -> Row:
        return {
            "id": one.id,
            "name": one.name,
            "kind": kind_words(self._vault, one.kind),
            "where": ", ".join(part for part in (one.address, one.quarter) if part),
            "phone": one.phone,
            "languages": words.spoken(one),
            "checked": words.checked(one, today),
        }

    def _open_first(self) -> None:
        if self.table.model.rowCount():
            self._shell.open("service", self.table.model.row(0)["id"])

    def _new(self) -> None:
        self._shell.open("service", {"name": self.search.text()})
