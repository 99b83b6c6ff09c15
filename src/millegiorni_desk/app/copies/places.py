"""Where copies go: the place on this computer, and a second one such as a stick."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from millegiorni_desk.app.copies.words import shown
from millegiorni_desk.app.path_fields import FolderField
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.flows import copies
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault import places
from millegiorni_desk.vault.places import FIRST, SECOND

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault


class PlacesCard(Card):
    """The two places; ``changed`` is called when one was chosen."""

    def __init__(self, vault: Vault, changed: Callable[[], object]) -> None:
        super().__init__(_("Dove stanno"))
        self._vault, self._changed = vault, changed
        self.first_words = label("", wrap=True)
        self.second_words = label("", wrap=True)
        self.told = Notice("", "info")
        self.folder = FolderField(
            _("Cartella"),
            hint=_("Per una chiavetta scegli la chiavetta stessa: la riconosco quando torna."),
            placeholder=_("per esempio una chiavetta o un altro disco"),
        )
        self.second_button = Button(_("Usala come secondo posto"), lambda: self.choose(SECOND))
        self.first_button = Button(_("Tieni qui le copie di questo computer"), lambda: self.choose(FIRST))
        self.forget_button = Button(_("Lascia il secondo posto"), self.forget)
        for widget in (self.first_words, self.second_words, self.told, self.folder):
            self.add(widget)
        self.add(Wrap(self.second_button, self.first_button, self.forget_button))

    def reload(self) -> None:
        """Read again where they are."""
        vault = self._vault
        first, second = places.known_first(vault), places.known_second(vault)
        self.first_words.setText(_("Su questo computer: {folder}").format(folder=shown(first.folder)))
        self.second_words.setText(
            _("Secondo posto: {folder}").format(folder=shown(second.folder))
            if second
            else _("Secondo posto: nessuno")
        )
        self.forget_button.setVisible(second is not None)
        words = self._advice()
        self.told.say(words)
        reveal(self.told, bool(words))

    def _advice(self) -> str:
        second = places.known_second(self._vault)
        if second is None:
            return _(
                "Se questo computer si rompe o sparisce, serve una copia altrove: scegli un secondo posto."
            )
        if days := copies.missing_place(self._vault, datetime.now(UTC)):
            return _("Da {days} giorni non vedo il secondo posto: se è una chiavetta, inseriscila.").format(
                days=number(days)
            )
        if places.on_the_same_disk(second, self._vault):
            return _(
                "Il secondo posto è sullo stesso disco dell'archivio: se il disco si rompe, si perde anche quello."
            )
        return ""

    def choose(self, which: str) -> None:
        """Use the folder in the field as that place."""
        try:
            parent = self.folder.existing()
            if parent is None:
                raise InvalidValue(_("Scegli prima una cartella."))
            places.choose(self._vault, which, parent)
        except DeskError as problem:
            self.folder.show_problem(problem.message)
            self.folder.setFocus()
            return
        self.folder.set_value("")
        self._changed()

    def forget(self) -> None:
        """Make no more copies in the second place."""
        places.forget_second(self._vault)
        self._changed()
