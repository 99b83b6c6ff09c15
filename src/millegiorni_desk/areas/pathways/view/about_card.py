"""*In breve*: who she is, why the pathway was opened, and what was seen together; changed in place, with undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.assessment import AssessmentForm
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.reserved import readers_words
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault


class AboutCard(FileCard):
    """The facts, or the form that changes them and who may read the pathway."""

    def __init__(self, vault: Vault, shell: Shell, money: Callable[[str], str] | None) -> None:
        super().__init__(_("In breve"), vault, shell)
        self._money = money
        self.facts = QWidget()
        self._lines = column(self.facts, spacing=6)
        self.assessment = AssessmentForm(vault)
        self.assessment.form.hide()
        self.edit_button = Button(_("Modifica"), self.edit, icon="edit")
        self.save_button = Button(_("Salva"), self.save, icon="check")
        self.leave_button = Button(_("Lascia com'era"), self.leave, kind="quiet")
        for piece in (self.facts, self.assessment.form, self.problem):
            self.add(piece)
        self.add_row(self.edit_button, self.save_button, self.leave_button)
        LeavingByButton(self, self.leave_button)
        self._turn(editing=False)

    @property
    def editing(self) -> bool:
        """Whether the form stands in place of the facts."""
        return not self.assessment.form.isHidden()

    def show_file(self, file: File) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if rule := contact.of_person(file.person).words:
            self._lines.addWidget(Notice(rule, "warning"))
        if file.reserved is not None:
            self._lines.addWidget(Notice(self._who_reads(file.reserved), "info"))
        for title, fact in self._facts(file).items():
            if fact:
                self._lines.addWidget(label(f"{title}: {fact}", wrap=True, selectable=True))
        # What is sealed to others is not theirs to change here.
        readable = file.reserved is None or file.reserved.readable
        self.edit_button.setVisible(readable and not self.editing)

    def _facts(self, file: File) -> Mapping[str, str]:
        names = network.terms(self.vault, "fragility")
        pathway = file.pathway
        seen = f"{pathway.assessed_on:%d/%m/%Y}" if pathway.assessed_on else ""
        return {
            _("Chi"): words.titled(file.person, date.today()),
            _("Richiesta principale"): names.get(pathway.main_request, ""),
            _("Fragilità"): ", ".join(names.get(code, code) for code in pathway.fragilities),
            _("Nucleo"): pathway.household,
            _("Figli minori"): "" if pathway.minors is None else str(pathway.minors),
            _("Su che cosa può contare"): pathway.resources,
            _("Che cosa desidera"): pathway.wishes,
            _("Visto insieme il"): seen,
            _("Inviata da"): pathway.referrer,
            _("Case manager"): pathway.case_manager,
            _("Doti"): self._money(file.person.id) if self._money is not None else "",
            _("Note"): pathway.notes,
        }

    def _who_reads(self, mark: Mark) -> str:
        readers = readers_words(self.vault, mark)
        if mark.readable:
            return _("Percorso riservato. Lo leggono: {readers}.").format(readers=readers)
        return _(
            "Percorso riservato: fragilità, obiettivi e note li legge solo chi è stata scelta ({readers})."
        ).format(readers=readers)

    def edit(self) -> None:
        """Put the form in place of the facts."""
        if self.file is None:
            return
        self.assessment.show_pathway(self.file.pathway, self.file.reserved)
        self._turn(editing=True)
        self.assessment.form.fields["fragilities"].setFocus()

    def leave(self) -> None:
        """Show the facts again; nothing is saved."""
        self.problem.hide()
        self._turn(editing=False)
        self.edit_button.setFocus()

    def save(self) -> None:
        """Keep what the form says, with undo."""
        file = self.file
        if file is None:
            return

        def keep() -> None:
            given = self.assessment.values()
            readers = self.assessment.reserved.readers()
            before = {name: getattr(file.pathway, name) for name in given}
            service.edit(self.vault, file.pathway.id, readers, **given)
            self.shell.say(_("Percorso aggiornato"), lambda: self._undo(file.pathway, file.reserved, before))

        if self.attempt(keep, self.assessment.form):
            self._turn(editing=False)

    def _undo(self, pathway: Pathway, mark: Mark | None, before: Mapping[str, Any]) -> None:
        readers = list(mark.readers) if mark is not None else []
        service.edit(self.vault, pathway.id, readers, **before)

    def _turn(self, *, editing: bool) -> None:
        self.assessment.form.setVisible(editing)
        self.save_button.setVisible(editing)
        self.leave_button.setVisible(editing)
        self.facts.setVisible(not editing)
        self.edit_button.setVisible(not editing)
