"""*Biglietto*: what she carries there, in her language beside Italian, as it will come out of the printer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.referrals import codes, service, slips
from millegiorni_desk.areas.referrals.service import Line
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.network.desk_contact import desk_contact, keep_desk_contact
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, Form, TextField, TickField
from millegiorni_desk.ui.preview import PdfPreview
from millegiorni_desk.ui.printing import print_pdf, save_as
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.tasks import Task
from millegiorni_desk.vault.vault import Vault

_PAUSE_MS = 300


class SlipCard(Card):
    """``print_with`` sends the PDF to paper; tests pass their own. ``previewed``: what is shown is what is asked."""

    previewed = Signal()

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Biglietto"))
        self._vault, self._shell = vault, shell
        self._line: Line | None = None
        self._drawing: object = None
        self.print_with: Callable[[QWidget, bytes], bool] = print_pdf
        self.save_with = save_as
        self.work = ProblemPlace()
        self.form = self._form()
        self.neutral = Notice(
            _("Il biglietto è riservato: non dice il nome, il servizio, né perché ci va."), "info"
        )
        self.preview = PdfPreview(_("Anteprima del biglietto"))
        fix(self.preview, height=520)
        self.print_button = Button(_("Stampa il biglietto"), self.print_slip, keys="Ctrl+P", icon="print")
        self.save_button = Button(_("Salva in PDF…"), self.save_slip, icon="save")
        self.add_row(self.print_button, self.save_button)
        for piece in (self.work, self.form, self.neutral, self.preview):
            self.add(piece)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.draw)
        self.form.changed.connect(lambda _name: self._pause.start())

    def _form(self) -> Form:
        form = Form()
        spoken = [(code, language_name(code)) for code in slips.LANGUAGES]
        self.language = ChoiceField(_("Lingua, accanto all'italiano"), spoken)
        self.contact = TextField(
            _("Recapito dello sportello"), placeholder=_("telefono e orari"), hint=_("Resta per i prossimi.")
        )
        form.add_row(language=self.language, contact=self.contact)
        bring = list(network.terms(self._vault, "bring").items())
        self.bring = form.add("bring", ChipGroup(_("Che cosa portare"), bring, multiple=True))
        self.discreet = form.add(
            "discreet", TickField(_("Riservato: senza nomi"), hint=_("Se qualcuno può trovarle il foglio."))
        )
        return form

    def show_line(self, line: Line) -> None:
        """Show the slip of another referral, or of the same one anew."""
        same = self._line is not None and self._line.referral.id == line.referral.id
        self._line = line
        if not same:
            self.work.clear()
            self.form.set_values(
                {
                    "language": slips.language_for(line.referral.language),
                    "contact": desk_contact(self._vault),
                    "bring": tuple(line.service.bring) if line.service is not None else (),
                    "discreet": line.referral.discreet,
                }
            )
        self.discreet.setVisible(not service.always_discreet(line))
        self._pause.stop()
        self.draw()

    def draw(self) -> None:
        """Draw the slip off the interface thread; the newest request wins."""
        make = self._maker()
        if make is None:
            return
        # Not the task itself: one that its own outcome knows is never let go, nor is this card with it.
        asked = self._drawing = object()
        task = Task(lambda progress: make())
        task.result.connect(lambda pdf: self._show(asked, pdf))
        task.failed.connect(lambda problem: self._failed(asked, problem))
        task.start()

    def _maker(self) -> Callable[[], bytes] | None:
        line, vault = self._line, self._vault
        if line is None:
            return None
        language, contact = self.language.value(), self.contact.value()
        bring, hidden = self.bring.chosen(), self.discreet.value()
        self.neutral.setVisible(hidden or service.always_discreet(line))
        return lambda: slips.slip(vault, line, language, discreet=hidden, bring=bring, contact=contact)

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

    def print_slip(self) -> None:
        """Print what is shown; that it went to paper is noted on the referral."""
        self._give(lambda pdf: self.print_with(self, pdf), _("Biglietto stampato"))

    def save_slip(self) -> None:
        """Write it to a file that is asked for; its name is the code, never hers."""
        if self._line is None:
            return
        name = f"biglietto-{codes.shown(self._line.referral.code)}.pdf"
        self._give(lambda pdf: self.save_with(self, pdf, name) is not None, _("Biglietto salvato"))

    def _give(self, out: Callable[[bytes], bool], said: str) -> None:
        make, line = self._maker(), self._line
        if make is None or line is None:
            return
        self.work.clear()
        try:
            if not out(make()):
                return
            keep_desk_contact(self._vault, self.contact.value())
            service.mark_printed(
                self._vault, line.referral.id, self.language.value(), discreet=self.discreet.value()
            )
        except DeskError as problem:
            self.work.show_problem(problem)
        else:
            self._shell.say(said)
