"""*Percorso*: a page that she could read too: goals, how she is, what was done, and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.appointments_card import AppointmentsCard
from millegiorni_desk.areas.pathways.view.closing_card import ClosingCard
from millegiorni_desk.areas.pathways.view.goals_card import GoalsCard
from millegiorni_desk.areas.pathways.view.notes_card import NotesCard
from millegiorni_desk.areas.pathways.view.steps_card import StepsCard
from millegiorni_desk.areas.pathways.view.wellbeing_card import WellbeingCard
from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.reserved import readers_words
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault

_TABLES = (
    "pathway", "goal", "intervention", "wellbeing", "appointment", "pathway_note", "hand_over", "person", "dote",
    "ledger_entry", "sealed",
)  # fmt: skip


@dataclass(frozen=True)
class Beside:
    """A card of another area on the page: ``show`` is given a person and a pathway by id; it reads ``tables``."""

    card: QWidget
    show: Callable[[str, str], object]
    tables: tuple[str, ...]


class PathwayPage(Page):
    """One pathway; each card saves what is put into it at once, with undo."""

    def __init__(
        self,
        vault: Vault,
        shell: Shell,
        money: Callable[[str], str] | None = None,
        beside: Beside | None = None,
    ) -> None:
        super().__init__(_("Percorso"))
        self._vault, self._shell = vault, shell
        self._money, self.beside = money, beside
        self._file: File | None = None
        self.about = Card(_("In breve"))
        self.goals = GoalsCard(vault, shell)
        self.steps = StepsCard(vault, shell)
        self.appointments, self.notes = AppointmentsCard(vault, shell), NotesCard(vault, shell)
        self.wellbeing = WellbeingCard(vault, shell)
        self.closing = ClosingCard(vault, shell)
        self.add(
            Columns(
                Stack(self.about, self.goals, self.steps),
                Stack(
                    self.appointments,
                    self.wellbeing,
                    *([beside.card] if beside is not None else []),
                    self.notes,
                    self.closing,
                ),
                stretch=(6, 5),
            )
        )
        self.body.addStretch(1)
        self.foot.add(Button(_("Apri la scheda"), self._card, icon="person"), left=True)
        if shell.knows("hand-over"):
            self.foot.add(Button(_("Passa a un'altra…"), self._hand_over, icon="people"), left=True)
        if vault.may(Permission.REFER):
            self.foot.add(Button(_("Invia a un servizio…"), self._send))
        if vault.may(Permission.GRANT_DOTE):
            self.foot.add(Button(_("Nuova dote"), self._dote, kind="primary", icon="doti"))

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            self._load(argument)

    def refresh(self, changes: Changes) -> None:
        if self._file is not None and changes.touches(
            *_TABLES, *(self.beside.tables if self.beside is not None else ())
        ):
            self._load(self._file.pathway.id)

    def _load(self, pathway_id: str) -> None:
        self._file = file = service.file(self._vault, pathway_id)
        self.set_title(_("Percorso di {full_name}").format(full_name=words.full_name(file.person)))
        opened = f"{file.pathway.opened_on:%d/%m/%Y}"
        closed = file.pathway.closed_on
        self.set_state(
            _("chiuso il {closed:%d/%m/%Y}").format(closed=closed)
            if closed
            else _("aperto il {opened}").format(opened=opened),
            "quiet" if closed else "info",
        )
        self._show_about(file)
        for card in (self.goals, self.steps, self.appointments, self.wellbeing, self.notes, self.closing):
            card.take(file)
        if self.beside is not None:
            self.beside.show(file.person.id, file.pathway.id)

    def _show_about(self, file: File) -> None:
        names = network.terms(self._vault, "fragility")
        pathway = file.pathway
        self.about.empty()
        if rule := contact.of_person(file.person).words:
            self.about.add(Notice(rule, "warning"))
        if file.reserved is not None:
            self.about.add(Notice(self._who_reads(file.reserved), "info"))
        facts = {
            _("Chi"): words.titled(file.person, date.today()),
            _("Richiesta principale"): names.get(pathway.main_request, ""),
            _("Fragilità"): ", ".join(names.get(code, code) for code in pathway.fragilities),
            _("Figli minori"): "" if pathway.minors is None else str(pathway.minors),
            _("Inviata da"): pathway.referrer,
            _("Case manager"): pathway.case_manager,
            _("Doti"): self._money(file.person.id) if self._money is not None else "",
            _("Note"): pathway.notes,
        }
        for title, fact in facts.items():
            if fact:
                self.about.add(label(f"{title}: {fact}", wrap=True, selectable=True))

    def _who_reads(self, mark: Mark) -> str:
        readers = readers_words(self._vault, mark)
        if mark.readable:
            return _("Percorso riservato. Lo leggono: {readers}.").format(readers=readers)
        return _(
            "Percorso riservato: fragilità, richiesta e note le legge solo chi è stata scelta ({readers})."
        ).format(readers=readers)

    def _card(self) -> None:
        if self._file is not None:
            self._shell.open("person", self._file.person.id)

    def _hand_over(self) -> None:
        if self._file is not None:
            self._shell.open("hand-over", self._file.pathway.id)

    def _send(self) -> None:
        if self._file is not None:
            sent_from = {"person": self._file.person.id, "pathway": self._file.pathway.id}
            self._shell.open("new-referral", sent_from)

    def _dote(self) -> None:
        if self._file is not None:
            self._shell.open("new-dote", self._file.person.id)
