"""*Il piano da portare a casa*: as it will come out of the printer, in her language beside Italian or alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from millegiorni_desk.areas.pathways import plans
from millegiorni_desk.areas.pathways.plans import Wanted
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _
from millegiorni_desk.network.desk_contact import desk_contact, keep_desk_contact
from millegiorni_desk.paper.scripts import LANGUAGES
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, Form, TextField, TickField
from millegiorni_desk.ui.preview import PdfPreview
from millegiorni_desk.ui.printing import print_pdf, save_as
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.tasks import Task
from millegiorni_desk.vault.vault import Vault

_PAUSE_MS = 300


class PlanCard(FileCard):
    """``print_with`` sends the PDF to paper; tests pass their own. ``previewed``: what is shown is what is asked.

    The preview is drawn when the card is first seen: the page is opened for other things more often.
    """

    previewed = Signal()

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Il piano da portare a casa"), vault, shell)
        self._drawing: object = None
        self._of = ""
        self.print_with: Callable[[QWidget, bytes], bool] = print_pdf
        self.save_with = save_as
        self.work = ProblemPlace()
        self.form = self._form()
        self.neutral = Notice(
            _(
                "Piano riservato: senza nomi, senza casa e senza obiettivi. Solo i passi scelti, i giorni e i luoghi."
            ),
            "info",
        )
        self.preview = PdfPreview(_("Anteprima del piano"))
        fix(self.preview, height=520)
        self.print_button = Button(_("Stampa il piano"), self.print_plan, icon="print")
        self.save_button = Button(_("Salva in PDF…"), self.save_plan, icon="save")
        for piece in (self.work, self.form, self.neutral):
            self.add(piece)
        self.add_row(self.print_button, self.save_button)
        self.add(self.preview)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.draw)
        self.form.changed.connect(lambda _name: self._pause.start())

    def _form(self) -> Form:
        form = Form()
        self.language = ChoiceField(_("Lingua"), [(code, language_name(code)) for code in LANGUAGES])
        self.contact = TextField(
            _("Recapito dello sportello"), placeholder=_("telefono e orari"), hint=_("Resta per i prossimi.")
        )
        form.add_row(language=self.language, contact=self.contact)
        self.alone = form.add("alone", TickField(_("Da sola, senza l'italiano accanto")))
        self.discreet = form.add(
            "discreet", TickField(_("Riservato: senza nomi"), hint=_("Se qualcuno può trovarle il foglio."))
        )
        self.goals = form.add("goals", ChipGroup(_("Quali obiettivi stampare"), multiple=True))
        self.discreet.changed.connect(self._rechoose)
        return form

    def show_file(self, file: File) -> None:
        same, self._of = self._of == file.pathway.id, file.pathway.id
        before = set(self.goals.chosen())
        known = {chip.code for chip in self.goals.chips} if same else set()
        shown = [goal for goal in file.goals if goal.state != "dropped" and goal.title]
        self.goals.set_options([(goal.id, goal.title) for goal in shown])
        self.goals.setVisible(bool(shown))
        if not same:
            self.work.clear()
            self.form.set_values(
                {
                    "language": plans.language_for(file.person),
                    "contact": desk_contact(self.vault),
                    "alone": False,
                    "discreet": plans.better_discreet(file),
                }
            )
        self.discreet.setVisible(not plans.always_discreet(file))
        if not self._hidden():
            # A goal that is new goes on the paper too; one that was left out stays out.
            self.goals.set_value([goal.id for goal in shown if goal.id in before or goal.id not in known])
        self.neutral.setVisible(self._hidden())
        self._pause.stop()
        if self.isVisible():
            self.draw()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._pause.start()

    def _hidden(self) -> bool:
        return self.discreet.value() or (self.file is not None and plans.always_discreet(self.file))

    def _rechoose(self) -> None:
        """What is on a discreet plan she chooses piece by piece."""
        self.neutral.setVisible(self._hidden())
        if self.file is not None:
            self.goals.set_value([] if self._hidden() else [chip.code for chip in self.goals.chips])

    def draw(self) -> None:
        """Draw the plan off the interface thread; the newest request wins."""
        make = self._maker()
        if make is None:
            return
        # Not the task itself: one that its own outcome knows is never let go, nor is this card with it.
        asked = self._drawing = object()
        task = Task(lambda progress: make())
        task.result.connect(lambda pdf: self._show(asked, pdf))
        task.failed.connect(lambda problem: self._failed(asked, problem))
        task.start()

    def _wanted(self) -> Wanted:
        return Wanted(
            self.language.value() or plans.ITALIAN,
            bool(self.alone.value()),
            bool(self.discreet.value()),
            frozenset(self.goals.chosen()),
            self.contact.value(),
        )

    def _maker(self) -> Callable[[], bytes] | None:
        file, vault = self.file, self.vault
        if file is None:
            return None
        wanted = self._wanted()
        return lambda: plans.plan(vault, file, wanted)

    def _show(self, asked: object, pdf: bytes) -> None:
        # What was asked for may be ready when the window is gone already.
        if self._drawing is asked and isValid(self.preview):
            self.preview.show_pdf(pdf)
            self.previewed.emit()

    def _failed(self, asked: object, problem: BaseException) -> None:
        if self._drawing is asked and isValid(self.work):
            self.work.show_problem(problem, self.draw)

    def let_go(self) -> None:
        """Show nothing any more: the desk is about to be locked or closed."""
        self._pause.stop()
        self._drawing = None
        self.preview.show_pdf(b"")

    def print_plan(self) -> None:
        """Print what is shown."""
        self._give(lambda pdf: self.print_with(self, pdf), _("Piano stampato"))

    def save_plan(self) -> None:
        """Write it to a file that is asked for; its name never tells hers."""
        self._give(lambda pdf: self.save_with(self, pdf, "piano.pdf") is not None, _("Piano salvato"))

    def _give(self, out: Callable[[bytes], bool], said: str) -> None:
        make, file = self._maker(), self.file
        if make is None or file is None:
            return
        self.work.clear()
        try:
            if not out(make()):
                return
            keep_desk_contact(self.vault, self.contact.value())
            plans.given(self.vault, file, self._wanted())
        except DeskError as problem:
            self.work.show_problem(problem)
        else:
            self.shell.say(said)
