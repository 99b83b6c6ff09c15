"""*Diritti e appuntamenti*: the table that every card is read against, and correcting a row of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.rights import catalogue
from millegiorni_desk.areas.rights.records import Right
from millegiorni_desk.areas.rights.view import words
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField, Form, NumberField, TextField, TickField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.vault.vault import Vault

_FIELDS = (
    "kind",
    "title",
    "anchor",
    "from_day",
    "to_day",
    "where_to_ask",
    "what_to_bring",
    "source",
    "active",
)


class RightsPage(Page):
    """The rows by the day they open. Enter on a row corrects it; the values before come back with undo."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Diritti e appuntamenti"))
        self._vault, self._shell, self._code = vault, shell, ""
        self.work = TaskBar()
        self.listed, self.table = self._list_card()
        self.form_card, self.form = self._form_card()
        self.add(self.work)
        self.add(self.listed, 1)
        self.add(self.form_card)
        self.form_card.hide()
        self.new_button = Button(_("Aggiungi una riga"), self.new, icon="add", keys="Ctrl+N")
        self.save_button = Button(_("Salva la riga"), self.save, kind="primary", keys="Ctrl+S")
        self.leave_button = Button(_("Lascia com'era"), self.leave, keys="Escape")
        for button in (self.new_button, self.leave_button, self.save_button):
            self.foot.add(button)
        self._editing(False)

    def _list_card(self) -> tuple[Card, Table]:
        card = Card()
        said = _(
            "Date e regole cambiano: prima di dirle a una donna, controlla con il patronato. "
            "Chi corregge una riga la corregge per tutte le case."
        )
        card.add(label(said, "small", wrap=True))
        table = Table(
            _("Diritti e appuntamenti"),
            (
                Column("title", _("Che cosa")),
                Column("span", _("Quando"), width=230),
                Column("own", _("Corretta"), width=80),
            ),
            key="code",
        )
        table.opened.connect(lambda row: self.edit(row["code"]))
        card.add(table, 1)
        return card, table

    def _form_card(self) -> tuple[Card, Form]:
        card, form = Card(_("La riga")), Form()
        form.add("title", TextField(_("Che cosa si può chiedere, o quale appuntamento")))
        form.add_row(
            kind=ChoiceField(_("Tipo"), list(words.kind_words().items()), none=""),
            anchor=ChoiceField(_("I giorni si contano"), list(words.anchor_words().items()), none=""),
        )
        form.add_row(
            from_day=NumberField(_("Dal giorno"), least=catalogue.EARLIEST, most=catalogue.LATEST),
            to_day=NumberField(_("Al giorno"), least=catalogue.EARLIEST, most=catalogue.LATEST),
        )
        form.add("where_to_ask", TextField(_("Dove si chiede")))
        form.add("what_to_bring", TextField(_("Che cosa portare")))
        form.add("source", TextField(_("Fonte"), hint=_("legge, circolare o chi lo ha detto")))
        form.add("active", TickField(_("Vale ancora")))
        card.add(form)
        return card, form

    def arrived(self, argument: object = None) -> None:
        self._editing(False)
        self._load()

    def first_focus(self) -> QWidget | None:
        return self.table

    def refresh(self, changes: Changes) -> None:
        if changes.touches("entitlement"):
            self._load()

    def _load(self) -> None:
        shown = [
            {
                "code": one.code,
                "title": one.title if one.active else _("{title} (non vale più)").format(title=one.title),
                "span": words.span_words(one),
                "own": _("sì") if catalogue.own(self._vault, one.code) else "",
            }
            for one in catalogue.table(self._vault)
        ]
        self.table.show_rows(Source.of(shown))

    def edit(self, code: str) -> None:
        """Put a row into the form."""
        self._code = code
        held = catalogue.row(self._vault, code)
        self.form.set_values({name: getattr(held, name) for name in _FIELDS})
        self._editing(True)

    def new(self) -> None:
        """An empty row."""
        self._code = ""
        self.form.clear()
        self.form.set_values(
            {"kind": "right", "anchor": "birth", "from_day": 0, "to_day": 365, "active": True}
        )
        self._editing(True)

    def save(self) -> None:
        """Keep the row for every house."""
        try:
            given = self.form.values()
            code = self._code or catalogue.free_code(self._vault, str(given["title"]))
            before = catalogue.row(self._vault, code) if self._code else None
            kept = catalogue.put(self._vault, _made(code, given))
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
            return
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self.leave()
        undo = _made(code, before.model_dump() if before else {**kept.model_dump(), "active": False})
        self._shell.say(_("Riga salvata"), lambda: catalogue.put(self._vault, undo))

    def leave(self) -> None:
        """Back to the list; what was typed is let go."""
        self._editing(False)
        self._load()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _editing(self, on: bool) -> None:
        self.work.clear()
        self.form_card.setVisible(on)
        self.listed.setVisible(not on)
        self.new_button.setVisible(not on)
        self.save_button.setVisible(on)
        self.leave_button.setVisible(on)
        if on:
            self.form.fields["title"].setFocus(Qt.FocusReason.OtherFocusReason)


def _made(code: str, given: Mapping[str, Any]) -> Right:
    """A row with the answers of the form; a day left empty is none that can be."""
    answers = {name: given[name] for name in _FIELDS}
    for name in ("from_day", "to_day"):
        if answers[name] is None:
            raise InvalidValue(_("Scrivi il giorno: 0 è quello del parto o della nascita."), name)
    return Right(code=code, **answers)
