"""*Impostazioni, Prova*: into the training vault, out of it, begin it anew, throw it away."""

from __future__ import annotations

from collections.abc import Callable

from millegiorni_desk import settings
from millegiorni_desk.app.sections import Section
from millegiorni_desk.flows import training
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault


class TrainingSection(Section):
    """What can be done depends on where one is; *again* closes this vault and starts the program afresh."""

    def __init__(self, vault: Vault, again: Callable[[], object]) -> None:
        super().__init__()
        self._again = again
        self._inside = training.is_training(vault)
        card = Card(_("Prova con dati inventati"))
        card.add(
            label(
                _(
                    "Un archivio a parte, con donne inventate: per imparare, o per mostrare il programma. "
                    "Non si consegna niente, e su ogni pagina e ogni foglio è scritto che è una prova."
                ),
                "muted",
                wrap=True,
            )
        )
        self.enter_button = Button(_("Entra nella prova"), self.enter)
        self.leave_button = Button(_("Esci dalla prova"), self.leave)
        self.anew_button = Button(_("Ricomincia da capo"), self.begin_anew)
        self.discard_button = Button(_("Butta la prova"), self.discard)
        offered = (
            (self.leave_button, self.anew_button, self.discard_button)
            if self._inside
            else (self.enter_button,)
        )
        card.add(Wrap(*offered))
        self.add(card)

    def reload(self) -> None:
        self.told.emit(_("sei nella prova") if self._inside else "", "", "quiet")

    def first_focus(self) -> Button:
        return self.leave_button if self._inside else self.enter_button

    def enter(self) -> None:
        """Close this vault and start in the training one."""
        settings.put("training", "enter")
        self._again()

    def leave(self) -> None:
        """Close the training vault and start where one works."""
        settings.put("training", "")
        self._again()

    def begin_anew(self) -> None:
        """As it was at the beginning: the next start makes it again."""
        settings.put("training", "anew")
        self._again()

    def discard(self) -> None:
        """The next start throws it away."""
        settings.put("training", "discard")
        self._again()
