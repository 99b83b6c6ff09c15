"""The first start: found a network, join one by an invitation, or open a vault that is already here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from millegiorni_desk.app.entrance.card import WIDTH, Entrance
from millegiorni_desk.app.entrance.first_run_steps import (
    SLOTS,
    Choices,
    InvitationStep,
    NetworkStep,
    PlaceStep,
    ReadyStep,
    Step,
    UserStep,
)
from millegiorni_desk.app.syncing.road_fields import POST
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.spacing import row

if TYPE_CHECKING:
    from millegiorni_desk.app.entrance.first_run_work import Made
    from millegiorni_desk.vault.vault import Vault

_SHEET_WIDTH = 900
_WELCOME = (_("Benvenuta"), _("Come cominciamo su questo computer?"), "home")


class FirstRun(Entrance):
    """Asks step by step, makes the vault off the interface thread, and hands it to *entered*.

    *open_folder* is called with the folder of a vault that is already here, *practise* to try with made-up data.
    """

    def __init__(
        self,
        entered: Callable[[Vault], object],
        open_folder: Callable[[Path], object],
        practise: Callable[[], object],
    ) -> None:
        super().__init__(*_WELCOME)
        self._entered, self._open_folder = entered, open_folder
        self._trail: list[Step] = []
        self._invitation: Any = None
        self.made: Made | None = None
        self.choices = Choices()
        for first, second, icon, then in (
            (
                _("Creo la rete"),
                _("Per il coordinamento: da qui si invitano le case"),
                "coordination",
                self.found_network,
            ),
            (
                _("Ho un invito"),
                _("Per lo sportello di una casa: serve il file dell'invito"),
                "key",
                self.join_network,
            ),
            (
                _("Apro un archivio che c'è già"),
                _("Su questo computer, o da una copia"),
                "folder",
                self.find_vault,
            ),
            (
                _("Provo con dati inventati"),
                _("Un archivio a parte, per imparare: si butta quando si vuole"),
                "training",
                practise,
            ),
        ):
            self.choices.add(first, second, icon, then)
        self.card.add(self.choices)
        self._buttons = QWidget()
        line = row(self._buttons)
        # First the way on, then the way back: Enter in the last field goes on.
        self.next_button = Button(_("Avanti"), self.go_on, kind="primary")
        self.back_button = Button(_("Indietro"), self.go_back, kind="quiet")
        self.progress = label("", "small")
        line.addWidget(self.back_button)
        line.addStretch(1)
        line.addWidget(self.progress, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addSpacing(12)
        line.addWidget(self.next_button)
        self._steps = Stack()
        self.card.add(self._steps)
        self.card.add(self._buttons)
        self._buttons.hide()
        self._steps.hide()

    # --- the three ways ----------------------------------------------------------------------------

    def found_network(self) -> None:
        """Found a network."""
        self._invitation = None
        self._show(NetworkStep())

    def join_network(self) -> None:
        """Join a network by an invitation."""
        self._show(InvitationStep())

    def find_vault(self) -> None:
        """Open the vault in a folder that the user chooses."""
        chosen = QFileDialog.getExistingDirectory(self, _("La cartella dell'archivio"), str(Path.home()))
        if chosen:
            self.open_existing(Path(chosen))

    def open_existing(self, folder: Path) -> None:
        """Hand over the vault in *folder*, or say that there is none."""
        if (folder / SLOTS).exists():
            self._open_folder(folder)
        else:
            self.work.show_problem(
                InvalidValue(
                    _("Nella cartella «{name}» non c'è un archivio. Scegline un'altra.").format(
                        name=folder.name
                    )
                )
            )

    # --- from step to step -------------------------------------------------------------------------

    @property
    def step(self) -> Step | None:
        """The step that is shown, none while the ways are."""
        return self._trail[-1] if self._trail else None

    def go_on(self) -> None:
        """The answers of this step are given: on to the next."""
        step = self.step
        if isinstance(step, ReadyStep):
            self._enter()
            return
        if step is None or self.work.busy or not step.checked():
            return
        self.work.clear()
        if isinstance(step, NetworkStep):
            self._show(PlaceStep(_("Coordinamento"), joining=False))
        elif isinstance(step, InvitationStep):
            self._read_invitation(step)
        elif isinstance(step, PlaceStep):
            self._show(UserStep())
        elif isinstance(step, UserStep):
            self._make(step)
        else:
            self._finish()

    def go_back(self) -> None:
        """Back to the step before, with its answers; from the first to the three ways."""
        if self.work.busy or self.made is not None:
            return
        self.work.clear()
        self._drop_last()
        self._present()

    def _drop_last(self) -> None:
        gone = self._trail.pop()
        gone.hide()
        gone.deleteLater()

    def _show(self, step: Step) -> None:
        if self._trail:
            self._trail[-1].hide()
        self._trail.append(step)
        layout = self._steps.layout()
        if layout is not None:
            layout.addWidget(step)
        step.last_enter(self.go_on)
        self._present()

    def _present(self) -> None:
        step = self.step
        self.choices.setVisible(step is None)
        self._steps.setVisible(step is not None)
        self._buttons.setVisible(step is not None)
        self.set_width(_SHEET_WIDTH if step is not None and step.wide else WIDTH)
        if step is None:
            self.say(*_WELCOME)
            self._focus_choices()
            return
        step.show()
        self.say(step.title, step.words, step.icon)
        self.back_button.setVisible(self.made is None)
        self.progress.setText(_("Passo {count} di 5").format(count=len(self._trail)))
        last = {UserStep: _("Crea l'archivio"), ReadyStep: _("Entra")}
        self.next_button.say(last.get(type(step), _("Avanti")))
        (step.first() or self.next_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.step is None:
            self._focus_choices()

    def _focus_choices(self) -> None:
        self.choices.entries[0].setFocus(Qt.FocusReason.OtherFocusReason)

    # --- work --------------------------------------------------------------------------------------

    def _read_invitation(self, step: InvitationStep) -> None:
        path = step.file.path()

        def work(progress: Callable[[int, int, str], None]) -> Any:
            from millegiorni_desk.app.entrance.first_run_work import read_invitation

            return read_invitation(path) if path is not None else None

        self._busy(True)
        self.work.run(_("Leggo l'invito"), work, self._invited, self._refused, can_cancel=False)

    def _invited(self, invitation: Any) -> None:
        self._busy(False)
        self._invitation = invitation
        house = invitation.roster.houses.get(invitation.house, "")
        step = PlaceStep(house or _("Casa"), joining=True)
        step.title = (
            _("{house}, benvenuta in «{name}»").format(house=house, name=invitation.roster.name)
            if house
            else step.title
        )
        self._show(step)

    def _make(self, step: UserStep) -> None:
        """Make the vault; its sheet is drawn meanwhile."""
        from millegiorni_desk.app.entrance import first_run_work

        where = next(each for each in self._trail if isinstance(each, PlaceStep))
        founded = next((each for each in self._trail if isinstance(each, NetworkStep)), None)
        folder = where.folder.path()
        if folder is None:
            return
        answers = first_run_work.Answers(
            folder=folder,
            road=where.road.road(),
            device=where.device.value() or _("Sportello"),
            name=step.login.value(),
            display_name=step.display.value(),
            passphrase=step.passphrase.secret(),
            network=founded.name.value() if founded else "",
            without_names=bool(founded and founded.without_names.value()),
            invitation=self._invitation,
        )
        self._busy(True)
        self.work.run(
            _("Creo l'archivio"), lambda progress: first_run_work.make(answers), self._sheet, self._refused,
            can_cancel=False,
        )  # fmt: skip

    def _sheet(self, made: Made) -> None:
        from millegiorni_desk.app.settings.recovery_sheet import RecoverySheet

        self._busy(False)
        self.made = made
        self._show(RecoverySheet(made.key, made.sheet))

    def _finish(self) -> None:
        if self.made is None:
            return
        road = next(each for each in self._trail if isinstance(each, PlaceStep)).road
        waits = bool(road.road().address)
        step = ReadyStep(self.made.fingerprint, waits, road.kind.value() == POST)
        self._show(step)
        if self.made.fingerprint and waits:
            self._leave_request(self.made.vault, step)

    def _leave_request(self, vault: Vault, step: ReadyStep) -> None:
        def work(progress: Callable[[int, int, str], None]) -> Any:
            from millegiorni_desk.flows import syncing

            return syncing.synchronise(vault, progress=progress)

        def left(outcome: Any) -> None:
            # She may be at her desk by now, and this screen gone: the desk does not wait for the exchange.
            if self.made is not None:
                step.told.setText(_("La richiesta è già dove ci si incontra: il coordinamento la trova."))
                step.told.show()

        self.work.run(_("Lascio la richiesta dove ci si incontra"), work, left)

    def _refused(self, problem: Exception) -> None:
        self._busy(False)
        if isinstance(problem, InvalidValue):
            for at, step in reversed(list(enumerate(self._trail))):
                if problem.field in step.fields:
                    while len(self._trail) > at + 1:
                        self._drop_last()
                    self._present()
                    step.show_problem(problem)
                    return
        shown = self.step
        if isinstance(shown, InvitationStep) and isinstance(problem, DeskError):
            shown.file.show_problem(problem.message)
            shown.file.setFocus()
        else:
            self.work.show_problem(problem)

    def _busy(self, busy: bool) -> None:
        self._steps.setEnabled(not busy)
        self._buttons.setEnabled(not busy)

    def _enter(self) -> None:
        if self.made is not None:
            vault, self.made = self.made.vault, None
            self._entered(vault)

    def leave(self) -> None:
        if self.made is not None:
            self.made.vault.close()
            self.made = None
