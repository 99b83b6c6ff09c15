"""*Impostazioni, copie e recupero*: a checked copy of the vault, and a new recovery sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.path_fields import FolderField
from millegiorni_desk.app.recovery_sheet import RecoverySheet
from millegiorni_desk.app.sections import Section
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.standing import last_backup
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]


class SafetySection(Section):
    """The copy is opened again before it is called a copy; a new recovery sheet makes the old one worthless."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        card = Card(_("Copia di riserva"))
        card.add(
            label(
                _(
                    "Una copia cifrata dell'archivio, riletta subito. Si apre con le stesse frasi segrete e serve "
                    "solo a rimettere l'archivio al suo posto, su questo computer o al posto di questo."
                ),
                "muted",
                wrap=True,
            )
        )
        self.folder = FolderField(_("Dove"), placeholder=_("per esempio una chiavetta o un disco"))
        card.add(self.folder)
        self.copy_button = Button(_("Fai la copia"), self.copy, kind="primary", icon="shield")
        card.add(Wrap(self.copy_button))
        self.copied = Stack()
        card.add(self.copied)
        self.work = TaskBar()
        card.add(self.work)
        self.add(card)
        if vault.may(Permission.MANAGE_USERS):
            self.add(self._sheet_card())

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
        last = last_backup(self._vault)
        self.told.emit(
            _("ultima copia {astimezone:%d/%m/%Y, %H:%M}").format(astimezone=last.astimezone())
            if last
            else _("ancora nessuna copia"),
            "" if last else _("da fare"),
            "warning",
        )

    def first_focus(self) -> QWidget:
        return self.folder

    def copy(self) -> None:
        """Make a copy in a new folder inside the one chosen."""
        try:
            place = self.folder.existing()
            if place is None:
                raise InvalidValue(_("Scegli prima dove mettere la copia."))
        except InvalidValue as problem:
            self.folder.show_problem(problem.message)
            self.folder.setFocus()
            return
        out = place / f"{self._vault.folder.name} {datetime.now():%Y-%m-%d %H.%M.%S}"

        def work(progress: Progress) -> Path:
            from millegiorni_desk.vault import backup

            backup.make(self._vault, out)
            return out

        self.work.run(_("Copio e rileggo"), work, self._copied, can_cancel=False)

    def _copied(self, out: Path) -> None:
        from millegiorni_desk.ui.printing import open_folder

        layout = self.copied.layout()
        if layout is not None:
            notice = Notice(_("Copia fatta e riletta: {name}").format(name=out.name))
            notice.add_action(Button(_("Apri cartella"), lambda: open_folder(out), icon="folder"))
            layout.addWidget(notice)
        self.reload()
        self._shell.say(_("Copia fatta e riletta"))

    def renew(self) -> None:
        """Make a new recovery key and show its sheet; the old one is worthless at once."""

        def work(progress: Progress) -> tuple[str, bytes]:
            from millegiorni_desk.app.first_run_work import renewed_sheet

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
            self._shell.say(_("Metti il foglio sotto chiave, lontano dal computer"))
