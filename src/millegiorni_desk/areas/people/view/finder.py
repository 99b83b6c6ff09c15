"""*Chi è arrivata?*: the search field with those it may be, why, and what else can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people import checks, service
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.service import Found
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Entry, EntryList
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.search import SearchField
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault

Detail = Callable[[Sequence[Person]], dict[str, str]]
_PLACEHOLDER = _("Chi è arrivata?   Nome, telefono o codice fiscale")
_TELLING = 2


def candidate(found: Found, more: str = "", told: int = 2, *, meant: bool = True) -> Entry:
    """One who may be the person looked for, with the first *told* reasons; all of them are spoken.

    Whoever is not *meant* only resembles: her reasons stand in a quiet colour.
    """
    first, second = words.full_name(found.person), words.line(found.person)
    short = [reason.split(" (")[0].removeprefix(_("attenzione: ")) for reason in found.reasons]
    second = " · ".join(part for part in (second, more) if part)
    state, kind = " · ".join(dict.fromkeys(short[:told])), "info" if meant else "quiet"
    entry = Entry(first, second, state=state, kind=kind, key=found.person.id)
    entry.setAccessibleName(", ".join(part for part in (first, second, *found.reasons) if part))
    entry.setToolTip("\n".join(found.reasons))
    return entry


class PersonFinder(QWidget):
    """Finds someone while typing. Enter takes the first found, or begins a new card where nobody is found;
    where the first only resembles, it goes to her in the list.

    *asks* is another question than who came; *detail* adds what another area knows of those found. ``chosen``
    carries a person's id, ``new_wanted`` what was typed. ``extras`` is the row of buttons: more may be added.
    """

    chosen = Signal(str)
    new_wanted = Signal(str)
    anonymous_wanted = Signal()
    searched = Signal()

    def __init__(
        self,
        vault: Vault,
        *,
        most: int = 5,
        told: int = 2,
        detail: Detail | None = None,
        new: bool = True,
        anonymous: bool = True,
        asks: str = "",
    ) -> None:
        super().__init__()
        self._vault, self._most, self._told, self._detail = vault, most, told, detail
        self._may_add = new and checks.may_write_cards(vault)
        self._found: list[Found] = []
        layout = column(self, spacing=tokens.TIGHT)
        self.field = SearchField(asks or _("Chi è arrivata?"), placeholder=asks or _PLACEHOLDER)
        self.field.searched.connect(self._search)
        self.field.entered.connect(self._entered)
        self.field.left_down.connect(self._into_results)
        self.results = EntryList(_("Persone trovate"))
        self.results.opened.connect(self.chosen)
        self.nobody = label(
            _("Non la trovo. Prova con un'altra parola, o crea la sua scheda."), "muted", wrap=True
        )
        self.work = ProblemPlace()
        self.new_button = Button(_("Nuova scheda"), self._new, keys="Ctrl+N", icon="add")
        self.anonymous_button = Button(_("Accesso anonimo"), self.anonymous_wanted.emit)
        self.extras = Wrap(self.new_button, self.anonymous_button)
        for piece in (self.field, self.results, self.nobody, self.work, self.extras):
            layout.addWidget(piece)
        self.anonymous_button.setVisible(anonymous)
        self.setFocusProxy(self.field)
        self._show([])

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self.field.text()

    def clear(self) -> None:
        """An empty field and no results."""
        self.field.set_text("")
        self.field.search_now()

    def search_for(self, text: str) -> None:
        """Search *text* at once, as if it had been typed."""
        self.field.set_text(text)
        self.field.search_now()

    def _search(self, text: str) -> None:
        self.work.clear()
        try:
            found = service.find(self._vault, text, limit=self._most) if len(text) >= _TELLING else []
            more = self._detail([one.person for one in found]) if self._detail and found else {}
        except DeskError as problem:
            self.work.show_problem(problem, lambda: self._search(text))
            found, more = [], {}
        self._show(found, more)

    def _show(self, found: list[Found], more: dict[str, str] | None = None) -> None:
        self._found = found
        text, more = self.typed, more or {}
        entries = [
            candidate(one, more.get(one.person.id, ""), self._told, meant=service.answers_all(text, one))
            for one in found
        ]
        self.results.show_entries(entries)
        self.field.follow(entries)
        self.nobody.setVisible(not found and len(text) >= _TELLING)
        self.results.setVisible(bool(found))
        self.new_button.setVisible(self._may_add and len(text) >= _TELLING)
        self.new_button.say(_("Nuova scheda con «{cut}»").format(cut=words.cut(text)))
        self.extras.lay_out()
        self.searched.emit()

    def _entered(self, text: str) -> None:
        if self._found and service.answers_all(text, self._found[0]):
            self.chosen.emit(self._found[0].person.id)
        elif self._found:
            # She only resembles: taking her for the one who came is decided by looking, not by a habit of the hand.
            self.results.focus_first()
        elif len(text) >= _TELLING and self._may_add:
            self.new_wanted.emit(text)

    def _into_results(self) -> None:
        if self._found:
            self.results.focus_first()
        else:
            self.focusNextChild()

    def _new(self) -> None:
        self.new_wanted.emit(self.typed)
