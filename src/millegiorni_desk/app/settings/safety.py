"""*Impostazioni, sicurezza*: a new recovery sheet, and the vault's key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.sections import Section
from millegiorni_desk.app.settings.recovery_sheet import RecoverySheet
from millegiorni_desk.app.settings.renewal import RenewalCard
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]


class SafetySection(Section):
    """A new recovery sheet makes the old one worthless; a new key, the files of before."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.work = TaskBar()
        self.add(self._sheet_card())
        self.add(self.work)
        self.key_card = RenewalCard(vault, shell)
        self.add(self.key_card)

    def _sheet_card(self) -> Card:
        self.sheet_card = Card(_("Foglio di recupero"))
        self.sheet_card.add(
            label(
                _(
                    "Se il foglio è perso o qualcuno l'ha visto, fanne uno nuovo: quello vecchio non apre più niente."
                ),
                "muted",
                wrap=True,
            )
        )
        self.sheet_button = Button(_("Fai un foglio nuovo"), self.renew)
        self.sheet_card.add(Wrap(self.sheet_button))
        self.sheet: RecoverySheet | None = None
        return self.sheet_card

    def reload(self) -> None:
        self.told.emit(_("foglio di recupero e chiave"), "", "quiet")
        self.key_card.reload()

    def first_focus(self) -> QWidget:
        return self.sheet_button

    def renew(self) -> None:
        """Make a new recovery key and show its sheet; the old one is worthless at once."""

        def work(progress: Progress) -> tuple[str, bytes]:
            from millegiorni_desk.app.entrance.first_run_work import renewed_sheet

            return renewed_sheet(self._vault)

        self.work.run(_("Faccio il foglio"), work, self._show_sheet, can_cancel=False)

    def _show_sheet(self, made: tuple[str, bytes]) -> None:
        self.sheet = RecoverySheet(*made)
        self.sheet.last_enter(self.put_away)
        self.sheet_button.hide()
        self.away_button = Button(_("L'ho stampato"), self.put_away, kind="primary")
        self.sheet_card.add(self.sheet)
        self.sheet_card.add(Wrap(self.away_button))
        self.sheet.first().setFocus()

    def put_away(self) -> None:
        """Take the sheet off the screen once a group was typed back."""
        if self.sheet is not None and self.sheet.checked():
            self.sheet.hide()
            self.sheet.deleteLater()
            self.sheet = None
            self.away_button.hide()
            self.sheet_button.show()
            self.key_card.reload()
            self._shell.say(_("Metti il foglio sotto chiave, lontano dal computer"))
