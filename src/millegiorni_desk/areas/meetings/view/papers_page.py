"""*Volantini e fogli*: what is handed out and hung up of the meetings, as it will be on paper, and their calendar."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.meetings.view.calendar_card import CalendarCard
from millegiorni_desk.areas.meetings.view.paper_choices import PaperChoices, Wanted
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.network.desk_contact import keep_desk_contact
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.drawn_paper import DrawnPaper
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_TABLES = ("meeting", "logo", "house", "partner")


class MeetingPapersPage(Page):
    """Opened with a month (``2026-11``), with a meeting's id, or with nothing."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Volantini e fogli"))
        self._vault = vault
        self.choices = PaperChoices(vault)
        self.papers = Papers()
        asked = Card(_("Che cosa stampare"))
        asked.add(self.choices)
        asked.add(self.papers)
        self.calendar = CalendarCard(vault, shell, self.choices)
        self.preview = DrawnPaper(
            _("Anteprima di quello che si stampa"),
            self.choices.maker,
            _("Scegli l'incontro: il foglio compare qui."),
        )
        self.preview.failed.connect(self.papers.work.show_problem)
        paper = Card(_("Com'è sulla carta"))
        paper.add(self.preview, 1)
        self.add(Columns(Stack(asked, self.calendar), paper, stretch=(5, 6)), 1)
        self.foot.add(Button(_("Torna agli incontri"), lambda: shell.open("meetings")), left=True)
        self.print_button = Button(_("Stampa"), self.print, keys="Ctrl+P", icon="print")
        self.save_button = Button(_("Salva il PDF"), self.save, kind="primary", icon="save")
        self.foot.add(self.print_button)
        self.foot.add(self.save_button)
        self.choices.changed.connect(self._changed)

    def arrived(self, argument: object = None) -> None:
        self.papers.clear()
        self.calendar.leave()
        self.choices.begin(argument if isinstance(argument, str) else "")
        self._draw()

    def first_focus(self) -> QWidget | None:
        return self.choices.paper

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self.choices.offer()
            self.choices.follow()
            self._draw()

    def leaving(self) -> None:
        self.preview.let_go()

    def _changed(self, name: str) -> None:
        if name != "contact":
            self.choices.follow()
        self._allow()
        self.preview.draw_soon()

    def _draw(self) -> None:
        self._allow()
        self.preview.draw()

    def _allow(self) -> None:
        there = self.choices.wanted() is not None
        self.print_button.setEnabled(there)
        self.save_button.setEnabled(there)

    def print(self) -> None:
        """Print what is shown."""
        if wanted := self._kept():
            self.papers.print(lambda: wanted.make(self._vault))

    def save(self) -> None:
        """Make the PDF of what is shown and ask where it goes."""
        if wanted := self._kept():
            self.papers.save(lambda: wanted.make(self._vault), wanted.file_name)

    def _kept(self) -> Wanted | None:
        """What is asked for; how the desk is found is remembered for the next paper."""
        wanted = self.choices.wanted()
        if wanted is not None and wanted.look.contact:
            keep_desk_contact(self._vault, wanted.look.contact)
        return wanted
