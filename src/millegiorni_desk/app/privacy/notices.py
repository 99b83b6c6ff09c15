"""*Privacy, informativa*: the text in force in every language, copies to print, and a new version of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.sections import Section
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.privacy import notices
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import (
    ChoiceField,
    DateField,
    Form,
    NoteField,
    PartialDate,
    TextField,
    TickField,
)
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class NoticesSection(Section):
    """Copies for the desk's drawer; at the coordination, the texts themselves."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault = vault
        card = Card(_("Informativa"))
        self.standing = Notice("")
        card.add(self.standing)
        self.form = Form()
        languages = [(code, language_name(code)) for code in notices.LANGUAGES]
        self.language = self.form.add("language", ChipGroup(_("In che lingua"), languages))
        self.language.set_value("it")
        self.house = ChoiceField(_("Per quale casa"), [(one.code, one.name) for one in network.houses(vault)])
        if vault.house:
            self.house.setParent(self)
            self.house.hide()
        else:
            self.form.add("house", self.house)
        self.beside = self.form.add("beside", TickField(_("Accanto all'italiano")))
        self.beside.set_value(True)
        card.add(self.form)
        self.papers = Papers()
        self.print_button = Button(_("Stampa una copia"), self.print, icon="print")
        self.save_button = Button(_("Salva il PDF"), self.save)
        card.add(Wrap(self.print_button, self.save_button))
        card.add(self.papers)
        self.add(card)
        self.editor: NoticeEditor | None = None
        if not vault.house and vault.may(Permission.MANAGE_PRIVACY):
            self.editor = NoticeEditor(vault, shell)
            self.add(self.editor)

    def first_focus(self) -> QWidget:
        return self.language

    def reload(self) -> None:
        version = notices.current_version(self._vault)
        own = [one for one in notices.published(self._vault) if one.version == version]
        if not own:
            draft = _("Vale il testo del programma, che è una bozza: si stampa con scritto BOZZA.")
            self.standing.say(
                _("{draft} Va approvato e pubblicato dal coordinamento.").format(draft=draft), "warning"
            )
            self.told.emit(_("testo del programma"), _("bozza"), "warning")
            return
        languages = ", ".join(language_name(one.language) for one in own)
        said = _("Versione {n}, dal {day:%d/%m/%Y}: {languages}. Nelle altre lingue si dà l'italiano.")
        self.standing.say(said.format(n=version, day=own[0].valid_from, languages=languages), "info")
        self.told.emit(_("versione {n}").format(n=version), "", "quiet")

    def print(self) -> None:
        """Print a copy for the drawer; nobody is written down as having it."""
        if make := self._maker():
            self.papers.print(make)

    def save(self) -> None:
        """Save a copy as a file."""
        if make := self._maker():
            self.papers.save(make, f"informativa-{self.language.value()}.pdf")

    def _maker(self) -> Callable[[], bytes] | None:
        vault, language, beside = self._vault, str(self.language.value()), bool(self.beside.value())
        house = vault.house or str(self.house.value())
        if not language:
            self.language.show_problem(_("Scegli la lingua."))
            return None
        if not house:
            self.house.show_problem(_("Scegli la casa: l'informativa dice chi ne risponde."))
            self.house.setFocus()
            return None
        return lambda: notices.pdf(vault, language, house, beside_italian=beside)


class NoticeEditor(Card):
    """A new version: each language is written or left as it is; nothing holds until it is published."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Nuova versione"))
        self._vault, self._shell = vault, shell
        self._texts: dict[str, tuple[str, str]] = {}
        self._here = "it"
        self.add(
            label(
                _(
                    "Si parte dal testo in vigore. Un rigo che comincia con ## è un titoletto. Tra graffe i nomi che "
                    "il programma mette al loro posto: {body} ente, {seat} sede, {codice_fiscale}, {contact} a chi "
                    "chiedere, {dpo} responsabile della protezione dei dati, {house} casa."
                ),
                "muted",
                wrap=True,
            )
        )
        self.form = Form()
        languages = [(code, language_name(code)) for code in notices.LANGUAGES]
        self.language = self.form.add("language", ChipGroup(_("Testo in"), languages))
        self.title_field = self.form.add("title", TextField(_("Titolo")))
        self.body_field = self.form.add("body", NoteField(_("Testo"), lines=14))
        self.from_field = self.form.add("valid_from", DateField(_("Vale dal"), past=False))
        self.add(self.form)
        self.problem = Notice("", "warning")
        self.problem.hide()
        self.add(self.problem)
        self.papers = Papers()
        self.proof_button = Button(_("Salva una prova"), self.proof, icon="document")
        self.publish_button = Button(_("Pubblica per tutte le case"), self.publish, kind="primary")
        self.add(
            Wrap(
                self.publish_button,
                self.proof_button,
                Button(_("Ricomincia dal testo in vigore"), self.start),
            )
        )
        self.add(self.papers)
        self.language.changed.connect(self._turn)
        self.start()

    def start(self) -> None:
        """Every language as it is in force; what was typed is let go."""
        self.problem.hide()
        for code in notices.LANGUAGES:
            notice = notices.current(self._vault, code)
            self._texts[code] = (notice.title, notice.body) if notice.language == code else ("", "")
        self._here = "it"
        self.language.set_value("it")
        self.from_field.set_value(date.today())
        self._show()

    def _turn(self) -> None:
        """Another language: what was typed in this one is kept here until it is published."""
        wanted = str(self.language.value())
        if not wanted:
            self.language.set_value(self._here)
        elif wanted != self._here:
            self._keep()
            self._here = wanted
            self._show()

    def _keep(self) -> None:
        self._texts[self._here] = (str(self.title_field.value()), str(self.body_field.value()))

    def _show(self) -> None:
        title, body = self._texts[self._here]
        self.title_field.set_value(title)
        self.body_field.set_value(body)
        self.title_field.show_problem("")
        self.body_field.show_problem("")

    def proof(self) -> None:
        """Save the text that is being written as it would be printed, marked as a draft."""
        self._keep()
        vault, texts, language = self._vault, dict(self._texts), self._here
        self.papers.save(lambda: notices.proof(vault, texts, language), f"bozza-informativa-{language}.pdf")

    def publish(self) -> None:
        """Put every language that has a text in force, under the next number."""
        self.problem.hide()
        self._keep()
        try:
            day = self.form.values()["valid_from"]
            if not isinstance(day, PartialDate):
                raise InvalidValue(_("Scrivi da che giorno vale."), "valid_from")
            texts = {code: text for code, text in self._texts.items() if any(text)}
            number = notices.publish(self._vault, texts, day.day)
        except DeskError as problem:
            self._tell(problem)
            return
        said = _("Versione {n} pubblicata: va alle case alla prossima consegna")
        self._shell.say(said.format(n=number))

    def _tell(self, problem: DeskError) -> None:
        field = problem.field if isinstance(problem, InvalidValue) else ""
        if field in self._texts:
            self.language.set_value(field)
            self.body_field.show_problem(problem.message)
            self.body_field.setFocus()
        elif not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
            self.problem.say(problem.message)
            self.problem.show()
