"""*Chiusura del mese*: the deliveries, the merge, and the minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.month_end.totals import TotalsCard
from millegiorni_desk.app.sections import Section
from millegiorni_desk.flows import month_end, syncing
from millegiorni_desk.flows.closing import copies, fault_words, minutes, months, words
from millegiorni_desk.flows.closing.copies import Kept
from millegiorni_desk.flows.closing.records import MonthClosing
from millegiorni_desk.flows.month_end import Delivery
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.choices import ChoiceField
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
_MOST_FAULTS = 12


class DeliveriesStep(Section):
    """Who has handed over since the last minutes, and what is missing; takes in what has come."""

    def __init__(self, vault: Vault, receive: Callable[[], object]) -> None:
        super().__init__()
        self._vault = vault
        card = Card(_("Chi ha consegnato"))
        self.table = Table(
            _("Consegne"),
            (
                Column("house", _("Casa"), width=164),
                Column("device", _("Postazione"), width=92),
                Column("bundles", _("Pacchi"), "number", 60),
                Column("last", _("Ultima consegna"), width=124),
                Column("through", _("Dati fino al"), width=98),
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
        before, now = copies.taken_in(self._vault), datetime.now().astimezone()
        found = month_end.deliveries(self._vault)
        done = [each for each in found if not each.missing and each.bundles > before.get(each.ordinal, 0)]
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


def _delivery_row(each: Delivery, done: bool, now: datetime) -> dict[str, object]:
    return {
        "id": f"{each.house} {each.device}",
        "house": each.house,
        "device": each.device,
        "bundles": each.bundles,
        "last": moment_words(each.last.astimezone(), now) if each.last else _("mai"),
        "through": f"{each.through:%d/%m/%Y}" if each.through else "",
        "missing": each.missing
        or (
            _("✓ niente")
            if done
            else _("la consegna del mese")
            if each.bundles
            else _("non ha mai consegnato")
        ),
    }


class MergeStep(Section):
    """What came of the merge, and that nothing was lost."""

    def __init__(self, vault: Vault, totals: TotalsCard, receive: Callable[[], object]) -> None:
        super().__init__()
        self._vault, self._totals = vault, totals
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
                        "Non quadra: quello che c'era, quello che è arrivato e quello che c'è non sono lo stesso. "
                        "Controlla l'archivio nelle Impostazioni e conserva le copie; il verbale dirà che cosa manca."
                    ),
                    "warning",
                )
            )
            faults = self._totals.count.faults if self._totals.count else ()
            told += [
                label(fault_words.sentence(self._vault, fault), wrap=True) for fault in faults[:_MOST_FAULTS]
            ]
        return told


def _in_a_row(names: list[str]) -> str:
    return _(" e ").join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


class MinutesStep(Section):
    """Closes a month: its minutes are made beside the window, signed and kept; ``made`` carries their id."""

    made = Signal(str)

    def __init__(
        self,
        vault: Vault,
        shell: Shell,
        open_items: Callable[[], tuple[int, int, int]],
        look_at_doti: Callable[[], object],
    ) -> None:
        super().__init__()
        self._vault, self._shell, self._open_items = vault, shell, open_items
        self.card = Card(_("Il verbale"))
        self.words = label(
            _(
                "Il verbale dice, Casa per Casa, che cosa c'era, che cosa è arrivato e che cosa c'è, in numeri ed "
                "euro, con ogni valore scartato e ogni decisione. È firmato da questa postazione e resta qui."
            ),
            wrap=True,
        )
        self.month = ChoiceField(_("Mese da chiudere"), none="")
        self.month.changed.connect(self.tell)
        self.open = Notice("", "warning")
        self.doti = Button("", look_at_doti, kind="quiet")
        self.button = Button("", self.make, kind="primary", icon="document")
        self.work = TaskBar()
        for piece in (self.words, self.month, self.open, Wrap(self.button, self.doti), self.work):
            self.card.add(piece)
        self.add(self.card)
        self._closed: dict[str, Kept] = {}

    def reload(self) -> None:
        self._closed = {one.month: one for one in reversed(copies.listed(self._vault)) if not one.reopened_at}
        chosen = str(self.month.value()) or months.closing_now(date.today())
        self.month.set_options(
            [(code, words.month(code).capitalize()) for code in months.recent(date.today())]
        )
        self.month.set_value(chosen)
        self.tell()

    def tell(self, *_told: object) -> None:
        """Say what is still open, and whether the chosen month is closed."""
        month = str(self.month.value())
        closed = self._closed.get(month)
        self.button.setText(
            _("Chiudi {month}").format(month=words.month(month)) if month else _("Chiudi il mese")
        )
        self.button.setEnabled(bool(month) and closed is None)
        differences, pairs, doti = self._open_items()
        waits = [
            f"{count} {words_}"
            for count, words_ in (
                (differences, _("differenze") if differences > 1 else _("differenza")),
                (pairs, _("coppie di persone") if pairs > 1 else _("coppia di persone")),
                (doti, _("avvisi sulle doti") if doti > 1 else _("avviso sulle doti")),
            )
            if count
        ]
        if closed is not None:
            said = _("Questo mese è già chiuso: per rifare il verbale riaprilo in «Mesi chiusi».")
        else:
            said = _(
                "Restano da decidere: {names}. Il verbale lo dice, e si può decidere anche dopo."
            ).format(names=_in_a_row(waits))
        self.doti.setText(
            plural("Guarda {n} avviso sulle doti", "Guarda {n} avvisi sulle doti", doti).format(n=doti)
        )
        self.doti.setVisible(doti > 0 and closed is None)
        self.open.setVisible(bool(waits) or closed is not None)
        self.open.say(said, "warning" if closed is None else "info")
        when = (
            moment_words(datetime.fromisoformat(closed.made_at).astimezone(), datetime.now().astimezone())
            if closed
            else ""
        )
        # The steps are about the month that is closed now: of another one it is said which.
        other = month != months.closing_now(date.today())
        done = _("{month}, fatto {when}") if other else _("fatto {when}")
        second = (
            done.format(month=words.month(month), when=when)
            if closed
            else _("attende i passi prima")
            if waits
            else _("si può fare")
        )
        self.told.emit(second, _("fatto") if closed else "", "info")

    def first_focus(self) -> QWidget:
        return self.button if self.button.isEnabled() else self.month.control

    def make(self) -> None:
        """Close the chosen month beside the window."""
        month = str(self.month.value())

        def work(progress: Progress) -> MonthClosing:
            return minutes.close(self._vault, month, progress)

        def done(kept: MonthClosing) -> None:
            self._shell.say(_("Mese chiuso: verbale n. {number} fatto e firmato").format(number=kept.number))
            self.reload()
            self.made.emit(kept.id)

        self.work.run(_("Preparo il verbale"), work, done, can_cancel=False)
