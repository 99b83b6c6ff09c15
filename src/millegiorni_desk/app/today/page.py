"""The page *Oggi*: who came, who was here last, what is to be followed up, and at most three notices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.today import notices as todays_notices
from millegiorni_desk.app.today.approvals import ApprovalsDue
from millegiorni_desk.app.today.meetings import MeetingsToday
from millegiorni_desk.app.today.programme import DeadlinesDue, NotesToAnswer
from millegiorni_desk.app.today.referrals import ReferralsDue
from millegiorni_desk.app.today.reminders import RemindersDue
from millegiorni_desk.areas.accesses import drafts
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.view.short_card import last_seen
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.people.thousand_days import clocks
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.finder import PersonFinder
from millegiorni_desk.changes import Changes
from millegiorni_desk.flows import reminding
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState, Entry, EntryList, Notice
from millegiorni_desk.ui.dates import day_words, moment_words, on_day
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_RECENT = 6
_FOLLOW_UPS = 5
_DRAFTS = 3


class TodayPage(Page):
    """Where everyone begins. Enter in the field opens a new access for the first found."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Oggi"))
        self._vault, self._shell = vault, shell
        self._may = vault.may(Permission.RECORD_ACCESS)
        self._kept = False
        self._told: dict[str, object] = {}
        self._all_due = False
        self.finder = PersonFinder(vault, detail=lambda found: last_seen(vault, found), anonymous=self._may)
        self.finder.chosen.connect(self._come)
        self.finder.new_wanted.connect(lambda typed: self._shell.open("new-access", {"typed": typed}))
        self.finder.anonymous_wanted.connect(lambda: self._shell.open("new-access", {"anonymous": True}))
        self.who, self.recent_card, self.due_card = Card(), Card(_("Ultime persone")), Card(_("Da seguire"))
        self.drafts = Wrap()
        self.finder.searched.connect(self._reveal_drafts)
        self.who.add(self.finder)
        self.who.add(self.drafts)
        self.recent, self.due = EntryList(_("Ultime persone")), EntryList(_("Da seguire"))
        self.recent_card.add(self.recent)
        self.due_card.add(self.due)
        self.more_due = Button("", self._toggle_due, kind="quiet")
        self.due_card.add(self.more_due)
        self.referrals = ReferralsDue(vault, shell)
        self.approvals = ApprovalsDue(vault, shell)
        self.reminders = RemindersDue(vault, shell)
        self.meetings = MeetingsToday(vault, shell)
        self.deadlines, self.notes = DeadlinesDue(vault, shell), NotesToAnswer(vault, shell)
        self.calm = Card()
        self.notices = Card()
        left = Stack(self.who, self.recent_card)
        self.add(
            Columns(
                left,
                Stack(
                    self.approvals,
                    self.meetings,
                    self.due_card,
                    self.reminders,
                    self.referrals,
                    self.notes,
                    self.deadlines,
                    self.notices,
                    self.calm,
                ),
                stretch=(5, 4),
                fold_under=800,
            )
        )
        self.recent.opened.connect(self._come)
        self.due.opened.connect(lambda person_id: shell.open("person", person_id))
        self.who.setVisible(vault.may(Permission.SEE_PEOPLE))

    def arrived(self, argument: object = None) -> None:
        self.finder.clear()
        self._all_due = False
        self._load()
        self.scroller.verticalScrollBar().setValue(0)

    def first_focus(self) -> QWidget | None:
        return self.finder if not self.who.isHidden() else None

    def refresh(self, changes: Changes) -> None:
        if changes.everything:
            self._load_by_turns(self._parts())
        elif changes.records:
            self._load()
        else:
            # A copy or an export touches no record: it can only change what is to be noticed.
            self._show_notices()

    def _load(self) -> None:
        for part in self._parts():
            part()

    def _load_by_turns(self, parts: Sequence[Callable[[], object]]) -> None:
        """After an import all is drawn anew: a part in each turn; in between keys are heard and it is painted."""
        if parts:
            parts[0]()
            # Not 0: that would still be the same turn.
            QTimer.singleShot(1, self, lambda: self._load_by_turns(parts[1:]))

    def _parts(self) -> list[Callable[[], object]]:
        now = datetime.now()
        of_people = [
            lambda: self._show_drafts(now),
            lambda: self._show_recent(now.date()),
            lambda: self._show_due(now.date()),
            lambda: self.reminders.show_day(now.date()),
            lambda: self.referrals.show_day(now.date()),
            lambda: self.approvals.show_day(now.date()),
        ]
        shown = of_people if self._vault.may(Permission.SEE_PEOPLE) else []
        programme = [
            lambda: self.meetings.show_day(now.date()),
            lambda: self.notes.show_day(now.date()),
            lambda: self.deadlines.show_day(now.date()),
        ]
        return [lambda: self._show_day(now), *shown, *programme, self._show_notices]

    def _show_day(self, now: datetime) -> None:
        self.set_title(f"{greeting(now)} {self._vault.user_name}".strip())
        seen = accesses.count(self._vault, now.date())
        self.set_state(
            plural("{n} accesso oggi", "{n} accessi oggi", seen).format(n=number(seen)) if seen else "",
            "info",
        )

    def _anew(self, part: str, told: object) -> bool:
        """Whether *part* of the page shows something else than *told*: what stays the same is not drawn again."""
        same = self._told.get(part) == told
        self._told[part] = told
        return not same

    # --- left: who came ----------------------------------------------------------------------------

    def _show_drafts(self, now: datetime) -> None:
        kept = drafts.drafts(self._vault)[:_DRAFTS] if self._may else []
        self.drafts.empty()
        for draft in kept:
            self.drafts.add(self._draft_button(draft, now))
        self._kept = bool(kept)
        self._reveal_drafts()

    def _reveal_drafts(self) -> None:
        """Drafts are offered while nothing is typed."""
        self.drafts.setVisible(self._kept and not self.finder.typed)

    def _draft_button(self, draft: drafts.Draft, now: datetime) -> Button:
        whose = (
            _("la bozza di {cut}").format(cut=words.cut(draft.who)) if draft.who else _("la bozza anonima")
        )
        said = _("Riprendi {whose} ({moment_words})").format(
            whose=whose, moment_words=moment_words(draft.moment, now)
        )
        return Button(said, lambda: self._shell.open("new-access", {"draft": draft.id}), icon="edit")

    def _show_recent(self, today: date) -> None:
        recent = accesses.recent_people(self._vault, _RECENT)
        children = people.children_of(self._vault, [person.id for person, _unused in recent])
        told = [
            (
                words.full_name(person),
                self._last_words(person, children.get(person.id, []), day, today),
                person.id,
            )
            for person, day in recent
        ]
        if self._anew("recent", told):
            self.recent.show_entries([Entry(first, second, key=key) for first, second, key in told])
            self.recent_card.setVisible(bool(told))

    def _last_words(self, person: Person, children: list[Child], day: date, today: date) -> str:
        now = [words.clock_words(clock, today) for clock in clocks(person, children, today)[:2]]
        return " · ".join([*now, _("ultimo accesso {on_day}").format(on_day=on_day(day, today))])

    def _come(self, person_id: str) -> None:
        """She is here: a new access where one may record it, else her card."""
        self._shell.open("new-access" if self._may else "person", person_id)

    # --- right: what asks for someone --------------------------------------------------------------

    def _show_due(self, today: date) -> None:
        waiting = [visit for visit in accesses.follow_ups(self._vault, today) if visit.person is not None]
        shown = waiting if self._all_due else waiting[:_FOLLOW_UPS]
        # As with reminders: her rule, and what she agreed to, come before her number.
        reaches = reminding.reaches(
            self._vault, [visit.person for visit in shown if visit.person is not None]
        )
        told = []
        for visit in shown:
            person, day = visit.person, visit.access.follow_up_on
            if person is None or day is None:
                continue
            call = reaches[person.id].line or _("senza telefono sulla scheda")
            late = "warning" if day < today else "info"
            told.append((words.full_name(person), call, day_words(day, today), late, person.id))
        if not self._anew("due", (told, len(waiting))):
            return
        self.due.show_entries(
            [
                # How she may be called is read to its end, never cut before the number.
                Entry(first, second, state=state, kind=kind, key=key)
                for first, second, state, kind, key in told
            ]
        )
        self.due_card.setVisible(bool(told))
        more = len(waiting) > _FOLLOW_UPS
        self.due_card.title.setText(
            _("Da richiamare: {count}").format(count=number(len(waiting))) if more else _("Da richiamare")
        )
        self.more_due.setVisible(more)
        self.more_due.say(_("Mostra solo le prime") if self._all_due else _("Mostra anche le altre"))

    def _toggle_due(self) -> None:
        self._all_due = not self._all_due
        self._show_due(date.today())

    def _nothing_due(self) -> bool:
        return all(
            card.isHidden()
            for card in (
                self.due_card,
                self.reminders,
                self.referrals,
                self.approvals,
                self.meetings,
                self.notes,
                self.deadlines,
            )
        )

    def _show_notices(self) -> None:
        told = todays_notices.notices(self._vault)
        first = todays_notices.first_start(self._vault)
        quiet = first or (not told and self._nothing_due())
        if not self._anew("notices", (told, first, quiet, quiet and network.houses(self._vault) == [])):
            return
        self.notices.empty()
        self.calm.empty()
        for one in told:
            action = (
                (one.button, lambda one=one: self._shell.open(one.page, one.argument)) if one.page else None
            )
            self.notices.add(Notice(one.sentence, one.kind, action))
        self.notices.setVisible(bool(told))
        if quiet:
            self.calm.add(self._calm(first))
        self.calm.setVisible(self.calm.body.count() > 0)

    def _calm(self, first: bool) -> EmptyState:
        if first and not self._vault.house:
            return self._calm_coordination()
        if first and self._may:
            return EmptyState(
                _("Qui comincia il lavoro"),
                _(
                    "Non c'è ancora niente. Quando arriva la prima, scrivi il suo nome: la scheda nasce con l'accesso."
                ),
                (_("Primo accesso"), lambda: self._shell.open("new-access")),
            )
        return EmptyState(_("Niente in attesa"), _("Nessuna da richiamare oggi. Buon lavoro."))

    def _calm_coordination(self) -> EmptyState:
        """Before the first delivery: the network is to be prepared, then its houses are waited for."""
        if not network.houses(self._vault) and self._vault.may(Permission.MANAGE_NETWORK):
            sentence = _("Aggiungi le case e gli enti, poi invita le postazioni.")
            return EmptyState(
                _("La rete comincia da qui"),
                sentence,
                (_("Prepara la rete"), lambda: self._shell.open("network")),
            )
        sentence = _("Quando una casa consegna, i suoi accessi arrivano qui.")
        return EmptyState(
            _("In attesa della prima consegna"),
            sentence,
            (_("Sincronizza"), lambda: self._shell.open("sync")),
        )


def greeting(now: datetime) -> str:
    """Good morning until one o'clock, good evening from six."""
    if now.hour < 13:
        return _("Buongiorno")
    return _("Buon pomeriggio") if now.hour < 18 else _("Buonasera")
