"""The line of time on a person's page: filtered by kind, a screenful at first, the rest when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from textwrap import shorten

from PySide6.QtCore import Signal

from millegiorni_desk.app.person import timeline
from millegiorni_desk.app.person.timeline import Event
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_SHOWN = 12
# As much of what was written as fits three or four lines; the rest is read where it leads.
_BRIEF = 280
# What a pathway's own page shows.
_ON_THE_PAGE = ("moment", "goal", "step", "wellbeing", "intervention")


class TimelineCard(Card):
    """Events as rows that open their page; ``here`` carries kind and key of what is on the person's own page."""

    here = Signal(str, str)

    def __init__(
        self,
        vault: Vault,
        shell: Shell,
        kinds: Sequence[tuple[str, str]] = timeline.KINDS,
        empty: str = _("Ancora niente. Il primo accesso apparirà qui."),
    ) -> None:
        super().__init__(_("Che cosa è successo"))
        self._kinds = kinds
        self._vault, self._shell = vault, shell
        self._events: dict[str, Event] = {}
        self._of = ""
        self._most = _SHOWN
        self.which = ChipGroup(_("Mostra solo"))
        self.which.changed.connect(self._show)
        self.entries = EntryList(_("Che cosa è successo"), empty)
        self.entries.opened.connect(self._open)
        self.more_button = Button("", self._more, kind="quiet")
        for piece in (self.which, self.entries, self.more_button):
            self.add(piece)

    def show_events(self, events: Sequence[Event], of: str) -> None:
        """Show the line of another person, or of the same one anew."""
        if of != self._of:
            self._of, self._most = of, _SHOWN
            self.which.clear()
        self._events = {f"{event.kind}:{event.key}": event for event in events}
        kinds = {event.kind for event in events}
        self.which.set_options([(kind, _(words)) for kind, words in self._kinds if kind in kinds])
        self.which.setVisible(len(kinds) > 1)
        self._show()

    def _show(self) -> None:
        today, wanted = date.today(), self.which.value()
        chosen = [(key, event) for key, event in self._events.items() if not wanted or event.kind == wanted]
        self.entries.show_entries(
            [
                Entry(
                    timeline.heading(event, today),
                    shorten(event.detail, _BRIEF, placeholder=" …"),
                    state=event.state,
                    kind="warning" if event.warns else "quiet",
                    key=key,
                    sign="lock" if event.reserved else "",
                )
                for key, event in chosen[: self._most]
            ]
        )
        left = len(chosen) - self._most
        self.more_button.setVisible(left > 0)
        self.more_button.say(
            _("Mostra gli altri {left}").format(left=number(left)) if left != 1 else _("Mostra l'ultimo")
        )

    def _more(self) -> None:
        self._most = len(self._events)
        self._show()

    def _open(self, key: str) -> None:
        event = self._events[key]
        page, argument = event.opens if event.opens[0] else (event.kind, event.key)
        if event.kind in ("answer", "attachment", *_ON_THE_PAGE):
            self.here.emit(event.kind, event.key)
        elif event.kind == "privacy":
            if self._shell.knows("person-data"):
                self._shell.open("person-data", self._of)
        elif self._shell.knows(page) and (page != "access" or self._vault.may(Permission.RECORD_ACCESS)):
            self._shell.open(page, argument)
