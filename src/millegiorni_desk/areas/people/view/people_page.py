"""*Persone*: the registry as a list that is searched while typing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people import received, service
from millegiorni_desk.areas.people.countries import country_name
from millegiorni_desk.areas.people.pseudonym import pseudonym
from millegiorni_desk.areas.people.received import ReceivedFile
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.house_cell import house_column, paint_houses
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import names
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState, Notice
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.search import SearchField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST_FOUND = 60
_TELLING = 2


class PeoplePage(Page):
    """Everyone of the registry by surname; with something typed, those who answer it, best first.

    Opened with ``{"search": text}`` it searches that.
    """

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Persone"))
        self._vault, self._shell = vault, shell
        self._known: int | None = None
        hidden = names.are_hidden(vault)
        self._may_add = vault.may(Permission.EDIT_PERSON) and not hidden
        self.field = SearchField(
            _("Cerca una persona"),
            placeholder=_("Qui non ci sono nomi: una donna si cerca nella sua Casa")
            if hidden
            else _("Cerca per nome, telefono o codice fiscale"),
        )
        self.field.searched.connect(lambda _unused: self._show())
        self.field.entered.connect(lambda _unused: self._open_first())
        self.field.left_down.connect(self._into_table)
        self.table = Table(
            _("Persone"),
            self._columns(),
            empty=_("Il coordinamento di questa rete non riceve nomi: una donna si cerca nella sua Casa.")
            if hidden
            else _("Nessuna scheda risponde a questa ricerca."),
        )
        paint_houses(vault, self.table)
        self.table.opened.connect(self._open)
        self.shared = Notice("", "info", (_("Guarda"), lambda: shell.open("shared-files")))
        self.add(self.shared)
        self.card = Card()
        self.card.add(self.field)
        self.card.add(self.table, 1)
        self.add(self.card, 1)
        self.nobody = EmptyState(
            _("Ancora nessuna scheda"),
            _("La prima nasce da sola quando registri il primo accesso. Puoi anche scriverla adesso."),
            (_("Nuova scheda"), self._new) if self._may_add else None,
            icon="people",
        )
        self.add(self.nobody)
        if shell.knows("pairs"):
            self.foot.add(Button(_("Schede simili"), lambda: shell.open("pairs")), left=True)
        if self._may_add:
            self.foot.add(Button(_("Nuova scheda"), self._new, kind="primary", keys="Ctrl+N", icon="add"))
        self._show()

    def _columns(self) -> list[Column]:
        return [
            Column("surname", _("Cognome"), width=200),
            Column("name", _("Nome"), width=190),
            Column("birth", _("Nascita"), width=110),
            Column("citizenship", _("Cittadinanza"), width=130),
            Column("call", _("Come si può chiamare")),
            *house_column(self._vault),
        ]

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, dict):
            self.field.set_text(str(argument.get("search", "")))
            self.field.search_now()

    def first_focus(self) -> QWidget | None:
        return self.field if not self.card.isHidden() else None

    def refresh(self, changes: Changes) -> None:
        if changes.touches("person", "house", received.SHARE):
            self._show(again=True)

    def _show(self, *, again: bool = False) -> None:
        typed = self.field.text()
        if again or self._known is None:
            self._known = service.count(self._vault)
        known = self._known
        self.card.setVisible(bool(known))
        self.nobody.setVisible(not known)
        self.foot.setVisible(bool(known) and (self._may_add or self._shell.knows("pairs")))
        if again or len(typed) < _TELLING:
            self._tell_shared()
        told = plural("{n} scheda", "{n} schede", known).format(n=number(known))
        self.set_state(told if known else "", "quiet")
        if len(typed) >= _TELLING:
            found = service.find(self._vault, typed, limit=_MOST_FOUND)
            others = received.find(self._vault, typed)
            rows = [_row(one.person) for one in found] + [_shared_row(one) for one in others]
            self.table.show_rows(Source.of(rows))
        elif again:
            self.table.reload()
        else:
            self.table.show_rows(Source(lambda: service.count(self._vault), self._page))

    def _page(self, offset: int, limit: int) -> Sequence[Row]:
        return [_row(person) for person in service.page(self._vault, offset, limit)]

    def _open_first(self) -> None:
        first = self.table.model.row(0) if self.table.model.rowCount() and self.field.text() else {}
        if first:
            self._open(first)

    def _open(self, row: Row) -> None:
        self._shell.open("shared-files" if row.get("shared") else "person", row["id"])

    def _tell_shared(self) -> None:
        """How many files of other houses may be read here; they are in no list and in no count."""
        others = len(received.files(self._vault)) if self._shell.knows("shared-files") else 0
        self.shared.setVisible(bool(others))
        self.shared.say(
            plural(
                "Un'altra casa lascia leggere qui {n} fascicolo.",
                "Altre case lasciano leggere qui {n} fascicoli.",
                others,
            ).format(n=number(others))
        )

    def _into_table(self) -> None:
        if self.table.model.rowCount():
            self.table.view.selectRow(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new(self) -> None:
        self._shell.open("new-person", {"typed": self.field.text()})


def _shared_row(one: ReceivedFile) -> Row:
    """A file that is only read here: whose it is stands where it is told how she may be called."""
    return {**_row(one.person), "id": one.feed, "call": one.mark, "shared": True}


def _row(person: Person) -> Row:
    return {
        "id": person.id,
        "surname": person.surname if person.surname or person.name else pseudonym(person.id),
        "name": person.name,
        "birth": words.birth_words(person.birth_date, person.birth_precision),
        "citizenship": country_name(person.citizenship) if person.citizenship else "",
        "call": words.call_words(person),
        "house": person.house,
    }
