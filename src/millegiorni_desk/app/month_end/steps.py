"""*Chiusura del mese*: the deliveries, the merge, and the minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from millegiorni_desk.app.month_end.totals import TotalsCard
from millegiorni_desk.app.sections import Section
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows import month_end, syncing
from millegiorni_desk.flows.month_end import Delivery
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.dates import moment_words
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]


class DeliveriesStep(Section):
    """Who has handed over since the last minutes, and what is missing; takes in what has come."""

    def __init__(self, vault: Vault, receive: Callable[[], object]) -> None:
        super().__init__()
        self._vault = vault
        card = Card(_("Chi ha consegnato"))
        self.table = Table(
            _("Consegne"),
            (
                Column("house", _("Casa")),
                Column("device", _("Postazione"), width=140),
                Column("last", _("Ultima consegna"), width=160),
                Column("missing", _("Che cosa manca")),
            ),
            empty=_("Nessuna postazione è ancora nella rete: si invitano in «Rete»."),
            most_rows=4,
            row_height=30,
        )
        card.add(self.table)
        self.button = Button(_("Ricevi e unisci"), receive, kind="primary", icon="sync")
        card.add(Wrap(self.button))
        self.add(card)

    def reload(self) -> None:
        since, now = month_end.last_minutes(self._vault), datetime.now().astimezone()
        found = month_end.deliveries(self._vault)
        done = [each for each in found if _delivered(each, since)]
        # Who is missing stands first: that is whom to call.
        ordered = sorted(found, key=lambda each: (each in done, each.house, each.device))
        self.table.show_rows(Source.of([_delivery_row(each, each in done, now) for each in ordered]))
        houses = {each.house for each in found}
        late = {each.house for each in found if each not in done}
        whole = bool(houses) and not late
        here = len(houses) - len(late)
        self.told.emit(
            plural("{n} casa su {count}", "{n} case su {count}", here).format(n=here, count=len(houses)),
            _("fatto") if whole else "",
            "info",
        )

    def first_focus(self) -> QWidget:
        return self.button


def _delivered(each: Delivery, since: datetime | None) -> bool:
    return each.last is not None and not each.missing and (since is None or each.last > since)


def _delivery_row(each: Delivery, done: bool, now: datetime) -> dict[str, str]:
    return {
        "id": f"{each.house} {each.device}",
        "house": each.house,
        "device": each.device,
        "last": moment_words(each.last.astimezone(), now) if each.last else _("mai"),
        "missing": each.missing or (_("✓ niente") if done else _("la consegna di questo mese")),
    }


class MergeStep(Section):
    """What came of the merge, and that nothing was lost."""

    def __init__(self, totals: TotalsCard, receive: Callable[[], object]) -> None:
        super().__init__()
        self._totals = totals
        self.outcome: syncing.Outcome | None = None
        self.card = Card(_("Com'è andata"))
        self.lines = Stack(spacing=tokens.TIGHT)
        self.card.add(self.lines)
        self.card.add(Wrap(Button(_("Ricevi e unisci ancora"), receive, icon="sync")))
        self.add(self.card)

    def show_outcome(self, outcome: syncing.Outcome) -> None:
        """Show what came of it."""
        self.outcome = outcome
        self.reload()

    def reload(self) -> None:
        layout = self.lines.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for widget in self._told():
            if layout is not None:
                layout.addWidget(widget)
        state = (_("fatto"), "info") if self._totals.balanced else (_("non quadra"), "warning")
        lost = _("nessuno perso") if self._totals.balanced else _("ne manca qualcuno")
        self.told.emit(
            _("{accesses} accessi, {lost}").format(accesses=number(self._totals.accesses), lost=lost), *state
        )

    def _told(self) -> list[QWidget]:
        if self.outcome is None:
            told: list[QWidget] = [
                label(
                    _(
                        "In questa seduta non si è ancora unito niente. Qui sopra c'è quello che la rete ha ora."
                    ),
                    wrap=True,
                )
            ]
        else:
            words = [line for line in self.outcome.lines() if line not in self.outcome.problems]
            told = [label("\n".join(words), wrap=True)]
            told += [Notice(problem, "warning") for problem in self.outcome.problems]
        if self._totals.balanced:
            told.append(Notice(_("Quadra: tutto quello che le case hanno consegnato è nella rete.")))
        else:
            told.append(
                Notice(
                    _(
                        "Qualche consegna non è ancora arrivata intera: quello che manca è segnato in tabella. "
                        "Chiedi alla casa di consegnare di nuovo, poi ricevi ancora."
                    ),
                    "warning",
                )
            )
        return told


class MinutesStep(Section):
    """The signed minutes of the merge, written where the user says; ``made`` after that."""

    made = Signal()

    def __init__(self, vault: Vault, shell: Shell, open_items: Callable[[], tuple[int, int]]) -> None:
        super().__init__()
        self._vault, self._shell, self._open_items = vault, shell, open_items
        self.card = Card(_("Il verbale"))
        self.words = label("", wrap=True)
        self.open = Notice("", "warning")
        self.button = Button(_("Fai il verbale…"), self._ask_where, kind="primary", icon="document")
        self.saved = Stack()
        self.work = TaskBar()
        self.card.add(self.words)
        self.card.add(self.open)
        self.card.add(Wrap(self.button))
        self.card.add(self.work)
        self.card.add(self.saved)
        self.add(self.card)

    def reload(self) -> None:
        last = month_end.last_minutes(self._vault)
        now = datetime.now().astimezone()
        when = moment_words(last.astimezone(), now) if last else ""
        self.words.setText(
            _(
                "Il verbale dice, casa per casa, che cosa è stato consegnato e che cosa c'è, in numeri ed euro, ed è "
                "firmato da questa postazione."
            )
            + (
                _(" L'ultimo: {when}.").format(when=when)
                if when
                else _(" È il primo: da qui si conterà la prossima volta.")
            )
        )
        differences, pairs = self._open_items()
        waits = [
            f"{count} {words}"
            for count, words in (
                (differences, _("differenze") if differences > 1 else _("differenza")),
                (pairs, _("coppie di persone") if pairs > 1 else _("coppia di persone")),
            )
            if count
        ]
        self.open.setVisible(bool(waits))
        self.open.say(
            _("Restano aperte {names}: il verbale lo dice, e si può decidere anche dopo.").format(
                names=_(" e ").join(waits)
            ),
            "warning",
        )
        done = last is not None and last.astimezone().strftime("%Y%m") == now.strftime("%Y%m")
        second = (
            _("fatto {when}").format(when=when)
            if done
            else _("attende i passi 3 e 4")
            if waits
            else _("si può fare")
        )
        self.told.emit(second, _("fatto") if done else "", "info")

    def first_focus(self) -> QWidget:
        return self.button

    def _ask_where(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = Path(documents or Path.home()) / f"verbale-{datetime.now():%Y-%m}.json"
        chosen, _unused = QFileDialog.getSaveFileName(
            self, _("Salva il verbale"), str(suggested), _("Verbale (*.json)")
        )
        if chosen:
            self.make(Path(chosen))

    def make(self, path: Path) -> None:
        """Make the minutes beside the window and write them to *path*."""
        import json

        def work(progress: Progress) -> dict[str, Any]:
            return month_end.minutes(self._vault)

        def done(minutes: dict[str, Any]) -> None:
            from millegiorni_desk.ui.printing import SavedNotice, write_file

            try:
                write_file(path, json.dumps(minutes, ensure_ascii=False, indent=2).encode())
            except DeskError as problem:
                self.work.show_problem(problem)
                return
            layout = self.saved.layout()
            if layout is not None:
                layout.addWidget(SavedNotice(path))
            self.reload()
            self.made.emit()
            self._shell.say(_("Verbale fatto e firmato"))

        self.work.run(_("Preparo il verbale"), work, done, can_cancel=False)
