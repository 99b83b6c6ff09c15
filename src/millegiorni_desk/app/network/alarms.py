"""*Avvisi*: what only the merged data show of the doti, such as one bill presented at two houses."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.sections import Section
from millegiorni_desk.areas.doti import alarms
from millegiorni_desk.areas.doti.alarms import Alarm
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.language import N_, _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.labels import Pill, label
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_MOST = 30
_KINDS = {
    "document": N_("stesso documento"),
    "kit": N_("kit due volte"),
    "cap": N_("oltre il massimo"),
    "period": N_("fuori periodo"),
    "expense": N_("spesa non coperta"),
    "overdrawn": N_("busta scoperta"),
    "paid_twice": N_("due volte la stessa cosa"),
    "approval": N_("senza conferma"),
    "refund": N_("rimborso oltre il documento"),
    "moved": N_("fondo cambiato due volte"),
}


class AlarmsSection(Section):
    """Each alarm in words with the doti that it names; nothing is undone by itself."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.found: list[Alarm] = []
        self.card = Card(_("Da guardare"))
        self.more = label("", "muted", wrap=True)
        self.work = TaskBar()
        for piece in (self.card, self.more, self.work):
            self.add(piece)

    def reload(self) -> None:
        vault = self._vault

        def work(progress: Callable[[int, int, str], None]) -> list[Alarm]:
            return alarms.find(vault)

        self.work.look(_("Cerco che cosa non torna"), work, self._show)

    def _show(self, found: list[Alarm]) -> None:
        same, self.found = found == self.found and self.card.body.count() > 0, found
        self.told.emit(
            _("{n} da guardare").format(n=number(len(found))) if found else _("niente da guardare"),
            "" if found else _("fatto"),
            "info",
        )
        if same:
            return
        self.card.empty()
        rows: list[QWidget] = [self._row(each) for each in found[:_MOST]] or [
            EmptyState(
                _("Niente da guardare"),
                _("Nessun documento presentato due volte, nessuna busta scoperta."),
                icon="check",
            )
        ]
        for row in rows:
            self.card.add(row)
        keep_place(self.card, rows)
        left = len(found) - _MOST
        self.more.setText(
            _("E altri {n}: si vedono quando questi sono sistemati.").format(n=number(max(left, 0)))
        )
        self.more.setVisible(left > 0)

    def _row(self, each: Alarm) -> QWidget:
        made = QWidget()
        lines = column(made, spacing=tokens.HAIR)
        names = {house.code: house.name for house in network.houses(self._vault)}
        where = ", ".join(names.get(code, code) for code in each.houses)
        kind = _(_KINDS.get(each.kind, each.kind))
        lines.addWidget(
            Wrap(Pill(kind, "warning"), label(where, "small"), label(format_euros(each.cents), "small"))
        )
        lines.addWidget(label(each.message, wrap=True))
        several = len(each.dote_ids) > 1
        doti = [
            Button(
                _("Apri la dote {n}").format(n=at) if several else _("Apri la dote"),
                partial(self._open, "dote", key),
                kind="quiet",
            )
            for at, key in enumerate(each.dote_ids, 1)
        ]
        if not doti and each.houses:
            key = f"{each.houses[0]} {each.line_id}"
            doti = [Button(_("Apri la busta"), partial(self._open, "envelope", key), kind="quiet")]
        lines.addWidget(Wrap(*doti))
        return made

    def _open(self, page: str, key: str) -> None:
        self._shell.open(page, key)
