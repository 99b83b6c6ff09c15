"""*Sincronizza*: what waits, where bundles meet, handing over with progress, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.syncing.house_card import HouseCard
from millegiorni_desk.app.syncing.linkage_card import LinkageCard
from millegiorni_desk.app.syncing.post_card import PostCard
from millegiorni_desk.app.syncing.road_card import RoadCard
from millegiorni_desk.app.syncing.withdrawn_card import WithdrawnCard
from millegiorni_desk.changes import Changes
from millegiorni_desk.flows import roads, syncing
from millegiorni_desk.flows.standing import COUNTED, Standing, standing
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.dates import moment_words
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page, Stack
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_ONE = {"access": _("accesso"), "person": _("persona"), "pathway": _("percorso"), "dote": "dote"}


class SyncPage(Page):
    """Handing over runs beside the window: the desk is never held up by it."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Sincronizza"))
        self._vault, self._shell = vault, shell
        self.waiting = label("", "section", wrap=True)
        self.last = label("", "muted", wrap=True)
        waits = Card(_("Da consegnare"))
        waits.add(self.waiting)
        waits.add(self.last)
        self.trouble = Notice("", "info")
        self.trouble.hide()
        waits.add(self.trouble)
        self.work = TaskBar()
        self.road = RoadCard(vault, self.work)
        self.post = PostCard(vault, self.work, self._done)
        self.outcome = Card(_("Com'è andata"))
        self._lines = column(spacing=tokens.TIGHT)
        self.outcome.body.addLayout(self._lines)
        self.outcome.hide()
        self.asking = Card(_("In attesa di approvazione"))
        self.spoken = label("", "section", wrap=True)
        self._fill_asking()
        self.add(self.asking)
        self.mates = HouseCard(vault, shell)
        self.key = LinkageCard(vault, shell, self.work)
        left = Stack(waits, self.outcome, self.mates, self.key, self.post)
        self.add(Columns(left, self.road, stretch=(1, 1)))
        self.withdrawn = WithdrawnCard(vault)
        self.add(self.withdrawn)
        self.add(self.work)
        words = _("Consegna al coordinamento") if vault.house else _("Sincronizza")
        self.button = Button(words, self.synchronise, kind="primary", keys="Ctrl+Return", icon="sync")
        self.foot.add(self.button)

    def _fill_asking(self) -> None:
        self.asking.add(
            label(
                _("Intanto si lavora. Quando il coordinamento approva, leggi queste parole a voce:"),
                wrap=True,
            )
        )
        self.asking.add(self.spoken)
        self.asking.hide()

    # --- what stands -------------------------------------------------------------------------------

    def arrived(self, argument: object = None) -> None:
        if not self.work.busy:
            self.road.show_road()
        self.key.forget()
        self._show_standing()
        self.withdrawn.show_withdrawn()

    def refresh(self, changes: Changes) -> None:
        self._show_standing()
        if changes.action == "sync":
            self.withdrawn.show_withdrawn()

    def first_focus(self) -> QWidget:
        return self.button

    def _show_standing(self) -> None:
        stands = standing(self._vault)
        self.mates.show_devices()
        self.key.show_key()
        self.waiting.setText(_waiting_words(stands))
        self.last.setText(_last_words(stands))
        last = roads.last(self._vault)
        self.trouble.setVisible(last is not None and bool(last.sentence))
        if last is not None and last.sentence:
            self.trouble.say(last.sentence, "info" if last.quiet else "warning")
        self.asking.setVisible(not stands.approved)
        self.spoken.setText(stands.fingerprint)
        self.spoken.setAccessibleName(
            _("Parole da leggere: {fingerprint}").format(fingerprint=stands.fingerprint)
        )

    # --- handing over ------------------------------------------------------------------------------

    def synchronise(self) -> None:
        """Hand over and take in, beside the window."""
        if self.work.busy:
            return
        road = self.road.checked()
        if road is None:
            return
        self.outcome.hide()

        def work(progress: Callable[[int, int, str], None]) -> syncing.Outcome:
            return syncing.synchronise(self._vault, road, progress)

        task = self.work.run(_("Sincronizzo"), work, self._done)
        if task is not None:
            task.finished.connect(self._finished)

    def _finished(self) -> None:
        self._show_standing()

    def _done(self, outcome: syncing.Outcome) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        told = [line for line in outcome.lines() if line not in outcome.problems]
        self._lines.addWidget(label("\n".join(told), wrap=True))
        for problem in outcome.problems:
            self._lines.addWidget(Notice(problem, "warning"))
        if outcome.conflicts and self._vault.may(Permission.DECIDE):
            self._lines.addWidget(
                Notice(
                    _("Alcune schede hanno due risposte diverse: nessuna è andata persa."),
                    "info",
                    (_("Guarda le differenze"), lambda: self._shell.open("month-end")),
                )
            )
        self.outcome.show()
        self._shell.say(_("Sincronizzazione finita"))


def _waiting_words(stands: Standing) -> str:
    told = [
        f"{number(count)} {words if count > 1 else _ONE[table]}"
        for table, words in COUNTED.items()
        if (count := stands.waiting.get(table, 0))
    ]
    rest = stands.changes - sum(stands.waiting.values())
    if rest:
        words = _("{rest} modifiche").format(rest=number(rest)) if rest > 1 else _("1 modifica")
        told.append(_("altre {words}").format(words=words) if told and rest > 1 else words)
    return " · ".join(told) if told else _("Tutto consegnato")


def _last_words(stands: Standing) -> str:
    if stands.last is None:
        return _("Non si è ancora mai sincronizzato da questa postazione.")
    return _("Ultima volta: {moment_words}").format(
        moment_words=moment_words(stands.last.astimezone(), datetime.now().astimezone())
    )
