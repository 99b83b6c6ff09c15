"""*Supervisione dei dati*: what is missing or does not fit, to be worked off; and how a month went."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.span import covered
from millegiorni_desk.areas.monitoring.view.month_part import MonthPart
from millegiorni_desk.areas.monitoring.view.quality_part import QualityPart
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

QUALITY, ONGOING = "quality", "ongoing"


class QualityPage(Page):
    """The argument names the part to open: ``ongoing``."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Supervisione dei dati"))
        today = date.today()
        span = covered(vault) or Period(today, today)
        self.part = ChipGroup(
            _("Che cosa"),
            [(QUALITY, _("Dati da completare")), (ONGOING, _("Com'è andato il mese"))],
            opens=True,
        )
        self.part.hide_label()
        self.part.set_value(QUALITY)
        self._shown = QUALITY
        self.quality = QualityPart(vault, shell, span, today)
        self.month = MonthPart(vault, shell, span, today)
        for piece in (self.part, self.quality, self.month):
            self.add(piece, 0 if piece is self.part else 1)
        self.month.hide()
        self.part.changed.connect(self._chosen)
        self.foot.add(Button(_("Aggiorna"), self._again, keys="F5", icon="sync"), left=True)
        if shell.knows("registers"):
            self.foot.add(Button(_("Registri in Excel"), lambda: shell.open("registers"), icon="download"))

    def arrived(self, argument: object = None) -> None:
        if argument in (QUALITY, ONGOING):
            self.part.blockSignals(True)
            self.part.set_value(argument)
            self.part.blockSignals(False)
        self._open()

    def first_focus(self) -> QWidget | None:
        """Back from a record that was put right, the list goes on with the next."""
        return (self.quality if self._shown == QUALITY else self.month).first_focus() or self.part

    def refresh(self, changes: Changes) -> None:
        if self._shown == QUALITY:
            self.quality.mended(changes)

    def _chosen(self) -> None:
        if not self.part.value():
            # One part is always shown.
            self.part.set_value(self._shown)
            return
        self._open()

    def _open(self) -> None:
        self._shown = str(self.part.value())
        self.quality.setVisible(self._shown == QUALITY)
        self.month.setVisible(self._shown == ONGOING)
        (self.quality if self._shown == QUALITY else self.month).arrived()

    def _again(self) -> None:
        (self.quality if self._shown == QUALITY else self.month).count()
