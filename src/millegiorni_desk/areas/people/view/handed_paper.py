"""What every paper that a woman takes along shares: its language, the desk's telephone, discretion, print and save."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _
from millegiorni_desk.network.desk_contact import desk_contact, keep_desk_contact
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.drawn_paper import DrawnPaper
from millegiorni_desk.ui.field import Field
from millegiorni_desk.ui.forms import ChoiceField, Form, TextField, TickField
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.printing import print_pdf, save_as
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column, fix
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class PaperWords:
    """How one kind of paper is called on the screen; ``discreet`` says what is left out of one that is."""

    preview: str
    print: str
    printed: str
    saved: str
    discreet: str


class HandedPaper(QWidget):
    """Questions, buttons and preview. A card gives its own *questions* by name and says what all of them make.

    *maker* gives the means to make the PDF from the answers, or None while there is nothing to print, and is not asked
    where she may have no paper; *given* is called once it went to paper or to a file. ``print_with`` and ``save_with``
    ask where to; tests give their own.
    """

    def __init__(
        self,
        vault: Vault,
        shell: Shell,
        words: PaperWords,
        languages: Sequence[str],
        maker: Callable[[], Callable[[], bytes] | None],
        given: Callable[[], object],
        *,
        questions: Mapping[str, Field] | None = None,
        keys: str = "",
    ) -> None:
        super().__init__()
        self._vault, self._shell, self._words = vault, shell, words
        self._maker, self._given = maker, given
        self._always = self._none = False
        self.file_name = "foglio.pdf"
        self.print_with: Callable[[QWidget, bytes], bool] = print_pdf
        self.save_with = save_as
        self.form = Form()
        spoken = [(code, language_name(code)) for code in languages]
        self.language = ChoiceField(_("Lingua, accanto all'italiano"), spoken)
        self.contact = TextField(
            _("Recapito dello sportello"), placeholder=_("telefono e orari"), hint=_("Resta per i prossimi.")
        )
        self.form.add_row(language=self.language, contact=self.contact)
        hint = _("Se qualcuno può trovarle il foglio.")
        self.discreet = self.form.add("discreet", TickField(_("Riservato: senza nomi"), hint=hint))
        for name, field in (questions or {}).items():
            self.form.add(name, field)
        self.neutral = Notice(words.discreet, "info")
        self.refused = Notice("", "warning")
        self.refused.hide()
        self.work = ProblemPlace()
        self.print_button = Button(words.print, self.print, keys=keys, icon="print")
        self.save_button = Button(_("Salva in PDF…"), self.save, icon="save")
        self.preview = DrawnPaper(words.preview, self._make)
        fix(self.preview, height=520)
        layout = column(self, spacing=tokens.TIGHT)
        layout.addWidget(self.refused)
        self._paper = Stack(
            self.form,
            self.neutral,
            self.work,
            Wrap(self.print_button, self.save_button),
            self.preview,
            spacing=tokens.TIGHT,
        )
        layout.addWidget(self._paper)
        self.discreet.changed.connect(lambda: self.neutral.setVisible(self.hidden))
        self.form.changed.connect(lambda _name: self.preview.draw_soon())
        self.preview.failed.connect(lambda problem: self.work.show_problem(problem, self.preview.draw))

    @property
    def hidden(self) -> bool:
        """Whether the paper leaves out what could harm her."""
        return self._always or bool(self.discreet.value())

    def begin(self, language: str, *, discreet: bool) -> None:
        """A paper about something else: the usual answers."""
        self.work.clear()
        self.form.set_values(
            {"language": language, "contact": desk_contact(self._vault), "discreet": discreet}
        )

    def show_paper(self, *, always_discreet: bool, refused: str = "") -> None:
        """Draw it anew; one that is *always_discreet* leaves nothing to choose.

        Where she may have no paper it says why instead, in the words of *refused*.
        """
        self._none = bool(refused)
        self.refused.say(refused)
        self.refused.setVisible(self._none)
        self._paper.setVisible(not self._none)
        self._always = always_discreet
        self.discreet.setVisible(not always_discreet)
        self.neutral.setVisible(self.hidden)
        if self._none:
            # What was drawn for another must not be seen for a moment when there is something to draw again.
            self.preview.let_go()
        else:
            self.preview.draw()

    def _make(self) -> Callable[[], bytes] | None:
        return None if self._none else self._maker()

    def let_go(self) -> None:
        """Show nothing any more: the desk is about to be locked or closed."""
        self.preview.let_go()

    def print(self) -> None:
        """Print what is shown."""
        self._give(lambda pdf: self.print_with(self, pdf), self._words.printed)

    def save(self) -> None:
        """Write it to a file that is asked for; the name offered never tells hers."""
        self._give(lambda pdf: self.save_with(self, pdf, self.file_name) is not None, self._words.saved)

    def _give(self, out: Callable[[bytes], bool], said: str) -> None:
        make = self._make()
        if make is None:
            return
        self.work.clear()
        try:
            if not out(make()):
                return
            keep_desk_contact(self._vault, self.contact.value())
            self._given()
        except DeskError as problem:
            self.work.show_problem(problem)
        else:
            self._shell.say(said)
