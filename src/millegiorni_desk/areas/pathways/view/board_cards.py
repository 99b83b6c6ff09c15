"""What asks for someone, beside the list of pathways: what is due, and what is stuck or silent."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.pathways import board
from millegiorni_desk.areas.pathways.board import Due, Silent
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view.words import full_name
from millegiorni_desk.language import N_, _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_FEW, _MANY = 5, 40
_FEW_LATE, _FEW_QUIET = 3, 2
_KINDS = {
    "step": N_("Passo"),
    "goal": N_("Obiettivo"),
    "appointment": N_("Appuntamento"),
    "reminder": N_("Da ricordare"),
}
# Where each kind is dealt with, and whether that page is opened with its own record or with the pathway.
_PAGES = {"appointment": "appointment", "reminder": "appointment"}


class _BoardCard(Card):
    """Rows that open where they are dealt with; a few at first, the rest when asked for."""

    def __init__(self, vault: Vault, shell: Shell, title: str, empty: str) -> None:
        super().__init__(title)
        self._vault, self._shell = vault, shell
        self._all, self._of = False, (date.min, "")
        self.entries = EntryList(title, empty)
        self.entries.opened.connect(self._open)
        self.more_button = Button("", self._toggle, kind="quiet")
        self.add(self.entries)
        self.add(self.more_button)

    def show_board(self, today: date, case_manager: str) -> None:
        """Show what there is on that day, of one case manager or of everyone."""
        if case_manager != self._of[1]:
            self._all = False
        self._of = (today, case_manager)
        rows = self.rows(today, case_manager, _MANY if self._all else _FEW + 1)
        left = len(rows) - _FEW
        self.entries.show_entries(rows if self._all else rows[:_FEW])
        self.more_button.setVisible(left > 0)
        self.more_button.say(_("Mostra solo i primi") if self._all else _("Mostra anche gli altri"))

    def rows(self, today: date, case_manager: str, most: int) -> list[Entry]:
        """The rows, the most pressing first."""
        raise NotImplementedError

    def _toggle(self) -> None:
        self._all = not self._all
        self.show_board(*self._of)

    def _open(self, key: str) -> None:
        kind, record, pathway = key.split("|")
        if kind in _PAGES:
            self._shell.open(_PAGES[kind], record)
        elif kind == "hand_over" and self._shell.knows("hand-over"):
            self._shell.open("hand-over", pathway)
        else:
            self._shell.open("pathway", pathway)


class DueCard(_BoardCard):
    """*Da fare*: steps, goals, appointments, reminders and offers of these days, the latest first to be done."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell, _("Da fare in questi giorni"), _("Niente per questa settimana."))

    def rows(self, today: date, case_manager: str, most: int) -> list[Entry]:
        return [_due_entry(one, today) for one in board.due(self._vault, today, most, case_manager)[:most]]


class StuckCard(_BoardCard):
    """*Fermi*: goals past their day, and pathways without a sign for longer than the setting says."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell, _("Fermi"), _("Niente di fermo: tutto si muove."))

    def rows(self, today: date, case_manager: str, most: int) -> list[Entry]:
        late = [_due_entry(one, today) for one in board.stuck(self._vault, today, most, case_manager)]
        quiet = [_silent_entry(one) for one in board.silent(self._vault, today, most, case_manager)]
        # Both kinds are seen at first, however many there are of one.
        return [*late[:_FEW_LATE], *quiet[:_FEW_QUIET], *late[_FEW_LATE:], *quiet[_FEW_QUIET:]]


def _due_entry(one: Due, today: date) -> Entry:
    when = day_words(one.on, today)
    if one.kind == "hand_over":
        first, second = _name(one.person), _("Passaggio proposto da {name}").format(name=one.title)
    else:
        title = one.title or _("riservato")
        first, second = f"{_name(one.person)} · {title}", _(_KINDS[one.kind])
    if one.kind == "appointment" and one.late:
        second = _("Com'è andata?")
    return Entry(
        first,
        second,
        state=f"{when}, {one.at}" if one.at else when,
        kind="warning" if one.late or one.kind == "reminder" else "info",
        key="|".join((one.kind, one.key, one.pathway_id)),
    )


def _silent_entry(one: Silent) -> Entry:
    days = plural("da {n} giorno", "da {n} giorni", one.days).format(n=number(one.days))
    return Entry(
        _name(one.person),
        _("Nessun segno"),
        state=days,
        kind="quiet",
        key="|".join(("silent", "", one.pathway_id)),
    )


def _name(person: Person | None) -> str:
    return full_name(person) if person is not None else _("scheda non ancora arrivata")
