"""The calendar of meetings out to other programs, and theirs in: seen line by line before it is written."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from millegiorni_desk.areas.meetings import calendar_file, calendar_import, calendar_reading, calendar_telling
from millegiorni_desk.areas.meetings.calendar_import import CANCELLED, CHANGED, NEW, SAME, Comparison
from millegiorni_desk.areas.meetings.calendar_reading import Incoming
from millegiorni_desk.errors import InvalidValue, StorageFailed, reason
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.later import later
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

if TYPE_CHECKING:
    from millegiorni_desk.areas.meetings.view.paper_choices import PaperChoices

_ICS = _("Calendario (*.ics)")
_MONTH, _YEAR, _ONE = "month", "year", "one"


class CalendarCard(Card):
    """Export of the month, of a year or of one meeting; import into a house's calendar."""

    def __init__(self, vault: Vault, shell: Shell, choices: PaperChoices) -> None:
        super().__init__(_("Calendario per altri programmi"))
        self._vault, self._shell, self._choices = vault, shell, choices
        self._incoming: Incoming | None = None
        self.papers = Papers()
        self.what = ChipGroup(
            _("Che cosa esportare"),
            [
                (_MONTH, _("il mese scelto")),
                (_YEAR, _("un anno da quel mese")),
                (_ONE, _("solo l'incontro scelto")),
            ],
        )
        self.what.set_value(_MONTH)
        self.export_button = Button(_("Esporta il calendario (.ics)"), self.export, icon="download")
        self.import_button = Button(_("Porta dentro un calendario…"), self.ask_file, icon="document")
        for piece in (
            label(_("Nel file non ci sono né note né presenze."), "muted", wrap=True),
            self.what,
            Wrap(self.export_button, *([self.import_button] if vault.may(Permission.RUN_MEETINGS) else [])),
            self.papers,
        ):
            self.add(piece)
        self._seen()

    def _seen(self) -> None:
        """What a file would bring, under the buttons, while it is decided."""
        self.house = ChoiceField(_("Nel calendario di quale casa"), none=_("scegli la casa"))
        self.counted = label("", "strong", wrap=True)
        self.table = Table(
            _("Che cosa porta il calendario"),
            [
                Column("state", _("Esito"), width=110),
                Column("day", _("Giorno"), width=90),
                Column("title", _("Incontro")),
                Column("why", _("Che cosa cambia")),
            ],
            empty=_("Nel file non c'è nessun incontro."),
            most_rows=9,
        )
        self.bring_button = Button(_("Porta dentro"), self.bring, kind="primary", icon="check")
        self.leave_button = Button(_("Lascia stare"), self.leave)
        self.seen = Stack(self.house, self.counted, self.table, Wrap(self.bring_button, self.leave_button))
        self.add(self.seen)
        self.house.changed.connect(self._compare)
        reveal(self.seen, False)

    # --- out -----------------------------------------------------------------------------------------

    def export(self) -> None:
        """Make the file of what is chosen and ask where it goes."""
        vault, first, house = self._vault, self._choices.first(), self._choices.house.value()
        what, meeting_id = self.what.value(), self._choices.meeting.value()
        if what == _ONE:
            if not meeting_id:
                self.papers.work.show_problem(
                    InvalidValue(
                        _("Scegli prima l'incontro: con «Locandina» o «Foglio delle presenze»."), "meeting"
                    )
                )
                return
            self.papers.save(
                lambda: calendar_file.export_one(vault, meeting_id), f"incontro-{first:%Y-%m}.ics", _ICS
            )
            return
        last = first + timedelta(days=366) if what == _YEAR else _end_of(first)
        name = f"incontri-{first:%Y-%m}.ics"
        self.papers.save(lambda: calendar_file.export(vault, first, last, house), name, _ICS)

    # --- in ------------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask for a calendar file and read it."""
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Scegli il calendario"), QDir.homePath(), _ICS)
        if chosen:
            self.read(Path(chosen))

    def read(self, path: Path) -> None:
        """Read a calendar file beside the window, and show what it would bring."""
        self.leave()
        self.house.set_options([(one.code, one.name) for one in network.houses(self._vault)])
        self.house.set_value(self._vault.house or self._choices.house.value())
        self.house.setEnabled(not self._vault.house)
        self.papers.work.run(
            _("Leggo il calendario"),
            lambda progress: calendar_reading.read(_content(path), date.today()),
            self._read,
            can_cancel=False,
        )

    def _read(self, incoming: Incoming) -> None:
        self._incoming = incoming
        reveal(self.seen, True)
        # Once the reading is over: one piece of work at a time.
        later(self, self._compare)

    def _compare(self) -> None:
        incoming, vault, house = self._incoming, self._vault, self.house.value()
        if incoming is None:
            return
        if not house:
            self.counted.setText(_("Scegli la casa."))
            self.table.show_rows(Source.of([]))
            self.bring_button.setEnabled(False)
            return
        self.papers.work.run(
            _("Confronto con il calendario"),
            lambda progress: calendar_import.compare(vault, house, incoming, date.today()),
            self._show,
            can_cancel=False,
        )

    def _show(self, found: Comparison) -> None:
        self.counted.setText(calendar_telling.counted(found))
        rows = [
            {
                "id": str(number),
                "state": _(calendar_telling.STATES[line.what]),
                "day": f"{line.on_date:%d/%m/%Y}",
                "title": line.title,
                "why": calendar_telling.why(line),
            }
            for number, line in enumerate(found.lines)
            if line.what != SAME
        ]
        rows += [
            {"id": f"p{number}", "state": _("non si legge"), "day": "", "title": title, "why": why}
            for number, (title, why) in enumerate(found.problems)
        ]
        self.table.show_rows(Source.of(rows))
        writes = any(found.counts.get(what) for what in (NEW, CHANGED, CANCELLED))
        self.bring_button.setEnabled(writes)
        later(self, self._take_focus)

    def _take_focus(self) -> None:
        """What was read beside the window is here: the keyboard comes to it, unless it has gone elsewhere."""
        here = QApplication.focusWidget()
        if self.isVisible() and (here is None or self.window().isAncestorOf(here)):
            button = self.bring_button if self.bring_button.isEnabled() else self.leave_button
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def bring(self) -> None:
        """Write all that is shown, in one save."""
        incoming, vault, house = self._incoming, self._vault, self.house.value()
        if incoming is None or not house:
            return
        self.papers.work.run(
            _("Porto dentro il calendario"),
            lambda progress: calendar_import.bring(vault, house, incoming, date.today()),
            self._brought,
            can_cancel=False,
        )

    def _brought(self, found: Comparison) -> None:
        self.leave()
        many = sum(found.counts.get(what, 0) for what in (NEW, CHANGED, CANCELLED))
        words = plural("Portato dentro {n} incontro", "Portati dentro {n} incontri", many)
        self._shell.say(words.format(n=many))
        self.import_button.setFocus()

    def leave(self) -> None:
        """Let go of the file that was read; nothing is written."""
        self._incoming = None
        self.papers.clear()
        reveal(self.seen, False)


def _end_of(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # One more than is allowed tells that it is too large, without reading all of it.
            return file.read(calendar_reading.MOST_BYTES + 1)
    except OSError as error:
        words = _("Non riesco a leggere «{name}»: {why}.")
        raise StorageFailed(words.format(name=path.name, why=reason(error))) from error
