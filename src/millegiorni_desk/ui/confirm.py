"""The typed word before what cannot be undone: voiding a receipt, erasing a person, joining two people."""

from collections.abc import Callable

from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.wrap import Wrap


class TypedConfirm(Card):
    """A place on the screen that says what will happen, and does it once *word* is typed.

    *verb* is on the button ("Annulla la ricevuta"); *leave* goes back without doing anything. *kind* is that of the
    notice: red only where something is lost.
    """

    def __init__(
        self,
        title: str,
        sentence: str,
        word: str,
        verb: str,
        then: Callable[[], object],
        leave: Callable[[], object],
        *,
        kind: str = "danger",
    ) -> None:
        super().__init__(title)
        self._word = word
        self._then = then
        self.add(Notice(sentence, kind))
        self.field = TextField(_("Per continuare scrivi «{word}»").format(word=word))
        self.add(self.field)
        self.leave_button = Button(_("Torna indietro"), leave)
        self.button = Button(verb, self._confirmed, kind="danger" if kind == "danger" else "primary")
        self.button.setEnabled(False)
        self.add(Wrap(self.leave_button, self.button))
        self.field.changed.connect(self._typed)
        self.setFocusProxy(self.field)
        LeavingByButton(self, self.leave_button)

    def _typed(self) -> None:
        self.button.setEnabled(self.field.value().casefold() == self._word.casefold())

    def _confirmed(self) -> None:
        if self.button.isEnabled():
            self._then()
