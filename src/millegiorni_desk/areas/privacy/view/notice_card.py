"""*Informativa*: which one she was given, when and in which language, and writing down that she was."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Qt

from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.privacy import notices
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import ChoiceField, Form, TickField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault


class NoticeCard(Card):
    """What she was given, newest first; a mistake is taken back with undo."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Informativa"))
        self._vault, self._shell, self._person, self._house = vault, shell, "", ""
        self.standing = Notice("")
        self.add(self.standing)
        self.history = label("", "small", wrap=True)
        self.add(self.history)
        self.form = Form()
        self.form.add(
            "language",
            ChoiceField(
                _("In che lingua"), [(code, language_name(code)) for code in notices.LANGUAGES], none=""
            ),
        )
        self.form.add(
            "how", ChoiceField(_("Come"), [(code, words) for code, words in how_words().items()], none="")
        )
        self.answering = self.form.add("body", ChoiceField(_("Per conto di"), none=""))
        self.answering.hide()
        self.beside = self.form.add("beside", TickField(_("Stampala accanto all'italiano")))
        self.add(self.form)
        self.print_button = Button(_("Stampa e segna"), self.print, icon="print")
        self.save_button = Button(_("Salva il PDF"), self.save)
        self.button = Button(_("Segna come consegnata"), self.give)
        self.read_button = Button(_("Leggi il testo"), self.read)
        self.add(Wrap(self.print_button, self.button, self.save_button, self.read_button))
        self.papers = Papers()
        self.add(self.papers)
        self.text = Stack()
        self.add(self.text)
        self.words = label("", wrap=True, selectable=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.text.layout().addWidget(self.words)  # type: ignore[union-attr]
        self.text.hide()

    def show_person(self, person_id: str, language: str, house: str) -> None:
        """Read again what she was given; *language* is hers, proposed; *house* knows who answers for her data."""
        if person_id != self._person:
            known = language if language in notices.LANGUAGES else "it"
            self.form.set_values({"language": known, "how": "printed", "beside": True})
            self.text.hide()
            self.papers.clear()
        self._person, self._house = person_id, house
        bodies = network.bodies(self._vault, house)
        self.answering.set_options([(one.code, one.name) for one in bodies])
        if not self.answering.value() and bodies:
            self.answering.set_value(bodies[0].code)
        self.answering.setVisible(len(bodies) > 1)
        held = notices.given(self._vault, person_id)
        if notices.missing(self._vault, person_id):
            told = (
                _("C'è un testo più nuovo di quello che ha avuto.") if held else _("Non l'ha ancora avuta.")
            )
            self.standing.say(told, "warning")
        else:
            self.standing.say(_("Ha avuto l'informativa in vigore."), "info")
        self.history.setText(
            "\n".join(
                _("{day:%d/%m/%Y} · {how} · {language} · versione {version}").format(
                    day=one.on_date,
                    how=how_words()[one.how],
                    language=language_name(one.language),
                    version=one.version,
                )
                for one in held
            )
        )
        self.history.setVisible(bool(held))

    def print(self) -> None:
        """Print the text in force in her language; once it is on its way, it is written down as given."""
        self.form.set_values({"how": "printed"})
        self.papers.print(self._maker(), self.give)

    def save(self) -> None:
        """Save the text in force as a file; nothing is written down."""
        self.papers.save(self._maker(), f"informativa-{self.form.fields['language'].value()}.pdf")

    def _maker(self) -> Callable[[], bytes]:
        vault, house, asked = self._vault, self._house, self.form.values()
        language, body, beside = str(asked["language"]), str(asked["body"]), bool(asked["beside"])
        return lambda: notices.pdf(vault, language, house, body, beside_italian=beside)

    def give(self) -> None:
        """Write down that she was given the text in force."""
        try:
            asked = self.form.values()
            given = notices.give(self._vault, self._person, str(asked["language"]), str(asked["how"]))
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self.standing.say(problem.message, "warning")
        else:
            self._shell.say(_("Informativa segnata"), lambda: notices.take_back(self._vault, given.id))

    def read(self) -> None:
        """Show the text in the language chosen, with the names of the body."""
        try:
            text = notices.filled(
                self._vault, str(self.form.values()["language"]), self._house, str(self.answering.value())
            )
        except DeskError as problem:
            self.standing.say(problem.message, "warning")
            return
        draft = _("BOZZA: testo da far approvare al responsabile della protezione dei dati.") + "\n\n"
        # An empty line before each heading: without signs nothing else sets the parts apart.
        body = re.sub(r"\n*^## ", "\n\n", text.body.strip(), flags=re.MULTILINE)
        self.words.setText(f"{draft if text.draft else ''}{text.title}\n\n{body.strip()}")
        self.text.setVisible(self.text.isHidden())


def how_words() -> dict[str, str]:
    """How a notice is given, in words."""
    return {"printed": _("stampata"), "read": _("letta insieme"), "sent": _("mandata")}
