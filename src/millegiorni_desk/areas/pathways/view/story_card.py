"""*La sua storia*: told in short under an invented name; published only if she agrees, from the day she does."""

from __future__ import annotations

from datetime import date
from typing import cast

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.closing import LONGEST_STORY
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.around import Stories
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.forms import DateField, Form, NoteField, PartialDate, TextField, TickField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class StoryCard(FileCard):
    """The story and her consent to it."""

    def __init__(self, vault: Vault, shell: Shell, stories: Stories) -> None:
        super().__init__(_("La sua storia"), vault, shell)
        self._stories = stories
        self._of = ""
        self.state = Notice("", "info")
        self.form = Form()
        self.form.add("story_name", TextField(_("Nome inventato"), longest=40))
        self.form.add(
            "story",
            NoteField(
                _("In breve: com'era, che cosa è cambiato"),
                hint=_("Al più {most} lettere, senza nomi veri.").format(most=LONGEST_STORY),
                lines=4,
            ),
        )
        self.agrees = self.form.add("agrees", TickField(_("È d'accordo che si pubblichi senza il suo nome")))
        self.day = self.form.add("story_consent_on", DateField(_("Lo ha detto il"), year_alone=False))
        self.agrees.changed.connect(self._look_at)
        for piece in (self.state, self.form, self.problem):
            self.add(piece)
        self.add_row(Button(_("Salva la storia"), self.save, icon="check"))

    def show_file(self, file: File) -> None:
        pathway = file.pathway
        self.setVisible(file.reserved is None or file.reserved.readable)
        stands = self._stories.consent(file.person.id)
        if pathway.story and pathway.story_consent_on is not None and stands is not None:
            day = pathway.story_consent_on
            self.state.say(_("Si può pubblicare: è d'accordo dal {day:%d/%m/%Y}.").format(day=day))
        elif pathway.story and pathway.story_consent_on is not None:
            self.state.say(_("Il consenso è stato ritirato: non si pubblica."))
        else:
            self.state.say(_("Senza il suo consenso la storia resta qui: non si pubblica e non si esporta."))
        if self._of != f"{pathway.id}{pathway.story}{pathway.story_name}{pathway.story_consent_on}":
            self._of = f"{pathway.id}{pathway.story}{pathway.story_name}{pathway.story_consent_on}"
            self.form.set_values(
                {
                    "story_name": pathway.story_name or service.propose_name(self.vault, pathway.id),
                    "story": pathway.story,
                    "agrees": pathway.story_consent_on is not None,
                    "story_consent_on": PartialDate(pathway.story_consent_on or date.today()),
                }
            )
        self._look_at()

    def _look_at(self) -> None:
        self.day.setVisible(bool(self.agrees.value()))

    def save(self) -> None:
        """Keep the story; with her consent, where she gave it."""
        file = self.file
        if file is None:
            return

        def keep() -> None:
            given = self.form.values()
            day = cast(PartialDate | None, given["story_consent_on"])
            agreed = (day.day if day is not None else date.today()) if given["agrees"] else None
            undo = self._stories.tell(file.pathway.id, str(given["story"]), str(given["story_name"]), agreed)
            self.shell.say(_("Storia salvata"), undo)

        self.attempt(keep, self.form)
