"""The cards of a person's page about what is kept beside her card: phones, household, answers, documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from millegiorni_desk.app.person.answers_card import AnswersCard
from millegiorni_desk.areas.mediation.view.card import TABLES as MEDIATION_TABLES
from millegiorni_desk.areas.mediation.view.card import MediationsCard
from millegiorni_desk.areas.people import checks
from millegiorni_desk.areas.people.view.attachments_card import AttachmentsCard
from millegiorni_desk.areas.people.view.household_card import HouseholdCard
from millegiorni_desk.areas.people.view.phones_card import PhonesCard
from millegiorni_desk.areas.questions.view.card import TABLES as QUESTION_TABLES
from millegiorni_desk.areas.questions.view.card import QuestionsCard
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

TABLES = (
    "phone",
    "relative",
    "person_answer",
    "attachment",
    "notice_given",
    "consent",
    "referral",
    "meeting",
    "meeting_attendance",
    *MEDIATION_TABLES,
    *QUESTION_TABLES,
)
"""What they show, and what the line of time shows beside them."""


class PersonCards:
    """Made once for the page and filled for each person; *edit* turns the page into the form."""

    def __init__(self, vault: Vault, shell: Shell, edit: Callable[[], object]) -> None:
        self.phones, self.household = PhonesCard(vault, shell), HouseholdCard(vault, shell)
        self.answers, self.documents = AnswersCard(vault, shell), AttachmentsCard(vault, shell)
        self.mediations = MediationsCard(vault, shell)
        self.asked = QuestionsCard(vault, "person", shell.say)
        self._may = checks.may_write_cards(vault)
        for card in (self.phones, self.household):
            card.edit_wanted.connect(edit)

    def show_person(self, person_id: str, today: date) -> None:
        """Read again what is kept of that person."""
        for card in (self.phones, self.household, self.answers, self.documents):
            card.show_person(person_id, today)
        self.mediations.show_person(person_id)
        self.asked.show_record(person_id, today, may=self._may)

    def open(self, kind: str, key: str) -> None:
        """Open in its card what the line of time shows as *kind*."""
        if kind == "answer":
            self.answers.open(key)
        elif key in self.documents.records:
            self.documents.open(key)
