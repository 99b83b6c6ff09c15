"""*Fascicoli di altre case*: what another house lets this one read, as it is there; nothing here can be changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people import contact, received
from millegiorni_desk.areas.people.received import ReceivedFile
from millegiorni_desk.areas.people.records import Person, Phone
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.pile import Pile
from millegiorni_desk.areas.privacy.view.consents_card import answer_words
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows.difference_words import field_words, record_words, value_words
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState, Entry, EntryList, Notice
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_MAIN = (
    "access", "pathway", "goal", "goal_step", "intervention", "appointment", "pathway_note", "wellbeing",
    "outside_score", "mediation", "mediation_session", "referral", "dote", "hand_over",
)  # fmt: skip
_BESIDE = (
    "person", "child", "phone", "relative", "person_answer", "entitlement_state", "notice_given", "consent",
)  # fmt: skip
_DAYS = ("on_date", "opened_on", "requested_on", "committed_on", "set_on", "assessed_on", "at")
_UNSEEN = frozenset({"id", "house", "voided", "birth_precision", "rank", "moved"})
# Said above, and nowhere else: the rule comes before a number, or there is no number.
_CALLS = frozenset({"phone", "contact_rule", "contact_hours", "safe_contact", "number"})


class ReceivedPage(Page):
    """The list, or with a file's feed that file: whose it is above all, how she may be called, then what is kept."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Fascicoli di altre case"))
        self._vault, self._shell, self.feed = vault, shell, ""
        self._person = Person(house="")
        self.banner, self.call = Notice("", "warning"), Notice("")
        self.pin(self.banner)
        self.pin(self.call)
        self.list = EntryList(_("Fascicoli di altre case"))
        self.nobody = EmptyState(
            _("Nessun fascicolo"),
            _(
                "Quando un'altra casa condivide un fascicolo con questa, d'accordo con la donna, si legge qui."
            ),
            icon="people",
        )
        self.left, self.right = Pile(), Pile()
        self.reading = Columns(Stack(self.left), Stack(self.right), stretch=(3, 2), fold_under=820)
        self.list.opened.connect(self.arrived)
        for piece in (self.list, self.nobody, self.reading):
            self.add(piece)
        self.back_button = Button(_("Tutti i fascicoli di altre case"), lambda: self.arrived(None))
        self.foot.add(self.back_button, left=True)

    def arrived(self, argument: object = None) -> None:
        self.feed = argument if isinstance(argument, str) else ""
        self._load()

    def refresh(self, changes: Changes) -> None:
        if changes.touches(received.SHARE):
            self._load()

    def first_focus(self) -> QWidget | None:
        return self.back_button if self.feed else None

    def _load(self) -> None:
        for piece in (self.banner, self.call, self.list, self.nobody, self.reading, self.back_button):
            piece.setVisible(False)
        self.set_state("")
        if self.feed:
            self._show_file()
        else:
            self._show_list()

    def _show_list(self) -> None:
        self.set_title(_("Fascicoli di altre case"))
        found = received.files(self._vault)
        self.list.show_entries(
            [Entry(words.listed_name(one.person), one.mark, key=one.feed) for one in found]
        )
        self.list.setVisible(bool(found))
        self.nobody.setVisible(not found)

    def _show_file(self) -> None:
        self.back_button.setVisible(True)
        try:
            one, records = received.opened(self._vault, self.feed)
        except DeskError as problem:
            self.set_title(_("Fascicoli di altre case"))
            self.banner.say(problem.message)
            self.banner.show()
            return
        self.set_title(words.titled(one.person, date.today()))
        self.set_state(_("si legge soltanto"), "quiet")
        self.banner.say(_banner(one), "warning")
        self.banner.show()
        how = contact.of_person(one.person)
        self.call.say(how.line, "warning" if how.careful else "info")
        self.call.setVisible(bool(how.line))
        self._person = one.person
        for side, tables in ((self.left, _MAIN), (self.right, _BESIDE)):
            side.put([self._card(table, records[table]) for table in tables if table in records])
        self.reading.show()

    def _card(self, table: str, rows: Mapping[str, Mapping[str, Any]]) -> Card:
        """One kind of record, the newest first."""
        card = Card(record_words(table))
        for _id, row in sorted(rows.items(), key=lambda item: (_day(item[1]), item[0]), reverse=True):
            said = " · ".join(self._facts(table, row))
            card.add(label(said or "—", wrap=True, selectable=True))
        return card

    def _facts(self, table: str, row: Mapping[str, Any]) -> Iterator[str]:
        if table == "phone":
            yield contact.of_phone(self._person, Phone(**{"house": "", **row})).line
        for column in self._vault.schema.metadata.tables[table].columns:
            value, name = row.get(column.name), column.name
            if value in (None, "", "[]") or name in _UNSEEN | _CALLS or name.endswith("_id"):
                continue
            said = value_words(self._vault, table, name, value)
            if (table, name) == ("consent", "answer"):
                said = answer_words().get(said, said)
            yield _("{what}: {value}").format(what=field_words(name, table), value=said)


def _banner(one: ReceivedFile) -> str:
    until = _(" fino al {day:%d/%m/%Y}").format(day=one.until) if one.until else ""
    return _(
        "Scheda {mark}{until}: la tiene quella casa, che la lascia leggere perché lei è d'accordo. Qui non si "
        "cambia e non si conta. Non copiarla: se viene anche da voi, apri per lei una scheda vostra."
    ).format(mark=one.mark, until=until)


def _day(row: Mapping[str, Any]) -> str:
    return next((str(row[name]) for name in _DAYS if row.get(name)), "")
