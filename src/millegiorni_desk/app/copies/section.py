"""*Impostazioni, copie*: the copies that there are, where they go, making and trying one, putting one back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.copies import sticks
from millegiorni_desk.app.copies import words as copy_words
from millegiorni_desk.app.copies.places import PlacesCard
from millegiorni_desk.app.copies.restore import RestoreCard
from millegiorni_desk.app.sections import Section
from millegiorni_desk.flows import copies, copy_trial, restoring
from millegiorni_desk.flows.copies import Copy
from millegiorni_desk.flows.copy_trial import Trial
from millegiorni_desk.language import N_, _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import Task, TaskBar
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault import places

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]
_STATES = {
    copies.WHOLE: N_("verificata"),
    copies.FORMER_KEY: N_("verificata, con la chiave di prima"),
    copies.OLD_KEY: N_("di una chiave che qui non c'è"),
    copies.DAMAGED: N_("rovinata"),
}


class CopiesSection(Section):
    """Nothing here has to be done: the copies make themselves. It shows them, and lets one do it now."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.listed: list[Copy] = []
        self._looking: Task | None = None
        self.add(self._list_card())
        self.restore = RestoreCard(vault, shell, self._restore_left)
        self.add(self.restore)
        self.restore.hide()
        self.places = PlacesCard(vault, self.reload)
        self.add(self.places)
        self.aside = self._aside_card()
        self.add(self.aside)

    def _list_card(self) -> Card:
        card = Card(_("Copie di riserva"))
        card.add(
            label(
                _(
                    "Si fanno da sole, una al giorno quando qualcosa è cambiato, e ognuna viene riletta. Restano le "
                    "ultime di 7 giorni, 4 settimane e 12 mesi. Sono cifrate come l'archivio e si aprono con le stesse "
                    "frasi segrete."
                ),
                "muted",
                wrap=True,
            )
        )
        self.trial_words = label("", wrap=True)
        card.add(self.trial_words)
        self.copy_button = Button(_("Fai una copia adesso"), self.copy, kind="primary", icon="shield")
        self.try_button = Button(_("Prova una copia"), self.try_one)
        self.restore_button = Button(_("Rimetti questa copia…"), self.ask_restore)
        self.open_button = Button(_("Apri cartella"), self._open_folder, icon="folder")
        card.add(Wrap(self.copy_button, self.try_button))
        self.table = Table(
            _("Copie di riserva"),
            (
                Column("when", _("Quando"), width=150),
                Column("size", _("Grandezza"), width=100),
                Column("place", _("Dove")),
                Column("state", _("Com'è"), width=170),
            ),
            empty=_("Ancora nessuna copia."),
            key="folder",
            most_rows=8,
        )
        self.table.selected.connect(lambda row: self._chosen())
        card.add(self.table)
        card.add(Wrap(self.restore_button, self.open_button))
        self.work = TaskBar()
        card.add(self.work)
        return card

    def _aside_card(self) -> Card:
        card = Card(_("Archivio di prima"))
        self.aside_words = Notice("", "info")
        card.add(self.aside_words)
        card.add(
            Wrap(
                Button(_("Apri la sua cartella"), self._open_aside, icon="folder"),
                Button(_("Non ricordarmelo più"), self._forget_aside),
            )
        )
        card.hide()
        return card

    # --- what is shown -----------------------------------------------------------------------------

    def reload(self) -> None:
        if self._looking is not None:
            return
        vault = self._vault
        # A stick that is asleep takes seconds to answer.
        self._looking = Task(lambda progress: copies.listed(vault, sticks.roots()))
        self._looking.result.connect(self._show)
        self._looking.failed.connect(self.work.show_problem)
        self._looking.finished.connect(self._looked)
        self._looking.start()
        self.trial_words.setText(copy_words.tried(copy_trial.last(vault)))
        self.places.reload()
        self._show_aside()
        words, kind = copy_words.foot(vault)
        self.told.emit(words[:1].lower() + words[1:], _("da vedere") if kind == "warning" else "", "warning")

    @property
    def looking(self) -> bool:
        """Whether the places are being looked through."""
        return self._looking is not None

    def _looked(self) -> None:
        self._looking = None

    def _show(self, listed: Sequence[Copy]) -> None:
        self.listed = list(listed)
        self.table.show_rows(Source.of([self._row(copy) for copy in self.listed]))
        self._chosen()

    def _row(self, copy: Copy) -> dict[str, str]:
        held, trial = copy.manifest, copy_trial.last(self._vault)
        state = _(_STATES[copy.state])
        if held is not None and trial is not None and trial.number == held.number:
            state = _("non si rilegge") if trial.problem else _("verificata e provata")
        return {
            "folder": str(copy.folder),
            "when": f"{held.at.astimezone():%d/%m/%Y, %H:%M}" if held else copy.folder.name,
            "size": copy_words.size_words(held.size) if held else "",
            "place": _("questo computer") if copy.which == places.FIRST else _("secondo posto"),
            "state": state,
        }

    def _show_aside(self) -> None:
        aside = restoring.kept_aside(self._vault)
        if aside is not None:
            self.aside_words.say(
                _(
                    "L'archivio che c'era prima di rimettere la copia è ancora in «{name}». Quando sei sicura che non "
                    "serve più, elimina quella cartella."
                ).format(name=aside.name)
            )
        reveal(self.aside, aside is not None)

    def first_focus(self) -> QWidget:
        return self.copy_button

    def current(self) -> Copy | None:
        """The copy that is chosen in the table."""
        chosen = self.table.current().get("folder")
        return next((copy for copy in self.listed if str(copy.folder) == chosen), None)

    def _chosen(self) -> None:
        copy = self.current()
        self.restore_button.setEnabled(copy is not None and copy.state in copies.READABLE)
        self.open_button.setEnabled(copy is not None)
        self.try_button.setEnabled(any(each.state in copies.READABLE for each in self.listed))

    # --- what is done ------------------------------------------------------------------------------

    def copy(self) -> None:
        """Make a copy now, in both places."""
        vault = self._vault

        def work(progress: Progress) -> Path:
            return copies.make_now(vault, sticks.roots(), progress)

        self.work.run(_("Copio e rileggo"), work, self._copied)

    def _copied(self, out: Path) -> None:
        self._shell.say(_("Copia fatta e riletta"))
        self.reload()

    def try_one(self) -> None:
        """Try the copy that is chosen, or else the newest."""
        vault, copy = self._vault, self.current()

        def work(progress: Progress) -> Trial:
            if copy is not None and copy.state in copies.READABLE:
                return copy_trial.try_copy(vault, copy, progress)
            return copy_trial.try_newest(vault, sticks.roots(), progress)

        self.work.run(_("Provo la copia"), work, self._tried)

    def _tried(self, trial: Trial) -> None:
        self._shell.say(_("La copia non va bene") if trial.problem else _("La copia si apre ed è intera"))
        self.reload()

    def ask_restore(self) -> None:
        """Show what the chosen copy would bring back."""
        copy = self.current()
        if copy is not None:
            self.restore.compare(copy)
            self.restore.show()

    def _restore_left(self) -> None:
        self.restore.hide()
        self.table.setFocus()

    def _open_folder(self) -> None:
        from millegiorni_desk.ui.printing import open_folder

        copy = self.current()
        if copy is not None:
            open_folder(copy.folder)

    def _open_aside(self) -> None:
        from millegiorni_desk.ui.printing import open_folder

        aside = restoring.kept_aside(self._vault)
        if aside is not None:
            open_folder(aside)

    def _forget_aside(self) -> None:
        restoring.forget_aside(self._vault)
        self._show_aside()
