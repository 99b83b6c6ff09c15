"""*Privacy, conservazione*: whose records have reached their time; each is kept with a reason or erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.copies.old_copies import OldCopiesCard
from millegiorni_desk.app.privacy.rules import RulesCard
from millegiorni_desk.app.sections import Section
from millegiorni_desk.areas.people.pseudonym import pseudonym
from millegiorni_desk.areas.privacy import retention
from millegiorni_desk.dates import months_later
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import DateField, Form, PartialDate, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]
Read = tuple[dict[str, int], list[retention.Due]]
_SHOWN = 200


class RetentionSection(Section):
    """Nothing is erased by itself. Counts and the oldest of the chosen kind are read beside the window."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self._again = False
        card = Card(_("Da rivedere"))
        card.add(
            label(
                _(
                    "Chi non viene da tempo: guarda se i suoi dati servono ancora. Tienili con un motivo, o "
                    "cancellali. Niente si cancella da solo."
                ),
                "muted",
                wrap=True,
            )
        )
        self.category = ChipGroup(_("Chi"), [(one.code, one.label) for one in retention.rules(vault)])
        self.category.set_value("accesses")
        self.category.changed.connect(self._chosen)
        card.add(self.category)
        self.table = self._table()
        card.add(self.table)
        self.more = label("", "small", wrap=True)
        card.add(self.more)
        self.keep_button = Button(_("Tieni…"), self.ask_to_keep)
        self.erase_button = Button(_("Cancella i suoi dati…"), lambda: self._open("person-data"))
        self.open_button = Button(_("Apri la scheda"), lambda: self._open("person"))
        card.add(Wrap(self.keep_button, self.open_button, self.erase_button))
        self.work = TaskBar()
        card.add(self.work)
        self.add(card)
        self.keeping = self._keep_card()
        self.add(self.keeping)
        self.copies = OldCopiesCard(vault)
        self.add(self.copies)
        self.rules = RulesCard(vault, shell)
        self.add(self.rules)
        self._pick()

    def _table(self) -> Table:
        columns = [Column("name", _("Nome"))]
        if not self._vault.house:
            columns.append(Column("house", _("Casa"), width=170))
        columns.append(Column("last", _("Ultimo contatto"), "date", width=150))
        table = Table(
            _("Da rivedere"),
            columns,
            empty=_("Nessuna, per ora: i tempi sono rispettati."),
            key="id",
            most_rows=9,
        )
        table.selected.connect(lambda _row: self._pick())
        table.opened.connect(lambda _row: self._open("person"))
        return table

    def _keep_card(self) -> Card:
        card = Card(_("Tieni i suoi dati"))
        self.form = Form()
        self.form.add(
            "reason",
            TextField(_("Perché servono ancora"), placeholder=_("per esempio: percorso che può riaprirsi")),
        )
        self.form.add("until", DateField(_("Fino al"), past=False))
        card.add(self.form)
        leave = Button(_("Lascia stare"), self._leave)
        card.add(Wrap(Button(_("Tieni fino a quel giorno"), self.keep, kind="primary"), leave))
        LeavingByButton(card, leave)
        card.hide()
        return card

    def first_focus(self) -> QWidget:
        return self.table

    def reload(self) -> None:
        """Read again, beside the window; a change that comes meanwhile is read after."""
        self.rules.reload()
        self.copies.reload()
        self._again = self.work.busy
        if self._again:
            return
        vault, category, today = self._vault, str(self.category.value()), date.today()

        def work(progress: Progress) -> Read:
            return retention.counts_due(vault, today), retention.due(vault, category, today, _SHOWN)

        self.work.run(_("Cerco"), work, self._read)

    def _read(self, read: Read) -> None:
        counts, found = read
        total = sum(counts.values())
        waiting = plural("{n} da rivedere", "{n} da rivedere", total).format(n=total)
        self.told.emit(waiting if total else _("niente da rivedere"), "", "quiet")
        self._count_on_chips(counts)
        names = {house.code: house.name for house in network.houses(self._vault)}
        self.table.show_rows(Source.of([self._row(one, names) for one in found]))
        left = counts[str(self.category.value())] - len(found)
        self.more.setText(_("Qui ci sono le {n} più vecchie.").format(n=len(found)) if left > 0 else "")
        self.more.setVisible(left > 0)
        self._pick()
        if self._again:
            self.reload()

    def _count_on_chips(self, counts: dict[str, int]) -> None:
        words = [(one.code, f"{one.label} ({counts[one.code]})") for one in retention.rules(self._vault)]
        # Filled anew only where a count changed: the keyboard may be in them.
        if words != [(chip.code, chip.words) for chip in self.category.chips]:
            self.category.set_options(words)

    @staticmethod
    def _row(one: retention.Due, houses: dict[str, str]) -> dict[str, str]:
        return {
            "id": one.person_id,
            "name": f"{one.surname} {one.name}".strip() or pseudonym(one.person_id),
            "house": houses.get(one.house, one.house),
            "last": one.last.isoformat(),
        }

    def _chosen(self) -> None:
        if not self.category.value():
            # A chip taken back leaves no answer: there is always one kind shown.
            self.category.set_value("accesses")
        else:
            self._leave()
            self.reload()

    def _pick(self) -> None:
        some = bool(self.table.current())
        for button in (self.keep_button, self.erase_button, self.open_button):
            button.setEnabled(some)

    def _open(self, page: str) -> None:
        if person := self.table.current().get("id"):
            self._shell.open(page, person)

    def ask_to_keep(self) -> None:
        """Unfold the reason and the day; a year is proposed."""
        if not self.table.current():
            return
        today = date.today()
        self.form.clear()
        self.form.set_values({"until": months_later(today, 12)})
        self.keeping.title.setText(
            _("Tieni i dati di {name}").format(name=self.table.current().get("name", ""))
        )
        self.keeping.show()
        self.form.fields["reason"].setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Keep her records; undo puts her back on the list."""
        until = None
        try:
            answers = self.form.values()
            until = answers["until"]
            if not isinstance(until, PartialDate):
                raise InvalidValue(_("Scrivi fino a quando."), "until")
            review = retention.keep(
                self._vault,
                str(self.table.current()["id"]),
                str(self.category.value()),
                until.day,
                str(answers["reason"]),
            )
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self.work.show_problem(problem)
            return
        self._leave()
        self._shell.say(_("Dati tenuti"), partial(retention.undo_keep, self._vault, review.id))

    def _leave(self) -> None:
        self.keeping.hide()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
